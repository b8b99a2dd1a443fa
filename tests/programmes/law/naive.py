"""The programme clock again, day by day and from the text of the issue alone: the oracle of the engine.

It shares no code with `programmes.law`; Easter comes from the anonymous Gregorian algorithm.
"""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

COUNTING = {
    *("sick_self_certified", "sick_doctor", "sick_child", "authorised", "pregnancy_check", "pregnancy"),
    *("birth_mother", "birth_father", "welfare", "peace_work", "long_sickness", "parental", "adoption"),
}
ONE_DAY = timedelta(days=1)


def easter_sunday(year: int) -> date:
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def works(day: date) -> bool:
    from_easter = (day - easter_sunday(day.year)).days
    fixed = {(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}
    return day.weekday() < 5 and (day.month, day.day) not in fixed and from_easter not in {-3, -2, 1, 39, 50}


def days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def period_end(first: date, months: int) -> date:
    year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
    try:
        return date(year, month, first.day) - ONE_DAY
    except ValueError:
        number = first.day
        while True:
            number -= 1
            try:
                return date(year, month, number)
            except ValueError:
                continue


def away(absences: list[dict[str, Any]]) -> set[date]:
    found: set[date] = set()
    hours: Counter[tuple[str, date]] = Counter()
    for entry in absences:
        if entry["kind"] not in COUNTING:
            continue
        first, last = date.fromisoformat(entry["first_day"]), date.fromisoformat(entry["last_day"])
        if "hours" in entry:
            hours[entry["kind"], first] += Decimal(str(entry["hours"]))  # type: ignore[assignment]
        else:
            found |= set(days(first, last))
    return found | {on for (_, on), total in hours.items() if total >= Decimal("7.5")}


def counted(absent: set[date], first: date, last: date) -> int:
    return sum(works(day) for day in absent if first <= day <= last)


def shifted(day: date, working_days: int) -> date:
    while working_days:
        day += ONE_DAY
        working_days -= works(day)
    return day


def last_day(first: date, base: date, absent: set[date]) -> date:
    last = base
    while True:
        total = counted(absent, first, last)
        following = shifted(base, total) if total > 10 else base
        if following == last:
            return last
        last = following


def clock(document: dict[str, Any]) -> tuple[date, date, int]:
    """Base last day, last day and counted working days of a case with valid dates under the rules of 2026."""
    first = date.fromisoformat(document["first_day"])
    base = period_end(first, document["months"] + document["extension_months"])
    absent = away(document["absences"])
    last = last_day(first, base, absent)
    return base, last, counted(absent, first, last)
