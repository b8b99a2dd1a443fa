"""What one client sees: schools, classes, and the people in them who are not protected."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from agencies.access import Actor, Channel, Resource
from agencies.models import Agency, Role
from integration.models import RosterClient
from integration.operations.schools.sources import schools_of
from participants.models import Confidentiality
from programmes.models.classes import ClassEnrolment, ClassTeacher, Course, EnrolmentState, LeavingReason, SchoolClass

ROSTERING = "/ims/oneroster/rostering/v1p2"
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
_SUMMER = 8
T = TypeVar("T", bound=Model)
_READS = {Resource.CLASS_ENROLMENT, Resource.TEST_RESULT, Resource.SCHOOL_SOURCE}
"""Of what the rows are that the collections are made from; identity numbers only where they are sent."""


def actor_of(client: RosterClient, request_id: str) -> Actor:
    """The client as an actor: row-level security hides protected people from it, as from every school."""
    return Actor(
        name=client.name,
        agency_id=client.school_id or client.municipality_id,
        roles=frozenset({Role.SCHOOL_SYSTEM}),
        municipality_ids=frozenset({client.municipality_id}),
        client=client.name,
        reads=frozenset(_READS | ({Resource.PARTICIPANT} if client.sends_identity_numbers else set())),
        channel=Channel.API,
        request_id=request_id,
    )


@dataclass
class Sight:
    """The rows behind the collections of one request, each read once.

    ``only`` are the ids and ``changed_since`` the moment that a request is about, where it is about a part: then only
    that part of the people and their places is read. Other collections are short, and are made whole.
    """

    client: RosterClient
    host: str
    today: dt.date = field(default_factory=timezone.localdate)
    only: frozenset[UUID] | None = None
    changed_since: dt.datetime | None = None

    def ref(self, kind: str, collection: str, sourced_id: object) -> dict[str, str]:
        """A reference (GUIDRef) to another entity of the rostering service or, for grades, of the gradebook."""
        base = GRADEBOOK if kind in ("lineItem", "category", "result") else ROSTERING
        return {"href": f"{self.host}{base}/{collection}/{sourced_id}", "sourcedId": str(sourced_id), "type": kind}

    @cached_property
    def schools(self) -> list[Agency]:
        """The client's school, or all of the municipality's."""
        schools = schools_of(self.client.municipality_id)
        return [one for one in schools if self.client.school_id in (None, one.pk)]

    @cached_property
    def since(self) -> dt.date:
        """Classes that ended before the school year of today are history, and are not sent."""
        year = self.today.year if self.today.month >= _SUMMER else self.today.year - 1
        return dt.date(year, _SUMMER, 1)

    @cached_property
    def classes(self) -> list[SchoolClass]:
        """The classes of this school year and those to come."""
        running = Q(last_day__isnull=True) | Q(last_day__gte=self.since)
        rows = SchoolClass.objects.filter(running, school__in=[school.pk for school in self.schools])
        return list(rows.select_related("course").order_by("pk"))

    @cached_property
    def courses(self) -> list[Course]:
        """The courses of the schools."""
        return list(Course.objects.filter(school__in=[school.pk for school in self.schools]).order_by("pk"))

    @cached_property
    def enrolments(self) -> list[ClassEnrolment]:
        """The places of those who are not protected and whose case is here."""
        return list(self._all_enrolments().select_related("participant").order_by("pk"))

    @cached_property
    def enrolments_asked_for(self) -> list[ClassEnrolment]:
        """The places that the request is about."""
        rows = self._part(self._all_enrolments(), "pk", "changed_at")
        return list(rows.select_related("participant").order_by("pk"))

    @cached_property
    def enrolments_of_people_asked_for(self) -> list[ClassEnrolment]:
        """All places of the people whom the request is about."""
        rows = self._part(self._all_enrolments(), "participant", "participant__changed_at")
        return list(rows.select_related("participant").order_by("pk"))

    @cached_property
    def teachers(self) -> list[ClassTeacher]:
        """Who teaches the classes."""
        return list(self._all_teachers().select_related("user").order_by("pk"))

    @cached_property
    def teachers_asked_for(self) -> list[ClassTeacher]:
        """The places of teachers that the request is about."""
        return list(self._part(self._all_teachers(), "pk", "created_at").select_related("user").order_by("pk"))

    @cached_property
    def teachers_among_people_asked_for(self) -> list[ClassTeacher]:
        """All places of the teachers whom the request is about."""
        rows = self._part(self._all_teachers(), "user", "user__created_at")
        return list(rows.select_related("user").order_by("pk"))

    def place_ids(self) -> list[UUID]:
        """The ids of all enrollments, of pupils and of teachers."""
        learning = self._all_enrolments().values_list("pk", flat=True)
        return [*learning, *self._all_teachers().values_list("pk", flat=True)]

    def pupil_ids(self) -> list[UUID]:
        """The ids of all pupils."""
        return list(self._all_enrolments().order_by().values_list("participant", flat=True).distinct())

    def people_ids(self) -> list[UUID]:
        """The ids of all pupils and teachers."""
        return [*self.pupil_ids(), *self._all_teachers().order_by().values_list("user", flat=True).distinct()]

    def _all_enrolments(self) -> QuerySet[ClassEnrolment]:
        return ClassEnrolment.objects.filter(
            school_class__in=[one.pk for one in self.classes],
            municipality=self.client.municipality_id,
            state=EnrolmentState.ENROLLED,
            participant__confidentiality=Confidentiality.OPEN,
            participant__is_shielded=False,
            participant__moved_on__isnull=True,
            participant__merged_into__isnull=True,
            participant__registered_in_error_on__isnull=True,
        ).exclude(leaving_reason=LeavingReason.ERROR)

    def _all_teachers(self) -> QuerySet[ClassTeacher]:
        return ClassTeacher.objects.filter(school_class__in=[one.pk for one in self.classes])

    def _part(self, rows: QuerySet[T], id_field: str, moment_field: str) -> QuerySet[T]:
        if self.only is not None:
            rows = rows.filter(**{f"{id_field}__in": self.only})
        if self.changed_since is not None:
            rows = rows.filter(**{f"{moment_field}__gte": self.changed_since})
        return rows

    @cached_property
    def class_by_id(self) -> dict[UUID, SchoolClass]:
        """The classes by id."""
        return {one.pk: one for one in self.classes}
