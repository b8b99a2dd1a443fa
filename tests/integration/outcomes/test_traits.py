"""Facts of programmes and jobs follow from the cases, are known from a day, and are cut at the day asked for."""

import datetime as dt
from typing import Any

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from integration.models import OutcomeProgramme, OutcomeTraits
from integration.operations.outcomes.programme_figures import end_reasons, programme_figures
from integration.operations.outcomes.qualification import qualification_figures
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from participants.models import Deadline, Participant
from programmes.models import Participation
from tests.agencies.api.calling import api_for
from tests.integration.nir.test_deriving import awarded
from tests.integration.outcomes.population import Duty, Job, Person, Programme, Track, write
from tests.integration.outcomes.test_pages import client_of
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
SETTLED, BORN = dt.date(2024, 1, 10), dt.date(1990, 1, 1)
_DAY = dt.timedelta(days=1)


def _refresh(town: Agency, day: dt.date = TODAY) -> int:
    refresh_outcomes(town.pk, day)
    return refresh_traits(town.pk, day)


def _programme(town: Agency) -> OutcomeProgramme:
    with acting_as(system_actor(town.pk)):
        return OutcomeProgramme.objects.get(known_until=None)


def test_a_start_is_in_time_on_the_last_day_of_three_months():
    town = make_municipality()
    row = awarded(town, settled_on=dt.date(2026, 7, 12))
    assert row.first_day == dt.date(2026, 10, 12)
    _refresh(town)
    assert _programme(town).start_due_on == row.first_day
    with acting_as(system_actor(town.pk)):
        Deadline.objects.filter(participant=row.participant).delete()
        Participant.objects.filter(pk=row.participant_id).update(settled_on=dt.date(2026, 7, 11))
    _refresh(town, TODAY + _DAY)
    found = _programme(town)
    assert found.start_due_on == dt.date(2026, 10, 11)
    assert (found.extended_on, found.norwegian_goal_from) == (None, None)


def test_what_was_known_stays_known_and_a_second_run_changes_nothing():
    town = make_municipality()
    row = awarded(town)
    assert _refresh(town) == 2
    assert _refresh(town) == 0
    assert _refresh(town, TODAY + _DAY) == 0
    with acting_as(system_actor(town.pk)):
        Participation.objects.filter(pk=row.pk).update(extension_months=6)
    assert _refresh(town, TODAY + 2 * _DAY) == 1
    with acting_as(system_actor(town.pk)):
        first, second = OutcomeProgramme.objects.order_by("known_from")
    assert (first.extended_on, second.extended_on is None) == (None, False)
    assert (first.known_until, second.known_until) == (second.known_from, None)


def test_whoever_becomes_protected_leaves_at_once():
    town = make_municipality()
    row = awarded(town)
    _refresh(town)
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=row.participant_id).update(confidentiality=7)
        assert not OutcomeTraits.objects.exists()
        assert not OutcomeProgramme.objects.exists()


@pytest.mark.parametrize(
    ("education", "occupations", "below", "upgraded"),
    [
        ("higher", ["2221"], False, False),
        ("higher", ["5223"], True, False),
        ("higher", ["9112", "2221"], True, True),
        ("upper_secondary", ["5223"], False, False),
        ("upper_secondary", ["9112", "7115"], True, True),
        ("primary", ["9112"], None, False),
    ],
)
def test_a_job_is_held_against_the_persons_own_education(
    municipality: Agency, education: str, occupations: list[str], below: bool | None, upgraded: bool
):
    jobs = [
        Job("permanent", 100, dt.date(2024, 3, 1) + place * 90 * _DAY, None, occupation=code)
        for place, code in enumerate(occupations)
    ]
    write(municipality, [Person(SETTLED, BORN, "man", education, jobs=jobs)])
    _refresh(municipality)
    with acting_as(system_actor(municipality.pk)):
        found = OutcomeTraits.objects.get()
    assert (found.first_job_below, found.upgraded_on is not None) == (below, upgraded)
    assert found.job_days == [job.first_day for job in jobs]


def _later_facts() -> Person:
    """Everything that can happen, and all of it in June 2026."""
    day = dt.date(2026, 6, 15)
    programme = Programme(
        dt.date(2024, 3, 1), 36, planned_on=dt.date(2024, 3, 1), levels={"oral": "A2"}, extended_months=6,
        extension_decided_on=day, ended_on=day, end_reason="goal_reached", main_activity="full_time_work",
        certificate_on=day,
    )  # fmt: skip
    return Person(
        SETTLED, BORN, "man", "higher", programmes=[programme], results=[("oral", "A2", day)],
        jobs=[
            Job("permanent", 100, day, None, occupation="9112"),
            Job("permanent", 100, day + _DAY, None, occupation="2221"),
        ],
        track=Track("own", dt.date(2024, 5, 1), day, "certificate"),
        duties=[Duty("plan", day, day), Duty("plan", dt.date(2024, 3, 1), dt.date(2024, 3, 1))],
    )  # fmt: skip


def _shown(town: Agency, question: Question) -> dict[str, Any]:
    leader = make_actor(town, Role.LEADER)
    (programmes,) = programme_figures(leader, question)
    (people,) = qualification_figures(leader, question)
    figures = {**programmes.figures, **people.figures}
    return {name: (found.part, found.whole) for name, found in figures.items() if found and found.whole}


def test_figures_until_a_day_take_in_nothing_that_came_after_it_however_late_they_are_known(municipality: Agency):
    write(municipality, [_later_facts() for _ in range(8)])
    _refresh(municipality)
    before = _shown(municipality, Question(until=dt.date(2026, 6, 14), known_on=TODAY))
    assert before == {
        "in_time": (8, 8), "norwegian": (0, 8), "extended": (0, 8), "duties": (8, 8), "self_supporting": (0, 8),
    }  # fmt: skip
    after = _shown(municipality, Question(until=TODAY, known_on=TODAY))
    assert after == {
        "in_time": (8, 8), "norwegian": (8, 8), "extended": (8, 8), "duties": (16, 16), "self_supporting": (8, 8),
        "diploma": (8, 8), "trade": (8, 8), "below": (8, 8), "upgraded": (8, 8), "in_need": (8, 8),
    }  # fmt: skip
    leader = make_actor(municipality, Role.LEADER)
    assert end_reasons(leader, Question(until=dt.date(2026, 6, 14), known_on=TODAY)) == []


def test_attendance_is_what_was_known_on_the_last_day_and_never_changes(municipality: Agency):
    good = [(dt.date(2026, 3, 2), 180, 0)]
    programme = Programme(dt.date(2026, 2, 1))
    write(
        municipality, [Person(SETTLED, BORN, "man", "none", programmes=[programme], attendance=good) for _ in range(8)]
    )
    _refresh(municipality, dt.date(2026, 5, 1))
    with acting_as(system_actor(municipality.pk)):
        from programmes.models.classes import Attendance

        Attendance.objects.update(absent_minutes=180)
    _refresh(municipality)
    then = Question(until=dt.date(2026, 5, 1), known_on=TODAY)
    assert _shown(municipality, then)["attendance"] == (8, 8)
    assert _shown(municipality, Question(until=TODAY, known_on=TODAY))["attendance"] == (0, 8)
    assert "attendance" not in _shown(municipality, Question(until=dt.date(2026, 4, 30), known_on=TODAY))


def test_a_renewed_programme_counts_in_its_own_year(municipality: Agency):
    first = Programme(
        dt.date(2024, 3, 1), ended_on=dt.date(2024, 9, 1), end_reason="interrupted", main_activity="other"
    )
    second = Programme(
        dt.date(2025, 2, 1), ended_on=dt.date(2026, 1, 1), end_reason="goal_reached", main_activity="other"
    )
    duties = [Duty("plan", dt.date(2024, 4, 1)), Duty("plan", dt.date(2025, 3, 1), dt.date(2025, 3, 1))]
    people = [Person(SETTLED, BORN, "man", "none", programmes=[first, second], duties=duties) for _ in range(9)]
    write(municipality, people)
    _refresh(municipality)
    leader = make_actor(municipality, Role.LEADER)
    question = Question(until=TODAY, known_on=TODAY)
    rows = {row.year: row for row in programme_figures(leader, question)}
    assert {year: row.people for year, row in rows.items()} == {2024: 9, 2025: 9}
    duty = {year: row.figures["duties"] for year, row in rows.items()}
    assert {year: (found.part, found.whole) for year, found in duty.items() if found} == {2024: (0, 9), 2025: (9, 9)}
    in_time = rows[2025].figures["in_time"]
    assert in_time is None or in_time.whole == 0
    assert {row.year: row.counts for row in end_reasons(leader, question)} == {
        2024: {"interrupted": 9}, 2026: {"goal_reached": 9},
    }  # fmt: skip


def test_jobs_below_education_and_upgrades_are_split_by_the_sector_of_the_newest_job(municipality: Agency):
    first, later = dt.date(2024, 6, 1), dt.date(2025, 6, 1)
    cleaner = Job("permanent", 100, first, first, occupation="9112")
    nurse, builder = (Job("permanent", 100, later, None, occupation=code) for code in ("2221", "7115"))
    write(
        municipality,
        [Person(SETTLED, BORN, "man", "higher", jobs=[cleaner, nurse]) for _ in range(8)]
        + [Person(SETTLED, BORN, "man", "higher", jobs=[cleaner, builder]) for _ in range(7)]
        + [Person(SETTLED, BORN, "man", "higher") for _ in range(6)],
    )
    _refresh(municipality)
    leader = make_actor(municipality, Role.LEADER)
    rows = qualification_figures(leader, Question(TODAY, TODAY, split="sector"))
    assert {row.group: (row.people, row.figures["below"], row.figures["upgraded"]) for row in rows} == {
        "health_and_care": (8, (8, 8), (8, 8)), "construction": (7, (7, 7), (0, 7)), "none": (6, (0, 0), (0, 0)),
    }  # fmt: skip
    with pytest.raises(RuleRefused, match="sector"):
        programme_figures(leader, Question(TODAY, TODAY, split="sector"))
    api = api_for(municipality, Role.LEADER)
    assert api.get("/api/v1/outcomes/qualification/?split=sector").status_code == 200
    assert api.get("/api/v1/outcomes/employment/?split=sector").status_code == 400
    page = client_of(municipality, Role.LEADER).get("/resultater/kvalifisering/", {"inndeling": "naering"})
    assert "helse og omsorg" in page.content.decode()
