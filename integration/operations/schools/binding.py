"""What a school's word becomes in the tables of classes: courses, classes, places, and results of tests.

A place or a class that the municipality has made itself and the school now tells of is taken over, not doubled.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from agencies.access import Actor
from integration.models import EnrolmentState, SchoolEnrolment, SchoolRecord, SchoolSource
from integration.operations.schools.binding_results import bind_results
from integration.operations.schools.loading import Loading
from participants.models import CaseEvent, Participant
from participants.operations.cases import event_of
from programmes.models.classes import ClassEnrolment, Course, CourseKind, LeavingReason, SchoolClass
from programmes.models.classes import EnrolmentState as PlaceState

_LEVEL = re.compile(r"\b(A1|A2|B1|B2|C1)\b", re.IGNORECASE)
_KINDS = (
    ("samfunn", CourseKind.SOCIAL_STUDIES),
    ("livsmestring", CourseKind.LIFE_SKILLS),
    ("foreldre", CourseKind.PARENTAL_GUIDANCE),
    ("norsk", CourseKind.NORWEGIAN),
    ("norwegian", CourseKind.NORWEGIAN),
)
_SUMMER = 8
"""A school year begins in August."""


def bind(actor: Actor, loading: Loading) -> None:
    """Bring courses, classes, places and results up to what the source has told."""
    _bind_classes(loading.source)
    _bind_places(actor, loading.source)
    bind_results(actor, loading.source)


def _bind_classes(source: SchoolSource) -> None:
    told: dict[str, dict[str, SchoolRecord]] = defaultdict(dict)
    for record in SchoolRecord.objects.filter(source=source, kind__in=("courses", "classes", "academicSessions")):
        told[record.kind][record.sourced_id] = record
    classes = SchoolClass.objects.in_bulk([one.object_id for one in told["classes"].values() if one.object_id])
    for record in told["classes"].values():
        known = classes.get(record.object_id)
        if record.is_deleted:
            _end_class(known)
            continue
        school_class = _class_of(source, record, told, known)
        if record.object_id != school_class.pk:
            SchoolRecord.objects.filter(pk=record.pk).update(object_id=school_class.pk)


def _class_of(
    source: SchoolSource, record: SchoolRecord, told: dict[str, dict[str, SchoolRecord]], known: SchoolClass | None
) -> SchoolClass:
    course = told["courses"].get(record.values.get("courseSourcedId", ""))
    name = record.values["title"][:100]
    first, last = _period(record, told["academicSessions"])
    facts: dict[str, Any] = {
        "name": name,
        "course": _course_of(source, record, course),
        "room": record.values.get("location", "")[:60],
        "level": _level_of(name, record.values.get("classCode", ""), course.values["title"] if course else ""),
    }
    if known is None:
        same = SchoolClass.objects.filter(school=source.school_id, name=name, first_day=first).order_by("id").first()
        return same or SchoolClass.objects.create(school_id=source.school_id, first_day=first, last_day=last, **facts)
    if told["academicSessions"] and record.values.get("termSourcedIds"):
        facts |= {"first_day": first, "last_day": last}
    if any(getattr(known, field) != value for field, value in facts.items()):
        for field, value in facts.items():
            setattr(known, field, value)
        known.save()
    return known


def _course_of(source: SchoolSource, record: SchoolRecord, course: SchoolRecord | None) -> Course:
    name = (course.values["title"] if course else record.values["title"])[:200]
    found, _is_new = Course.objects.get_or_create(
        school_id=source.school_id,
        name=name,
        defaults={"kind": _kind_of(name, record), "code": (course.values.get("courseCode", "") if course else "")[:40]},
    )
    return found


def _kind_of(name: str, record: SchoolRecord) -> str:
    words = " ".join([name, record.values["title"], *record.values.get("subjects", [])]).casefold()
    found = next((kind for word, kind in _KINDS if word in words), None)
    return found or (CourseKind.NORWEGIAN if _LEVEL.search(words) else CourseKind.OTHER)


def _level_of(*texts: str) -> str:
    found = next((match for text in texts if (match := _LEVEL.search(text))), None)
    return str(found[1]).upper() if found else ""


def _period(record: SchoolRecord, sessions: dict[str, SchoolRecord]) -> tuple[dt.date, dt.date | None]:
    """From the first of the class's terms to the last; without terms, the school year of today."""
    terms = [sessions[one].values for one in record.values.get("termSourcedIds", []) if one in sessions]
    days = [(term["startDate"], term["endDate"]) for term in terms if term.get("startDate") and term.get("endDate")]
    if days:
        first = min(dt.date.fromisoformat(start) for start, _end in days)
        return first, max(first, *(dt.date.fromisoformat(end) for _start, end in days))
    today = timezone.localdate()
    year = today.year if today.month >= _SUMMER else today.year - 1
    return dt.date(year, _SUMMER, 1), dt.date(year + 1, _SUMMER - 1, 31)


def _end_class(known: SchoolClass | None) -> None:
    today = timezone.localdate()
    if known is not None and (known.last_day is None or known.last_day > today):
        known.last_day = max(today, known.first_day)
        known.save()


def _bind_places(actor: Actor, source: SchoolSource) -> None:
    """Places that are new or have changed since they were bound."""
    places = list(SchoolEnrolment.objects.filter(source=source).select_related("participant"))
    classes = _classes(source, places)
    kept = _kept_places(places, classes)
    by_id = {row.pk: row for rows in kept.values() for row in rows}
    new, changed, events = [], [], []
    for place in places:
        school_class = classes.get(place.class_sourced_id)
        if school_class is None:
            continue
        row = by_id.get(place.object_id) if place.object_id else None
        if row is None:
            row = _overlapping(kept[place.participant_id, school_class.pk], place, school_class)
        if row is None and place.state == EnrolmentState.ACTIVE:
            row = _new_place(actor, place, school_class)
            new.append(row)
            kept[place.participant_id, school_class.pk].append(row)
            events.append(_joined(actor, place.participant, row, school_class))
        elif row is not None and _bring_up_to(row, place):
            changed.append(row)
            if place.state == EnrolmentState.ENDED:
                events.append(_left(actor, place.participant, row, school_class))
        place.object_id = row.pk if row else None
    ClassEnrolment.objects.bulk_create(new)
    ClassEnrolment.objects.bulk_update(changed, ["first_day", "last_day", "leaving_reason"])
    SchoolEnrolment.objects.bulk_update([place for place in places if place.object_id], ["object_id"])
    CaseEvent.objects.bulk_create(events)


def _classes(source: SchoolSource, places: Sequence[SchoolEnrolment]) -> dict[str, SchoolClass]:
    records = SchoolRecord.objects.filter(
        source=source, kind="classes", sourced_id__in={place.class_sourced_id for place in places}
    ).exclude(object_id=None)
    ids = dict(records.values_list("sourced_id", "object_id"))
    found = SchoolClass.objects.in_bulk(list(ids.values()))
    return {sourced_id: found[pk] for sourced_id, pk in ids.items() if pk in found}


def _kept_places(
    places: Sequence[SchoolEnrolment], classes: dict[str, SchoolClass]
) -> dict[tuple[UUID, UUID], list[ClassEnrolment]]:
    kept: dict[tuple[UUID, UUID], list[ClassEnrolment]] = defaultdict(list)
    known = Q(pk__in=[place.object_id for place in places if place.object_id])
    of_these = Q(
        participant__in={place.participant_id for place in places},
        school_class__in={school_class.pk for school_class in classes.values()},
        state=PlaceState.ENROLLED,
    )
    for row in ClassEnrolment.objects.filter(known | of_these):
        kept[row.participant_id, row.school_class_id].append(row)
    return kept


def _days(place: SchoolEnrolment, school_class: SchoolClass) -> tuple[dt.date, dt.date | None]:
    first = place.first_day or school_class.first_day
    last = place.ended_on if place.state == EnrolmentState.ENDED else place.last_day
    return first, max(first, last) if last else None


def _overlapping(
    rows: list[ClassEnrolment], place: SchoolEnrolment, school_class: SchoolClass
) -> ClassEnrolment | None:
    first, last = _days(place, school_class)
    return next(
        (
            row for row in rows
            if row.first_day and (last is None or row.first_day <= last) and (not row.last_day or row.last_day >= first)
        ),
        None,
    )  # fmt: skip


def _new_place(actor: Actor, place: SchoolEnrolment, school_class: SchoolClass) -> ClassEnrolment:
    first, last = _days(place, school_class)
    return ClassEnrolment(
        participant_id=place.participant_id,
        municipality_id=place.municipality_id,
        school_class=school_class,
        state=PlaceState.ENROLLED,
        first_day=first,
        last_day=last,
        enrolled_by_id=actor.user_id,
    )


def _bring_up_to(row: ClassEnrolment, place: SchoolEnrolment) -> bool:
    """Set the days that the school tells; answers whether anything changed."""
    first = place.first_day or row.first_day
    last = place.ended_on if place.state == EnrolmentState.ENDED else place.last_day
    if first and last:
        last = max(first, last)
    reason = LeavingReason.REMOVED_BY_SCHOOL if place.state == EnrolmentState.ENDED else ""
    if (row.first_day, row.last_day, row.leaving_reason) == (first, last, reason):
        return False
    row.first_day, row.last_day, row.leaving_reason = first, last, reason
    return True


def _joined(actor: Actor, person: Participant, row: ClassEnrolment, school_class: SchoolClass) -> CaseEvent:
    day = row.first_day or timezone.localdate()
    return event_of(actor, person, "class_joined", day, school_class=school_class.name)


def _left(actor: Actor, person: Participant, row: ClassEnrolment, school_class: SchoolClass) -> CaseEvent:
    day = row.last_day or timezone.localdate()
    reason = str(LeavingReason.REMOVED_BY_SCHOOL)
    return event_of(actor, person, "class_left", day, school_class=school_class.name, reason=reason)
