"""The load as dated rows: a later registration cancels the later rows (nav-and-schools.md 1.2)."""

import datetime as dt
from decimal import Decimal

import pytest

from agencies.access import acting_as
from agencies.errors import RuleRefused
from agencies.models import Agency
from programmes.models import MeasureLoad, WorkMeasure
from programmes.operations.measures.contents import Load
from programmes.operations.measures.hours import hours_towards_programme
from programmes.operations.measures.preparing import load_on, set_load
from tests.programmes.measures.agreements import FIRST_DAY, LAST_DAY, make_agreement, make_measure, nav_adviser
from tests.world import make_person

pytestmark = pytest.mark.django_db


def test_a_new_row_cancels_those_from_its_day_on_and_keeps_the_earlier(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_agreement(person, nav)
    january, february, march = (dt.date(2027, month, 1) for month in (1, 2, 3))
    set_load(nav, measure.pk, Load(percent=Decimal(80), valid_from=february))
    set_load(nav, measure.pk, Load(percent=Decimal(100), valid_from=march))
    set_load(nav, measure.pk, Load(hours_per_week=Decimal(15), valid_from=february))
    with acting_as(nav):
        rows = list(MeasureLoad.objects.filter(measure=measure))
    standing = [(row.valid_from, row.percent) for row in rows if row.cancelled_at is None]
    assert standing == [(FIRST_DAY, Decimal(60)), (february, Decimal(40))]
    assert load_on(rows, FIRST_DAY - dt.timedelta(days=1)) is None
    on = {day: load_on(rows, day) for day in (january, february, LAST_DAY)}
    assert [row.hours_per_week for row in on.values() if row] == [Decimal("22.5"), Decimal(15), Decimal(15)]


def test_the_same_load_again_is_no_row_and_the_first_begins_with_the_measure(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_agreement(person, nav)
    same = Load(percent=Decimal(60), days_per_week=Decimal(3), valid_from=dt.date(2027, 1, 1))
    assert set_load(nav, measure.pk, same) is None
    earlier = set_load(nav, measure.pk, Load(percent=Decimal(50), valid_from=dt.date(2026, 1, 1)))
    assert earlier is not None
    assert earlier.valid_from == FIRST_DAY


@pytest.mark.parametrize(
    "load",
    [
        Load(),
        Load(percent=Decimal(0)),
        Load(percent=Decimal(101)),
        Load(hours_per_week=Decimal(41)),
        Load(percent=Decimal(50), days_per_week=Decimal(8)),
        Load(percent=Decimal(50), valid_from=LAST_DAY + dt.timedelta(days=1)),
    ],
)
def test_an_impossible_load_is_refused(municipality: Agency, load: Load) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    with pytest.raises(RuleRefused):
        set_load(nav, make_agreement(person, nav).pk, load)


def test_only_measures_that_run_and_count_give_hours_towards_the_fifteen(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    make_agreement(person, nav)
    make_agreement(person, nav, kind="mentor")
    make_measure(person, nav, first_day=FIRST_DAY + dt.timedelta(days=1))
    with acting_as(nav):
        rows = list(WorkMeasure.objects.prefetch_related("loads"))
    day = dt.timedelta(days=1)
    hours = [hours_towards_programme(rows, each) for each in (FIRST_DAY - day, FIRST_DAY, LAST_DAY, LAST_DAY + day)]
    assert hours == [0, Decimal("22.5"), Decimal("22.5"), 0]
