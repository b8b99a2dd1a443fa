"""Residence permits: renewed by a new row, watched by a deadline."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import Deadline, ResidenceBasis, ResidencePermit
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from participants.operations.plausible import day_faults

PERMIT_EXPIRY = "permit_expiry"


def write_permit_deadlines(permits: Sequence[ResidencePermit]) -> None:
    """Watch the last day of each permit that has one (Immigration Act § 34: one year at a time)."""
    write_deadlines(
        [
            Duty(PERMIT_EXPIRY, permit.participant, permit.pk, permit.valid_until, "utlendingsloven § 34")
            for permit in permits
            if permit.valid_until
        ]
    )


@operation
def renew_permit(
    actor: Actor, participant_id: UUID, *, basis: str, granted_on: dt.date, valid_until: dt.date | None
) -> ResidencePermit:
    """Register a new permit; the duty to follow up the earlier ones is met by it."""
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    refusals = _faults(basis, granted_on, valid_until)
    if refusals:
        raise RuleRefused(*refusals)
    watched = Deadline.objects.filter(participant=person, kind=PERMIT_EXPIRY).open()
    earlier = list(watched.values_list("subject_id", flat=True))
    permit = ResidencePermit.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        basis=basis,
        granted_on=granted_on,
        valid_until=valid_until,
    )
    for pk in earlier:
        meet_deadline(PERMIT_EXPIRY, pk, granted_on)
    write_permit_deadlines([permit])
    note_event(actor, person, "permit_registered", granted_on, basis=basis, valid_until=str(valid_until or ""))
    return permit


def _faults(basis: str, granted_on: dt.date, valid_until: dt.date | None) -> list[Refusal]:
    faults = day_faults({"granted_on": granted_on, "valid_until": valid_until})
    if basis not in ResidenceBasis.values:
        faults.append(Refusal("unknown_basis", _("Ukjent oppholdsgrunnlag."), "basis"))
    if valid_until and valid_until < granted_on:
        text = _("«Gyldig til» kan ikke være før vedtaksdatoen.")
        faults.append(Refusal("permit_ends_before", text, "valid_until"))
    return faults
