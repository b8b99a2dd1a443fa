"""A question of follow-up as a row: what it is about, what was answered, and the answers that are one click."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from agencies.access import Action, Actor, Resource, may
from employers.models import FollowUp
from employers.web.follow_up import about, quick_answers

SHOWN_AHEAD = dt.timedelta(days=31)
"""A question can be answered from so many days before its day."""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One question, as it stands on a day."""

    row: FollowUp
    about: str
    is_due: bool
    quick: list[tuple[str, str]]
    url: str
    quick_url: str


def follow_up_rows(actor: Actor, rows: QuerySet[FollowUp], today: dt.date) -> list[FollowUpRow]:
    """The questions by day, in one query."""
    may_answer = may(actor, Resource.PLACEMENT, Action.CHANGE)
    related = rows.select_related("placement__employer", "answered_by").order_by("due_on", "id")
    return [_row(row, today, may_answer=may_answer) for row in related]


def _row(row: FollowUp, today: dt.date, *, may_answer: bool) -> FollowUpRow:
    is_near = row.answered_on is None and row.due_on <= today + SHOWN_AHEAD
    return FollowUpRow(
        row=row,
        about=about(row),
        is_due=row.answered_on is None and row.due_on <= today,
        quick=quick_answers(row) if may_answer and is_near else [],
        url=reverse("employers:follow-up", args=[row.pk]) if may_answer and (is_near or row.answered_on) else "",
        quick_url=reverse("employers:quick-answer", args=[row.pk]),
    )
