"""Appointments at the API, for the municipality only."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.models.followup import Appointment, AppointmentKind, AppointmentState, Reminder
from programmes.operations.followup.appointments import Plans, amend_appointment, make_appointment, register_outcome

OUTCOMES = [choice for choice in AppointmentState.choices if choice[0] != AppointmentState.PLANNED]


class AppointmentSerializer(FaceSerializer):
    """An appointment as the municipality sees it."""

    groups = frozenset({FieldGroup.NOTES})

    class Meta:
        model = Appointment
        fields = (
            "id", "version", "participant_id", "municipality_id", "user_id", "kind", "starts_at", "minutes", "place",
            "interpreter_language", "interpreter_ordered_on", "interpreter_confirmed_on", "reminder", "state",
            "outcome_note",
        )  # fmt: skip
        read_only_fields = fields


class AppointmentFactsSerializer(StrictSerializer):
    """What is planned of an appointment."""

    kind = serializers.ChoiceField(choices=AppointmentKind.choices)
    starts_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=200)
    minutes = serializers.IntegerField(min_value=5, max_value=600, required=False)
    interpreter_language = serializers.CharField(max_length=10, required=False, allow_blank=True)
    interpreter_ordered_on = serializers.DateField(required=False, allow_null=True)
    interpreter_confirmed_on = serializers.DateField(required=False, allow_null=True)
    reminder = serializers.ChoiceField(choices=Reminder.choices, required=False)
    user_id = serializers.UUIDField(required=False, help_text=_("Den som holder avtalen; ellers den som kaller."))


class NewAppointmentSerializer(AppointmentFactsSerializer):
    """An appointment with a participant."""

    participant_id = serializers.UUIDField()


class AppointmentOutcomeSerializer(StrictSerializer):
    """What became of an appointment."""

    state = serializers.ChoiceField(choices=OUTCOMES)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AppointmentFilter(filters.FilterSet):
    """Which appointments."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    user_id = filters.UUIDFilter(field_name="user", label=_("Ansatt"))
    state = filters.ChoiceFilter(choices=AppointmentState.choices, label=_("Status"))

    class Meta:
        model = Appointment
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(summary=_("Avtaler")),
    retrieve=extend_schema(summary=_("Én avtale")),
)
class AppointmentViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Avtaler med deltakere: tid, sted, tolk og oppmøte. Bare for kommunen."""

    model = Appointment
    resource = Resource.APPOINTMENT
    faces = (AppointmentSerializer,)
    filterset_class = AppointmentFilter
    orderings: ClassVar[dict[str, str]] = {"starts_at": "starts_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.APPOINTMENT, Action.VIEW),
        "retrieve": (Resource.APPOINTMENT, Action.VIEW),
        "create": (Resource.APPOINTMENT, Action.CREATE),
        "partial_update": (Resource.APPOINTMENT, Action.CHANGE),
        "outcome": (Resource.APPOINTMENT, Action.CHANGE),
    }
    changes_version = frozenset({"partial_update", "outcome"})

    @extend_schema(summary=_("Lag en avtale"), request=NewAppointmentSerializer, responses={201: AppointmentSerializer})
    def create(self, request: Request) -> Response:
        """Lag en avtale med deltakeren."""
        values: dict[str, Any] = self.parse(NewAppointmentSerializer)
        participant_id = values.pop("participant_id")
        return self.answer_created(make_appointment(self.actor, participant_id, Plans(**values)))

    @extend_schema(
        summary=_("Endre en avtale"), request=AppointmentFactsSerializer, responses={200: AppointmentSerializer}
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Flytt avtalen, eller før at tolken er bestilt eller bekreftet."""
        return self.change(amend_appointment, pk, AppointmentFactsSerializer)

    @extend_schema(
        summary=_("Før oppmøte"), request=AppointmentOutcomeSerializer, responses={200: AppointmentSerializer}
    )
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Før om deltakeren møtte, eller at avtalen er avlyst."""
        return self.change(register_outcome, pk, AppointmentOutcomeSerializer)
