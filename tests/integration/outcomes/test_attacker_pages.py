"""No few people follow from all the answers of any page of figures: filters, splits, categories and parts together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from django.db import connection

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from integration.models import AgeGroup
from integration.operations.outcomes.after_programme import (
    DIRECT,
    INTO_WORK_OR_EDUCATION,
    NOT_REGISTERED,
    after_programme,
)
from integration.operations.outcomes.counting import CategoryYear, FigureYear
from integration.operations.outcomes.lasting import STILL_AFTER, days_of, lasting, observed_times
from integration.operations.outcomes.programme_figures import (
    PROGRAMME_FIGURES,
    end_reasons,
    main_activities,
    programme_figures,
)
from integration.operations.outcomes.qualification import QUALIFICATION_FIGURES, qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from integration.outcomes.suppression import Cells
from integration.outcomes.survival import Observed
from tests.integration.outcomes.equations import Equations, Page, Parts, Told
from tests.integration.outcomes.population import invent_all, write
from tests.integration.outcomes.truth import TODAY
from tests.world import make_actor

pytestmark = pytest.mark.django_db
NOW = Question(until=TODAY, known_on=TODAY)
_MANY = pytest.mark.exhaustive
WORLDS = [
    (400, 1, ("sex", "education")),
    (1500, 2, ("sex", "education")),
    pytest.param(400, 3, ("sex", "education", "arrival_year"), marks=_MANY),
    pytest.param(4000, 4, ("sex", "education", "arrival_year"), marks=_MANY),
    pytest.param(1500, 5, ("sex", "age", "strategy"), marks=_MANY),
    pytest.param(900, 6, ("arrival_year", "arrival_quarter", "sex"), marks=_MANY),
    pytest.param(2500, 7, ("settled_year", "track", "protection"), marks=_MANY),
]
"""How many people, the seed, and by what they are asked about."""


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.LEADER)


@pytest.fixture
def town(municipality: Agency) -> Callable[[int, int], None]:
    """Invent a town."""

    def make(count: int, seed: int) -> None:
        write(municipality, invent_all(count, seed, TODAY))
        refresh_outcomes(municipality.pk, TODAY)
        refresh_traits(municipality.pk, TODAY)
        with connection.cursor() as cursor:
            # As the database does by itself; without it every question takes seconds.
            cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
            cursor.execute("ANALYZE integration_outcomeperson, integration_outcomespan, integration_outcomeprogramme")
            cursor.execute("ANALYZE integration_outcometraits")
            cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")

    return make


def _unhidden(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page with nothing taken out."""

    def told(question: Question) -> Iterable[Told]:
        with monkeypatch.context() as patched:
            patched.setattr(Cells, "hidden", lambda *_numbers: frozenset())
            return list(page(question))

    return told


def _whole(way: str, parts: Iterable[str]) -> Parts:
    return way, frozenset(parts)


def _one(way: str, part: str) -> Parts:
    return way, frozenset({part})


def _less(number: int | None, other: int | None) -> int | None:
    return None if number is None or other is None else number - other


def attack(
    page: Page, ways: Mapping[str, tuple[str, ...]], dimensions: tuple[str, ...], monkeypatch: pytest.MonkeyPatch,
    truth: Page | None = None,
) -> None:  # fmt: skip
    """Ask everything, and find nobody."""
    equations = Equations(dimensions, ways, NOW)
    equations.know(truth or _unhidden(page, monkeypatch))
    answers = equations.answers(page)
    shown = sum(number is not None for _values, told in answers for number in told.numbers.values())
    assert shown > 50
    assert equations.found_in(answers) == []


_SHARE = ("part", "rest", "outside")


def _figures(rows: Callable[[Question], list[FigureYear]], names: Iterable[str]) -> Page:
    listed = list(names)

    def page(question: Question) -> Iterator[Told]:
        for row in rows(question):
            numbers: dict[Parts, int | None] = {}
            for name in listed:
                count = row.figures[name]
                part, whole = (None, None) if count is None else (count.part, count.whole)
                numbers |= {
                    _whole(name, _SHARE): row.people, _one(name, "part"): part, _one(name, "rest"): _less(whole, part),
                    _one(name, "outside"): _less(row.people, whole),
                }  # fmt: skip
            yield Told(row.year, row.group, numbers)

    return page


@pytest.mark.parametrize(("count", "seed", "dimensions"), WORLDS)
def test_programme_figures(
    town: Any, leader: Actor, monkeypatch: pytest.MonkeyPatch, count: int, seed: int, dimensions: tuple[str, ...]
) -> None:
    town(count, seed)
    # Duties are no people: those behind them decide.
    names = [figure.name for figure in PROGRAMME_FIGURES if not figure.having]
    page = _figures(lambda question: programme_figures(leader, question), names)
    attack(page, dict.fromkeys(names, _SHARE), dimensions, monkeypatch)


def _told_of_categories(way: str, names: Iterable[str], year: CategoryYear) -> dict[Parts, int | None]:
    """A category that is not among the answer is of nobody, where the year is shown."""
    numbers: dict[Parts, int | None] = {_whole(way, names): year.total}
    for name in names:
        numbers[_one(way, name)] = year.counts.get(name, 0) if year.total is not None else None
    return numbers


def _by_filters(rows: Callable[[Question], list[CategoryYear]]) -> Callable[[Question], Mapping[int, CategoryYear]]:
    """Categories cannot be split; each group is asked for by a filter."""

    @cache
    def asked(filters: tuple[tuple[str, str], ...], until: Any) -> Mapping[int, CategoryYear]:
        found = rows(Question(until, until, "", dict(filters)))
        return {year.year: year for year in found}

    return lambda question: asked(tuple(sorted(question.filters.items())), question.until)


def _only(question: Question, group: str) -> Question:
    filters = dict(question.filters) | ({question.split: group} if question.split else {})
    return replace(question, split="", filters=filters)


@pytest.mark.parametrize(("count", "seed", "dimensions"), WORLDS)
def test_qualification_with_the_sectors(
    town: Any, leader: Actor, monkeypatch: pytest.MonkeyPatch, count: int, seed: int, dimensions: tuple[str, ...]
) -> None:
    town(count, seed)
    names = [figure.name for figure in QUALIFICATION_FIGURES]
    shares = _figures(lambda question: qualification_figures(leader, question), names)
    kinds = tuple(sorted({name for year in sectors(leader, NOW) for name in year.counts}))
    idle = "without_job"

    def page() -> Page:
        newest = _by_filters(lambda question: sectors(leader, question))

        def told(question: Question) -> Iterator[Told]:
            for row in shares(question):
                year = newest(_only(question, row.group)).get(row.year)
                numbers = dict(row.numbers)
                if year is not None:
                    numbers |= _told_of_categories("sector", kinds, year)
                    people = numbers[_whole(names[0], _SHARE)]
                    numbers[_one("sector", idle)] = _less(people, year.total)
                elif row.year >= 0 and numbers[_whole(names[0], _SHARE)] is not None:
                    # Nobody of them has had a job.
                    numbers[_whole("sector", kinds)] = 0
                yield Told(row.year, row.group, numbers)

        return told

    ways = dict.fromkeys(names, _SHARE) | {"sector": (*kinds, idle)}
    attack(page(), ways, dimensions, monkeypatch, _unhidden(page(), monkeypatch))


@pytest.mark.parametrize(("count", "seed", "dimensions"), WORLDS)
def test_after_the_programme_with_main_activities_and_reasons(
    town: Any, leader: Actor, monkeypatch: pytest.MonkeyPatch, count: int, seed: int, dimensions: tuple[str, ...]
) -> None:
    town(count, seed)
    activities = tuple(sorted({name for year in main_activities(leader, NOW) for name in year.counts}))
    reasons = tuple(sorted({name for year in end_reasons(leader, NOW) for name in year.counts}))
    direct = frozenset(INTO_WORK_OR_EDUCATION).intersection(activities)
    november = ("in_work", "on_measure", "gone", "unknown")
    assert NOT_REGISTERED in activities
    assert direct
    assert DIRECT not in activities

    def page() -> Page:
        done = _by_filters(lambda question: main_activities(leader, question))
        why = _by_filters(lambda question: end_reasons(leader, question))

        def told(question: Question) -> Iterator[Told]:
            for row in after_programme(leader, question):
                numbers: dict[Parts, int | None] = {
                    ("activity", direct): row.direct, _whole("november", november): row.ended,
                }  # fmt: skip
                for way, names, years in (("activity", activities, done), ("reason", reasons, why)):
                    year = years(_only(question, row.group)).get(row.year)
                    numbers |= _told_of_categories(way, names, year) if year else {}
                numbers[_one("activity", NOT_REGISTERED)] = _either(
                    numbers.get(_one("activity", NOT_REGISTERED)), row.not_registered
                )
                numbers[_whole("activity", activities)] = _either(
                    numbers.get(_whole("activity", activities)), row.ended
                )
                if row.is_due:
                    numbers |= {_one("november", part): getattr(row, part) for part in november}
                yield Told(row.year, row.group, numbers)

        return told

    ways = {"activity": activities, "reason": reasons, "november": november}
    attack(page(), ways, dimensions, monkeypatch, _unhidden(page(), monkeypatch))


def _either(number: int | None, other: int | None) -> int | None:
    return other if number is None else number


_POINT, _STAY = ("begun", "at_risk", "censored"), ("in_work", "not", "outside")
_AGES = "ages"


@pytest.mark.parametrize(("count", "seed", "dimensions"), WORLDS)
def test_lasting_attachment_of_both_series(
    town: Any, municipality: Agency, leader: Actor, count: int, seed: int, dimensions: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    town(count, seed)
    months = tuple(range(0, 61, 12))
    ways = {f"m{month}": _POINT for month in months} | {f"still{after}": _STAY for after in STILL_AFTER}

    def of_ages(question: Question) -> tuple[Question, str]:
        filters = {name: value for name, value in question.filters.items() if name != _AGES}
        ages = question.filters.get(_AGES, "")
        series = (AgeGroup.ADULT,) if ages == AgeGroup.ADULT else tuple(AgeGroup)
        return replace(question, filters=filters, ages=series), ages

    def told(question: Question) -> Iterator[Told]:
        if question.split == _AGES:
            return
        asked, ages = of_ages(question)
        if ages == AgeGroup.YOUNG:
            return
        for one in lasting(leader, asked):
            numbers: dict[Parts, int | None] = {}
            for point in one.points:
                if point.months in months:
                    way = f"m{point.months}"
                    numbers |= {
                        _whole(way, _POINT): one.people, _one(way, "begun"): point.events,
                        _one(way, "at_risk"): point.at_risk,
                    }  # fmt: skip
            for stay in one.still:
                way = f"still{stay.months}"
                numbers |= {
                    _whole(way, _STAY): one.people, _one(way, "in_work"): stay.in_work,
                    _one(way, "not"): _less(stay.followed, stay.in_work),
                    _one(way, "outside"): _less(one.people, stay.followed),
                }  # fmt: skip
            yield Told(0, one.group, numbers)

    def counted(question: Question) -> dict[str, dict[Parts, int]]:
        """The truth of one series."""
        with acting_as(system_actor(municipality.pk)):
            times = observed_times(question)
        with monkeypatch.context() as patched:
            patched.setattr(Cells, "hidden", lambda *_numbers: frozenset())
            stays = {one.group: one.still for one in lasting(leader, question)}
        return {
            group: _at_months(observed, months) | _at_stays(stays.get(group, ()), sum(one.count for one in observed))
            for group, observed in times.items()
        }

    def truth(question: Question) -> Iterator[Told]:
        if question.split == _AGES:
            for ages in AgeGroup:
                filters = {**question.filters, _AGES: str(ages)}
                (group,) = [*truth(replace(question, split="", filters=filters)), Told(0, "", {})][:1]
                yield Told(0, str(ages), group.numbers)
            return
        asked, ages = of_ages(question)
        every, adults = counted(replace(asked, ages=tuple(AgeGroup))), counted(replace(asked, ages=(AgeGroup.ADULT,)))
        for group, numbers in every.items():
            known = adults.get(group, {})
            if ages == AgeGroup.ADULT:
                yield Told(0, group, known)
            elif ages == AgeGroup.YOUNG:
                yield Told(0, group, {parts: number - known.get(parts, 0) for parts, number in numbers.items()})
            else:
                yield Told(0, group, numbers)

    attack(told, ways, (*dimensions, _AGES), monkeypatch, truth)


def _at_months(observed: Iterable[Observed], months: Iterable[int]) -> dict[Parts, int]:
    listed, found = list(observed), {}
    for month in months:
        way, ended = f"m{month}", [one for one in listed if one.duration <= days_of(month)]
        begun = sum(one.count for one in ended if one.happened)
        censored = sum(one.count for one in ended if not one.happened)
        found |= {
            _one(way, "begun"): begun, _one(way, "censored"): censored,
            _one(way, "at_risk"): sum(one.count for one in listed) - begun - censored,
        }  # fmt: skip
    return found


def _at_stays(stays: Iterable[Any], people: int) -> dict[Parts, int]:
    found: dict[Parts, int] = {}
    for stay in stays:
        way = f"still{stay.months}"
        found |= {
            _one(way, "in_work"): stay.in_work, _one(way, "not"): stay.followed - stay.in_work,
            _one(way, "outside"): people - stay.followed,
        }  # fmt: skip
    return found


def test_the_equations_find_what_is_given_away() -> None:
    truth = {"woman": (20, 10, 4), "man": (7, 5, 0)}

    def told(question: Question) -> Iterator[Told]:
        for group in ("woman", "man") if question.split else ("all",):
            some = [numbers for sex, numbers in truth.items() if question.filters.get("sex", sex) == sex]
            some = some if group == "all" else [truth[group]]
            part, rest, outside = (sum(numbers) for numbers in zip(*some, strict=True))
            yield Told(0, group, {_one("f", "part"): part, _one("f", "rest"): rest, _one("f", "outside"): outside})

    def shown(question: Question) -> Iterator[Told]:
        for one in told(question):
            if one.group != "man" and question.filters.get("sex") != "man":
                yield Told(0, one.group, {_one("f", "part"): one.numbers[_one("f", "part")]})

    equations = Equations(("sex",), {"f": _SHARE}, NOW)
    equations.know(told)
    # Twenty and seven are no few; of those whom it does not concern there are four, of whom nothing was said.
    assert equations.found(shown) == []
    (gone,) = {(each.values, each.number) for each in equations.found(told) if each.parts == _one("f", "outside")} - {
        ((), 4)
    }
    assert gone == ((("sex", "woman"),), 4)
