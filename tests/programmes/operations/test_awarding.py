"""What an award writes, and what it refuses with which paragraph."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, ChangeRecord, Role
from participants.models import CaseEvent, Deadline, Participant
from programmes.clocks import clock_of
from programmes.models import Participation
from programmes.operations.awarding import award_programme, preview_award
from programmes.operations.duties import PLAN, PROGRAMME_END, PROGRAMME_START, start_due_on
from tests.programmes.awards import an_award, make_programme, stored
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


def _deadline(person: Participant, kind: str) -> Deadline:
    with acting_as(system_actor(person.municipality_id)):
        return Deadline.objects.get(participant=person, kind=kind)


def test_the_stored_end_date_is_that_of_a_fresh_clock(municipality: Agency) -> None:
    participation = stored(make_programme(make_person(municipality)))
    result = clock_of(participation)
    assert participation.last_day == result.last_day == dt.date(2027, 10, 11)
    assert participation.base_last_day == result.base_last_day
    assert participation.rule_set == result.rule_set == "INT_2026"
    assert participation.counted_working_days == 0


def test_an_award_meets_the_duty_to_start_and_watches_end_and_plan(municipality: Agency) -> None:
    person = make_person(municipality)
    assert _deadline(person, PROGRAMME_START).due_on == start_due_on(person) == dt.date(2027, 1, 1)
    participation = make_programme(person)
    assert _deadline(person, PROGRAMME_START).met_on == dt.date(2026, 10, 12)
    end, plan = _deadline(person, PROGRAMME_END), _deadline(person, PLAN)
    assert (end.due_on, end.subject_id, end.is_open) == (participation.last_day, participation.pk, True)
    assert (plan.due_on, plan.is_open) == (dt.date(2026, 10, 6), True)
    assert "§ 18 a" in end.paragraph
    assert "§ 15" in plan.paragraph


def test_a_plan_made_with_the_award_meets_its_duty_at_once(municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person, plan_made_on=dt.date(2026, 10, 6))
    assert _deadline(person, PLAN).met_on == dt.date(2026, 10, 6)


def test_the_change_record_and_the_event_name_who_awarded(municipality: Agency) -> None:
    adviser, person = make_actor(municipality, Role.PROGRAMME_ADVISER), make_person(municipality)
    participation = make_programme(person, adviser)
    with acting_as(adviser):
        record = ChangeRecord.objects.get(row_id=participation.pk)
        event = CaseEvent.objects.get(participant=person, kind="programme_awarded")
    assert (record.kind, record.user_id, record.participant_id) == ("insert", adviser.user_id, person.pk)
    assert record.request_id == adviser.request_id
    assert (event.actor_id, event.agency_id) == (adviser.user_id, municipality.pk)
    assert event.facts["last_day"] == "2027-10-11"


REFUSED: list[tuple[dict[str, Any], str, str, str]] = [
    ({"months": 13}, "months", "duration_above_maximum", "integreringsloven § 13 tredje ledd"),
    ({"education": "below", "months": 25}, "months", "duration_above_maximum", "integreringsloven § 14 sjette ledd"),
    ({"months": 0}, "months", "invalid_dates", "integreringsloven §§ 13, 14"),
    ({"goal": "full_upper_secondary"}, "goal", "goal_not_allowed", "integreringsloven §§ 13, 14"),
    ({"first_day": dt.date(2026, 10, 4)}, "first_day", "invalid_dates", "integreringsloven § 12"),
    ({"offer_date": dt.date(2026, 10, 7)}, "offer_date", "offer_after_award", "integreringsloven § 12"),
    (
        {"offer_date": dt.date(2020, 12, 31), "protection": "ordinary"},
        "offer_date",
        "no_rule_set",
        "integreringsforskriften § 72",
    ),
    ({"offer_date": dt.date(2022, 6, 14)}, "offer_date", "no_rule_set", "integreringsloven kapittel 6A"),
    (
        {"offer_date": dt.date(2025, 12, 31), "protection": "ordinary", "months": 2},
        "months",
        "duration_below_minimum",
        "integreringsloven § 13 (før 2026)",
    ),
]


@pytest.mark.parametrize(("facts", "field", "code", "paragraph"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_the_law_does_not_have_is_refused_at_its_field_with_its_paragraph(
    municipality: Agency, facts: dict[str, Any], field: str, code: str, paragraph: str
) -> None:
    person = make_person(municipality)
    with pytest.raises(RuleRefused) as refused:
        make_programme(person, **facts)
    [refusal] = refused.value.refusals
    assert (refusal.field, refusal.code, refusal.paragraph) == (field, code, paragraph)
    assert refusal.detail
    with acting_as(system_actor(municipality.pk)):
        assert not Participation.objects.exists()


@pytest.mark.parametrize("field", ["awarded_on", "plan_made_on"])
def test_an_award_is_not_dated_in_the_future(municipality: Agency, field: str) -> None:
    facts: dict[str, Any] = {field: timezone.localdate() + dt.timedelta(days=1)}
    with pytest.raises(RuleRefused) as refused:
        make_programme(make_person(municipality), **facts)
    assert [(refusal.field, refusal.code) for refusal in refused.value.refusals] == [(field, "in_future")]


def test_every_fault_is_told_at_once(municipality: Agency) -> None:
    award = an_award(months=13, offer_date=dt.date(2026, 10, 7))
    _result, refusals = preview_award(award)
    assert {refusal.field for refusal in refusals} == {"months", "offer_date"}


def test_two_programmes_of_one_person_do_not_share_a_day(municipality: Agency) -> None:
    person = make_person(municipality)
    first = make_programme(person)
    with pytest.raises(RuleRefused) as refused:
        make_programme(person, offer_date=dt.date(2026, 10, 6), first_day=first.last_day)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field, refusal.paragraph) == (
        "programme_overlaps",
        "first_day",
        "integreringsloven § 12",
    )
    second = make_programme(person, first_day=first.last_day + dt.timedelta(days=1))
    assert second.first_day == dt.date(2027, 10, 12)


def test_a_nav_adviser_may_see_but_not_award(municipality: Agency) -> None:
    person = make_person(municipality)
    nav_adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        make_programme(person, nav_adviser)


def test_another_municipalitys_case_is_not_there(municipality: Agency) -> None:
    person = make_person(municipality)
    other = make_municipality("Voss")
    stranger = make_actor(other, Role.PROGRAMME_ADVISER)
    make_programme(make_person(other), stranger)
    with pytest.raises(Participant.DoesNotExist):
        make_programme(person, stranger)


def test_an_award_on_a_stale_copy_of_the_case_is_refused(municipality: Agency) -> None:
    person, adviser = make_person(municipality), make_actor(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(StaleVersion):
        award_programme(adviser, person.pk, an_award(), expected_version=person.version + 1)
    assert award_programme(adviser, person.pk, an_award(), expected_version=person.version).months == 12
