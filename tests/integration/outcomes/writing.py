"""Writes invented people into the tables of the application, set by set."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from employers.models import Employer, Occupation, Placement, QualificationTrack, TrackCohort, TrackMembership
from employers.seed_tracks import load_seed_tracks
from participants.models import Assignment, Deadline, Document, Participant, ResidencePermit
from participants.names.search import search_key
from programmes.models import Decision, Letter, Participation
from programmes.models.classes import Attendance, ClassSession, Course, SchoolClass, TestResult
from programmes.models.measure import WorkMeasure
from programmes.models.plan import Plan, PlanElement
from tests.integration.outcomes.bulk import insert
from tests.integration.outcomes.people import Person, Programme
from tests.world import make_user

FILLED = (
    Participant, Placement, WorkMeasure, Participation, Plan, PlanElement, Decision, Document, Letter, TrackMembership,
    Deadline, Attendance, ClassSession, Assignment, ResidencePermit, TestResult,
)  # fmt: skip
"""The tables with rows of people."""
Row = dict[str, Any]
Case = tuple[Row, Person]


def write(municipality: Agency, people: Sequence[Person]) -> list[UUID]:
    """Put the people and everything of theirs into the tables; answers their ids in the same order."""
    elsewhere = Agency.objects.get_or_create(kind="municipality", number="9901", defaults={"name": "Annet sted"})[0]
    with acting_as(system_actor(municipality.pk)):
        home: Row = {"municipality_id": municipality.pk}
        ids = [uuid4() for _ in people]
        cases = [(home | {"participant_id": pk}, one) for pk, one in zip(ids, people, strict=True)]
        name = {"given_name": "A", "family_name": "B", "search_key": search_key("A B")}
        insert(Participant, [home | name | _person(pk, one, elsewhere) for pk, one in zip(ids, people, strict=True)])
        _write_jobs(cases)
        _write_programmes(municipality, cases)
        _write_tracks(municipality, cases)
        _write_duties(municipality, cases)
        _write_attendance(cases)
        _write_advisers(municipality, cases)
        permits = [{"basis": one.basis, "granted_on": one.settled_on} | case for case, one in cases if one.basis]
        insert(ResidencePermit, permits)
        tests = [
            case | {"subject": "norwegian", "skill": skill, "outcome": level, "taken_on": day}
            for case, one in cases
            for skill, level, day in one.results
        ]
        insert(TestResult, tests)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return ids


def _person(pk: UUID, person: Person, elsewhere: Agency) -> Row:
    return {
        "id": pk,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "education": person.education,
        "arrived_on": person.arrived_on,
        "settled_on": person.settled_on,
        "confidentiality": 7 if person.protected else 0,
        "is_shielded": person.shielded,
        "is_guarded": person.is_hidden,
        "moved_on": person.moved_on,
        "moved_to_id": elsewhere.pk if person.moved_on else None,
        "left_norway_on": person.left_norway_on,
        "died_on": person.died_on,
    }


def _write_jobs(cases: Sequence[Case]) -> None:
    employer, _new = Employer.objects.get_or_create(organisation_number="312345676", defaults={"name": "Kafé AS"})
    any_occupation = Occupation.objects.order_by("code")[0].pk
    insert(
        Placement,
        [
            case
            | {
                "employer_id": employer.pk, "occupation_id": job.occupation or any_occupation, "form": job.form,
                "percent": job.percent, "hours_per_week": job.hours, "first_day": job.first_day,
                "last_day": job.last_day,
            }
            for case, one in cases
            for job in one.jobs
        ],
    )  # fmt: skip
    now = timezone.now()
    insert(
        WorkMeasure,
        [
            case
            | {
                "kind": "work_training", "first_day": measure.first_day, "last_day": measure.last_day,
                "entered_at": now if measure.is_agreed else None,
                "cancelled_on": measure.first_day if measure.is_cancelled else None,
                "end_reason": "other" if measure.is_cancelled else "",
            }
            for case, one in cases
            for measure in one.measures
        ],
    )  # fmt: skip


def _write_programmes(municipality: Agency, cases: Sequence[Case]) -> None:
    made = [(case | {"id": uuid4()}, each) for case, one in cases for each in one.programmes]
    insert(Participation, [row | _programme(each) for row, each in made])
    owned = [({key: row[key] for key in row if key != "id"} | {"participation_id": row["id"]}, e) for row, e in made]
    plans = [(row | {"id": uuid4()}, each) for row, each in owned if each.planned_on]
    insert(Plan, [row | _plan(each) for row, each in plans])
    insert(
        PlanElement,
        [
            {"plan_id": row["id"], "participant_id": row["participant_id"], "municipality_id": municipality.pk,
             "kind": "work_practice", "hours_a_week": each.hours, "counts_as_work": True}
            for row, each in plans
            if each.hours
        ],
    )  # fmt: skip
    decided = [(row, each) for row, each in owned if each.extension_decided_on]
    insert(
        Decision,
        [
            row | {"case_key": uuid4(), "number": 1, "decision_type": "extension",
                   "decided_on": each.extension_decided_on}
            for row, each in decided
        ],
    )  # fmt: skip
    letters = [(row | {"document_id": uuid4()}, each) for row, each in owned if each.certificate_on]
    insert(
        Document,
        [
            {"id": row["document_id"], "participant_id": row["participant_id"], "municipality_id": municipality.pk,
             "title": "Bevis", "filename": "bevis.pdf", "content_type": "application/pdf", "size": 1, "checksum": "0"}
            for row, _each in letters
        ],
    )  # fmt: skip
    insert(
        Letter,
        [
            row | {"kind": "certificate", "language": "nb", "issued_on": each.certificate_on, "data": {}}
            for row, each in letters
        ],
    )


def _programme(made: Programme) -> Row:
    return {
        "offer_date": made.first_day, "protection": made.protection, "education": made.education, "goal": made.goal,
        "first_day": made.first_day, "months": made.months, "extension_months": made.extended_months,
        "rule_set": "INT_2026" if made.first_day >= dt.date(2026, 1, 1) else "INT_2021",
        "base_last_day": made.last_day, "last_day": made.last_day, "awarded_on": made.first_day,
        "ended_on": made.ended_on, "end_reason": made.end_reason, "main_activity": made.main_activity,
    }  # fmt: skip


def _plan(made: Programme) -> Row:
    levels = {f"norwegian_{skill}": level for skill, level in made.levels.items()}
    return {"finalised_on": made.planned_on, "strategy": made.strategy, **levels}


def _write_tracks(municipality: Agency, cases: Sequence[Case]) -> None:
    stays = [(case, one.track) for case, one in cases if one.track]
    if not stays:
        return
    codes = sorted({stay.code for _case, stay in stays})
    cohorts = {code: _cohort(municipality, _track(municipality, code)) for code in codes}
    insert(
        TrackMembership,
        [
            case
            | {
                "cohort_id": cohorts[stay.code][0].pk, "step_id": cohorts[stay.code][1], "joined_on": stay.joined_on,
                "step_since": stay.joined_on, "finished_on": stay.left_on, "result": stay.result,
            }
            for case, stay in stays
        ],
    )  # fmt: skip


def _track(municipality: Agency, code: str) -> QualificationTrack:
    if code != "own":
        # A test before this one may have emptied the table.
        load_seed_tracks()
        return QualificationTrack.objects.get(code=code)
    track = QualificationTrack.objects.create(name=f"Løp {uuid4()}", owner=municipality)
    track.steps.create(position=1, kind="practice", name="Praksis", weeks=8)
    return track


def _cohort(municipality: Agency, track: QualificationTrack) -> tuple[TrackCohort, UUID]:
    cohort = TrackCohort.objects.create(
        track=track, owner=municipality, name=f"Kull {uuid4()}", starts_on=dt.date(2020, 1, 1), seats=20
    )
    return cohort, track.steps.all()[0].pk


def _write_duties(municipality: Agency, cases: Sequence[Case]) -> None:
    insert(
        Deadline,
        [
            case
            | {
                "kind": duty.kind, "due_on": duty.due_on, "met_on": duty.met_on, "closed_on": duty.closed_on,
                "paragraph": duty.paragraph, "responsible_agency_id": municipality.pk,
                "subject_id": case["participant_id"] if duty.kind == "programme_start" else uuid4(),
            }
            for case, one in cases
            for duty in one.duties
        ],
    )  # fmt: skip


def _write_attendance(cases: Sequence[Case]) -> None:
    met = [(case, *row) for case, one in cases for row in one.attendance]
    if not met:
        return
    school = Agency.objects.create(kind="school", number=str(uuid4())[:8], name="Voksenopplæringen")
    course = Course.objects.create(school=school, kind="norwegian", name="Norsk")
    taught = SchoolClass.objects.create(course=course, school=school, name="N1", first_day=dt.date(2016, 1, 1))
    sessions = {day: uuid4() for _case, day, _planned, _away in met}
    insert(
        ClassSession,
        [
            {"id": pk, "school_class_id": taught.pk, "day": day, "starts_at": dt.time(9), "planned_minutes": 180}
            for day, pk in sessions.items()
        ],
    )
    now = timezone.now()
    insert(
        Attendance,
        [
            case
            | {
                "school_class_id": taught.pk, "session_id": sessions[day], "day": day, "starts_at": dt.time(9),
                "planned_minutes": planned, "absent_minutes": away, "category": "present", "counted_as": "present",
                "modified_at": now,
            }
            for case, day, planned, away in met
        ],
    )  # fmt: skip


def _write_advisers(municipality: Agency, cases: Sequence[Case]) -> None:
    numbers = sorted({one.adviser for _case, one in cases if one.adviser is not None})
    staff: dict[int, User] = {
        number: make_user(municipality, Role.PROGRAMME_ADVISER, name=f"Rådgiver {number}") for number in numbers
    }
    insert(
        Assignment,
        [
            case | {"user_id": staff[one.adviser].pk, "kind": "adviser", "first_day": one.settled_on}
            for case, one in cases
            if one.adviser is not None
        ],
    )
