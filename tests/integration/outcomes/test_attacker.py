"""Adding and subtracting the answers to all questions tells of nobody: not of a few, not of a few less than a total."""

from collections import Counter
from collections.abc import Sequence

import pytest

from agencies.access import Actor
from agencies.models import Agency, Role
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.outcomes.months import last_month_by, month_end
from tests.integration.outcomes.attacker import ADULTS, Asked, Fine, Universe
from tests.integration.outcomes.population import Person, invent, write
from tests.integration.outcomes.truth import TODAY
from tests.world import make_actor

pytestmark = pytest.mark.django_db
NOW = Question(until=TODAY, known_on=TODAY)
MONTH = last_month_by(TODAY)


def value_of(person: Person, dimension: str) -> str:
    if dimension == "arrival_year":
        return str(person.settled_on.year)
    if dimension == "arrival_quarter":
        return f"{person.settled_on.year}Q{(person.settled_on.month + 2) // 3}"
    return str(getattr(person, dimension))


def universe_of(people: Sequence[Person], dimensions: Sequence[str]) -> Universe:
    """Those in the figures of the month, and those of them in work, counted one by one."""
    wholes: Counter[Fine] = Counter()
    parts: Counter[Fine] = Counter()
    day = month_end(MONTH)
    for person in people:
        if person.counts_on(day, 18):
            ages = "adult" if person.age_on(day) >= 20 else "young"
            cell = (*(value_of(person, name) for name in dimensions), ages)
            wholes[cell] += 1
            parts[cell] += person.hours_on(day) >= 1
    return Universe(dimensions, {cell: (wholes[cell], parts[cell]) for cell in wholes})


def answers(universe: Universe, leader: Actor) -> tuple[list[Asked], list[Asked]]:
    """The groups that are shown in the month, and those that are told to be of nobody."""
    shown, nothing = [], []
    for actor, question in universe.questions(leader, NOW):
        told = {
            series.group: {one.month: one for one in series.months}
            for series in employment(actor, question, Axis.CALENDAR)
        }
        for group in universe.values_of(question.split) if question.split else ["all"]:
            if question.filters.get(question.split, group) != group:
                continue
            values = {**question.filters, **({question.split: group} if question.split else {})}
            figure = told.get(group, {}).get(MONTH)
            if figure is None:
                nothing.append(Asked(values, question.ages))
            elif figure.people is not None:
                shown.append(Asked(values, question.ages))
    return shown, nothing


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "dimensions",
    [
        ("sex", "education"),
        pytest.param(("sex", "education", "arrival_year", "arrival_quarter"), marks=pytest.mark.exhaustive),
    ],
)
def test_no_few_are_found_from_all_answers_about_a_town(municipality: Agency, dimensions: tuple[str, ...], seed: int):
    people = invent(400, seed=seed, today=TODAY, years=2)
    write(municipality, people)
    refresh_outcomes(municipality.pk, TODAY)
    universe = universe_of(people, dimensions)
    shown, nothing = answers(universe, make_actor(municipality, Role.LEADER))
    assert len(shown) > 10
    assert universe.found(shown, nothing) == []


def test_the_attacker_finds_what_is_given_away():
    universe = Universe(("sex",), {("woman", "adult"): (20, 10), ("man", "adult"): (7, 5)})
    everybody, women = Asked({}, ADULTS), Asked({"sex": "woman"}, ADULTS)
    assert universe.found([everybody], []) == []
    found = universe.found([everybody, women], [])
    assert {(asked.values["sex"], number) for asked, number in found} == {("man", 2)}
