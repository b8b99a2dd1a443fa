"""No few people follow from all the answers about lasting attachment, of both series of ages."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from integration.models import AgeGroup
from integration.operations.outcomes.lasting import STILL_AFTER, Lasting, days_of, lasting, observed_times
from integration.operations.outcomes.questions import Question
from integration.outcomes.suppression import Cells
from integration.outcomes.survival import Observed
from tests.integration.outcomes.equations import Parts, Told
from tests.integration.outcomes.test_attacker_pages import WORLDS, attack, leader, town  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
_POINT, _STAY, _AGES = ("begun", "at_risk", "censored"), ("in_work", "not", "outside"), "ages"
_MONTHS = tuple(range(0, 61, 12))
_WAYS = {f"m{month}": _POINT for month in _MONTHS} | {f"still{after}": _STAY for after in STILL_AFTER}


def _numbers(one: Lasting) -> dict[Parts, int | None]:
    """What an answer says of the parts of a group."""
    numbers: dict[Parts, int | None] = {}
    for point in one.points:
        if point.months in _MONTHS:
            way = f"m{point.months}"
            numbers[way, frozenset(_POINT)] = one.people
            numbers[way, frozenset({"begun"})] = point.events
            numbers[way, frozenset({"at_risk"})] = point.at_risk
    for stay in one.still:
        way = f"still{stay.months}"
        numbers[way, frozenset(_STAY)] = one.people
        numbers[way, frozenset({"in_work"})] = stay.in_work
        numbers[way, frozenset({"in_work", "not"})] = stay.followed
    return numbers


def _counted_times(observed: Iterable[Observed]) -> dict[Parts, int]:
    listed, found = list(observed), {}
    people = sum(one.number for one in listed)
    for month in _MONTHS:
        ended = [one for one in listed if one.duration <= days_of(month)]
        begun = sum(one.number for one in ended if one.happened)
        gone = sum(one.number for one in ended if not one.happened)
        for part, number in zip(_POINT, (begun, people - begun - gone, gone), strict=True):
            found[f"m{month}", frozenset({part})] = number
    return found


def _counted_stays(one: Lasting | None, people: int) -> dict[Parts, int]:
    found = {}
    for stay in one.still if one else ():
        in_work, followed = stay.in_work or 0, stay.followed or 0
        for part, number in zip(_STAY, (in_work, followed - in_work, people - followed), strict=True):
            found[f"still{stay.months}", frozenset({part})] = number
    return found


class _Pages:
    """Both series as one page, the ages a dimension of it; of those under twenty alone nothing can be asked."""

    def __init__(self, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        self._actor, self._monkeypatch = actor, monkeypatch

    def shown(self, question: Question) -> Iterator[Told]:
        """What is answered."""
        ages = question.filters.get(_AGES, "")
        if question.split != _AGES and ages != AgeGroup.YOUNG:
            series = (AgeGroup.ADULT,) if ages else tuple(AgeGroup)
            for one in lasting(self._actor, self._of(question, series)):
                yield Told(0, one.group, _numbers(one))

    def truth(self, question: Question) -> Iterator[Told]:
        """What is so."""
        if question.split == _AGES:
            for each in AgeGroup:
                filters = {**question.filters, _AGES: str(each)}
                for told in self.truth(replace(question, split="", filters=filters)):
                    yield Told(0, str(each), told.numbers)
            return
        ages = question.filters.get(_AGES, "")
        every = self._counted(self._of(question, tuple(AgeGroup)))
        adults = self._counted(self._of(question, (AgeGroup.ADULT,)))
        for group, numbers in every.items():
            known = adults.get(group, {})
            young = {parts: number - known.get(parts, 0) for parts, number in numbers.items()}
            yield Told(
                0, group, {AgeGroup.ADULT: known, AgeGroup.YOUNG: young}.get(AgeGroup(ages), {}) if ages else numbers
            )

    def _of(self, question: Question, ages: tuple[AgeGroup, ...]) -> Question:
        filters = {name: value for name, value in question.filters.items() if name != _AGES}
        return replace(question, filters=filters, ages=ages)

    def _counted(self, question: Question) -> dict[str, dict[Parts, int]]:
        (municipality_id,) = self._actor.municipality_ids
        with acting_as(system_actor(municipality_id)):
            times = observed_times(question)
        with self._monkeypatch.context() as patched:
            patched.setattr(Cells, "hidden_each", lambda _cells, parts, _wholes: [frozenset()] * len(parts))
            stays = {one.group: one for one in lasting(self._actor, question)}
        return {
            group: _counted_times(observed) | _counted_stays(stays.get(group), sum(one.number for one in observed))
            for group, observed in times.items()
        }


@pytest.mark.parametrize(("count", "seed", "dimensions"), WORLDS)
def test_lasting_attachment_of_both_series(
    town: Any,  # noqa: F811 - a fixture
    leader: Actor,  # noqa: F811 - a fixture
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    seed: int,
    dimensions: tuple[str, ...],
) -> None:
    town(count, seed)
    pages = _Pages(leader, monkeypatch)
    attack(pages.shown, _WAYS, (*dimensions, _AGES), monkeypatch, pages.truth)
