"""School years, terms and grading periods. They follow from the calendar, so that no table need hold them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from integration.provider.sight import Sight

_AUGUST, _DECEMBER, _JANUARY, _JULY = 8, 12, 1, 7
Term = tuple[int, bool]
"""A term: the year it lies in, and whether it is that year's autumn."""


def terms_between(first: dt.date, last: dt.date | None) -> list[Term]:
    """The terms that a class which runs from ``first`` to ``last`` is part of; without an end, to the year's."""
    year, is_autumn = first.year, first.month >= _AUGUST
    end = last or dt.date(year + is_autumn, _JULY, 31)
    found = []
    while _days(year, is_autumn)[0] <= end:
        found.append((year, is_autumn))
        year, is_autumn = (year + 1, False) if is_autumn else (year, True)
    return found


def term_id(term: Term) -> str:
    """The id of a term, the same on every day."""
    year, is_autumn = term
    return f"term-{year}-{'autumn' if is_autumn else 'spring'}"


def sessions(sight: Sight) -> list[dict[str, Any]]:
    """All sessions that the classes need, and those of this school year, with their parents and children."""
    needed = {term for one in sight.classes for term in terms_between(one.first_day, one.last_day)}
    this_year = sight.since.year
    needed |= {(this_year, True), (this_year + 1, False)}
    years = {_school_year(term) for term in needed}
    needed = {term for year in years for term in ((year - 1, True), (year, False))}
    return [
        *(_year_session(sight, year) for year in sorted(years)),
        *(_term_session(sight, term) for term in sorted(needed)),
        *(_grading_period(sight, term) for term in sorted(needed)),
    ]


def of_type(rows: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The sessions of one type."""
    return [row for row in rows if row["type"] == kind]


def _school_year(term: Term) -> int:
    """A school year is named by the calendar year in which it ends."""
    year, is_autumn = term
    return year + is_autumn


def _days(year: int, is_autumn: bool) -> tuple[dt.date, dt.date]:
    if is_autumn:
        return dt.date(year, _AUGUST, 1), dt.date(year, _DECEMBER, 31)
    return dt.date(year, _JANUARY, 1), dt.date(year, _JULY, 31)


def _session(sourced_id: str, title: str, kind: str, days: tuple[dt.date, dt.date], school_year: int) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "dateLastModified": f"{school_year - 1}-08-01T00:00:00.000Z",
        "title": title,
        "type": kind,
        "startDate": days[0].isoformat(),
        "endDate": days[1].isoformat(),
        "schoolYear": str(school_year),
    }


def _year_session(sight: Sight, year: int) -> dict[str, Any]:
    days = dt.date(year - 1, _AUGUST, 1), dt.date(year, _JULY, 31)
    row = _session(f"year-{year}", f"{year - 1}/{year}", "schoolYear", days, year)
    children = [term_id((year - 1, True)), term_id((year, False))]
    return row | {"children": [sight.ref("academicSession", "academicSessions", child) for child in children]}


def _term_session(sight: Sight, term: Term) -> dict[str, Any]:
    year, is_autumn = term
    title = f"{'Høst' if is_autumn else 'Vår'} {year}"
    row = _session(term_id(term), title, "term", _days(*term), _school_year(term))
    return row | {
        "parent": sight.ref("academicSession", "academicSessions", f"year-{_school_year(term)}"),
        "children": [sight.ref("academicSession", "academicSessions", f"grading-{term_id(term)}")],
    }


def _grading_period(sight: Sight, term: Term) -> dict[str, Any]:
    year, is_autumn = term
    title = f"{'Høst' if is_autumn else 'Vår'} {year}"
    row = _session(f"grading-{term_id(term)}", title, "gradingPeriod", _days(*term), _school_year(term))
    return row | {"parent": sight.ref("academicSession", "academicSessions", term_id(term))}
