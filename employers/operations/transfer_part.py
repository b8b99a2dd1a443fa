"""The placements' part of a move: the jobs that the person has and had, with their employers."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from employers.models import Placement
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart

_FACTS = (
    "employer_id", "occupation_id", "form", "percent", "hours_per_week", "how_found", "family_tie", "end_reason",
    "first_day", "last_day", "logged_by_id", "logged_for_id",
)  # fmt: skip


def pack_placements(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """The jobs, oldest first; employers are public facts that all municipalities share."""
    rows = Placement.objects.filter(participant=person).order_by("first_day", "id")
    return {"placements": list(rows.values(*_FACTS)), "now": rows.on(last_day).count()}


def placement_lines(packed: Packed) -> Iterator[Line]:
    """How many jobs, not where: which employer follows with the case."""
    if packed["placements"]:
        yield Line(_("Arbeidsforhold"), str(len(packed["placements"])))
        yield Line(_("Av dem nå"), str(packed["now"]))


def unpack_placements(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write the jobs on the new case, as logged by those who logged them."""
    Placement.objects.bulk_create(
        [Placement(participant=person, municipality_id=person.municipality_id, **row) for row in packed["placements"]]
    )


PLACEMENTS = TransferPart(
    code="placements",
    title=gettext_lazy("Arbeid"),
    order=40,
    pack=pack_placements,
    lines=lambda packed: list(placement_lines(packed)),
    unpack=unpack_placements,
)
