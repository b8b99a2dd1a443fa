"""Norwegian over time as a picture: a step line a skill, from result to result, and the goal as a dashed line."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programmes.models.classes import Level, Skill, TestResult

_WIDTH, _HEIGHT = 640, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 86, 14, 34
_LINE_GAP = 4
"""Pixels between lines that would lie on each other."""


@dataclass(frozen=True, slots=True)
class Point:
    """A result in the picture."""

    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One skill: its results from the first to the last day, and the height of its goal (None without one)."""

    number: int
    label: str
    points: list[Point]
    path: str
    end_y: int
    goal_y: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing, in pixels of its own view box."""

    width: int
    height: int
    left: int
    right: int
    levels: list[tuple[int, str]]
    days: list[tuple[int, str]]
    lines: list[Line]


def picture_of(results: Sequence[TestResult], goals: Mapping[str, str], today: dt.date) -> Picture | None:
    """The picture of Norwegian results (oldest first); None when there is nothing to draw."""
    known = [row for row in results if row.skill and row.outcome in Level.values]
    if not known:
        return None
    first, last = min(row.taken_on for row in known), max([today, *(row.taken_on for row in known)])
    # A month of room, so that one result alone is not drawn at the edge.
    first -= dt.timedelta(days=30)
    span = max((last - first).days, 1)

    def across(day: dt.date) -> int:
        return round(_LEFT + (day - first).days / span * (_WIDTH - _LEFT - _RIGHT))

    lines = []
    for number, skill in enumerate(Skill):
        mine = [row for row in known if row.skill == skill]
        if mine:
            lines.append(_line(number, skill, mine, goals.get(skill, ""), across, last))
    return Picture(
        _WIDTH, _HEIGHT, _LEFT, _WIDTH - _RIGHT,
        [(_height(level), str(Level(level).label)) for level in Level.values],
        [(across(day), f"{day:%d.%m.%y}") for day in _ticks(known, last)], _apart(lines),
    )  # fmt: skip


def _line(number: int, skill: Skill, rows: Sequence[TestResult], goal: str, across: Any, last: dt.date) -> Line:
    shift = number * _LINE_GAP - _LINE_GAP
    points = [
        Point(
            across(row.taken_on), _height(row.outcome) + shift, f"{row.taken_on:%d.%m.%Y}: {row.get_outcome_display()}"
        )
        for row in rows
    ]
    path = f"M{points[0].x} {points[0].y}"
    for point in points[1:]:
        path += f" H{point.x} V{point.y}"
    path += f" H{across(last)}"
    goal_y = _height(goal) + shift if goal in Level.values else None
    return Line(number, str(skill.label), points, path, points[-1].y, goal_y)


def _apart(lines: list[Line]) -> list[Line]:
    """The lines with their names moved apart, so that none is written on another."""
    least = 15
    placed: list[Line] = []
    for line in sorted(lines, key=lambda each: each.end_y):
        y = max(line.end_y, placed[-1].end_y + least) if placed else line.end_y
        placed.append(Line(line.number, line.label, line.points, line.path, y, line.goal_y))
    return placed


def _height(level: str) -> int:
    order = list(Level.values)
    share = order.index(level) / (len(order) - 1)
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM))


def _ticks(rows: Sequence[TestResult], last: dt.date) -> list[dt.date]:
    """The first day with a result and the last day of the picture, when they are far enough from each other."""
    first = min(row.taken_on for row in rows)
    enough = dt.timedelta(days=60)
    return [first, last] if last - first > enough else [first]
