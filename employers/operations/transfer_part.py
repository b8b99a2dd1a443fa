"""The placements' part of a move: the jobs that the person has and had, with their employers."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from employers.models import FollowUp, Placement
from employers.operations.follow_up import plan_follow_ups
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart

_FACTS = (
    "employer_id", "occupation_id", "form", "percent", "hours_per_week", "how_found", "family_tie", "end_reason",
    "first_day", "last_day", "logged_by_id", "logged_for_id",
)  # fmt: skip

_ANSWER = (
    "placement_months", "due_on", "answered_on", "standing", "hours_per_week", "is_permanent", "next_step",
    "answered_by_id", "answered_for_id",
)  # fmt: skip


def pack_placements(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """The jobs, oldest first; employers are public facts that all municipalities share."""
    rows = Placement.objects.filter(participant=person).order_by("first_day", "id")
    return {"placements": [_packed(row) for row in rows], "now": rows.on(last_day).count()}


def placement_lines(packed: Packed) -> Iterator[Line]:
    """How many jobs, not where: which employer follows with the case."""
    if packed["placements"]:
        yield Line(_("Arbeidsforhold"), str(len(packed["placements"])))
        yield Line(_("Av dem nå"), str(packed["now"]))


def unpack_placements(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write the jobs on the new case, as logged by those who logged them, with the answers of their follow-up."""
    home: dict[str, Any] = {"participant": person, "municipality_id": person.municipality_id}
    for item in packed["placements"]:
        placement = Placement.objects.create(**home, **item["facts"])
        answers = [FollowUp(placement=placement, **home, **answer) for answer in item["answers"]]
        FollowUp.objects.bulk_create(answers)
    plan_follow_ups(person, timezone.localdate())


PLACEMENTS = TransferPart(
    code="placements",
    title=gettext_lazy("Arbeid"),
    order=40,
    pack=pack_placements,
    lines=lambda packed: list(placement_lines(packed)),
    unpack=unpack_placements,
)


def _packed(row: Placement) -> dict[str, Any]:
    answers = FollowUp.objects.filter(placement=row).answered().order_by("due_on").values(*_ANSWER)
    return {"facts": {name: getattr(row, name) for name in _FACTS}, "answers": list(answers)}
