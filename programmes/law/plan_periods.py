"""Cuts the time of a programme where elements begin and end: within a piece the hours a week are the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from programmes.law.plan_facts import DaysAway, Element

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A time with the same hours a week; both days are inclusive."""

    first_day: date
    last_day: date
    hours: Decimal


def pieces(
    elements: Sequence[Element], first_day: date, last_day: date, counts: Callable[[Element], bool] = lambda _: True
) -> list[Piece]:
    """The time from `first_day` to `last_day` in pieces; neighbours with the same hours are one."""
    spans = [
        (max(begins, first_day), min(ends, last_day), element.hours or Decimal(0))
        for element in elements
        if counts(element)
        for begins, ends in [element.days_within(first_day, last_day)]
        if begins <= ends
    ]
    cuts = {first_day, last_day + _DAY}
    cuts |= {begins for begins, _ends, _hours in spans} | {ends + _DAY for _begins, ends, _hours in spans}
    inside = sorted(cut for cut in cuts if first_day <= cut <= last_day + _DAY)
    cut = [
        Piece(begins, after - _DAY, sum((hours for a, b, hours in spans if a <= begins <= b), Decimal(0)))
        for begins, after in pairwise(inside)
    ]
    return list(_joined(cut))


def without(first_day: date, last_day: date, away: Sequence[DaysAway]) -> Iterator[tuple[date, date]]:
    """What is left of a time when the days away are taken out."""
    begins = first_day
    for row in sorted(away, key=lambda each: each.first_day):
        if row.last_day < begins or row.first_day > last_day:
            continue
        if row.first_day > begins:
            yield begins, row.first_day - _DAY
        begins = max(begins, row.last_day + _DAY)
    if begins <= last_day:
        yield begins, last_day


def _joined(cut: Sequence[Piece]) -> Iterator[Piece]:
    current: Piece | None = None
    for piece in cut:
        if current is not None and current.hours == piece.hours:
            current = Piece(current.first_day, piece.last_day, piece.hours)
            continue
        if current is not None:
            yield current
        current = piece
    if current is not None:
        yield current
