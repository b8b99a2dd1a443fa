"""The Norwegian goal of a person and how far it is: what the newest results say of each skill."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from agencies.access import Actor
from programmes.models.classes import Level, Skill, TestResult
from programmes.models.plan import Plan


def newest_levels(actor: Actor, people: Sequence[UUID]) -> Mapping[UUID, dict[str, str]]:
    """The newest standing result of each skill, for many people with one query."""
    rows = (
        TestResult.objects.visible_to(actor)
        .standing()
        .filter(participant__in=people, subject="norwegian", outcome__in=Level.values)
        .order_by("participant", "skill", "-taken_on", "-id")
        .distinct("participant", "skill")
        .values_list("participant", "skill", "outcome")
    )
    found: dict[UUID, dict[str, str]] = {}
    for person, skill, outcome in rows:
        found.setdefault(person, {})[skill] = outcome
    return found


def goals_of(actor: Actor, people: Sequence[UUID]) -> Mapping[UUID, dict[str, str]]:
    """The goal of each skill by the newest plan that is final, for many people with one query.

    People without one are left out; a draft decides nothing yet.
    """
    rows = (
        Plan.objects.visible_to(actor)
        .final()
        .filter(participant__in=people)
        .order_by("participant", "-participation__first_day", "-id")
        .distinct("participant")
        .values_list("participant", *(f"norwegian_{skill}" for skill in Skill))
    )
    goals = ((person, zip(Skill.values, levels, strict=True)) for person, *levels in rows)
    found = {person: {skill: level for skill, level in levels if level} for person, levels in goals}
    return {person: levels for person, levels in found.items() if levels}


def goal_rows(levels: Mapping[str, str], goals: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row a skill: where one is, where one is going, and whether one is there."""
    order = list(Level.values)
    rows = []
    for skill in Skill:
        now, goal = levels.get(skill, ""), goals.get(skill, "")
        is_reached = bool(now and goal) and order.index(now) >= order.index(goal)
        rows.append(
            {
                "skill": skill.label,
                "now": Level(now).label if now else "",
                "goal": Level(goal).label if goal else "",
                "is_reached": is_reached,
            }
        )
    return rows
