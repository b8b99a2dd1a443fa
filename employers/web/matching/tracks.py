"""Qualification tracks: the list, one track with its cohorts, and a cohort's board."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from employers.models import QualificationTrack, TrackCohort, TrackMembership, TrackStep

MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class Card:
    """A person on the board, with the ways on."""

    member: TrackMembership
    case_url: str
    back: TrackStep | None
    on: TrackStep | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A step, and who stands on it."""

    step: TrackStep
    cards: Sequence[Card]


class TrackListPage(Page):
    """The tracks that can be used, and how many cohorts each has."""

    needs = (Resource.TRACK, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Tracks with their steps, and the cohorts."""
        actor = self.request.actor
        tracks = QualificationTrack.objects.visible_to(actor).in_use().select_related("owner").prefetch_related("steps")
        context = {
            "tracks": [{"track": track, "weeks": sum(step.weeks for step in track.steps.all())} for track in tracks],
            "cohorts": cohorts_seen(actor)[:100],
            "may_create": may(actor, Resource.TRACK, Action.CREATE),
        }
        return show(self.request, "employers/tracks/list.html", context)


def cohorts_seen(actor: Actor) -> QuerySet[TrackCohort]:
    """The cohorts that the actor may see, with ``members``: how many of those on the board are under way."""
    under_way = TrackMembership.objects.listed_for(actor).under_way().filter(cohort=OuterRef("pk")).order_by()
    count = under_way.values("cohort").annotate(count=Count("pk")).values("count")
    cohorts = TrackCohort.objects.visible_to(actor).select_related("track", "owner")
    return cohorts.annotate(members=Coalesce(Subquery(count, output_field=IntegerField()), Value(0)))


def members_of(actor: Actor, cohort: TrackCohort) -> QuerySet[TrackMembership]:
    """Those in the cohort whom the actor may see, by name."""
    rows = TrackMembership.objects.listed_for(actor).filter(cohort=cohort).select_related("participant", "step")
    return rows.order_by("participant__sort_key", "id")


class TrackPage(Page):
    """One track: steps, expected length, cohorts."""

    needs = (Resource.TRACK, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The steps, and the cohorts that the actor may see."""
        actor = self.request.actor
        track = QualificationTrack.objects.visible_to(actor).select_related("owner", "occupation").get(pk=pk)
        steps = list(track.steps.all())
        cohorts = TrackCohort.objects.visible_to(actor).filter(track=track).select_related("owner")
        context = {
            "track": track,
            "steps": steps,
            "weeks": sum(step.weeks for step in steps),
            "cohorts": cohorts.prefetch_related("partners"),
            "may_open": may(actor, Resource.TRACK, Action.CREATE) and track.retired_on is None,
            "may_retire": may(actor, Resource.TRACK, Action.CHANGE)
            and track.retired_on is None
            and track.owner_id in actor.municipality_ids,
            "list_url": reverse("employers:tracks"),
        }
        return show(self.request, "employers/tracks/track.html", context)


class BoardPage(Page):
    """A cohort's board: a column for each step, a table beneath, and those who are out."""

    needs = (Resource.TRACK_MEMBERSHIP, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Who stands where, since when, and the ways on."""
        actor, today = self.request.actor, timezone.localdate()
        cohort = TrackCohort.objects.visible_to(actor).select_related("track", "owner").get(pk=pk)
        steps = list(cohort.track.steps.all())
        members = list(members_of(actor, cohort)[:MOST_MEMBERS])
        if members:
            log_list(actor, Resource.TRACK_MEMBERSHIP, [member.participant_id for member in members])
        context = {
            "cohort": cohort,
            "track_url": reverse("employers:track", args=[cohort.track_id]),
            "columns": board(steps, members, today),
            "members": members,
            "partners": cohort.partners.all(),
            "free": cohort.seats - sum(1 for row in members if row.dropped_on is None),
            "may_change": may(actor, Resource.TRACK_MEMBERSHIP, Action.CHANGE),
            "today": today,
        }
        return show(self.request, "employers/tracks/board.html", context)


def board(steps: Sequence[TrackStep], members: Sequence[TrackMembership], day: dt.date) -> list[BoardColumn]:
    """The columns, with those who are under way."""
    columns = []
    for place, step in enumerate(steps):
        around: dict[str, Any] = {
            "back": steps[place - 1] if place else None,
            "on": steps[place + 1] if place + 1 < len(steps) else None,
        }
        cards = [
            Card(
                member=row,
                case_url=reverse("participants:case", args=[row.participant_id]),
                is_late=row.step_due_on < day,
                **around,
            )
            for row in members
            if row.step_id == step.pk and row.is_under_way
        ]
        columns.append(BoardColumn(step, cards))
    return columns
