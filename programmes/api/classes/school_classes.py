"""Classes, their sessions and places at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.conditions import version_read_by
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.languages import language_choices
from programmes.api.classes.faces import ClassEnrolmentSerializer, ClassSessionSerializer, SchoolClassSerializer
from programmes.models.classes import (
    ClassEnrolment,
    ClassSession,
    CourseKind,
    EnrolmentState,
    LeavingReason,
    Level,
    SchoolClass,
    Topic,
    Track,
)
from programmes.models.classes.courses import SchoolClassQuerySet
from programmes.operations.classes.enrolling import enrol_in_class, leave_class, move_to_class, put_on_waiting_list
from programmes.operations.classes.planning import (
    ClassFacts,
    Slot,
    cancel_session,
    make_class,
    make_course,
    set_timetable,
)

_CLASS_VIEW = (Resource.SCHOOL_CLASS, Action.VIEW)


class NewClassSerializer(StrictSerializer):
    """A class of a course; a course of that name at the school is used again."""

    school_id = serializers.UUIDField()
    course_name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=CourseKind.choices)
    topic = serializers.ChoiceField(choices=Topic.choices, required=False, allow_blank=True)
    name = serializers.CharField(max_length=100)
    level = serializers.ChoiceField(choices=Level.choices, required=False, allow_blank=True)
    track = serializers.ChoiceField(choices=Track.choices, required=False, allow_blank=True)
    language = serializers.ChoiceField(
        choices=language_choices("nb"), required=False, allow_blank=True, help_text=_("Språk i opplæringen (ISO 639).")
    )
    room = serializers.CharField(max_length=60, required=False, allow_blank=True)
    capacity = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True)


class SlotSerializer(StrictSerializer):
    """A time of the week."""

    weekday = serializers.IntegerField(min_value=1, max_value=5, help_text=_("1 er mandag."))
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    break_minutes = serializers.IntegerField(min_value=0, max_value=300, required=False)
    room = serializers.CharField(max_length=60, required=False, allow_blank=True)


class TimetableSerializer(StrictSerializer):
    """The whole week of a class."""

    slots = serializers.ListField(child=SlotSerializer(), max_length=50)


class SchoolClassFilter(filters.FilterSet):
    """Which classes."""

    school_id = filters.UUIDFilter(field_name="school", label=_("Skole"))
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Nivå"))
    kind = filters.ChoiceFilter(field_name="course__kind", choices=CourseKind.choices, label=_("Type kurs"))
    current = TruthFilter(method="by_today", label=_("Varer i dag"))

    class Meta:
        model = SchoolClass
        fields = ("level",)

    def by_today(self, rows: SchoolClassQuerySet, _name: str, value: bool) -> QuerySet[SchoolClass]:
        """Those that go on today, or the others."""
        current = rows.running_on(timezone.localdate())
        return current if value else rows.exclude(pk__in=current.values("pk"))


@extend_schema_view(list=extend_schema(summary=_("Klasser")), retrieve=extend_schema(summary=_("En klasse")))
class SchoolClassViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Klasser ved skolene som betjener kommunen. En lærer ser klassene sine."""

    model = SchoolClass
    resource = Resource.SCHOOL_CLASS
    holds_people = False
    faces = (SchoolClassSerializer,)
    filterset_class = SchoolClassFilter
    orderings: ClassVar[dict[str, str]] = {"name": "name", "first_day": "first_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _CLASS_VIEW,
        "retrieve": _CLASS_VIEW,
        "create": (Resource.SCHOOL_CLASS, Action.CREATE),
        "timetable": (Resource.SCHOOL_CLASS, Action.CHANGE),
    }
    changes_version = frozenset({"timetable"})

    @extend_schema(summary=_("Lag en klasse"), request=NewClassSerializer, responses={201: SchoolClassSerializer})
    def create(self, request: Request) -> Response:
        """Lag en klasse. Timeplanen settes for seg, og øktene lages av den."""
        values = self.parse(NewClassSerializer)
        course = make_course(
            self.actor, school_id=values.pop("school_id"), kind=values.pop("kind"), name=values.pop("course_name"),
            topic=values.pop("topic", ""),
        )  # fmt: skip
        return self.answer_created(make_class(self.actor, course_id=course.pk, facts=ClassFacts(**values)))

    @extend_schema(summary=_("Sett timeplanen"), request=TimetableSerializer, responses={200: SchoolClassSerializer})
    @action(detail=True, methods=["post"])
    def timetable(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Sett hele uken. Kommende økter som ingen har ført oppmøte i, lages på nytt uten fridager (REG § 17)."""
        return self.change(_set_week, pk, TimetableSerializer)


class ClassSessionFilter(filters.FilterSet):
    """Which sessions."""

    school_class_id = filters.UUIDFilter(field_name="school_class", label=_("Klasse"))
    day_from = DayFilter(field_name="day", lookup_expr="gte", label=_("Dag fra og med"))
    day_to = DayFilter(field_name="day", lookup_expr="lte", label=_("Dag til og med"))

    class Meta:
        model = ClassSession
        fields = ("school_class_id",)


class CancelSerializer(StrictSerializer):
    """Why a session is cancelled."""

    reason = serializers.CharField(max_length=300)


@extend_schema_view(
    list=extend_schema(summary=_("Undervisningsøkter")), retrieve=extend_schema(summary=_("En undervisningsøkt"))
)
class ClassSessionViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Øktene som timeplanen gir, og de som skolens system har meldt."""

    model = ClassSession
    resource = Resource.SCHOOL_CLASS
    holds_people = False
    faces = (ClassSessionSerializer,)
    filterset_class = ClassSessionFilter
    orderings: ClassVar[dict[str, str]] = {"day": "day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _CLASS_VIEW,
        "retrieve": _CLASS_VIEW,
        "cancel": (Resource.ATTENDANCE, Action.CREATE),
    }
    changes_version = frozenset({"cancel"})

    @extend_schema(summary=_("Avlys en økt"), request=CancelSerializer, responses={200: ClassSessionSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Avlys en økt som ingen har ført oppmøte i."""
        return self.change(cancel_session, pk, CancelSerializer)


class EnrolmentRequestSerializer(StrictSerializer):
    """A place in a class, or on its list."""

    participant_id = serializers.UUIDField()
    school_class_id = serializers.UUIDField()
    first_day = serializers.DateField(required=False, help_text=_("Utelates bare når deltakeren skal vente."))
    last_day = serializers.DateField(required=False, allow_null=True)
    waits = serializers.BooleanField(required=False, help_text=_("Sett på ventelisten."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A place begins on a day."""
        if not attrs.get("waits") and "first_day" not in attrs:
            raise serializers.ValidationError({"first_day": [_("Skriv første dag.")]}, "required")
        return attrs


class LeaveSerializer(StrictSerializer):
    """The last day, and why."""

    last_day = serializers.DateField()
    reason = serializers.ChoiceField(choices=LeavingReason.choices)


class MoveSerializer(StrictSerializer):
    """The new class, from when."""

    school_class_id = serializers.UUIDField()
    first_day = serializers.DateField()


class ClassEnrolmentFilter(filters.FilterSet):
    """Which places."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    school_class_id = filters.UUIDFilter(field_name="school_class", label=_("Klasse"))
    state = filters.ChoiceFilter(choices=EnrolmentState.choices, label=_("Status"))

    class Meta:
        model = ClassEnrolment
        fields = ("state",)


@extend_schema_view(list=extend_schema(summary=_("Klasseplasser")), retrieve=extend_schema(summary=_("En klasseplass")))
class ClassEnrolmentViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Plasser i klasser, og ventelister. En lærer ser elevene i klassene sine, aldri dem med adressesperre."""

    model = ClassEnrolment
    resource = Resource.CLASS_ENROLMENT
    faces = (ClassEnrolmentSerializer,)
    filterset_class = ClassEnrolmentFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.CLASS_ENROLMENT, Action.VIEW),
        "retrieve": (Resource.CLASS_ENROLMENT, Action.VIEW),
        "create": (Resource.CLASS_ENROLMENT, Action.CREATE),
        "leave": (Resource.CLASS_ENROLMENT, Action.CHANGE),
        "move": (Resource.CLASS_ENROLMENT, Action.CHANGE),
    }
    changes_version = frozenset({"leave", "move"})

    @extend_schema(
        summary=_("Gi plass i en klasse"),
        request=EnrolmentRequestSerializer,
        responses={201: ClassEnrolmentSerializer},
    )
    def create(self, request: Request) -> Response:
        """Gi plass, eller sett på ventelisten. Er klassen full, avvises plassen, og ventelisten er åpen."""
        values = self.parse(EnrolmentRequestSerializer)
        person, school_class = values["participant_id"], values["school_class_id"]
        if values.get("waits"):
            return self.answer_created(put_on_waiting_list(self.actor, person, class_id=school_class))
        days = {"first_day": values["first_day"], "last_day": values.get("last_day")}
        return self.answer_created(enrol_in_class(self.actor, person, class_id=school_class, **days))

    @extend_schema(summary=_("Avslutt en plass"), request=LeaveSerializer, responses={200: ClassEnrolmentSerializer})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Avslutt plassen; den som bare ventet, går ut av ventelisten."""
        return self.change(leave_class, pk, LeaveSerializer)

    @extend_schema(
        summary=_("Flytt til en annen klasse"), request=MoveSerializer, responses={201: ClassEnrolmentSerializer}
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Flytt til en annen klasse; plassen i den gamle slutter dagen før. Svaret er den nye plassen."""
        if not self.get_queryset().filter(pk=pk).exists():
            raise ClassEnrolment.DoesNotExist
        version = version_read_by(request, pk)
        values = self.parse(MoveSerializer)
        row = move_to_class(
            self.actor, pk, class_id=values["school_class_id"], first_day=values["first_day"], expected_version=version
        )
        return self.answer_created(row)


def _set_week(actor: Any, pk: UUID, *, slots: list[dict[str, Any]], expected_version: int | None) -> SchoolClass:
    return set_timetable(actor, pk, slots=[Slot(**slot) for slot in slots], expected_version=expected_version)
