"""What must hold of stored absences whatever they are, and in whatever order they come."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from programmes.absence_facts import AbsenceFacts
from programmes.models import Absence, Participation
from programmes.operations.absences import correct_absence, register_absence, void_absence
from tests.programmes.absence_facts import FIRST_DAY, make_2026_programme, make_adviser
from tests.programmes.awards import stored

pytestmark = pytest.mark.django_db

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# These kinds have no hard limit, so that any set of them can be registered in any order.
KINDS = st.sampled_from(["sick_doctor", "unauthorised", "pregnancy_check", "authorised"])


@st.composite
def separate_absences(draw: st.DrawFn) -> list[AbsenceFacts]:
    """Up to five absences that share no day, all before the base last day."""
    found, begins = [], 0
    for _number in range(draw(st.integers(1, 5))):
        begins += draw(st.integers(1, 40))
        lasts = draw(st.integers(0, 25))
        first = FIRST_DAY + dt.timedelta(days=begins)
        last = first + dt.timedelta(days=lasts)
        found.append(AbsenceFacts(kind=draw(KINDS), first_day=first, last_day=last, reason="Fordi."))
        begins += lasts
    return found


@pytest.fixture
def programme() -> Participation:
    """One programme for all examples of a test; each example leaves it empty."""
    return make_2026_programme()


@pytest.fixture
def adviser(programme: Participation) -> Actor:
    """Who registers."""
    return make_adviser(programme)


@pytest.mark.exhaustive
@FEW
@given(rows=separate_absences(), data=st.data())
def test_the_order_of_entry_is_irrelevant(
    programme: Participation, adviser: Actor, rows: list[AbsenceFacts], data: st.DataObject
) -> None:
    ordered = _after(programme, adviser, rows)
    assert _after(programme, adviser, data.draw(st.permutations(rows))) == ordered


@FEW
@given(rows=separate_absences(), number=st.integers(0, 4))
def test_voiding_an_absence_equals_never_having_had_it(
    programme: Participation, adviser: Actor, rows: list[AbsenceFacts], number: int
) -> None:
    gone = rows[number % len(rows)]
    without = _after(programme, adviser, [row for row in rows if row is not gone])
    registered = [register_absence(adviser, programme.pk, row) for row in rows]
    void_absence(adviser, registered[number % len(rows)].pk, why="Feil.")
    assert _dates(programme) == without
    _empty(programme, adviser)


@pytest.mark.exhaustive
@FEW
@given(rows=separate_absences(), more=st.integers(1, 30))
def test_a_longer_leave_never_gives_an_earlier_end(
    programme: Participation, adviser: Actor, rows: list[AbsenceFacts], more: int
) -> None:
    registered = [register_absence(adviser, programme.pk, row) for row in rows]
    before = stored(programme).last_day
    last = rows[-1]
    longer = AbsenceFacts(
        kind=last.kind, first_day=last.first_day, last_day=last.last_day + dt.timedelta(days=more), reason="Fordi."
    )
    correct_absence(adviser, registered[-1].pk, longer, why="Varte lenger.")
    assert stored(programme).last_day >= before
    _empty(programme, adviser)


def _after(programme: Participation, adviser: Actor, rows: list[AbsenceFacts]) -> tuple[dt.date, int]:
    for row in rows:
        register_absence(adviser, programme.pk, row)
    dates = _dates(programme)
    _empty(programme, adviser)
    return dates


def _dates(programme: Participation) -> tuple[dt.date, int]:
    now = stored(programme)
    return now.last_day, now.counted_working_days


def _empty(programme: Participation, adviser: Actor) -> None:
    with acting_as(system_actor(programme.municipality_id)):
        standing = list(Absence.objects.standing().filter(participation=programme))
    for row in standing:
        void_absence(adviser, row.pk, why="Neste eksempel.")
    assert _dates(programme) == (programme.base_last_day, 0)
