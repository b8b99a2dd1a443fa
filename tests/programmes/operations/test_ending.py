"""Ends of programmes."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, Role
from participants.models import CaseEvent, Deadline, Flag, FlagState
from participants.operations.flagging import flag_municipality, seed_thresholds
from programmes.models import Participation
from programmes.operations.duties import PLAN, PROGRAMME_END
from programmes.operations.ending import end_programme
from tests.programmes.awards import make_programme, stored
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db

ENDED_ON = dt.date(2026, 11, 2)
OLD: dict[str, Any] = {
    "offer_date": dt.date(2025, 10, 5),
    "awarded_on": dt.date(2025, 10, 6),
    "first_day": dt.date(2025, 10, 12),
    "months": 6,
}


def _end(participation: Participation, **facts: object) -> Participation:
    known = {"ended_on": ENDED_ON, "end_reason": "goal_reached", "main_activity": "full_time_work"}
    adviser = make_actor(participation.municipality, Role.PROGRAMME_ADVISER)
    return end_programme(adviser, participation.pk, **(known | facts))  # type: ignore[arg-type]


def _deadline(participation: Participation, kind: str) -> Deadline:
    with acting_as(system_actor(participation.municipality_id)):
        return Deadline.objects.get(subject_id=participation.pk, kind=kind)


def test_an_end_is_stored_with_reason_and_main_activity(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    last_day = participation.last_day
    _end(participation)
    ended = stored(participation)
    assert (ended.ended_on, ended.end_reason, ended.main_activity) == (ENDED_ON, "goal_reached", "full_time_work")
    assert ended.last_day == last_day, "the granted last day stays as it was"
    with acting_as(system_actor(municipality.pk)):
        event = CaseEvent.objects.get(participant=participation.participant, kind="programme_ended")
    assert event.facts == {"reason": "goal_reached", "main_activity": "full_time_work"}


def test_an_end_meets_its_deadline_closes_the_plan_and_puts_the_flags_away(municipality: Agency) -> None:
    seed_thresholds()
    participation = make_programme(make_person(municipality))
    flag_municipality(municipality.pk, participation.last_day - dt.timedelta(days=20))
    _end(participation)
    assert _deadline(participation, PROGRAMME_END).met_on == ENDED_ON
    assert _deadline(participation, PLAN).closed_on == ENDED_ON
    with acting_as(system_actor(municipality.pk)):
        flags = Flag.objects.filter(deadline__subject_id=participation.pk)
        states = dict(flags.values_list("deadline__kind", "state"))
    assert states == {PROGRAMME_END: FlagState.ACTED_ON, PLAN: FlagState.LAPSED}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"end_reason": ""}, "end_reason"),
        ({"end_reason": "tired"}, "end_reason"),
        ({"main_activity": ""}, "main_activity"),
        ({"ended_on": dt.date(2026, 10, 11)}, "ended_on"),
        ({"ended_on": timezone.localdate() + dt.timedelta(days=1)}, "ended_on"),
    ],
)
def test_an_end_without_reason_activity_or_a_possible_day_is_refused(
    municipality: Agency, facts: dict[str, object], field: str
) -> None:
    participation = make_programme(make_person(municipality))
    with pytest.raises(RuleRefused) as refused:
        _end(participation, **facts)
    assert [refusal.field for refusal in refused.value.refusals] == [field]
    assert stored(participation).ended_on is None


@pytest.mark.parametrize(("days", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_a_programme_ends_no_later_than_its_last_day(municipality: Agency, days: int, is_refused: bool) -> None:
    participation = make_programme(make_person(municipality), **OLD)
    ended_on = participation.last_day + dt.timedelta(days=days)
    if not is_refused:
        assert _end(participation, ended_on=ended_on).ended_on == ended_on
        return
    with pytest.raises(RuleRefused) as refused:
        _end(participation, ended_on=ended_on)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.paragraph) == ("ends_after_last_day", "integreringsloven § 18 a")
    assert "11.04.2026" in refusal.detail


def test_a_programme_ends_once(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    _end(participation)
    with pytest.raises(RuleRefused) as refused:
        _end(participation)
    assert [refusal.code for refusal in refused.value.refusals] == ["already_ended"]


def test_after_an_end_a_new_programme_may_follow(municipality: Agency) -> None:
    person = make_person(municipality)
    _end(make_programme(person))
    again = make_programme(person, first_day=ENDED_ON + dt.timedelta(days=1))
    assert again.first_day == dt.date(2026, 11, 3)


def test_only_those_who_decide_register_ends(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    nav_adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        end_programme(nav_adviser, participation.pk, ended_on=ENDED_ON, end_reason="moved", main_activity="other")


def test_another_municipalitys_programme_is_not_there(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    other = make_municipality("Voss")
    stranger = make_actor(other, Role.PROGRAMME_ADVISER)
    make_programme(make_person(other), stranger)
    with pytest.raises(Participation.DoesNotExist):
        end_programme(stranger, participation.pk, ended_on=ENDED_ON, end_reason="moved", main_activity="other")


def test_an_end_on_a_stale_copy_is_refused(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    with pytest.raises(StaleVersion):
        _end(participation, expected_version=participation.version + 1)
