"""Norwegian and social studies: right, goal, hours, exemptions, results; and courses of the programme completed."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.utils import timezone

from integration.nir.facts import NirFact, content, monthly_id, nir_source
from integration.nir.kinds import NirKind
from integration.operations.nir.sources.people import of
from integration.outcomes.months import month_end, month_index
from programmes.models import Protection
from programmes.models.classes import ClassEnrolment, CourseKind
from programmes.models.classes.earlier import EarlierTraining
from programmes.models.classes.pupils import LeavingReason
from programmes.models.classes.results import Exemption, TestResult, TrainingRight
from programmes.models.plan import Plan

_COURSES = {CourseKind.LIFE_SKILLS: NirKind.LIFE_SKILLS, CourseKind.PARENTAL_GUIDANCE: NirKind.PARENTAL_GUIDANCE}
_HOURS = """
SELECT a.participant_id, date_trunc('month', a.day)::date, c.kind, coalesce(nullif(s.topic, ''), c.topic), k.language,
       sum(a.planned_minutes), sum(a.absent_minutes) FILTER (WHERE a.counted_as = 'absent_invalid'),
       sum(a.absent_minutes) FILTER (WHERE a.counted_as <> 'absent_invalid')
FROM programmes_attendance a
JOIN participants_participant p ON p.id = a.participant_id
JOIN programmes_classsession s ON s.id = a.session_id
JOIN programmes_schoolclass k ON k.id = a.school_class_id
JOIN programmes_course c ON c.id = k.course_id
WHERE a.municipality_id = %(municipality)s AND a.day < date_trunc('month', %(day)s::date + 1)
  AND a.counted_as NOT IN ('cancelled', 'holiday') AND s.cancelled_at IS NULL
  AND c.kind IN ('norwegian', 'social_studies')
  AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
GROUP BY 1, 2, 3, 4, 5
"""


@nir_source
def training_rights(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Since when training was offered; the education is not registered for collective protection (law.md 9)."""
    for row in TrainingRight.objects.filter(of(municipality_id)):
        education = "" if row.protection == Protection.COLLECTIVE else row.education
        said = content(education=education, norwegian_last_day=row.norwegian_last_day,
                       social_studies_last_day=row.social_studies_last_day)  # fmt: skip
        yield NirFact(NirKind.TRAINING, row.pk, row.participant_id, row.offered_start_on, said)


@nir_source
def upper_secondary(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Full time in upper secondary: the county has the training then (Act § 30(2))."""
    for row in TrainingRight.objects.filter(of(municipality_id), upper_secondary_from__isnull=False):
        first_day = row.upper_secondary_from
        assert first_day is not None  # noqa: S101 - the query asks for it
        said = content(first_day=first_day, last_day=row.upper_secondary_to)
        yield NirFact(NirKind.UPPER_SECONDARY, row.pk, row.participant_id, first_day, said)


@nir_source
def norwegian_goals(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """The four goals of a finalised plan."""
    for row in Plan.objects.final().filter(of(municipality_id)):
        goals = content(listening=row.norwegian_listening, reading=row.norwegian_reading,
                        writing=row.norwegian_writing, oral=row.norwegian_oral)  # fmt: skip
        if goals and row.finalised_on:
            yield NirFact(NirKind.NORWEGIAN_GOAL, row.pk, row.participant_id, row.finalised_on, goals)


@nir_source
def training_hours(municipality_id: UUID, day: dt.date) -> Iterator[NirFact]:
    """Hours held for the person, and away, in each month that is over: by course, module and language."""
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, {"municipality": municipality_id, "day": day})
        rows = cursor.fetchall()
    for person, first, course, topic, language, planned, invalid, valid in rows:
        month = f"{first:%Y-%m}"
        said = content(month=month, course=course, topic=topic, language=language, hours=_hours(planned),
                       valid_hours=_hours(valid), unauthorised_hours=_hours(invalid))  # fmt: skip
        subject = monthly_id(person, "hours", month, course, topic, language)
        yield NirFact(NirKind.TRAINING_HOURS, subject, person, month_end(month_index(first)), said)


@nir_source
def earlier_training(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Training and measures before settlement or in another municipality, as registered here."""
    for row in EarlierTraining.objects.filter(of(municipality_id)):
        said = content(setting=row.setting, course="" if row.measure else row.kind, topic=row.topic,
                       measure=row.measure, language=row.language, hours=_hours(row.minutes),
                       meetings=row.meetings or None, first_day=row.first_day, last_day=row.through)  # fmt: skip
        registered_on = timezone.localdate(row.created_at)
        yield NirFact(NirKind.EARLIER_TRAINING, row.pk, row.participant_id, registered_on, said)


@nir_source
def completed_courses(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Life skills and parental guidance that were completed."""
    rows = ClassEnrolment.objects.filter(
        of(municipality_id), leaving_reason=LeavingReason.COMPLETED,
        school_class__course__kind__in=list(_COURSES),
    )  # fmt: skip
    named = rows.values_list("pk", "participant_id", "school_class__course__kind", "last_day")
    for pk, person, course, last_day in named:
        if last_day is not None:
            yield NirFact(_COURSES[CourseKind(course)], pk, person, last_day)


@nir_source
def exemptions(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Exemptions from training or test, with their basis."""
    for row in Exemption.objects.standing().filter(of(municipality_id)):
        said = content(exempt_from=row.exempt_from, exemption_basis=row.basis, last_day=row.last_day)
        yield NirFact(NirKind.EXEMPTION, row.pk, row.participant_id, row.first_day, said)


@nir_source
def results_of_tests(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Results of tests."""
    for row in TestResult.objects.standing().filter(of(municipality_id)):
        said = content(test=row.subject, skill=row.skill, result=row.outcome)
        yield NirFact(NirKind.TEST_RESULT, row.pk, row.participant_id, row.taken_on, said)


def _hours(minutes: int | None) -> float | None:
    return round(float(minutes) / 60, 2) if minutes else None
