"""Moving between municipalities at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
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
from participants.api.bodies import ReasonSerializer
from participants.models import TransferRequest, TransferState
from participants.operations.transferring import (
    Move,
    accept_transfer,
    decline_transfer,
    package_of,
    request_transfer,
    withdraw_transfer,
)

_CHANGE = (Resource.TRANSFER, Action.CHANGE)
_DECIDE = (Resource.TRANSFER, Action.DECIDE)


class TransferSerializer(FaceSerializer):
    """A request; each side sees its own case and not the other's."""

    groups = frozenset({FieldGroup.DECISIONS})
    participant_id = serializers.SerializerMethodField(help_text=_("Saken hos avsenderen; bare avsenderen ser den."))
    received_as_id = serializers.SerializerMethodField(help_text=_("Den nye saken; bare mottakeren ser den."))
    contact_name = serializers.SerializerMethodField()

    class Meta:
        model = TransferRequest
        fields = (
            "id", "version", "municipality_id", "to_municipality_id", "state", "participant_id", "received_as_id",
            "moves_on", "contact_id", "contact_name", "requested_on", "answered_on", "decline_reason",
        )  # fmt: skip
        read_only_fields = fields

    def get_participant_id(self, transfer: TransferRequest) -> UUID | None:
        """For the sender."""
        return transfer.participant_id if self._is_ours(transfer.municipality_id) else None

    def get_received_as_id(self, transfer: TransferRequest) -> UUID | None:
        """For the receiver."""
        return transfer.received_as_id if self._is_ours(transfer.to_municipality_id) else None

    def get_contact_name(self, transfer: TransferRequest) -> str:
        """Who at the receiver was named, if somebody was."""
        return transfer.contact.name if transfer.contact else ""

    def _is_ours(self, municipality_id: UUID) -> bool:
        return municipality_id in self.context["view"].actor.municipality_ids


class TransferRequestSerializer(StrictSerializer):
    """Which case is to move, and where."""

    participant_id = serializers.UUIDField()
    to_municipality_id = serializers.UUIDField(help_text=_("Kommunen eller bydelen som spørres."))
    contact_email = serializers.EmailField(
        required=False, help_text=_("Saksbehandler hos mottakeren; må oppgis ved adressesperre.")
    )
    moves_on = serializers.DateField(required=False, allow_null=True)
    stated = serializers.DictField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text=_('Svar på det delene spør om, for eksempel {"programmes": "full_time_work"}: hovedaktivitet.'),
    )


class AcceptanceSerializer(StrictSerializer):
    """From when the person is settled with the receiver."""

    settled_on = serializers.DateField()
    named_user_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text=_("Hvem som kan åpne saken til en skjermet person, i tillegg til den som tar over."),
    )


class ShownLineSerializer(serializers.Serializer[Any]):
    """One fact."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class ShownPartSerializer(serializers.Serializer[Any]):
    """A part of the package."""

    code = serializers.CharField()
    title = serializers.CharField()
    lines = ShownLineSerializer(many=True)


class TransferFilter(filters.FilterSet):
    """Which requests."""

    state = filters.ChoiceFilter(choices=TransferState.choices, label=_("Hva som er blitt av forespørselen"))
    to_municipality_id = filters.UUIDFilter(field_name="to_municipality", label=_("Til kommune"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Fra kommune"))

    class Meta:
        model = TransferRequest
        fields = ()


@extend_schema_view(
    list=extend_schema(summary=_("Forespørsler om flytting")),
    retrieve=extend_schema(summary=_("En forespørsel om flytting")),
)
class TransferViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Saker som skal flyttes mellom kommuner. Avsender og mottaker ser forespørselen, hver fra sin side."""

    model = TransferRequest
    resource = Resource.TRANSFER
    faces = (TransferSerializer,)
    filterset_class = TransferFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TRANSFER, Action.VIEW),
        "retrieve": (Resource.TRANSFER, Action.VIEW),
        "package": _DECIDE,
        "create": (Resource.TRANSFER, Action.CREATE),
        "accept": _DECIDE,
        "decline": _DECIDE,
        "withdraw": _CHANGE,
    }
    changes_version = frozenset({"accept", "decline", "withdraw"})

    def visible(self) -> QuerySet[Any]:
        """Both sides, with the contact; never the person, whom the other side does not see."""
        return TransferRequest.objects.visible_to(self.actor).select_related("contact")

    def etag_parts(self, row: TransferRequest) -> tuple[str, ...]:
        """The name of the contact is shown too."""
        return (row.contact.name,) if row.contact else ()

    @extend_schema(summary=_("Be om flytting"), request=TransferRequestSerializer, responses={201: TransferSerializer})
    def create(self, request: Request) -> Response:
        """Be en annen kommune ta over saken. Ingenting endres før de har svart."""
        values = self.parse(TransferRequestSerializer)
        participant_id = values.pop("participant_id")
        return self.answer_created(request_transfer(self.actor, participant_id, Move(**values)))

    @extend_schema(summary=_("Det mottakeren får se før svaret"), responses=ShownPartSerializer(many=True))
    @action(detail=True)
    def package(self, request: Request, pk: UUID) -> Response:
        """Det som trengs for å svare, og ikke mer (integreringsloven § 42). Hvert oppslag blir logget."""
        row = self.get_queryset().get(pk=pk)
        parts = package_of(self.actor, pk)
        self.log(row)
        return Response(ShownPartSerializer(parts, many=True).data)

    @extend_schema(summary=_("Ta over saken"), request=AcceptanceSerializer, responses={200: TransferSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Lag en ny sak hos mottakeren av det som følger med. Avsenderens sak kan deretter bare leses."""
        return self.change(accept_transfer, pk, AcceptanceSerializer)

    @extend_schema(summary=_("Avslå"), request=ReasonSerializer, responses={200: TransferSerializer})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si nei med en grunn. Saken blir hos avsenderen."""
        return self.change(decline_transfer, pk, ReasonSerializer)

    @extend_schema(summary=_("Trekk tilbake"), request=None, responses={200: TransferSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Trekk forespørselen tilbake. Mottakeren ser den ikke lenger."""
        return self.change(withdraw_transfer, pk)
