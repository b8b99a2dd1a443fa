"""What the team leader watches, decisions, proposals, messages and the caseload of an earlier system, as files."""

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet
from participants.duties import duty
from programmes import team
from programmes.law.procedure_states import DecisionState
from programmes.models import Decision
from programmes.web.caseload.imports import (
    WITH_ROWS,
    CaseloadListPage,
    CaseloadPage,
    caseload_of,
    file_rows,
    files_of,
    row_shown,
    rows_chosen,
    state_in_words,
)
from programmes.web.decision_words import STATE_LABELS
from programmes.web.followup.work import UnpublishedPage, unpublished_rows
from programmes.web.plan.proposals import ProposalsPage, chosen_proposals, shown_proposal
from programmes.web.shared_case.messages import OLDEST_FIRST, MessagesPage, people_to_read
from programmes.web.team.overview import TeamPage

_DECISIONS = (("", gettext_lazy("alle")), ("arbeid", gettext_lazy("ikke ferdige")))


_PERSON = ListColumn(gettext_lazy("Deltaker"), lambda row: row.participant.full_name, FieldGroup.IDENTITY)


def _caseloads(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: team.caseloads(asked.actor, asked.day),
        columns=[
            ListColumn(gettext_lazy("Rådgiver"), lambda row: row.user),
            ListColumn(gettext_lazy("Vikar"), lambda row: row.away),
            ListColumn(gettext_lazy("Saker"), lambda row: row.cases),
            ListColumn(gettext_lazy("I program"), lambda row: row.running),
            ListColumn(gettext_lazy("Venter på program"), lambda row: row.waiting),
            ListColumn(gettext_lazy("Slutter innen 90 dager"), lambda row: row.ending),
            ListColumn(gettext_lazy("Forfalte frister"), lambda row: row.overdue),
            ListColumn(gettext_lazy("Frister innen 14 dager"), lambda row: row.soon),
        ],
    )


def _starts(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: team.starts_to_watch(asked.actor, asked.day),
        person=lambda row: row.participant_id,
        columns=[
            _PERSON,
            ListColumn(gettext_lazy("Frist"), lambda row: duty(row.kind).label),
            ListColumn(gettext_lazy("Forfaller"), lambda row: row.due_on),
            ListColumn(gettext_lazy("Hjemmel"), lambda row: row.paragraph),
        ],
    )


def _approvals(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: team.waiting_for_approval(asked.actor, asked.day),
        person=lambda row: row.participant_id,
        columns=[
            _PERSON,
            ListColumn(gettext_lazy("Vedtak"), lambda row: row.get_decision_type_display(), FieldGroup.DECISIONS),
        ],
    )


def _ends(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: team.unfinished_ends(asked.actor),
        person=lambda row: row.participant_id,
        columns=[_PERSON, ListColumn(gettext_lazy("Slutt"), lambda row: row.ended_on, FieldGroup.PROGRAMME)],
    )


def _decisions(asked: Asked) -> Sheet:
    chosen = asked.query.get("utvalg", "")
    rows = Decision.objects.listed_for(asked.actor).with_state(asked.day)
    if chosen == "arbeid":
        rows = Decision.objects.listed_for(asked.actor).under_work()
    return Sheet(
        rows=lambda: rows.select_related("participant", "replaces").order_by("participant__sort_key", "-number", "id"),
        filters=[(_("Utvalg"), dict(_DECISIONS).get(chosen, _DECISIONS[0][1]))],
        person=lambda row: row.participant_id,
        columns=[
            _PERSON,
            ListColumn(gettext_lazy("Nr."), lambda row: row.number, FieldGroup.DECISIONS),
            ListColumn(gettext_lazy("Vedtak"), lambda row: row.title, FieldGroup.DECISIONS),
            ListColumn(gettext_lazy("Vedtatt"), lambda row: row.decided_on, FieldGroup.DECISIONS),
            ListColumn(
                gettext_lazy("Status"), lambda row: STATE_LABELS[DecisionState(row.state_on_day)], FieldGroup.DECISIONS
            ),
        ],
    )


def _proposals(asked: Asked) -> Sheet:
    is_sent = asked.query.get("vis") == "sendt"
    rows, keys = chosen_proposals(asked.actor, is_sent=is_sent)
    return Sheet(
        rows=lambda: rows.order_by(*keys),
        filters=[(_("Forslag"), _("Sendt") if is_sent else _("Å svare på"))],
        shown=lambda found: [shown_proposal(row) for row in found],
        person=lambda each: each["row"].participant_id,
        columns=[
            ListColumn(gettext_lazy("Deltaker"), lambda each: each["row"].participant, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Forslag"), _proposed, FieldGroup.PLAN),
            ListColumn(gettext_lazy("Fra"), lambda each: each["row"].proposed_from),
            ListColumn(gettext_lazy("Sendt"), lambda each: timezone.localdate(each["row"].created_at)),
            ListColumn(gettext_lazy("Svar"), lambda each: capfirst(each["row"].get_state_display()) if is_sent else ""),
        ],
    )


def _proposed(each: dict[str, Any]) -> str:
    # As many of its lines as the page has.
    return " · ".join([str(each["label"]), *(str(value) for _label, value in each["lines"][:2])])


def _messages(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: people_to_read(asked.actor).order_by(*OLDEST_FIRST),
        person=lambda row: row.pk,
        columns=[
            ListColumn(gettext_lazy("Deltaker"), lambda row: row.full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Fra"), lambda row: row.sender),
            ListColumn(gettext_lazy("Sendt"), lambda row: row.waiting_since),
        ],
    )


def _unpublished(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: unpublished_rows(asked.actor),
        person=lambda row: row.participant_id,
        columns=[
            ListColumn(gettext_lazy("Dag"), lambda row: getattr(row, "starts_at", None) or row.happened_on),
            _PERSON,
            ListColumn(gettext_lazy("Slag"), lambda row: capfirst(row.get_kind_display()), FieldGroup.NOTES),
        ],
    )


def _caseload_files(asked: Asked) -> Sheet:
    def count(state: str) -> Any:
        return lambda row: row[2][state]

    return Sheet(
        rows=lambda: files_of(asked.actor),
        shown=file_rows,
        columns=[
            ListColumn(gettext_lazy("Fil"), lambda row: row[0].filename),
            ListColumn(gettext_lazy("Overtatt fra"), lambda row: row[0].source),
            ListColumn(gettext_lazy("Status"), lambda row: row[0].get_state_display()),
            ListColumn(gettext_lazy("Lastet opp"), lambda row: row[0].created_at),
            ListColumn(gettext_lazy("Klare"), count("ready")),
            ListColumn(gettext_lazy("Overtatt"), count("done")),
            ListColumn(gettext_lazy("Feil"), count("faulty")),
        ],
    )


def _caseload_rows(asked: Asked) -> Sheet:
    batch = caseload_of(asked.actor, asked.pk)
    rows, state, _counts = rows_chosen(asked.actor, batch, asked.query.get("vis", ""))
    return Sheet(
        rows=lambda: rows.order_by("line") if batch.state in WITH_ROWS else rows.none(),
        filters=[(_("Fil"), batch.filename), (_("Rader"), state_in_words(state))],
        shown=lambda found: [row_shown(row) for row in found],
        person=lambda row: row["person"].pk if row["person"] else None,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row["person"] or row["name"], FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Linje"), lambda row: row["line"]),
            ListColumn(gettext_lazy("Første dag"), lambda row: row["first_day"], FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Måneder"), lambda row: row["months"], FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Vedtatt sluttdato"), lambda row: row["decided"], FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Beregnet"), lambda row: row["computed"], FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Feil"), lambda row: "; ".join(map(str, row["faults"]))),
            ListColumn(gettext_lazy("Merknader"), lambda row: "; ".join(map(str, row["notes"]))),
        ],
    )


LISTS = (
    ListFile("team", gettext_lazy("Saker per rådgiver"), Resource.TEAM, _caseloads, TeamPage),
    ListFile("team-starts", gettext_lazy("Oppstart forfalt eller snart"), Resource.TEAM, _starts, TeamPage),
    ListFile("team-approvals", gettext_lazy("Vedtak som venter på godkjenning"), Resource.TEAM, _approvals, TeamPage),
    ListFile("team-ends", gettext_lazy("Slutt uten årsak"), Resource.TEAM, _ends, TeamPage),
    ListFile("decisions", gettext_lazy("Vedtak"), Resource.DECISION, _decisions, choices=_DECISIONS),
    ListFile("proposals", gettext_lazy("Forslag"), Resource.PROPOSAL, _proposals, ProposalsPage),
    ListFile("messages", gettext_lazy("Uleste meldinger"), Resource.CASE_MESSAGE, _messages, MessagesPage),
    ListFile(
        "unpublished", gettext_lazy("Referat å publisere"), Resource.JOURNAL, _unpublished, UnpublishedPage,
        Action.CREATE,
    ),
    ListFile("caseload-files", gettext_lazy("Løpende saker"), Resource.CASELOAD, _caseload_files, CaseloadListPage),
    ListFile(
        "caseload-rows", gettext_lazy("Rader i en fil med løpende saker"), Resource.CASELOAD, _caseload_rows,
        CaseloadPage, is_of_one=True,
    ),
)  # fmt: skip
