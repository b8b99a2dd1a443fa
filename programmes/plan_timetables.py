"""A weekly timetable as one writes it: «ma–to 09–14, fr 9–12.30», and back."""

import re
from datetime import time
from typing import Final

from programmes.law.plan_facts import Lesson

_NAMES: Final = ("ma", "ti", "on", "to", "fr", "lø", "sø")
_ALSO: Final = {
    "mo": 1, "tu": 2, "we": 3, "th": 4, "sa": 6, "su": 7, "lo": 6, "so": 7,
}  # fmt: skip
_DAYS: Final = {name: number for number, name in enumerate(_NAMES, start=1)} | _ALSO
_ENTRY: Final = re.compile(
    r"^(?P<days>[a-zæøå]+\.?(?:\s*[-–+/&]\s*[a-zæøå]+\.?)*)\s+"
    r"(?:kl\.?\s*)?(?P<begins>\d{1,2}(?:[:.]\d{2})?)\s*[-–]\s*(?P<ends>\d{1,2}(?:[:.]\d{2})?)$"
)
_MOST: Final = 60


class UnreadableTimetable(ValueError):
    """What was written is no timetable; ``part`` is the first part that cannot be read."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_timetable(written: str) -> tuple[Lesson, ...]:
    """The lessons, in the order of the week. Raises ``UnreadableTimetable``."""
    lessons: set[Lesson] = set()
    for part in re.split(r"[,;\n]+", written):
        if part.strip():
            lessons.update(_read_part(part.strip()))
    if len(lessons) > _MOST:
        raise UnreadableTimetable(written[:40])
    return tuple(sorted(lessons))


def write_timetable(lessons: tuple[Lesson, ...]) -> str:
    """The lessons as one writes them; days in a row with the same hours are one part."""
    at: dict[tuple[time, time], list[int]] = {}
    for lesson in lessons:
        at.setdefault((lesson.begins, lesson.ends), []).append(lesson.day)
    parts = [(run, hours) for hours, days in at.items() for run in _runs(sorted(days))]
    parts.sort(key=lambda part: (part[0][0], part[1]))
    return ", ".join(f"{_written_days(run)} {_clock(begins)}–{_clock(ends)}" for run, (begins, ends) in parts)


def lessons_of(rows: list[dict[str, object]]) -> tuple[Lesson, ...]:
    """The lessons of a stored timetable."""
    return tuple(
        sorted(
            Lesson(int(str(row["day"])), time.fromisoformat(str(row["from"])), time.fromisoformat(str(row["to"])))
            for row in rows
        )
    )


def rows_of(lessons: tuple[Lesson, ...]) -> list[dict[str, object]]:
    """The lessons as they are stored."""
    return [{"day": lesson.day, "from": f"{lesson.begins:%H:%M}", "to": f"{lesson.ends:%H:%M}"} for lesson in lessons]


def _read_part(part: str) -> list[Lesson]:
    found = _ENTRY.match(part.lower())
    if found is None:
        raise UnreadableTimetable(part)
    try:
        begins, ends = _read_clock(found["begins"]), _read_clock(found["ends"])
        days = _read_days(found["days"])
    except (KeyError, ValueError) as error:
        raise UnreadableTimetable(part) from error
    if ends <= begins or not days:
        raise UnreadableTimetable(part)
    return [Lesson(day, begins, ends) for day in days]


def _read_days(written: str) -> list[int]:
    days: list[int] = []
    for piece in re.split(r"[+/&]", written):
        ends = [_DAYS[name.strip()[:2]] for name in re.split(r"[-–]", piece)]
        if len(ends) > 2:  # noqa: PLR2004 - from and to
            raise ValueError(written)
        days += range(ends[0], ends[-1] + 1)
    return days


def _read_clock(written: str) -> time:
    hour, _dot, minute = written.replace(".", ":").partition(":")
    return time(int(hour), int(minute or 0))


def _runs(days: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _written_days(run: list[int]) -> str:
    first, last = _NAMES[run[0] - 1], _NAMES[run[-1] - 1]
    return first if first == last else f"{first}–{last}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
