"""The demonstration's people, before anything is written."""

import datetime as dt
from collections import Counter

import pytest

from employers.models import EmploymentForm
from employers.organisation_number import has_valid_check_digit, is_synthetic
from integration.demo.chance import new_chance
from integration.demo.loading import PEOPLE
from integration.demo.numbers import NumberMaker, organisation_numbers
from integration.demo.population import newcomers
from integration.demo.stages import COUNTS, LIMIT_THRESHOLDS, SHARES, Stage
from integration.demo.stories import Story, tell_stories
from integration.demo.workplaces import WORKPLACES
from participants.identity.numbers import faults_of, parse_number
from programmes.law.deadlines import start_deadline
from programmes.law.months import last_day_of_period
from programmes.operations.awarding import preview_award

TODAY = dt.date(2026, 11, 22)


def stories_on(today: dt.date) -> list[Story]:
    chance = new_chance()
    return tell_stories(chance, NumberMaker(chance), newcomers(chance, PEOPLE), today)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return stories_on(TODAY)


def test_two_loads_on_one_day_are_equal(stories):
    assert stories_on(TODAY) == stories


@pytest.mark.parametrize(
    "today", [dt.date(2027, 2, 28), dt.date(2028, 2, 29), dt.date(2028, 12, 31), dt.date(2030, 7, 1)]
)
def test_the_demonstration_can_be_told_on_any_day(today):
    assert len(stories_on(today)) == PEOPLE


def test_there_are_400_people_in_three_municipalities_at_every_stage(stories):
    assert PEOPLE == sum(SHARES.values()) == 400
    assert Counter(story.stage for story in stories) == COUNTS


def test_shares_are_those_of_2024(stories):
    assert sum(story.newcomer.citizenship == "UKR" for story in stories) == 280
    assert sum(story.newcomer.is_woman for story in stories) == 224
    assert 0.55 <= sum(story.newcomer.has_upper_secondary for story in stories) / PEOPLE <= 0.60
    ages = Counter(
        "old" if story.newcomer.age > 55 else "young" if story.newcomer.age < 26 else "" for story in stories
    )
    assert (ages["old"], 60 <= ages["young"] <= 68) == (12, True)


def test_every_number_is_synthetic_valid_and_given_once(stories):
    numbers = [value for story in stories for _kind, value in story.enrolment.numbers]
    assert len(set(numbers)) == len(numbers) == 800
    assert [value for value in numbers if faults_of(parse_number(value), synthetic_only=True)] == []


def test_numbers_agree_with_birth_dates(stories):
    people = [story.enrolment for story in stories]
    assert all(
        parse_number(value).agrees_with(person.birth_date) for person in people for _kind, value in person.numbers
    )


def test_phones_and_addresses_reach_nobody(stories):
    people = [story.enrolment for story in stories]
    assert all(person.phone.startswith("+47 000") for person in people if person.phone)
    assert all(person.email.endswith("@example.test") and person.email.isascii() for person in people if person.email)
    phones = [person.phone for person in people if person.phone]
    assert len(set(phones)) == len(phones)


def test_organisation_numbers_are_synthetic_and_valid():
    numbers = organisation_numbers(len(WORKPLACES))
    assert len(set(numbers)) == len(WORKPLACES) == 40
    assert all(has_valid_check_digit(number) and is_synthetic(number) for number in numbers)


@pytest.mark.django_db
def test_the_law_refuses_no_award(stories):
    refused = [(story.award, preview_award(story.award)[1]) for story in stories if story.award]
    assert [pair for pair in refused if pair[1]] == []
    assert len(refused) == 316


def test_programmes_stand_exactly_on_each_threshold_of_the_limit(stories):
    on_threshold = [story.award for story in stories if story.stage is Stage.LIMIT_TODAY and story.award]
    days_left = Counter((last_day_of_period(award.first_day, award.months) - TODAY).days for award in on_threshold)
    assert days_left == dict.fromkeys(LIMIT_THRESHOLDS, 6)


def test_starts_are_due_soon_or_overdue_as_their_stage_says(stories):
    due = {
        stage: [(start_deadline(s.enrolment.settled_on, None).due_on - TODAY).days for s in stories if s.stage is stage]
        for stage in (Stage.START_NEAR, Stage.START_OVERDUE)
    }
    assert all(0 <= days <= 30 for days in due[Stage.START_NEAR])
    assert all(days < 0 for days in due[Stage.START_OVERDUE])


def test_permits_follow_each_other_without_a_gap(stories):
    renewed = [story.permits for story in stories if story.permits.renewals]
    for permits in renewed:
        ends = [permits.valid_until, *(until for _granted, until in permits.renewals)]
        assert all(granted <= end for (granted, _until), end in zip(permits.renewals, ends, strict=False))
        assert ends == sorted(set(ends))
    assert len(renewed) > 50


def test_jobs_have_every_form(stories):
    assert {job.form for story in stories for job in story.jobs} == set(EmploymentForm)


def test_people_work_in_their_own_municipality(stories):
    places = {
        (story.municipality, WORKPLACES[job.workplace].municipality_number)
        for s in stories
        for story in [s]
        for job in s.jobs
    }
    assert places == {(number, number) for number in SHARES}


def test_a_life_runs_in_its_order(stories):
    for story in stories:
        facts = story.enrolment
        assert facts.birth_date < facts.arrived_on < facts.permit_granted_on < facts.settled_on < TODAY
        if story.award:
            assert facts.settled_on < story.award.offer_date <= story.award.awarded_on <= TODAY
        if story.ending:
            assert story.award.first_day <= story.ending.ended_on < TODAY
