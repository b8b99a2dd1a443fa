"""Many changes to one case at the same moment: none is lost, and the stored date is what the facts give."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from participants.models import Deadline
from programmes.clocks import clock_of
from programmes.models import Absence, Participation
from programmes.operations.absences import correct_absence, register_absence, void_absence
from programmes.operations.duties import PROGRAMME_END
from tests.programmes.absence_facts import facts, make_2026_programme, make_absence, make_adviser
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_changes_at_once_lose_nothing_and_give_the_date_of_a_fresh_computation() -> None:
    programme = make_2026_programme()
    adviser = make_adviser(programme)
    corrected = [make_absence(programme, "sick_doctor", f"2026-03-{day:02d}") for day in range(2, 7)]
    voided = [make_absence(programme, "sick_doctor", f"2026-04-{day:02d}") for day in range(13, 18)]
    new_days = [dt.date(2026, 6, 1) + dt.timedelta(days=number) for number in range(20)]
    calls: list[Callable[[], Any]] = [_registering(adviser, programme, day) for day in new_days]
    calls += [_correcting(adviser, row) for row in corrected]
    calls += [_voiding(adviser, row) for row in voided]
    assert len(calls) == 30
    outcomes = at_once(*calls, timeout=120)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    with acting_as(system_actor(programme.municipality_id)):
        stored = Participation.objects.get(pk=programme.pk)
        standing = Absence.objects.standing().filter(participation=programme)
        assert standing.filter(first_day__in=new_days).count() == 20
        assert standing.filter(first_day__month=3).count() == standing.filter(hours__isnull=False).count() == 5
        assert not standing.filter(first_day__month=4).exists()
        fresh = clock_of(stored)
        # 15 of the 20 days are working days, and the five half days make none.
        assert (fresh.counted_working_days, stored.counted_working_days) == (15, 15)
        assert stored.last_day == fresh.last_day == dt.date(2027, 2, 22)
        assert Deadline.objects.get(kind=PROGRAMME_END, subject_id=programme.pk).due_on == stored.last_day
        assert stored.version > programme.version + 29


def test_of_two_registrations_of_one_day_one_is_refused_in_words() -> None:
    programme = make_2026_programme()
    adviser = make_adviser(programme)
    day = dt.date(2026, 6, 1)
    outcomes = at_once(_registering(adviser, programme, day), _registering(adviser, programme, day))
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refused, RuleRefused)
    assert refused.refusals[0].code == "overlapping_absence"


def test_two_parents_who_register_at_once_do_not_pass_the_limit_together() -> None:
    mother = make_2026_programme()
    father = make_2026_programme(municipality=mother.municipality)
    adviser, born = make_adviser(mother), dt.date(2026, 5, 1)

    def leave(mine: Participation, other: Participation, first: str, last: str) -> Callable[[], Absence]:
        stated = facts("parental", first, last, child_born_on=born, other_parent_id=other.pk)
        return lambda: register_absence(adviser, mine.pk, stated)

    outcomes = at_once(
        leave(mother, father, "2026-05-01", "2026-10-31"), leave(father, mother, "2026-05-01", "2026-10-31")
    )
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refused, RuleRefused)
    assert refused.refusals[0].code == "parental_months"


def _registering(adviser: Actor, programme: Participation, day: dt.date) -> Callable[[], Absence]:
    return lambda: register_absence(adviser, programme.pk, facts("sick_doctor", day.isoformat()))


def _correcting(adviser: Actor, row: Absence) -> Callable[[], Absence]:
    half = facts("sick_doctor", row.first_day.isoformat(), hours=Decimal("3.5"))
    return lambda: correct_absence(adviser, row.pk, half, why="Bare halve dagen.")


def _voiding(adviser: Actor, row: Absence) -> Callable[[], Absence]:
    return lambda: void_absence(adviser, row.pk, why="Var til stede.")
