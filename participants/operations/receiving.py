"""Makes the receiving municipality's own case of what goes along with a move, or joins it to the one it has already."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.hooks import person_corrected
from participants.models import IdentityNumber, Participant, TransferRequest
from participants.operations.cases import lock_case, note_event
from participants.operations.enrolment import enrol_many
from participants.operations.transfer_part import PERSON, enrolment_of
from participants.transfers import Packed, transfer_parts


def receive_case(
    actor: Actor,
    transfer: TransferRequest,
    packed: Mapping[str, Packed],
    settled_on: dt.date,
    named_user_ids: Sequence[UUID] = (),
) -> Participant:
    """The receiver's case with every part unpacked; run as whoever accepts.

    A new case is an enrolment, so the duty to decide and start (Act § 12) is written as for everybody who settles.
    Where the receiver has a case with one of the person's numbers, the two become one: what it knows stands, what it
    lacks is filled in. A case that moved away earlier stays closed, and whoever comes back gets a new one.
    """
    known = _case_here(actor, transfer, packed[PERSON])
    if known is None:
        enrolment = enrolment_of(packed[PERSON], settled_on)
        people = enrol_many(actor, transfer.to_municipality_id, [enrolment], named_user_ids=named_user_ids)
        person = people[0]
    else:
        person = _joined(actor, known, packed[PERSON], settled_on)
    for part in transfer_parts():
        part.unpack(actor, person, packed[part.code])
    first = packed[PERSON]["settled_on"]
    note_event(
        actor, person, "case_joined" if known else "case_received", settled_on,
        sender=transfer.municipality.name, settled_before=str(first) if first else "",
    )  # fmt: skip
    return person


def _case_here(actor: Actor, transfer: TransferRequest, packed: Packed) -> Participant | None:
    """The receiver's own case of the person, by number, among those that the actor may see.

    A case that the actor may not see is not told of: its number then stands in the way, as for a new person.
    """
    values = [row["value"] for row in packed["numbers"]]
    numbers = IdentityNumber.objects.filter(municipality=transfer.to_municipality_id, value__in=values)
    seen = Participant.objects.visible_to(actor).still_here().filter(municipality=transfer.to_municipality_id)
    return seen.filter(pk__in=numbers.values("participant")).order_by("pk").first()


def _joined(actor: Actor, known: Participant, packed: Packed, settled_on: dt.date) -> Participant:
    person = lock_case(actor, known.pk)
    facts = packed["facts"]
    if (person.confidentiality, person.is_shielded) != (facts["confidentiality"], facts["is_shielded"]):
        text = _("Personen er alt registrert i kommunen med en annen adressesperre eller skjerming. Rett det først.")
        raise RuleRefused(Refusal("protection_differs", text))
    filled = {name for name, value in facts.items() if value and getattr(person, name) in _BLANK}
    for name in filled:
        setattr(person, name, facts[name])
    if person.settled_on is None:
        person.settled_on = settled_on
        filled.add("settled_on")
    if facts["is_reserved_against_research"] and not person.is_reserved_against_research:
        # Said once is said of both, until the person takes it back.
        person.is_reserved_against_research = True
        filled.add("is_reserved_against_research")
    person.save()
    person_corrected(actor, person, frozenset(filled))
    return person


_BLANK = (None, "", "unknown")
