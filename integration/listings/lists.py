"""Each list: who may have it, its columns, its rows for an actor, and its filters in words."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor, Resource, fields_for
from employers.models import Placement
from participants.duties import duty
from participants.models import Deadline, Participant
from participants.panels import Column, columns
from participants.web.portfolio import chosen_people, filters_of, with_next_due
from programmes.models.measure import WorkMeasure

Row = tuple[UUID, list[str]]
"""Whom a row is about, and its cells as text."""
Query = Mapping[str, str]
_PAGE = 200
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. ``choices`` are the values of its own filter ``utvalg``; the portfolio has all of its page's instead."""

    code: str
    title: str | Promise
    resource: Resource
    headings: Callable[[Actor], list[str]]
    rows: Callable[[Actor, Query, dt.date], Iterator[Row]]
    filters: Callable[[Actor, Query], list[tuple[str, str]]]
    choices: tuple[tuple[str, str | Promise], ...] = ()


def _columns_of(actor: Actor) -> list[Column]:
    opened = fields_for(actor)
    return [column for column in columns() if column.fields in opened and column.is_for(actor)]


def _portfolio_headings(actor: Actor) -> list[str]:
    return [_("Navn"), _("Fødselsdato"), *(str(column.title) for column in _columns_of(actor))]


def _portfolio(actor: Actor, query: Query, day: dt.date) -> Iterator[Row]:
    cases = with_next_due(Participant.objects.listed_for(actor).still_here())
    people = chosen_people(cases, filters_of(actor, _given(query)), actor, day).by_name()
    shown = _columns_of(actor)
    rows = people.iterator(chunk_size=_PAGE)
    while page := list(islice(rows, _PAGE)):
        ids = [person.pk for person in page]
        answers = [(column, column.values(actor, ids, day)) for column in shown]
        for person in page:
            cells = [_cell(column, values.get(person.pk)) for column, values in answers]
            yield person.pk, [person.full_name, _day(person.birth_date), *cells]


def _portfolio_filters(actor: Actor, query: Query) -> list[tuple[str, str]]:
    return [(str(choice.title), choice.shown) for choice in filters_of(actor, _given(query)) if choice.shown]


def _deadlines(actor: Actor, query: Query, day: dt.date) -> Iterator[Row]:
    rows = Deadline.objects.listed_for(actor).open().select_related("participant", "responsible_agency")
    if query.get("utvalg") == "forfalt":
        rows = rows.filter(due_on__lt=day)
    for row in rows.order_by("due_on", "id").iterator(chunk_size=_PAGE):
        name = row.participant.full_name
        yield row.participant_id, [
            name, str(duty(row.kind).label), _day(row.due_on), row.paragraph, row.responsible_agency.name,
        ]  # fmt: skip


def _placements(actor: Actor, query: Query, day: dt.date) -> Iterator[Row]:
    rows = Placement.objects.listed_for(actor).select_related("participant", "employer", "occupation")
    for row in _running(rows, query, day).order_by("-first_day", "id").iterator(chunk_size=_PAGE):
        yield row.participant_id, [
            row.participant.full_name, row.employer.name, str(row.occupation), str(row.get_form_display()),
            f"{row.percent:g}", _day(row.first_day), _day(row.last_day),
        ]  # fmt: skip


def _measures(actor: Actor, query: Query, day: dt.date) -> Iterator[Row]:
    rows = WorkMeasure.objects.listed_for(actor).select_related("participant")
    for row in _running(rows, query, day).order_by("-first_day", "id").iterator(chunk_size=_PAGE):
        yield row.participant_id, [
            row.participant.full_name, str(row.get_kind_display()), str(row.get_status_display()),
            row.organisation_name, _day(row.first_day), _day(row.last_day),
        ]  # fmt: skip


def _running(rows: Any, query: Query, day: dt.date) -> Any:
    if query.get("utvalg") != "pagar":
        return rows
    return rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


def _chosen(choices: tuple[tuple[str, str | Promise], ...]) -> Callable[[Actor, Query], list[tuple[str, str]]]:
    def filters(_actor: Actor, query: Query) -> list[tuple[str, str]]:
        words = dict(choices)
        return [(_("Utvalg"), str(words.get(query.get("utvalg", ""), words[""])))]

    return filters


_DUE = (("", gettext_lazy("alle som ikke er oppfylt")), ("forfalt", gettext_lazy("forfalt")))
_NOW = (("", gettext_lazy("alle")), ("pagar", gettext_lazy("pågår i dag")))
LISTINGS: dict[str, Listing] = {
    each.code: each
    for each in (
        Listing(
            "portfolio", gettext_lazy("Deltakere"), Resource.PARTICIPANT, _portfolio_headings, _portfolio,
            _portfolio_filters,
        ),
        Listing(
            "deadlines", gettext_lazy("Frister"), Resource.DEADLINE,
            lambda _actor: [_("Navn"), _("Frist"), _("Forfaller"), _("Hjemmel"), _("Ansvarlig")],
            _deadlines, _chosen(_DUE), _DUE,
        ),
        Listing(
            "placements", gettext_lazy("Arbeidsforhold"), Resource.PLACEMENT,
            lambda _actor: [
                _("Navn"), _("Arbeidsgiver"), _("Yrke"), _("Ansettelsesform"), _("Prosent"), _("Første dag"),
                _("Siste dag"),
            ],
            _placements, _chosen(_NOW), _NOW,
        ),
        Listing(
            "measures", gettext_lazy("Tiltak"), Resource.MEASURE,
            lambda _actor: [
                _("Navn"), _("Tiltak"), _("Status"), _("Arbeidsgiver eller arrangør"), _("Første dag"), _("Siste dag"),
            ],
            _measures, _chosen(_NOW), _NOW,
        ),
    )
}  # fmt: skip


def _given(query: Query) -> QueryDict:
    given = QueryDict(mutable=True)
    given.update(dict(query))
    return given


def _cell(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if not column.template:
        return str(value)
    # What the page shows, without its markup.
    return _SPACES.sub(" ", strip_tags(render_to_string(column.template, {"value": value}))).strip()


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
