"""What the portfolio shows of attendance and Norwegian; a column answers for a whole page of people."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from agencies.access import Actor
from participants.models.participant import ParticipantQuerySet
from programmes.class_words import level_of
from programmes.models.classes import Attendance, Category, ClassEnrolment
from programmes.norwegian_goal import goals_of, newest_levels
from programmes.operations.classes.summing import FOUR_WEEKS, met_by

WEEK = dt.timedelta(days=7)
NO_SESSION = "ingen"


def met_four_weeks(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:
    """How each person met in the last four weeks, with its denominator."""
    return met_by(actor, ids, today - FOUR_WEEKS + dt.timedelta(days=1), today)


def norwegian(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:  # noqa: ARG001 - as columns have it
    """Where each person is in Norwegian, and where they are going."""
    levels, goals = newest_levels(actor, ids), goals_of(actor, ids)
    return {
        pk: {"now": level_of(levels.get(pk, {})), "goal": level_of(goals.get(pk, {}))}
        for pk in ids
        if pk in levels or pk in goals
    }


def without_session(people: ParticipantQuerySet, value: str, today: dt.date) -> ParticipantQuerySet:  # noqa: ARG001 - one choice
    """People with a place in a class who have met at no session in the last week (leave and holiday left out)."""
    there = (Category.PRESENT, Category.LATE)
    met = Attendance.objects.filter(participant=OuterRef("pk"), day__gt=today - WEEK, counted_as__in=there)
    placed = ClassEnrolment.objects.filter(participant=OuterRef("pk")).on(today)
    excused = Attendance.objects.filter(
        participant=OuterRef("pk"), day__gt=today - WEEK, counted_as__in=(Category.LEAVE, Category.HOLIDAY)
    )
    return people.filter(Exists(placed), ~Exists(met), ~Exists(excused))
