"""What the figures must be, counted person by person in plain Python, and curves as SciPy makes them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from dateutil.relativedelta import relativedelta
from scipy.stats import CensoredData, ecdf

from integration.operations.outcomes.employment import Series
from integration.operations.outcomes.lasting import STILL_AFTER, Lasting, days_of
from integration.outcomes.months import month_end, months_after
from integration.outcomes.suppression import Count, must_hide
from tests.integration.outcomes.population import Person

ADULT = 20
TODAY = dt.date(2026, 11, 26)
_DAY = dt.timedelta(days=1)
DayOf = Callable[[Person, int], dt.date]


def truth_of(people: Sequence[Person], day_of: DayOf, month: int, youngest: int = ADULT) -> Counter:
    """How many of the people count on the day of the month, are in work, full time, or on a measure."""
    found: Counter = Counter()
    for person in people:
        day = day_of(person, month)
        if day > TODAY or not person.counts_on(day, youngest):
            continue
        hours = person.hours_on(day)
        found["people"] += 1
        found["in_work"] += hours >= 1
        found["full_time"] += hours >= 30
        found["on_measure"] += person.is_on_measure(day)
    return found


def by_calendar(_person: Person, month: int) -> dt.date:
    """The last day of the calendar's month."""
    return month_end(month)


def since_settlement(person: Person, month: int) -> dt.date:
    """The day so many whole months after settlement."""
    return months_after(person.settled_on, month)


def hidden_parts(truth: Counter) -> set[str]:
    """Which of the counts tell of a few; where work does, all are hidden, and part time is hidden with full time."""
    parts = {"in_work": truth["in_work"], "full_time": truth["full_time"], "on_measure": truth["on_measure"]}
    found = {name for name, part in parts.items() if must_hide(Count(part, truth["people"]))}
    if must_hide(Count(truth["in_work"] - truth["full_time"], truth["people"])):
        found.add("full_time")
    return {"people", *parts} if "in_work" in found else found


def equal_months(series: Series, people: Sequence[Person], day_of: DayOf, youngest: int = ADULT, every: int = 1) -> int:
    """Compare every so many of the months that are there; answers how many were compared and not hidden."""
    compared = 0
    for figure in series.months[::-every]:
        truth = truth_of(people, day_of, figure.month, youngest)
        hidden = hidden_parts(truth)
        if youngest < ADULT:
            # Those of 18 and 19 years, and the adults, are hidden where either are few.
            adults = truth_of(people, day_of, figure.month)
            young = truth - adults
            hidden |= hidden_parts(adults) | (hidden_parts(young) if young["people"] else set())
        for name in ("people", "in_work", "full_time", "on_measure"):
            assert getattr(figure, name) == (None if name in hidden else truth[name]), (figure.month, name)
        compared += not hidden
    return compared


def last_seen(person: Person) -> dt.date:
    """The last day on which the person can be followed."""
    end = person.birth_date + relativedelta(years=67) - _DAY
    return min(TODAY, end, person.gone_from - _DAY)


def first_work(person: Person) -> dt.date | None:
    """The first day in work after settlement, while the person is followed."""
    # Hours rise on the first days of jobs only.
    days = sorted({person.settled_on, *(job.first_day for job in person.jobs if job.first_day > person.settled_on)})
    return next((day for day in days if day <= last_seen(person) and person.hours_on(day) >= 1), None)


def followed_people(people: Sequence[Person], youngest: int = ADULT) -> list[Person]:
    """Those that the curves are about."""
    return [
        person
        for person in people
        if not person.is_hidden
        and person.settled_on <= last_seen(person)
        and person.age_on(person.settled_on) >= youngest
    ]


def equal_curve(group: Lasting, people: Sequence[Person], youngest: int = ADULT) -> int:
    """Compare the curve, its limits and the numbers beneath with SciPy's; answers how many points were compared."""
    followed = followed_people(people, youngest)
    starts = [first_work(person) for person in followed]
    happened = [(start - one.settled_on).days for one, start in zip(followed, starts, strict=True) if start]
    cut = [(last_seen(one) - one.settled_on).days for one, start in zip(followed, starts, strict=True) if not start]
    survival = ecdf(CensoredData(happened, right=cut)).sf
    limits = survival.confidence_interval(method="log-log")
    assert group.people == len(followed)
    shown = [point for point in group.points if point.begun is not None]
    for point in shown:
        day = days_of(point.months)
        assert point.begun == pytest.approx(1 - float(survival.evaluate(day)))
        assert point.lower == pytest.approx(1 - float(limits.high.evaluate(day)))
        assert point.upper == pytest.approx(1 - float(limits.low.evaluate(day)))
        assert point.events == sum(time <= day for time in happened)
        assert point.at_risk == sum(time > day for time in (*happened, *cut))
    return len(shown)


def equal_stays(group: Lasting, people: Sequence[Person]) -> None:
    """Compare who was in work so long after the first day in work."""
    began = [(person, start) for person in followed_people(people) if (start := first_work(person))]
    for still in group.still:
        later = [(one, start + relativedelta(months=still.months)) for one, start in began]
        followed = [(one, day) for one, day in later if day <= last_seen(one)]
        in_work = sum(one.hours_on(day) >= 1 for one, day in followed)
        assert not must_hide(Count(in_work, len(followed)))
        assert (still.in_work, still.followed) == (in_work, len(followed))
    assert [still.months for still in group.still] == list(STILL_AFTER)


Grouped = dict[str, dict[str, Counter]]


def grouped_truth(people: Sequence[Person], day_of: DayOf, month: int) -> Grouped:
    """The same counts for each group of every split, in one pass over the people."""
    found: Grouped = {}
    for person in people:
        day = day_of(person, month)
        if day > TODAY or not person.counts_on(day):
            continue
        hours = person.hours_on(day)
        counts = {"people": 1, "in_work": hours >= 1, "full_time": hours >= 30, "on_measure": person.is_on_measure(day)}
        for split, group in person.group.items():
            found.setdefault(split, {}).setdefault(group, Counter()).update(counts)
    return found


def equal_groups(groups: Sequence[Series], truth: dict[str, Counter], month: int) -> int:
    """Compare what is shown of every group in the month; answers how many groups show their people."""
    compared = 0
    for series in groups:
        shown = {figure.month: figure for figure in series.months}.get(month)
        counts = truth.get(series.group, Counter())
        if shown is None:
            continue
        for name in ("people", "in_work", "full_time", "on_measure"):
            assert getattr(shown, name) in (None, counts[name]), (series.group, month, name)
        compared += shown.people is not None
    return compared
