"""The portfolio: everybody the actor may see, with filters that live in the address."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, DateField, Exists, OuterRef, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, fields_for, may
from agencies.models import Agency
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from agencies.web.paging import page_of
from participants.models import Assignment, AssignmentKind, Deadline, Participant
from participants.models.participant import ParticipantQuerySet
from participants.models.portfolio import SavedFilter
from participants.names.search import search_key
from participants.operations.portfolio_settings import hidden_columns
from participants.panels import CaseFilter, Column, PortfolioCounter, case_filters, columns, portfolio_counters
from participants.web.portfolio_settings import COUNTER, kept_query
from participants.worklist import new_for

PAGE = 50
_NEVER = dt.date.max
_SORTS = {"navn": ("sort_key", "id"), "frist": ("next_due", "sort_key", "id")}
_SORT_LETTERS = str.maketrans("æäøöåéèêëáàâóôúüñç", "{{||}eeeeaaaoouunc")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as the page shows it: a list of choices, or free text when there are none."""

    code: str
    title: str | Promise
    choices: Sequence[tuple[str, str | Promise]]
    value: str

    @property
    def shown(self) -> str:
        """The chosen value in words; empty when nothing is chosen or the value is unknown."""
        return str(dict(self.choices).get(self.value, "")) if self.choices else self.value


class PortfolioPage(Page):
    """The table."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """One page of people, in Norwegian alphabetical order or by next deadline."""
        actor, today = self.request.actor, timezone.localdate()
        filters = filters_of(actor, self.request.GET)
        sort = self.request.GET.get("sorter", "")
        keys = _SORTS.get(sort, _SORTS["navn"])
        cases = Participant.objects.listed_for(actor).still_here()
        people = chosen_portfolio(actor, filters, today)
        page = page_of(people.select_related("municipality"), keys, self.request.GET.get("etter", ""), PAGE)
        log_list(actor, Resource.PARTICIPANT, [row.pk for row in page.rows])
        possible = columns_open_to(actor)
        hidden = hidden_columns(actor)
        shown = [column for column in possible if column.code not in hidden]
        context = {
            "filters": filters,
            "chips": [self._chip(choice) for choice in filters if choice.shown],
            "clear_url": self._address({"sorter": sort}),
            "columns": shown,
            "column_choices": [(column, column in shown) for column in possible],
            "counters": self._counters(cases, actor, today),
            "saved": SavedFilter.objects.own(actor).order_by("position", "id"),
            "query": kept_query(self.request.META.get("QUERY_STRING", "")),
            "people": table_of(actor, page.rows, shown, today),
            "has_people": bool(page.rows),
            "sort": sort if sort in _SORTS else "navn",
            "name_url": self._address({**self._chosen_values(filters)}),
            "deadline_url": self._address({**self._chosen_values(filters), "sorter": "frist"}),
            "next_url": self._next(filters, sort, page.cursor),
            "may_enrol": may(actor, Resource.PARTICIPANT, Action.CREATE),
            "has_mistakes": may(actor, Resource.PARTICIPANT, Action.CHANGE) and _has_mistakes(actor),
        }
        return show(self.request, "participants/portfolio/page.html", context)

    def _counters(self, cases: ParticipantQuerySet, actor: Actor, today: dt.date) -> list[dict[str, Any]]:
        """All counters by one query; pressing the chosen one lets go of it."""
        known = _counters_for(actor)
        if not known:
            return []
        # A counter's code is no name of a field, nor of an annotation.
        named = {f"counted_{place}": each for place, each in enumerate(known)}
        counts = cases.aggregate(**{name: Count("pk", filter=each.where(actor, today)) for name, each in named.items()})
        chosen = self.request.GET.get(COUNTER, "")
        return [
            {
                "label": each.label,
                "count": counts[name],
                "url": "?" if each.code == chosen else self._address({COUNTER: each.code}),
                "tone": each.tone,
                "current": each.code == chosen,
            }
            for name, each in named.items()
        ]

    def _chip(self, choice: Choice) -> dict[str, Any]:
        address = self.request.GET.copy()
        address.pop("etter", None)
        address.pop(choice.code, None)
        return {"label": choice.title, "value": choice.shown, "url": f"?{address.urlencode()}"}

    @staticmethod
    def _chosen_values(filters: Sequence[Choice]) -> dict[str, str]:
        return {choice.code: choice.value for choice in filters if choice.shown}

    def _next(self, filters: Sequence[Choice], sort: str, cursor: str) -> str:
        return self._address({**self._chosen_values(filters), "sorter": sort, "etter": cursor}) if cursor else ""

    @staticmethod
    def _address(values: Mapping[str, str]) -> str:
        return f"?{urlencode({name: value for name, value in values.items() if value})}"


def filters_of(actor: Actor, given: QueryDict) -> list[Choice]:
    """Every filter that the actor has, with what the address chooses."""
    filters = [
        Choice("navn", _("Navn begynner på"), (), given.get("navn", "").replace("\x00", "").strip()[:100]),
        Choice("radgiver", _("Rådgiver"), _adviser_choices(), given.get("radgiver", "")),
        *[Choice(known.code, known.title, known.choices, given.get(known.code, "")) for known in _registered(actor)],
    ]
    counted = [(each.code, each.label) for each in _counters_for(actor)]
    if counted:
        filters.append(Choice(COUNTER, _("Trenger deg"), counted, given.get(COUNTER, "")))
    if len(actor.municipality_ids) > 1:
        towns = Agency.objects.filter(pk__in=actor.municipality_ids).order_by("name", "id")
        choices = [(town.number, town.name) for town in towns]
        filters.append(Choice("kommune", _("Kommune"), choices, given.get("kommune", "")))
    return filters


def columns_open_to(actor: Actor) -> list[Column]:
    """The columns that the actor may see, whether or not they are hidden on the page."""
    return [column for column in columns() if column.fields in fields_for(actor) and column.is_for(actor)]


def chosen_portfolio(actor: Actor, filters: Sequence[Choice], today: dt.date) -> ParticipantQuerySet:
    """Everybody whom the actor may see and all chosen filters let through, with ``next_due``."""
    return chosen_people(with_next_due(Participant.objects.listed_for(actor).still_here()), filters, actor, today)


def _has_mistakes(actor: Actor) -> bool:
    """Whether anybody was registered in error: they are in no list but their own."""
    return Participant.objects.listed_for(actor).filter(registered_in_error_on__isnull=False).exists()


def with_next_due(people: ParticipantQuerySet) -> ParticipantQuerySet:
    """Add ``next_due``: the nearest open deadline, and the end of days for those who have none."""
    nearest = Deadline.objects.filter(participant=OuterRef("pk")).open().order_by("due_on", "id").values("due_on")[:1]
    return people.annotate(next_due=Coalesce(Subquery(nearest), Value(_NEVER), output_field=DateField()))


def table_of(
    actor: Actor, people: Sequence[Participant], shown: Sequence[Column], today: dt.date
) -> list[dict[str, Any]]:
    """The rows, each with a cell per column; every column answers once for the whole page."""
    ids = [person.pk for person in people]
    answers: list[tuple[Column, Mapping[UUID, Any]]] = [(column, column.values(actor, ids, today)) for column in shown]
    return [
        {
            "person": person,
            "cells": [{"template": column.template, "value": values.get(person.pk)} for column, values in answers],
        }
        for person in people
    ]


def chosen_people(
    people: ParticipantQuerySet, filters: Sequence[Choice], actor: Actor, today: dt.date
) -> ParticipantQuerySet:
    """Those whom all chosen filters let through."""
    registered = {known.code: known for known in _registered(actor)}
    counters = {known.code: known for known in _counters_for(actor)}
    for choice in filters:
        if not choice.shown:
            continue
        if choice.code in registered:
            people = registered[choice.code].narrow(people, choice.value, today)
        elif choice.code == COUNTER:
            people = people.filter(counters[choice.value].where(actor, today))
        elif choice.code == "navn":
            people = people.filter(pk__in=_name_begins(choice.value))
        elif choice.code == "radgiver":
            people = _of_adviser(people, choice.value, actor, today)
        else:
            people = people.filter(municipality__number=choice.value)
    return people


def _name_begins(text: str) -> RawSQL:
    """Family name first, or given name first, or any later part of the name."""
    words = [search_key(text), text.lower().translate(_SORT_LETTERS)]
    return RawSQL("SELECT fot_names_beginning(%s, %s)", words)


def _of_adviser(people: ParticipantQuerySet, value: str, actor: Actor, today: dt.date) -> ParticipantQuerySet:
    assigned = Assignment.objects.filter(participant=OuterRef("pk")).on(today)
    mine = assigned.filter(user=actor.user_id)
    if value == "uten":
        return people.filter(~Exists(assigned.filter(kind=AssignmentKind.ADVISER)))
    if value == "ny":
        return people.filter(Exists(new_for(actor, today, "pk")))
    return people.filter(Exists(mine))


def _adviser_choices() -> list[tuple[str, str]]:
    return [("meg", _("meg")), ("ny", _("meg, ny og ikke åpnet")), ("uten", _("uten rådgiver"))]


def _registered(actor: Actor) -> list[CaseFilter]:
    return [known for known in case_filters() if known.fields in fields_for(actor)]


def _counters_for(actor: Actor) -> list[PortfolioCounter]:
    return [known for known in portfolio_counters() if known.fields in fields_for(actor) and known.is_for(actor)]
