"""What the household hands up: its part of a merge and a move, and how its history reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from participants.history import register_event
from participants.hooks import after_correction, on_merge
from participants.models import EndReason, Kinship
from participants.operations.household.correcting import follow_birth_date
from participants.operations.household.following import FAMILY, merge_family
from participants.transfers import register_transfer_part

on_merge(merge_family)
after_correction(follow_birth_date)
register_transfer_part(FAMILY)


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
