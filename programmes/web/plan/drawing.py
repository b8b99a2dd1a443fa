"""The plan as pictures: the elements as bars over the programme, and the participant's week. Pure; templates draw."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from programmes.law.plan_elements import group_of
from programmes.law.plan_facts import Element
from programmes.law.plan_words import ElementGroup

WIDTH = 1000
_HOUR = 34
_COLUMN = 130
_LEFT = 44
_HEAD = 26
_WORKDAYS = 5
_LEAST_BAR = 6
_TONES = {
    ElementGroup.WORK_OR_EDUCATION: "work",
    ElementGroup.NORWEGIAN: "norwegian",
    ElementGroup.SOCIAL_STUDIES: "society",
    ElementGroup.LIFE_SKILLS: "life",
    ElementGroup.PARENTAL_GUIDANCE: "life",
    ElementGroup.OTHER: "other",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One element on the line of the programme, which is 1000 wide and 10 high; ``path`` is its SVG path."""

    name: str
    tone: str
    path: str
    first_day: dt.date
    last_day: dt.date
    hours: Decimal | None
    is_after: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """All elements; the first days of months and today are paths that every line repeats."""

    rows: tuple[Bar, ...]
    ticks: str
    today: str


@dataclass(frozen=True, slots=True)
class Block:
    """One lesson in the week."""

    x: int
    y: int
    width: int
    height: int
    name: str
    tone: str
    day: int
    begins: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class Week:
    """The participant's week on a day; ``loose`` are elements with hours and no timetable."""

    day: dt.date
    blocks: tuple[Block, ...]
    loose: tuple[tuple[str, Decimal | None], ...]
    hours: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, int], ...]
    width: int
    height: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be drawn."""
        return not self.blocks and not self.loose


def bars_of(
    elements: Sequence[Element], names: Sequence[str], first_day: dt.date, last_day: dt.date, today: dt.date
) -> Bars:
    """Each element as a bar; what lies outside the programme is cut and marked."""
    days = max((last_day - first_day).days + 1, 1)

    def at(day: dt.date) -> int:
        return round(WIDTH * min(max((day - first_day).days, 0), days) / days)

    rows = []
    for element, name in zip(elements, names, strict=True):
        begins, ends = element.days_within(first_day, last_day)
        x = at(begins)
        width = max(at(ends + dt.timedelta(days=1)) - x, _LEAST_BAR)
        path = f"M{min(x, WIDTH - width)} 1h{width}v8h-{width}z"
        rows.append(
            Bar(name, _TONES[group_of(element.kind)], path, begins, ends, _plain(element.hours), ends > last_day)
        )
    shown_today = _line(at(today)) if first_day <= today <= last_day else ""
    return Bars(tuple(rows), "".join(_line(at(day)) for day in _ticks(first_day, last_day)), shown_today)


def week_of(elements: Sequence[Element], names: Sequence[str], day: dt.date) -> Week:
    """The week as it is on ``day``."""
    now = [
        (element, name)
        for element, name in zip(elements, names, strict=True)
        if (element.first_day is None or element.first_day <= day)
        and (element.last_day is None or day <= element.last_day)
    ]
    lessons = [(lesson, element, name) for element, name in now for lesson in element.lessons]
    first = min((lesson.begins.hour for lesson, _element, _name in lessons), default=8)
    last = max((lesson.ends.hour + bool(lesson.ends.minute) for lesson, _element, _name in lessons), default=16)
    columns = max([_WORKDAYS, *(lesson.day for lesson, _element, _name in lessons)])

    def y(at: dt.time) -> int:
        return round(_HEAD + _HOUR * (at.hour + at.minute / 60 - first))

    blocks = tuple(
        Block(
            _LEFT + _COLUMN * (lesson.day - 1) + 3, y(lesson.begins), _COLUMN - 6,
            max(y(lesson.ends) - y(lesson.begins), 12),
            name, _TONES[group_of(element.kind)], lesson.day, lesson.begins, lesson.ends,
        )
        for lesson, element, name in sorted(lessons, key=lambda row: row[0])
    )  # fmt: skip
    loose = tuple(
        (name, _plain(element.hours)) for element, name in now if not element.lessons and element.hours is not None
    )
    hours = tuple((hour, _HEAD + _HOUR * (hour - first)) for hour in range(first, last + 1))
    days = tuple((number, _LEFT + _COLUMN * (number - 1) + _COLUMN // 2) for number in range(1, columns + 1))
    return Week(day, blocks, loose, hours, days, _LEFT + _COLUMN * columns, _HEAD + _HOUR * (last - first) + 10)


def _plain(hours: Decimal | None) -> Decimal | None:
    """Without the noughts at the end that nobody writes."""
    return None if hours is None else hours.normalize()


def _line(x: int) -> str:
    return f"M{x} 0v10"


def _ticks(first_day: dt.date, last_day: dt.date) -> list[dt.date]:
    months = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month
    step = next(size for size in (1, 2, 3, 6, 12) if months / size <= 12 or size == 12)  # noqa: PLR2004 - fits a row
    found = []
    for number in range(step, months + 1, step):
        index = first_day.month - 1 + number
        found.append(dt.date(first_day.year + index // 12, index % 12 + 1, 1))
    return found
