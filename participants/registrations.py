"""What this floor registers when the project starts."""

from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from agencies.models import Role
from participants import (  # noqa: F401 - register their own parts
    access_registrations,
    change_registrations,
    list_registrations,
    people_registrations,
    statement_registrations,
    subject_registrations,
    transfer_registrations,
)
from participants.case_panels import documents_context, history_context, identity_context, settlement_context
from participants.changes import display_name
from participants.columns import adviser_names, municipality_names, next_deadlines, serves_several
from participants.duties import DutyKind, duty, register_duty
from participants.history import Facts, register_event
from participants.models import AssignmentKind, Deadline, Participant, ResidenceBasis
from participants.operations.permits import PERMIT_EXPIRY
from participants.operations.protecting import protected_cases_of
from participants.operations.team import releasing as _releasing  # noqa: F401 - hangs in when somebody leaves
from participants.panels import (
    Act,
    CasePanel,
    Column,
    PanelSpot,
    Place,
    SearchSource,
    register_act,
    register_column,
    register_panel,
    register_place,
    register_search,
    register_timeline,
)
from participants.searching import find_people
from participants.timeline.items import life_of
from participants.timeline.panel import timeline_context


def _renew_permit(deadline: Deadline) -> str:
    return reverse("participants:renew-permit", args=[deadline.participant_id])


register_duty(
    DutyKind(
        code=PERMIT_EXPIRY,
        label=_("Oppholdstillatelsen går ut"),
        thresholds=(90, 60, 30, 14, 0),
        action_label=_("Registrer ny tillatelse"),
        action_url=_renew_permit,
        resource=Resource.PARTICIPANT,
    )
)

register_place(Place(_("Mitt arbeid"), "participants:my-work", Resource.DEADLINE, 10))
register_place(Place(_("Deltakere"), "participants:list", Resource.PARTICIPANT, 20))
register_place(
    Place(
        _("Mine skjermede saker"),
        "participants:protected",
        Resource.PARTICIPANT,
        25,
        rows=protected_cases_of,
        is_own=True,
    )
)
register_place(Place(_("Ansatte"), "agencies:staff", Resource.STAFF, 80))
register_place(
    Place(
        _("Samarbeid"),
        "agencies:cooperation",
        Resource.COOPERATION,
        82,
        lambda actor: actor.has_role(Role.ADMINISTRATOR),
    )
)
register_place(Place(_("Systemer"), "agencies:machines", Resource.MACHINE, 84))
register_place(Place(_("Innsynslogg"), "agencies:access-log", Resource.ACCESS_LOG, 90))

_CASE = "participants/case/"
for panel in (
    CasePanel(
        "timeline", _("Tidslinje"), PanelSpot.OVERVIEW, 10, "participants/timeline/panel.html",
        FieldGroup.PROGRAMME, timeline_context,
    ),
    CasePanel(
        "identity", _("Personopplysninger"), PanelSpot.OVERVIEW, 50, f"{_CASE}identity.html",
        FieldGroup.IDENTITY, identity_context,
    ),
    CasePanel(
        "settlement", _("Bosetting og opphold"), PanelSpot.OVERVIEW, 60, f"{_CASE}settlement.html",
        FieldGroup.SETTLEMENT, settlement_context,
    ),
    CasePanel(
        "dokumenter", _("Dokumenter"), PanelSpot.TAB, 80, f"{_CASE}documents.html",
        FieldGroup.DOCUMENTS, documents_context,
    ),
    CasePanel(
        "historikk", _("Historikk"), PanelSpot.TAB, 90, f"{_CASE}history.html",
        FieldGroup.PROGRAMME, history_context,
    ),
):  # fmt: skip
    register_panel(panel)

register_timeline(life_of)

register_act(Act(_("Tildel rådgiver"), "participants:assign", Resource.ASSIGNMENT, Action.CHANGE, 70))
register_act(Act(_("Ny oppholdstillatelse"), "participants:renew-permit", Resource.PARTICIPANT, Action.CHANGE, 80))
register_act(
    Act(_("Reservasjon mot forskning"), "participants:research-reservation", Resource.PARTICIPANT, Action.CHANGE, 875)
)
register_act(
    Act(
        _("Flyttet fra Norge eller død"), "participants:departure", Resource.PARTICIPANT, Action.CHANGE, 880,
        is_possible=lambda person: person.moved_on is None,
    )
)  # fmt: skip
register_act(Act(_("Dokument"), "participants:document-upload", Resource.DOCUMENT, Action.CREATE, 90))
register_act(
    Act(
        _("Slå sammen med dobbel"), "participants:merge", Resource.PARTICIPANT, Action.CHANGE, 900,
        is_possible=lambda person: person.moved_on is None,
    )
)  # fmt: skip

register_column(Column("adviser", _("Rådgiver"), 10, FieldGroup.IDENTITY, adviser_names))
register_column(
    Column("municipality", _("Kommune"), 15, FieldGroup.IDENTITY, municipality_names, is_for=serves_several)
)
register_column(
    Column(
        "next_deadline", _("Neste frist"), 46, FieldGroup.PROGRAMME, next_deadlines,
        "participants/portfolio/next_deadline.html",
    )
)  # fmt: skip

register_search(SearchSource(_("Deltakere"), 10, find_people))


def _assigned(facts: Facts) -> str:
    return gettext("%(name)s ble %(task)s.") % {"name": facts["name"], "task": AssignmentKind(facts["task"]).label}


def _permit(facts: Facts) -> str:
    basis = ResidenceBasis(facts["basis"]).label
    until = parse_date(facts.get("valid_until") or "")
    if until is None:
        return gettext("Ny oppholdstillatelse: %(basis)s.") % {"basis": basis}
    return gettext("Ny oppholdstillatelse: %(basis)s, gyldig til %(date)s.") % {
        "basis": basis,
        "date": f"{until:%d.%m.%Y}",
    }


def _flag(text: Any) -> Any:
    def say(facts: Facts) -> str:
        said = str(text) % {"what": duty(facts["duty"]).label}
        return f"{said} {facts['reason']}".strip() if facts.get("reason") else said

    return say


def _merged(text: Any, facts: Facts) -> str:
    return f"{text} {facts.get('reason', '')}".strip()


def _corrected(facts: Facts) -> str:
    names = [display_name(Participant, name) for name in facts["fields"]]
    return gettext("Rettet: %(fields)s.") % {"fields": ", ".join(names)}


register_event("corrected", _corrected)
register_event("enrolled", lambda _facts: _("Registrert i kommunen."))
register_event("assigned", _assigned)
register_event(
    "contact_left",
    lambda facts: (
        gettext("%(name)s sluttet, og er ikke lenger %(task)s.")
        % {"name": facts["name"], "task": AssignmentKind(facts["task"]).label}
    ),
)
register_event("permit_registered", _permit)
register_event("flag_taken", _flag(_("Varselet «%(what)s» ble tatt.")))
register_event("numbers_added", lambda _facts: _("Nytt identitetsnummer ble registrert."))
register_event("protection_raised", lambda _facts: _("Adressesperren ble skjerpet."))
register_event("flag_acted_on", _flag(_("Varselet «%(what)s» ble fulgt opp.")))
register_event("flag_dismissed", _flag(_("Varselet «%(what)s» ble lagt bort.")))
register_event(
    "research_reservation",
    lambda facts: (
        _("Deltakeren reserverte seg mot forskning.")
        if facts["is_reserved"]
        else _("Reservasjonen mot forskning ble tatt tilbake.")
    ),
)
register_event("document_stored", lambda _facts: _("Et dokument ble lagt på saken."))
register_event(
    "people_merged", lambda facts: _merged(_("Slått sammen med en annen registrering av samme person."), facts)
)
register_event(
    "merged_into", lambda facts: _merged(_("Slått sammen inn i en annen registrering av samme person."), facts)
)
