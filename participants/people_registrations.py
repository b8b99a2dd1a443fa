"""What the household hands up: its part of a merge and a move, and how its history reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.history import register_event
from participants.hooks import after_correction, on_merge
from participants.household import ADULT_AGE, has_child_under
from participants.models import EndReason, Kinship
from participants.operations.household.correcting import follow_birth_date
from participants.operations.household.following import FAMILY, merge_family
from participants.panels import (
    Act,
    CaseFilter,
    CasePanel,
    PanelSpot,
    register_act,
    register_filter,
    register_panel,
)
from participants.transfers import register_transfer_part
from participants.web.household.panel import household_panel

on_merge(merge_family)
after_correction(follow_birth_date)
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


register_event("household_joined", _of(_("Lagt til i familien: %(kin)s.")))
register_event("household_changed", _of(_("Endret i husstanden: %(kin)s.")))
register_event("household_change_undone", _of(_("Siste endring i husstanden ble angret: %(kin)s.")))
register_event("household_ended", _ended)
register_event("household_corrected", _of(_("Rettet i familien: %(kin)s.")))
register_event("household_linked", _of(_("Knyttet til en annen sak: %(kin)s.")))
register_event("household_removed", _of(_("Fjernet fra familien: %(kin)s.")))
