"""Published entries of the journal at the API, for the municipality only; drafts are on no API."""

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
from agencies.api.filters import DayFilter
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.models.followup import EntryKind, JournalEntry
from programmes.operations.followup.journal import Note, follow_up_entry, publish_entry, void_entry


class JournalEntrySerializer(FaceSerializer):
    """An entry as the municipality sees it."""

    groups = frozenset({FieldGroup.NOTES})

    class Meta:
        model = JournalEntry
        fields = (
            "id", "version", "participant_id", "municipality_id", "author_id", "appointment_id", "kind", "happened_on",
            "text", "follow_up_on", "followed_up_on", "created_at", "voided_at", "void_reason",
        )  # fmt: skip
        read_only_fields = fields


class NewJournalEntrySerializer(StrictSerializer):
    """An entry to be published."""

    participant_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    happened_on = serializers.DateField()
    text = serializers.CharField(max_length=20_000)
    follow_up_on = serializers.DateField(required=False, allow_null=True)
    appointment_id = serializers.UUIDField(required=False, allow_null=True)


class FollowedUpSerializer(StrictSerializer):
    """When it was followed up."""

    followed_up_on = serializers.DateField()


class VoidedEntrySerializer(StrictSerializer):
    """Why an entry is taken back."""

    why = serializers.CharField(max_length=1000)


class JournalFilter(filters.FilterSet):
    """Which entries."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    kind = filters.ChoiceFilter(choices=EntryKind.choices, label=_("Slag"))
    on_or_after = DayFilter(field_name="happened_on", lookup_expr="gte", label=_("Dato fra og med"))
    on_or_before = DayFilter(field_name="happened_on", lookup_expr="lte", label=_("Dato til og med"))

    class Meta:
        model = JournalEntry
        fields = ("kind",)


@extend_schema_view(
    list=extend_schema(summary=_("Notater")),
    retrieve=extend_schema(summary=_("Ett notat")),
)
class JournalViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Publiserte notater på saken. Bare for kommunen; utkast er ikke med."""

    model = JournalEntry
    resource = Resource.JOURNAL
    faces = (JournalEntrySerializer,)
    filterset_class = JournalFilter
    orderings: ClassVar[dict[str, str]] = {"happened_on": "happened_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.JOURNAL, Action.VIEW),
        "retrieve": (Resource.JOURNAL, Action.VIEW),
        "create": (Resource.JOURNAL, Action.CREATE),
        "follow_up": (Resource.JOURNAL, Action.CHANGE),
        "void": (Resource.JOURNAL, Action.CHANGE),
    }
    changes_version = frozenset({"follow_up", "void"})

    @extend_schema(
        summary=_("Publiser et notat"), request=NewJournalEntrySerializer, responses={201: JournalEntrySerializer}
    )
    def create(self, request: Request) -> Response:
        """Publiser et notat på saken. Teksten kan ikke endres etterpå; det som er feil, trekkes tilbake."""
        values: dict[str, Any] = self.parse(NewJournalEntrySerializer)
        participant_id, appointment_id = values.pop("participant_id"), values.pop("appointment_id", None)
        row = publish_entry(self.actor, participant_id, Note(**values), appointment_id=appointment_id)
        return self.answer_created(row)

    @extend_schema(
        summary=_("Før at et notat er fulgt opp"),
        request=FollowedUpSerializer,
        responses={200: JournalEntrySerializer},
    )
    @action(detail=True, methods=["post"], url_path="follow-up")
    def follow_up(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si når det som skulle følges opp, ble gjort."""
        return self.change(follow_up_entry, pk, FollowedUpSerializer)

    @extend_schema(
        summary=_("Trekk et notat tilbake"), request=VoidedEntrySerializer, responses={200: JournalEntrySerializer}
    )
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Notatet og begrunnelsen blir stående."""
        return self.change(void_entry, pk, VoidedEntrySerializer)
