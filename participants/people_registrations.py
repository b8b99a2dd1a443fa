"""What the household hands up: its part of a merge and a move, and how its history reads."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, FieldGroup, Resource, may
from participants.duties import DutyKind, register_duty
from participants.history import register_event
from participants.hooks import after_correction, on_merge
from participants.household import ADULT_AGE, has_child_under
from participants.models import (
    UNDO_DAYS,
    CaseReversal,
    Deadline,
    Document,
    EndReason,
    FamilyMember,
    IdentityNumber,
    Kinship,
    Participant,
    ResidencePermit,
    ReversibleAct,
    SamePersonNotice,
)
from participants.operations.elsewhere import POSSIBLE_MOVE, merge_notices
from participants.operations.household.correcting import follow_birth_date
from participants.operations.household.following import FAMILY, merge_family
from participants.panels import (
    Act,
    CaseFilter,
    CasePanel,
    PanelSpot,
    Place,
    register_act,
    register_filter,
    register_panel,
    register_place,
)
from participants.splits import SplitPart, register_split_part
from participants.transfers import register_transfer_part
from participants.web.household.panel import household_panel

on_merge(merge_family)
on_merge(merge_notices)
after_correction(follow_birth_date)


def _notice(deadline: Deadline) -> str:
    return reverse("participants:same-person", args=[deadline.subject_id])


register_duty(
    DutyKind(
        code=POSSIBLE_MOVE,
        label=_("Registrert i en annen kommune. Har deltakeren flyttet?"),
        thresholds=(14, 7, 0),
        action_label=_("Svar"),
        action_url=_notice,
        resource=Resource.SAME_PERSON,
        fields=FieldGroup.SETTLEMENT,
    )
)
register_transfer_part(FAMILY)
register_panel(
    CasePanel(
        "family", _("Familie"), PanelSpot.OVERVIEW, 40, "participants/household/short.html",
        FieldGroup.FAMILY, household_panel,
    )
)  # fmt: skip
register_panel(
    CasePanel(
        "husstand", _("Husstand"), PanelSpot.TAB, 60, "participants/household/panel.html",
        FieldGroup.FAMILY, household_panel,
    )
)  # fmt: skip


def _merges(actor: Actor, person: Participant, today: dt.date) -> dict[str, Any] | None:
    """The merges that can still be undone."""
    if not may(actor, Resource.PARTICIPANT, Action.CHANGE):
        return None
    rows = CaseReversal.objects.visible_to(actor).standing().filter(participant=person, act=ReversibleAct.MERGE)
    recent = rows.filter(done_on__gte=today - dt.timedelta(days=UNDO_DAYS)).select_related("other")
    return {"reversals": list(recent)} if recent else None


register_panel(
    CasePanel(
        "merges", _("Slått sammen"), PanelSpot.OVERVIEW, 3, "participants/mistakes/merged.html",
        FieldGroup.NOTES, _merges,
    )
)  # fmt: skip


def _notices(actor: Actor) -> QuerySet[SamePersonNotice]:
    return SamePersonNotice.objects.visible_to(actor).filter(is_protected=True).waiting()


register_place(Place(_("Samme person"), "participants:same-person-list", Resource.SAME_PERSON, 85, rows=_notices))
for _label, _page, _order in (
    (_("Nytt identitetsnummer"), "participants:new-number", 85),
    (_("Rett navn eller fødselsdato"), "participants:identity", 880),
    (_("Del på to personer"), "participants:split", 910),
    (_("Registrert ved en feil"), "participants:in-error", 920),
):
    register_act(
        Act(
            _label, _page, Resource.PARTICIPANT, Action.CHANGE, _order,
            is_possible=lambda person: person.moved_on is None,
        )
    )  # fmt: skip


def _of_permit(permit: ResidencePermit) -> str:
    until = f", {permit.valid_until:%d.%m.%Y}" if permit.valid_until else ""
    return f"{permit.get_basis_display()}{until}"


for _part in (
    SplitPart("numbers", _("Identitetsnumre"), 10, IdentityNumber, lambda row: f"{row} {row.value}"),
    SplitPart("permits", _("Oppholdstillatelser"), 20, ResidencePermit, _of_permit),
    SplitPart("family", _("Familie"), 30, FamilyMember, str),
    SplitPart("documents", _("Dokumenter"), 40, Document, lambda row: str(row.title)),
):
    register_split_part(_part)

register_act(Act(_("Familiemedlem"), "participants:family-new", Resource.HOUSEHOLD, Action.CREATE, 60))


def _with_children(people: Any, value: str, day: Any) -> Any:
    has_child = has_child_under(ADULT_AGE, day)
    return people.filter(has_child) if value == "ja" else people.filter(~has_child)


register_filter(
    CaseFilter(
        code="barn",
        title=_("Barn"),
        order=50,
        fields=FieldGroup.FAMILY,
        choices=(("ja", _("har barn under 18")), ("nei", _("har ikke barn under 18"))),
        narrow=_with_children,
    )
)


def _of(text: Any) -> Any:
    """A sentence about a relative; the name stands under the protection of the relative's own case, not here."""
    return lambda facts: f"{str(text) % {'kin': Kinship(facts['kinship']).label}} {facts.get('reason', '')}".strip()


def _ended(facts: Any) -> str:
    said = str(_("Registrert som slutt: %(kin)s (%(reason)s)."))
    return said % {"kin": Kinship(facts["kinship"]).label, "reason": EndReason(facts["reason"]).label}


def _why(text: Any) -> Any:
    return lambda facts: f"{text} {facts.get('reason', '')}".strip()


register_event("registered_in_error", _why(_("Markert som registrert ved en feil.")))
register_event("registration_restored", _why(_("Gjenopprettet; saken var likevel riktig.")))
register_event("merge_undone", _why(_("Sammenslåingen ble angret.")))
register_event("case_split", _why(_("Saken ble delt på to personer.")))
register_event("identity_corrected", _why(_("Navn, fødselsdato eller kjønn ble rettet.")))
register_event("number_replaced", lambda _facts: _("Nytt identitetsnummer ble registrert."))
register_event("same_person_answered", _why(_("Svart på om deltakeren har flyttet.")))
register_event("household_joined", _of(_("Lagt til i familien: %(kin)s.")))
register_event("household_changed", _of(_("Endret i husstanden: %(kin)s.")))
register_event("household_change_undone", _of(_("Siste endring i husstanden ble angret: %(kin)s.")))
register_event("household_ended", _ended)
register_event("household_corrected", _of(_("Rettet i familien: %(kin)s.")))
register_event("household_linked", _of(_("Knyttet til en annen sak: %(kin)s.")))
register_event("household_removed", _of(_("Fjernet fra familien: %(kin)s.")))
