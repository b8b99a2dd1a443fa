"""What the figures on programmes and qualification must be, counted one by one in plain Python."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from integration.operations.outcomes.counting import CategoryYear, FigureYear
from tests.integration.outcomes.people import Person, Programme
from tests.integration.outcomes.truth import TODAY

Pairs = dict[tuple[int, str], tuple[int, int]]
LEVELS = ("A1", "A2", "B1", "B2")
DIRECT = ("full_time_work", "part_time_work", "upper_secondary", "higher_education", "higher_vocational")
SECTORS = {
    "2221": "health_and_care", "5321": "health_and_care", "7115": "construction", "9313": "construction",
    "7212": "industry", "8332": "transport", "2512": "it",
}  # fmt: skip
BELOW_FROM = {"higher": "4", "upper_secondary": "9"}


class Tally:
    """Adds up part and whole by year and figure."""

    def __init__(self) -> None:
        self.parts: Counter = Counter()
        self.wholes: Counter = Counter()

    def add(self, year: int, name: str, part: int | bool, whole: int = 1) -> None:
        self.parts[year, name] += int(part)
        self.wholes[year, name] += whole

    @property
    def pairs(self) -> Pairs:
        return {key: (self.parts[key], whole) for key, whole in self.wholes.items() if whole}


def seen(people: Iterable[Person]) -> Iterator[Person]:
    return (person for person in people if not person.is_hidden)


def programme_pairs(people: Sequence[Person]) -> Pairs:
    """Every figure of programmes by the year in which they began."""
    tally = Tally()
    for person in seen(people):
        for place, programme in enumerate(person.programmes):
            if programme.first_day <= TODAY:
                _tell(tally, person, place, programme)
    return tally.pairs


def _tell(tally: Tally, person: Person, place: int, programme: Programme) -> None:
    year, first = programme.first_day.year, programme.first_day
    if place == 0:
        written = [duty.due_on for duty in person.duties if duty.kind == "programme_start"]
        due = written[0] if written else person.settled_on + relativedelta(months=3)
        tally.add(year, "in_time", first <= due)
    if programme.goal == "work" and programme.planned_on and first >= dt.date(2026, 1, 1):
        begins = first + relativedelta(months=3 if programme.education == "upper_secondary" else 6)
        if begins <= TODAY and any(map(is_worked, days_between(begins, programme.through))):
            tally.add(year, "work_hours", programme.hours >= 15)
    last = min(programme.ended_on or TODAY, TODAY)
    taught = [row for row in person.attendance if first <= row[0] <= last]
    if taught:
        planned = sum(row[1] for row in taught)
        tally.add(year, "attendance", (planned - sum(row[2] for row in taught)) * 100 // planned >= 90)
    if programme.levels and programme.planned_on and programme.planned_on <= TODAY:
        tally.add(year, "norwegian", all(_reached(person, *goal) for goal in programme.levels.items()))
    began_later = programme.extension_decided_on or first + relativedelta(months=programme.months)
    tally.add(year, "extended", bool(programme.extended_months) and began_later <= TODAY)
    for duty in person.duties:
        if duty.counts and duty.due_on <= TODAY and _owned_by(person, duty.due_on) is programme:
            tally.add(year, "duties", duty.was_met)


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))


def is_worked(day: dt.date) -> bool:
    """Monday to Friday, and no holiday (§ 17(1))."""
    from_easter = (day - easter(day.year)).days
    is_off = (day.month, day.day) in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26)) or from_easter in (-3, -2, 1, 39, 50)
    return day.weekday() < 5 and not is_off


def _reached(person: Person, skill: str, goal: str) -> bool:
    high = LEVELS[LEVELS.index(goal) :]
    return any(s == skill and level in high and day <= TODAY for s, level, day in person.results)


def _owned_by(person: Person, day: dt.date) -> Programme:
    begun = [programme for programme in person.programmes if programme.first_day <= day]
    return begun[-1] if begun else person.programmes[0]


def ended(people: Sequence[Person]) -> Iterator[tuple[Person, Programme, int]]:
    """Each programme that has ended, with the year of the end."""
    for person in seen(people):
        for programme in person.programmes:
            if programme.ended_on and programme.ended_on <= TODAY:
                yield person, programme, programme.ended_on.year


def ended_by(people: Sequence[Person], part: Callable[[Programme], str]) -> dict[int, Counter]:
    """How many ended in each year with each reason, or main activity."""
    found: dict[int, Counter] = defaultdict(Counter)
    for _person, programme, year in ended(people):
        found[year][part(programme)] += 1
    return found


def after_counts(people: Sequence[Person]) -> dict[int, Counter]:
    """What became of those whose programmes ended, by the year of the end."""
    found: dict[int, Counter] = defaultdict(Counter)
    for person, programme, year in ended(people):
        count = found[year]
        november = dt.date(year + 1, 11, 16)
        is_here = person.counts_on(november, 18)
        in_work = is_here and person.hours_on(november) >= 1
        count["ended"] += 1
        count["direct"] += programme.main_activity in DIRECT
        count["not_registered"] += programme.main_activity == "not_registered"
        count["in_work"] += in_work
        count["on_measure"] += is_here and person.is_on_measure(november)
        count["gone"] += person.gone_from <= november
    return found


def qualification_pairs(people: Sequence[Person]) -> Pairs:
    """Every figure of qualification by the year of settlement."""
    tally = Tally()
    for person in seen(people):
        year = person.settled_on.year
        over = [each for each in person.programmes if each.ended_on and each.ended_on <= TODAY]
        if over:
            tally.add(year, "diploma", any(each.certificate_on and each.certificate_on <= TODAY for each in over))
        track = person.track
        if track and track.left_on and track.left_on <= TODAY:
            tally.add(year, "trade", track.result in ("certificate", "certificate_and_job"))
        if person.counts_on(TODAY):
            tally.add(year, "self_supporting", person.hours_on(TODAY) >= 30)
        codes = held(person)
        if not codes:
            continue
        tally.add(year, "in_need", codes[-1] in SECTORS)
        lowest = BELOW_FROM.get(person.education)
        if lowest:
            below = [code[0] >= lowest for code in codes]
            tally.add(year, "below", below[0])
            if below[0]:
                tally.add(year, "upgraded", not all(below))
    return tally.pairs


def held(person: Person) -> list[str]:
    """The occupations of the person's jobs until today, in order."""
    jobs = [job for job in person.jobs if job.form != "work_training" and job.first_day <= TODAY]
    return [job.occupation for job in sorted(jobs, key=lambda job: job.first_day)]


def sector_counts(people: Sequence[Person]) -> dict[int, Counter]:
    """The sector of the newest job by the year of settlement."""
    found: dict[int, Counter] = defaultdict(Counter)
    for person in seen(people):
        codes = held(person)
        if codes:
            found[person.settled_on.year][SECTORS.get(codes[-1], "other")] += 1
    return found


def equal_pairs(rows: Sequence[FigureYear], truth: Pairs) -> int:
    """Compare all shares that are shown; answers how many there were."""
    compared = 0
    for row in rows:
        for name, found in row.figures.items():
            part, whole = truth.get((row.year, name), (0, 0))
            if found is not None:
                assert (found.part, found.whole) == (part, whole), (row.year, name)
                compared += whole > 0
    return compared


def equal_categories(rows: Sequence[CategoryYear], truth: dict[int, Counter]) -> int:
    """The same for categories."""
    compared = 0
    assert {row.year for row in rows} == set(truth)
    for row in rows:
        for name, number in row.counts.items():
            if number is not None:
                assert number == truth[row.year][name], (row.year, name)
                compared += 1
    return compared
