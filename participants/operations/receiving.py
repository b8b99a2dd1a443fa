"""Makes the receiving municipality's own case of what goes along with a move."""

import datetime as dt
from collections.abc import Mapping

from agencies.access import Actor
from participants.models import Participant, TransferRequest
from participants.operations.cases import note_event
from participants.operations.enrolment import enrol_many
from participants.operations.transfer_part import PERSON, enrolment_of
from participants.transfers import Packed, transfer_parts


def receive_case(
    actor: Actor, transfer: TransferRequest, packed: Mapping[str, Packed], settled_on: dt.date
) -> Participant:
    """A new case in the receiver's municipality with every part unpacked; run as whoever accepts.

    It is an enrolment, so the duty to decide and start (Act § 12) is written as for everybody who settles.
    """
    person = enrol_many(actor, transfer.to_municipality_id, [enrolment_of(packed[PERSON], settled_on)])[0]
    for part in transfer_parts():
        part.unpack(actor, person, packed[part.code])
    first = packed[PERSON]["settled_on"]
    note_event(
        actor, person, "case_received", settled_on,
        sender=transfer.municipality.name, settled_before=str(first) if first else "",
    )  # fmt: skip
    return person
