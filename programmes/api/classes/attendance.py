"""Attendance at the API: read, and recorded one person and session at a time; batches have an endpoint of their own."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.filters import DayFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.classes.faces import ATTENDANCE_FACES, AttendanceForMunicipalitySerializer
from programmes.models.classes import Attendance, Category
from programmes.operations.classes.marking import SAID_BY_TEACHER, Mark, mark_attendance

SAID = [(each.value, each.label) for each in SAID_BY_TEACHER]


class MarkSerializer(StrictSerializer):
    """How one person met at a session; saying it again changes it, with ``reason`` when the session is past."""

    session_id = serializers.UUIDField()
    participant_id = serializers.UUIDField()
    category = serializers.ChoiceField(choices=SAID)
    absent_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False, allow_null=True)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AttendanceFilter(filters.FilterSet):
    """Which attendance."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    school_class_id = filters.UUIDFilter(field_name="school_class", label=_("Klasse"))
    session_id = filters.UUIDFilter(field_name="session", label=_("Økt"))
    counted_as = filters.ChoiceFilter(choices=Category.choices, label=_("Regnes som"))
    day_from = DayFilter(field_name="day", lookup_expr="gte", label=_("Dag fra og med"))
    day_to = DayFilter(field_name="day", lookup_expr="lte", label=_("Dag til og med"))

    class Meta:
        model = Attendance
        fields = ("counted_as",)


@extend_schema_view(list=extend_schema(summary=_("Oppmøte")), retrieve=extend_schema(summary=_("Oppmøte i en økt")))
class AttendanceViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Oppmøte i økter: hva skolen sier, og hva det regnes som etter fraværet på saken."""

    model = Attendance
    resource = Resource.ATTENDANCE
    faces = ATTENDANCE_FACES
    filterset_class = AttendanceFilter
    orderings: ClassVar[dict[str, str]] = {"-day": "day", "modified_at": "modified_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.ATTENDANCE, Action.VIEW),
        "retrieve": (Resource.ATTENDANCE, Action.VIEW),
        "create": (Resource.ATTENDANCE, Action.CREATE),
    }

    @extend_schema(
        summary=_("Før oppmøte"), request=MarkSerializer, responses={201: AttendanceForMunicipalitySerializer}
    )
    def create(self, request: Request) -> Response:
        """Før hvordan én deltaker møtte i én økt. Fravær uten gyldig grunn venter på kommunens avgjørelse (§ 21)."""
        values = self.parse(MarkSerializer)
        session, person = values["session_id"], values["participant_id"]
        mark = Mark(values["category"], values.get("absent_minutes"))
        mark_attendance(self.actor, session, {person: mark}, reason=values.get("reason", ""))
        return self.answer_created(self.visible().get(session=session, participant=person))
