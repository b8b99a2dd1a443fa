"""What becomes of suggestions and tracks when two registrations are one person, and when somebody moves."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from employers.models import DropOutReason, Suggestion, TrackMembership
from participants.models import Participant
from participants.operations.cases import note_event
from participants.transfers import Line, Packed, TransferPart


def merge_matching(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move what ``merged`` has; where both were decided on or are in the same cohort, the row of ``kept`` counts."""
    known_places = Suggestion.objects.filter(participant=kept, place__isnull=False).values("place")
    Suggestion.objects.filter(participant=merged).exclude(place__in=known_places).update(participant=kept)
    known_cohorts = TrackMembership.objects.filter(participant=kept).values("cohort")
    TrackMembership.objects.filter(participant=merged).exclude(cohort__in=known_cohorts).update(participant=kept)


def pack_tracks(_actor: Actor, person: Participant, _last_day: dt.date) -> Packed:
    """Which tracks the person has been in, and how far; suggestions stay with the places of the old municipality."""
    rows = TrackMembership.objects.filter(participant=person).select_related("cohort__track", "step")
    return {"tracks": [_packed(row) for row in rows.order_by("joined_on", "id")]}


def track_lines(packed: Packed) -> Iterator[Line]:
    """Each track with its last step."""
    for item in packed["tracks"]:
        yield Line(_("Kvalifiseringsløp"), f"{item['track']}: {item['step']}")


def unpack_tracks(actor: Actor, person: Participant, packed: Packed) -> None:
    """Cohorts are a municipality's own, so the tracks come as history."""
    for item in packed["tracks"]:
        note_event(actor, person, "track_brought", item["joined_on"], track=item["track"], step=item["step"])


def leave_tracks(_actor: Actor, person: Participant, last_day: dt.date, _stated: str) -> None:
    """Whoever moves leaves the cohort, and the seat is free."""
    for row in TrackMembership.objects.filter(participant=person).under_way():
        row.dropped_on, row.drop_reason = max(last_day, row.joined_on), DropOutReason.MOVED
        row.save()


TRACKS = TransferPart(
    code="tracks",
    title=gettext_lazy("Kvalifiseringsløp"),
    order=45,
    pack=pack_tracks,
    lines=lambda packed: list(track_lines(packed)),
    unpack=unpack_tracks,
    leave=leave_tracks,
)


def _packed(row: TrackMembership) -> dict[str, Any]:
    return {"track": row.cohort.track.name, "step": row.step.name, "joined_on": row.joined_on}
