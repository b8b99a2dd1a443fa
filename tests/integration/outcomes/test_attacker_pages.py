"""No few people follow from all the answers of any page of figures: filters, splits, categories and parts together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from django.db import connection

from agencies.access import Actor
from agencies.models import Agency, Role
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from integration.operations.outcomes.after_programme import (
    DIRECT,
    INTO_WORK_OR_EDUCATION,
    NOT_REGISTERED,
    after_programme,
)
from integration.operations.outcomes.counting import CategoryYear, FigureYear
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
from tests.integration.outcomes.equations import Equations, Page, Parts, Told
from tests.integration.outcomes.population import invent_all, write
from tests.integration.outcomes.truth import TODAY
from tests.world import make_actor

pytestmark = pytest.mark.django_db
NOW = Question(until=TODAY, known_on=TODAY)
_MANY = pytest.mark.exhaustive
WORLDS = [
    (400, 1, ("sex", "education")),
    pytest.param(1500, 2, ("sex", "education"), marks=_MANY),
    pytest.param(400, 3, ("sex", "education", "arrival_year"), marks=_MANY),
    pytest.param(1500, 5, ("sex", "age", "strategy"), marks=_MANY),
]
"""How many people, the seed, and by what they are asked about; more are more sums than memory holds."""


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.LEADER)


@pytest.fixture
def town(municipality: Agency) -> Callable[[int, int], None]:
    """Invent a town."""

    def make(count: int, seed: int) -> None:
        write(municipality, invent_all(count, seed, TODAY))
        _analyze()
        refresh_outcomes(municipality.pk, TODAY)
        refresh_traits(municipality.pk, TODAY)
        _analyze()

    return make


def _analyze() -> None:
    """What the database does by itself in time; without it questions take seconds, and nights minutes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        cursor.execute("ANALYZE")
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")


def _unhidden(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page with nothing taken out."""

    def told(question: Question) -> Iterable[Told]:
        with monkeypatch.context() as patched:
            patched.setattr(Cells, "hidden_each", lambda _cells, parts, _wholes: [frozenset()] * len(parts))
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
                else:
                    # Nobody of them has had a job.
                    numbers |= {_one("sector", kind): 0 for kind in kinds}
                    numbers[_one("sector", idle)] = numbers[_whole(names[0], _SHARE)]
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
