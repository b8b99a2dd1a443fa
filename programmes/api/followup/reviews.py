"""Reviews of plans at the API; NAV sees the days and what was agreed, and not the minutes."""

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

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.api.filters import TruthFilter
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.models.followup import Review
from programmes.operations.followup.reviews import Held, cancel_review, hold_review, plan_review

_SHARED = (
    "id", "version", "participation_id", "participant_id", "municipality_id", "planned_on", "held_on", "agreed",
    "cancelled_on",
)  # fmt: skip


class ReviewForMunicipalitySerializer(FaceSerializer):
    """A review as the municipality sees it."""

    groups = frozenset({FieldGroup.PLAN, FieldGroup.NOTES})

    class Meta:
        model = Review
        fields = (*_SHARED, "minutes", "held_by_id", "appointment_id")
        read_only_fields = fields


class ReviewForNavSerializer(FaceSerializer):
    """A review as the NAV office sees it."""

    groups = frozenset({FieldGroup.PLAN})

    class Meta:
        model = Review
        fields = _SHARED
        read_only_fields = fields


class PlannedReviewSerializer(StrictSerializer):
    """When a programme's plan is looked at next."""

    participation_id = serializers.UUIDField()
    planned_on = serializers.DateField()


class HeldReviewSerializer(StrictSerializer):
    """A review that was held."""

    held_on = serializers.DateField()
    agreed = serializers.CharField(max_length=10_000)
    minutes = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    next_on = serializers.DateField(required=False, allow_null=True)
    appointment_id = serializers.UUIDField(required=False, allow_null=True)


class ReviewFilter(filters.FilterSet):
    """Which reviews."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    is_planned = TruthFilter(method="planned", label=_("Verken holdt eller avlyst"))

    class Meta:
        model = Review
        fields = ()

    def planned(self, rows: Any, _name: str, value: bool) -> Any:
        """Those that are still to be held, or all others."""
        return rows.planned() if value else rows.exclude(held_on__isnull=True, cancelled_on__isnull=True)


@extend_schema_view(
    list=extend_schema(summary=_("Gjennomganger av planer")),
    retrieve=extend_schema(summary=_("Én gjennomgang")),
)
class ReviewViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Planlagte og holdte gjennomganger av integreringsplaner (integreringsloven § 15)."""

    model = Review
    resource = Resource.REVIEW
    faces = (ReviewForMunicipalitySerializer, ReviewForNavSerializer)
    filterset_class = ReviewFilter
    orderings: ClassVar[dict[str, str]] = {"planned_on": "planned_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.REVIEW, Action.VIEW),
        "retrieve": (Resource.REVIEW, Action.VIEW),
        "create": (Resource.REVIEW, Action.CREATE),
        "hold": (Resource.REVIEW, Action.CHANGE),
        "cancel": (Resource.REVIEW, Action.CHANGE),
    }
    changes_version = frozenset({"hold", "cancel"})

    @extend_schema(
        summary=_("Planlegg en gjennomgang"),
        request=PlannedReviewSerializer,
        responses={201: ReviewForMunicipalitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Planlegg neste gjennomgang, eller flytt den som er planlagt. Fristen følger med."""
        values = self.parse(PlannedReviewSerializer)
        return self.answer_created(plan_review(self.actor, values["participation_id"], planned_on=values["planned_on"]))

    @extend_schema(
        summary=_("Skriv ned en gjennomgang"),
        request=HeldReviewSerializer,
        responses={200: ReviewForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Hva som ble avtalt, og når planen gjennomgås neste gang."""
        return self.change(_hold, pk, HeldReviewSerializer)

    @extend_schema(summary=_("Avlys en gjennomgang"), request=None, responses={200: ReviewForMunicipalitySerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Fristen lukkes."""
        return self.change(cancel_review, pk)


def _hold(actor: Actor, pk: UUID, *, expected_version: int | None, **facts: Any) -> Review:
    return hold_review(actor, pk, Held(**facts), expected_version=expected_version)
