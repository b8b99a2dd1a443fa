"""One definition of the status, in Python and in SQL, and one event for each change of it."""

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from participants.models import CaseEvent, Participant
from programmes.law.measures import MeasureKind
from programmes.models import MeasureStatus, WorkMeasure
from programmes.operations.measures.statuses import recompute_statuses
from tests.programmes.measures.agreements import FIRST_DAY, LAST_DAY, make_agreement
from tests.world import make_municipality, make_person

DAY = dt.date(2026, 11, 10)


def _words(text: str) -> Any:
    return st.sampled_from(["", text])


class StatusInBothLanguages(TestCase):
    person: ClassVar[Participant]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_person(make_municipality())

    @settings(max_examples=60, deadline=None)
    @given(
        facts=st.fixed_dictionaries(
            {
                "kind": st.sampled_from([kind.value for kind in MeasureKind]),
                "organisation_number": _words("312345676"),
                "contact_name": _words("Kari"),
                "purpose": _words("Norsk"),
                "tasks": _words("Kafé"),
                "training_plan": _words("Plan"),
                "rate_percent": st.sampled_from([None, 40]),
                "costs": st.sampled_from([None, 1000]),
                "cancelled_on": st.sampled_from([None, DAY]),
                "entered_at": st.sampled_from([None, dt.datetime(2026, 7, 1, tzinfo=dt.UTC)]),
            }
        ),
        first=st.integers(-200, 40),
        length=st.one_of(st.none(), st.integers(0, 300)),
    )
    def test_python_and_sql_say_the_same(self, facts: dict[str, Any], first: int, length: int | None) -> None:
        first_day = DAY + dt.timedelta(days=first)
        last_day = None if length is None else first_day + dt.timedelta(days=length)
        person = self.person
        with acting_as(system_actor(person.municipality_id)):
            measure = WorkMeasure.objects.create(
                participant=person, municipality_id=person.municipality_id, first_day=first_day, last_day=last_day,
                end_reason="other" if facts["cancelled_on"] else "", **facts,
            )  # fmt: skip
            found = WorkMeasure.objects.with_status_on(DAY).get(pk=measure.pk)
            assert vars(found)["derived"] == measure.status_on(DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "status"),
    [
        (FIRST_DAY - dt.timedelta(days=1), MeasureStatus.READY),
        (FIRST_DAY, MeasureStatus.RUNNING),
        (LAST_DAY, MeasureStatus.RUNNING),
        (LAST_DAY + dt.timedelta(days=1), MeasureStatus.ENDED),
    ],
)
def test_the_days_are_inclusive(municipality: Agency, day: dt.date, status: MeasureStatus) -> None:
    assert make_agreement(make_person(municipality)).status_on(day) == status


@pytest.mark.django_db
def test_the_night_writes_one_event_for_each_change_and_none_the_second_time(municipality: Agency) -> None:
    person = make_person(municipality)
    today = timezone.localdate()
    measure = make_agreement(person, first_day=today + dt.timedelta(days=10), last_day=today + dt.timedelta(days=90))
    make_agreement(make_person(make_municipality("Voss")), first_day=today + dt.timedelta(days=10),
                   last_day=today + dt.timedelta(days=90))  # fmt: skip
    begins, ends = measure.first_day, today + dt.timedelta(days=91)
    found = [recompute_statuses(municipality.pk, day) for day in (begins, begins, ends, ends)]
    assert found == [1, 0, 1, 0]
    with acting_as(system_actor(municipality.pk)):
        measure.refresh_from_db()
        assert measure.status == MeasureStatus.ENDED
        events = CaseEvent.objects.filter(kind="measure_status").order_by("created_at")
        assert [event.facts["after"] for event in events] == ["awaiting_approval", "ready", "running", "ended"]
