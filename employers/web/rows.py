"""A job as a row of a table, the same on the case and with the employer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from employers.models import Placement


class JobState(models.TextChoices):
    """Where a job stands; never stored, always computed from its days."""

    NOW = "now", _("nå")
    COMING = "coming", _("kommer")
    OVER = "over", _("avsluttet")


_TONES = {JobState.NOW: "success", JobState.COMING: "info", JobState.OVER: "neutral"}


NAMED = ("participant", "employer", "occupation", "logged_by", "logged_for")
"""What the row of a job names."""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A job as it stands today."""

    placement: Placement
    state: JobState
    tone: str
    hours: Decimal
    case_url: str
    employer_url: str
    end_url: str
    did_not_last: bool


def placement_rows(actor: Actor, rows: QuerySet[Placement], today: dt.date) -> list[PlacementRow]:
    """The jobs with everything their rows name, in one query."""
    return rows_of_placements(actor, rows.select_related(*NAMED), today)


def rows_of_placements(actor: Actor, placements: Iterable[Placement], today: dt.date) -> list[PlacementRow]:
    """The same, of jobs that were read with ``NAMED``."""
    may_end = may(actor, Resource.PLACEMENT, Action.CHANGE)
    return [_row(placement, today, may_end=may_end) for placement in placements]


def jobs_now(rows: Iterable[Placement]) -> str:
    """Jobs in a cell: «Havnebakeriet 80 %»."""
    return ", ".join(f"{row.employer} {row.percent.normalize():f} %" for row in rows)


def _row(placement: Placement, today: dt.date, *, may_end: bool) -> PlacementRow:
    state = _state(placement, today)
    return PlacementRow(
        placement=placement,
        state=state,
        tone=_TONES[state],
        hours=placement.hours,
        did_not_last=state is JobState.OVER and placement.did_not_last,
        case_url=reverse("participants:case", args=[placement.participant_id]),
        employer_url=reverse("employers:detail", args=[placement.employer_id]),
        end_url=reverse("employers:end-placement", args=[placement.pk])
        if may_end and state is not JobState.OVER
        else "",
    )


def _state(placement: Placement, today: dt.date) -> JobState:
    if placement.last_day and placement.last_day < today:
        return JobState.OVER
    return JobState.COMING if placement.first_day > today else JobState.NOW
