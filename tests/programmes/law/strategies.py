"""Random cases under the rules of 2026, as JSON documents."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from programmes.law.enums import AbsenceKind
from tests.programmes.law.documents import Document

FIRST_DAYS = st.dates(date(2026, 1, 1), date(2033, 12, 31))
# Long and short, around the end as well as inside; days are counted from the first day of the programme.
OFFSETS = st.integers(-40, 500)
LENGTHS = st.one_of(st.integers(0, 15), st.integers(0, 400))


@st.composite
def absences(draw: st.DrawFn, first_day: date) -> Document:
    begins = first_day + timedelta(days=draw(OFFSETS))
    entry: Document = {"kind": str(draw(st.sampled_from(AbsenceKind))), "first_day": begins.isoformat()}
    if draw(st.integers(0, 4)) == 0:
        return entry | {"last_day": begins.isoformat(), "hours": draw(st.sampled_from([1, 2.5, 3.75, 5, 7.4, 7.5, 8]))}
    return entry | {"last_day": (begins + timedelta(days=draw(LENGTHS))).isoformat()}


@st.composite
def documents(draw: st.DrawFn, min_absences: int = 0, max_absences: int = 6) -> Document:
    first_day = draw(FIRST_DAYS)
    return {
        "id": draw(st.integers()),
        "offer_date": "2026-01-01",
        "protection": draw(st.sampled_from(["ordinary", "collective"])),
        "education": "below",
        "goal": draw(st.sampled_from(["work", "full_upper_secondary"])),
        "first_day": first_day.isoformat(),
        "months": draw(st.integers(1, 18)),
        "extension_months": draw(st.integers(0, 3)),
        "absences": draw(st.lists(absences(first_day), min_size=min_absences, max_size=max_absences)),
    }


def lasting(entry: Document, more_days: int) -> Document:
    """The same whole-day absence, some days longer."""
    last_day = date.fromisoformat(entry["last_day"]) + timedelta(days=more_days)
    return entry | {"last_day": last_day.isoformat()}


def with_absences(facts: Document, entries: list[Any]) -> Document:
    return facts | {"absences": entries}
