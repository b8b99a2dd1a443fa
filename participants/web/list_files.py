"""The lists of cases and of what the privacy officer watches, as files."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell, text_of
from agencies.web.list_files import filters_of_form, in_words
from agencies.web.log_words import roles_in_words
from participants.duties import duty
from participants.models import Deadline, TransferRequest
from participants.operations.patterns import unusual_days
from participants.panels import Column
from participants.web.elsewhere import NoticesPage, notices_waiting
from participants.web.mistakes import MistakesPage, registered_in_error
from participants.web.portfolio import (
    PortfolioPage,
    chosen_portfolio,
    columns_open_to,
    filters_of,
    table_of,
)
from participants.web.privacy import OverridesPage, PatternsPage, PeriodForm, override_rows, overrides_of, period_of
from participants.web.transfers import TransfersPage, transfers_by_side
from participants.web.work import ORDER, MyWorkPage, chosen_work, row_of, work_chosen_in_words

_NAME = ListColumn(gettext_lazy("Navn"), lambda row: row.full_name, FieldGroup.IDENTITY)


def _portfolio(asked: Asked) -> Sheet:
    actor, day = asked.actor, asked.day
    filters = filters_of(actor, asked.query)
    shown = columns_open_to(actor)
    return Sheet(
        rows=lambda: chosen_portfolio(actor, filters, day).by_name(),
        filters=[(choice.title, choice.shown) for choice in filters if choice.shown],
        shown=lambda people: table_of(actor, people, shown, day),
        person=lambda row: row["person"].pk,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row["person"].full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Fødselsdato"), lambda row: row["person"].birth_date, FieldGroup.IDENTITY),
            *(_of_portfolio(place, column) for place, column in enumerate(shown)),
        ],
    )


def _of_portfolio(place: int, column: Column) -> ListColumn:
    def cell(row: dict[str, Any]) -> Any:
        value = row["cells"][place]["value"]
        if value is None or value == "" or not column.template:
            return value
        # What the page shows, without its markup.
        return text_of(render_to_string(column.template, {"value": value}))

    return ListColumn(column.title, cell, column.fields)


def _work(asked: Asked) -> Sheet:
    actor, day = asked.actor, asked.day
    rows, scope, view = chosen_work(actor, asked.query, day)
    return Sheet(
        rows=lambda: rows.order_by(*ORDER).select_related("participant", "responsible_agency"),
        filters=work_chosen_in_words(actor, scope, view),
        shown=lambda found: [(one, row_of(one, actor, day)) for one in found],
        person=lambda row: row[0].participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row[1].person, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Frist"), lambda row: row[1].what),
            ListColumn(gettext_lazy("Forfaller"), lambda row: row[1].due_on),
            ListColumn(gettext_lazy("Hjemmel"), lambda row: row[1].paragraph),
            ListColumn(gettext_lazy("Rådgiver"), lambda row: row[1].adviser),
            ListColumn(gettext_lazy("Ansvarlig"), lambda row: row[0].responsible_agency),
        ],
    )


_DUE = (("", gettext_lazy("alle som ikke er oppfylt")), ("forfalt", gettext_lazy("forfalt")))


def _deadlines(asked: Asked) -> Sheet:
    rows = Deadline.objects.listed_for(asked.actor).open().select_related("participant", "responsible_agency")
    chosen = asked.query.get("utvalg", "")
    if chosen == "forfalt":
        rows = rows.filter(due_on__lt=asked.day)
    return Sheet(
        rows=lambda: rows.order_by("due_on", "id"),
        filters=[(_("Utvalg"), dict(_DUE).get(chosen, _DUE[0][1]))],
        person=lambda row: row.participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.participant.full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Frist"), lambda row: duty(row.kind).label),
            ListColumn(gettext_lazy("Forfaller"), lambda row: row.due_on),
            ListColumn(gettext_lazy("Hjemmel"), lambda row: row.paragraph),
            ListColumn(gettext_lazy("Ansvarlig"), lambda row: row.responsible_agency),
        ],
    )


def _mistakes(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: registered_in_error(asked.actor),
        person=lambda row: row.pk,
        columns=[
            _NAME,
            ListColumn(gettext_lazy("Fødselsdato"), lambda row: row.birth_date, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Markert"), lambda row: row.registered_in_error_on),
        ],
    )


def _same_person(asked: Asked) -> Sheet:
    # Who it is stands in the notice, which is opened one at a time and logged with the case.
    return Sheet(
        rows=lambda: notices_waiting(asked.actor),
        columns=[
            ListColumn(gettext_lazy("Kommune"), lambda row: row.elsewhere),
            ListColumn(gettext_lazy("Oppdaget"), lambda row: row.noticed_on),
            ListColumn(gettext_lazy("Adressesperre"), lambda row: _("adressesperre") if row.is_protected else ""),
        ],
    )


def _transfers(asked: Asked) -> Sheet:
    actor = asked.actor
    received, sent = transfers_by_side(actor)

    def rows() -> list[TransferRequest]:
        answered = sorted([*sent.answered(), *received.answered()], key=lambda row: (row.answered_on, row.pk))
        return [*received.waiting(), *sent.waiting(), *reversed(answered)]

    return Sheet(
        rows=rows,
        person=lambda row: _moving(actor, row) and _moving(actor, row).pk,
        columns=[
            ListColumn(gettext_lazy("Deltaker"), lambda row: _moving(actor, row), FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Fra"), lambda row: row.municipality),
            ListColumn(gettext_lazy("Til"), lambda row: row.to_municipality),
            ListColumn(gettext_lazy("Sendt"), lambda row: row.requested_on),
            ListColumn(gettext_lazy("Svar"), lambda row: capfirst(row.get_state_display())),
            ListColumn(gettext_lazy("Dato"), lambda row: row.answered_on),
        ],
    )


def _moving(actor: Actor, row: TransferRequest) -> Any:
    """The case on the actor's side; a request to us tells of nobody before it is opened."""
    return row.participant if row.municipality_id in actor.municipality_ids else row.received_as


def _patterns(asked: Asked) -> Sheet:
    form = PeriodForm(asked.query or None)
    first, last = period_of(form)
    return Sheet(
        rows=lambda: unusual_days(asked.actor, first, last),
        filters=filters_of_form(form) or [(_("Fra og med"), in_cell(first)), (_("Til og med"), in_cell(last))],
        columns=[
            ListColumn(gettext_lazy("Dag"), lambda row: row.day),
            ListColumn(gettext_lazy("Hvem"), lambda row: row.user),
            ListColumn(gettext_lazy("Rolle"), lambda row: roles_in_words(row.roles)),
            ListColumn(
                gettext_lazy("Hvorfor her"),
                lambda row: in_words(
                    [
                        (row.has_many, _("svært mange saker")),
                        (row.has_others, _("mange av andres saker")),
                        (row.is_outside, _("kveld, natt eller helg")),
                        (row.is_refused, _("avvist flere ganger")),
                    ]
                ),
            ),
            ListColumn(gettext_lazy("Saker"), lambda row: row.cases),
            ListColumn(gettext_lazy("Andres saker"), lambda row: row.others),
            ListColumn(gettext_lazy("Utenom arbeidstid"), lambda row: row.outside),
            ListColumn(gettext_lazy("Avvist"), lambda row: row.refused),
        ],
    )


def _overrides(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: overrides_of(asked.actor),
        shown=lambda rows: override_rows(rows, timezone.localdate()),
        columns=[
            ListColumn(gettext_lazy("Tatt"), lambda item: item["row"].created_at),
            ListColumn(gettext_lazy("Hvem"), lambda item: item["row"].user),
            ListColumn(gettext_lazy("Begrunnelse"), lambda item: item["row"].reason),
            ListColumn(gettext_lazy("Regel"), lambda item: item["rule"]),
            ListColumn(gettext_lazy("Til og med"), lambda item: item["row"].last_day),
            ListColumn(gettext_lazy("Gjelder nå"), lambda item: _("gjelder nå") if item["is_running"] else ""),
            ListColumn(gettext_lazy("Deltaker"), lambda item: item["row"].participant_id),
        ],
    )


LISTS = (
    ListFile("portfolio", gettext_lazy("Deltakere"), Resource.PARTICIPANT, _portfolio, PortfolioPage),
    ListFile("work", gettext_lazy("Mitt arbeid"), Resource.DEADLINE, _work, MyWorkPage),
    ListFile(
        "deadlines", gettext_lazy("Frister"), Resource.DEADLINE, _deadlines, choices=_DUE
    ),
    ListFile(
        "mistakes", gettext_lazy("Registrert ved en feil"), Resource.PARTICIPANT, _mistakes, MistakesPage,
        Action.CHANGE,
    ),
    ListFile(
        "same-person", gettext_lazy("Samme person i en annen kommune"), Resource.SAME_PERSON, _same_person,
        NoticesPage,
    ),
    ListFile("transfers", gettext_lazy("Flytting"), Resource.TRANSFER, _transfers, TransfersPage),
    ListFile("patterns", gettext_lazy("Uvanlige innsyn"), Resource.ACCESS_LOG, _patterns, PatternsPage),
    ListFile("overrides", gettext_lazy("Egne tilganger"), Resource.OVERRIDE, _overrides, OverridesPage),
)  # fmt: skip
