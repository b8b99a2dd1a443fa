"""Shares in work from the tables against a count person by person in Python."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from integration.models import AgeGroup, OutcomePerson
from integration.operations.outcomes.employment import Axis, MonthFigure, employment
from integration.operations.outcomes.questions import EVERYBODY, Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.outcomes.months import last_month_by
from participants.models import Participant
from programmes.operations.plan.finalising import finalise_plan
from tests.integration.outcomes.population import Person, invent, write
from tests.integration.outcomes.truth import TODAY, by_calendar, equal_months, since_settlement, truth_of
from tests.programmes.plan.plans import make_case, make_plan
from tests.world import make_actor, make_municipality, make_person

NOW = Question(until=TODAY, known_on=TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(municipality: Agency) -> list[Person]:
    made = invent(400, seed=1, today=TODAY)
    write(municipality, made)
    refresh_outcomes(municipality.pk, TODAY)
    return made


@pytest.mark.parametrize(("axis", "day_of"), [(Axis.CALENDAR, by_calendar), (Axis.SINCE, since_settlement)])
def test_every_month_equals_a_count_person_by_person(municipality: Agency, people: list[Person], axis, day_of):
    (series,) = employment(make_actor(municipality, Role.LEADER), NOW, axis)
    assert series.group == EVERYBODY
    assert equal_months(series, people, day_of) > 30


@pytest.mark.parametrize(("axis", "day_of"), [(Axis.CALENDAR, by_calendar), (Axis.SINCE, since_settlement)])
def test_navs_series_counts_from_eighteen_years(municipality: Agency, people: list[Person], axis, day_of):
    question = Question(until=TODAY, known_on=TODAY, ages=(AgeGroup.ADULT, AgeGroup.YOUNG))
    (series,) = employment(make_actor(municipality, Role.LEADER), question, axis)
    assert equal_months(series, people, day_of, youngest=18) > 5


def test_a_filter_and_a_split_choose_the_same_people(municipality: Agency, people: list[Person]):
    leader = make_actor(municipality, Role.LEADER)
    split = Question(until=TODAY, known_on=TODAY, split="sex")
    women = Question(until=TODAY, known_on=TODAY, filters={"sex": "woman"})
    by_sex = {series.group: series for series in employment(leader, split, Axis.CALENDAR)}
    (chosen,) = employment(leader, women, Axis.CALENDAR)
    only = [person for person in people if person.sex == "woman"]
    for figure in (by_sex["woman"].months[-1], chosen.months[-1]):
        truth = truth_of(only, by_calendar, figure.month)
        assert (figure.people, figure.in_work) == (truth["people"], truth["in_work"])
    assert figure.month == last_month_by(TODAY)


def test_no_count_under_five_is_shown_however_one_asks(municipality: Agency):
    write(municipality, invent(40, seed=2, today=TODAY))
    refresh_outcomes(municipality.pk, TODAY)
    leader = make_actor(municipality, Role.LEADER)
    for split in ("", "sex", "education", "age", "arrival_year"):
        for filters in ({}, {"sex": "man"}, {"sex": "man", "education": "higher"}):
            question = Question(until=TODAY, known_on=TODAY, split=split, filters=filters)
            for series in employment(leader, question, Axis.CALENDAR):
                for figure in series.months:
                    if figure.people is None:
                        continue
                    assert figure.people >= 5
                    assert figure.in_work is not None
                    for part in (figure.in_work, figure.full_time, figure.part_time, figure.on_measure):
                        if part is None:
                            continue
                        assert not 0 < part < 5
                        assert not 0 < figure.people - part < 5


@pytest.mark.parametrize(("axis", "split"), [(Axis.CALENDAR, ""), (Axis.CALENDAR, "sex"), (Axis.SINCE, "")])
def test_the_two_series_do_not_tell_of_the_few_between_18_and_20(municipality: Agency, axis: Axis, split: str):
    write(municipality, invent(300, seed=4, today=TODAY))
    refresh_outcomes(municipality.pk, TODAY)
    leader = make_actor(municipality, Role.LEADER)
    shown: list[dict[tuple[str, int], MonthFigure]] = []
    for ages in ((AgeGroup.ADULT,), tuple(AgeGroup)):
        groups = employment(leader, Question(TODAY, TODAY, split=split, ages=ages), axis)
        shown.append({(each.group, figure.month): figure for each in groups for figure in each.months if figure.people})
    both = shown[0].keys() & shown[1].keys()
    assert both
    for key in both:
        adult, all_ages = shown[0][key], shown[1][key]
        assert adult.people is not None
        assert all_ages.people is not None
        assert all_ages.people - adult.people not in range(1, 5)
        for name in ("in_work", "full_time", "on_measure"):
            parts = getattr(all_ages, name), getattr(adult, name)
            assert None in parts or parts[0] - parts[1] not in range(1, 5)


def test_two_filters_cannot_be_subtracted_to_find_a_few(municipality: Agency):
    settled, born = dt.date(2024, 1, 1), dt.date(1990, 1, 1)
    women = [Person(settled, born, "woman", "higher") for _ in range(10)]
    men = [Person(settled, born, "man", "higher") for _ in range(3)]
    write(municipality, [*women, *men])
    refresh_outcomes(municipality.pk, TODAY)
    leader = make_actor(municipality, Role.LEADER)
    (everybody,) = employment(leader, NOW, Axis.CALENDAR)
    (chosen,) = employment(leader, Question(until=TODAY, known_on=TODAY, filters={"sex": "woman"}), Axis.CALENDAR)
    assert everybody.months[-1].people == 13
    assert chosen.months[-1].people is None


def test_what_was_known_on_a_day_stays_when_it_is_corrected_later(municipality: Agency):
    then, later = dt.date(2026, 9, 1), dt.date(2026, 10, 1)
    group = [Person(dt.date(2025, 1, 1), dt.date(1990, 1, 1), "woman", "higher") for _ in range(12)]
    write(municipality, group)
    refresh_outcomes(municipality.pk, then)
    for person in group[:6]:
        person.jobs = []
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk__in=Participant.objects.values("pk")[:6]).update(settled_on=dt.date(2026, 8, 15))
    refresh_outcomes(municipality.pk, later)
    leader = make_actor(municipality, Role.LEADER)
    as_known = employment(leader, Question(until=then, known_on=then), Axis.CALENDAR)[0]
    corrected = employment(leader, Question(until=then, known_on=later), Axis.CALENDAR)[0]
    july = last_month_by(dt.date(2026, 7, 31))
    assert {figure.month: figure.people for figure in as_known.months}[july] == 12
    assert {figure.month: figure.people for figure in corrected.months}[july] == 6
    assert max(figure.month for figure in corrected.months) == last_month_by(then)


def test_the_same_night_twice_changes_nothing(municipality: Agency, people: list[Person]):
    with acting_as(system_actor(municipality.pk)):
        before = sorted(OutcomePerson.objects.values_list("pk", flat=True))
    assert refresh_outcomes(municipality.pk, TODAY) == 0
    assert refresh_outcomes(municipality.pk, TODAY + dt.timedelta(days=1)) == 0
    with acting_as(system_actor(municipality.pk)):
        assert sorted(OutcomePerson.objects.values_list("pk", flat=True)) == before


def test_who_becomes_protected_leaves_the_figures_at_once(municipality: Agency):
    write(municipality, [Person(dt.date(2025, 1, 1), dt.date(1990, 1, 1), "woman", "higher") for _ in range(10)])
    refresh_outcomes(municipality.pk, TODAY)
    officer = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk__in=Participant.objects.values("pk")[:1]).update(confidentiality=7)
    (series,) = employment(officer, NOW, Axis.CALENDAR)
    assert series.months[-1].people == 9


def test_a_municipality_counts_its_own_and_the_directorate_the_nation(municipality: Agency, people: list[Person]):
    voss = make_municipality("Voss")
    write(voss, invent(200, seed=3, today=TODAY))
    refresh_outcomes(voss.pk, TODAY)
    directorate = Agency.objects.create(kind="directorate", number="1", name="Direktoratet")
    theirs, whole = (employment(make_actor(at, Role.LEADER), NOW, Axis.CALENDAR)[0] for at in (voss, directorate))
    mine = employment(make_actor(municipality, Role.LEADER), NOW, Axis.CALENDAR)[0]
    last = [series.months[-1].people or 0 for series in (mine, theirs, whole)]
    assert all(last)
    assert last[0] + last[1] == last[2]


@pytest.mark.parametrize("role", [Role.PROGRAMME_ADVISER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_figures_are_for_leaders(municipality: Agency, role: Role):
    with pytest.raises(NotPermitted):
        employment(make_actor(municipality, role), NOW, Axis.CALENDAR)


def test_a_question_that_cannot_be_asked_says_why(municipality: Agency):
    leader = make_actor(municipality, Role.LEADER)
    with pytest.raises(RuleRefused, match="religion"):
        employment(leader, Question(until=TODAY, known_on=TODAY, split="religion"), Axis.CALENDAR)
    with pytest.raises(RuleRefused):
        employment(leader, Question(until=TODAY, known_on=TODAY - dt.timedelta(days=1)), Axis.CALENDAR)


def test_the_strategy_is_that_of_the_first_programmes_plan_once_it_is_final(municipality: Agency) -> None:
    adviser, programme = make_case(
        person=make_person(municipality, settled_on=dt.date(2026, 9, 1), education="upper_secondary")
    )
    plan = make_plan(adviser, programme, strategy="rapid_entry")
    later = TODAY + dt.timedelta(days=1)

    def known_on(day: dt.date) -> list[tuple[str, set[str]]]:
        with acting_as(system_actor(municipality.pk)):
            rows = OutcomePerson.objects.known_on(day).filter(participant=programme.participant_id)
            return [(row.strategy, set(row.spans.values_list("strategy", flat=True))) for row in rows]

    refresh_outcomes(municipality.pk, TODAY)
    assert known_on(TODAY) == [("none", {"none"})], "a draft is no decision"
    finalise_plan(adviser, plan.pk)
    assert refresh_outcomes(municipality.pk, later) == 1
    assert known_on(later) == [("rapid_entry", {"rapid_entry"})]
    assert known_on(TODAY) == [("none", {"none"})], "what was known on the day stays"
    assert refresh_outcomes(municipality.pk, later) == 0
