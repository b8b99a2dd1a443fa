"""Attendance of schools at the API: sent in batches, followed, and mended row by row."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.faults import ParameterFault, parameter_error
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.operations.access_log import log_read
from agencies.operations.jobs import progress_of
from integration.api.streaming import sealed_once
from integration.attendance.bodies import media_type_of
from integration.attendance.rows import REASONS
from integration.models import AttendanceBatch, AttendanceFault, BatchState, FaultState
from integration.operations.attendance.quarantine import correct_fault, dismiss_fault, retry_batch, row_of
from integration.operations.attendance.receiving import place_of_batch, receive_batch, seal_body

_VIEW = (Resource.SCHOOL_REPORT, Action.VIEW)
_CHANGE = (Resource.SCHOOL_REPORT, Action.CHANGE)
_FOR_SEVERAL = str(_("Bare for skoler som betjener flere kommuner."))
_FOR_SCHOOLS = str(_("Bare når kommunen sender, og har flere skoler."))


class AttendanceBatchSerializer(FaceSerializer):
    """A batch, with the live figures while it is read."""

    done = serializers.SerializerMethodField(help_text=_("Hvor mange rader som er lest."))
    total = serializers.SerializerMethodField(help_text=_("Omtrent hvor mange rader det er i alt."))
    reasons = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text=_("Hvorfor rader venter, og hvor mange av hver.")
    )
    notices = serializers.ListField(
        child=serializers.DictField(), read_only=True, help_text=_("Det som ble tålt da listen ble lest.")
    )

    class Meta:
        model = AttendanceBatch
        fields = (
            "id", "version", "municipality_id", "school_id", "filename", "media_type", "size", "state", "received",
            "applied", "unchanged", "quarantined", "reasons", "notices", "error", "done", "total", "created_at",
            "finished_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_done(self, batch: AttendanceBatch) -> int:
        """The live figure."""
        return progress_of(batch.job)[0] if batch.job and batch.is_at_work else batch.received

    def get_total(self, batch: AttendanceBatch) -> int:
        """The live figure."""
        return progress_of(batch.job)[1] if batch.job and batch.is_at_work else batch.received


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a row waits."""

    code = serializers.CharField(help_text=_("Stabil kode på engelsk."))
    field = serializers.CharField(allow_blank=True, help_text=_("Feltet det gjelder."))
    detail = serializers.CharField(help_text=_("Forklaring for mennesker."))


class AttendanceFaultSerializer(FaceSerializer):
    """A row in quarantine: as it came, and what is wrong with it."""

    reasons = serializers.SerializerMethodField()
    row = serializers.SerializerMethodField(help_text=_("Raden slik den kom; tom når den er avgjort eller slettet."))

    class Meta:
        model = AttendanceFault
        fields = ("id", "version", "batch_id", "line", "state", "reasons", "row", "created_at", "resolved_at")
        read_only_fields = fields

    def get_reasons(self, fault: AttendanceFault) -> list[dict[str, str]]:
        """Each with its sentence."""
        return [reason | {"detail": str(REASONS.get(reason["code"], reason["code"]))} for reason in fault.reasons]

    def get_row(self, fault: AttendanceFault) -> dict[str, Any]:
        """Unsealed for whoever may mend it."""
        return row_of(fault)


class RowCorrectionSerializer(StrictSerializer):
    """Fields of the row, by name, with their new values."""

    whole = True
    row = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), allow_empty=False,
        help_text=_("Bare feltene som skal endres."),
    )  # fmt: skip


class BatchFilter(filters.FilterSet):
    """Which batches."""

    state = filters.ChoiceFilter(choices=BatchState.choices, label=_("Hvor langt listen er kommet"))

    class Meta:
        model = AttendanceBatch
        fields = ()


@extend_schema_view(
    list=extend_schema(summary=_("Oppmøtelister")),
    retrieve=extend_schema(summary=_("En oppmøteliste, med tall og framdrift")),
)
class AttendanceBatchViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Oppmøte fra skoler, i lister på inntil 100 000 rader som leses i bakgrunnen."""

    model = AttendanceBatch
    resource = Resource.SCHOOL_REPORT
    faces = (AttendanceBatchSerializer,)
    filterset_class = BatchFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    holds_people = False
    streamed_actions = frozenset({"create"})
    action_parameters: ClassVar[dict[str, frozenset[str]]] = {"create": frozenset({"municipality_id", "school_id"})}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "create": (Resource.SCHOOL_REPORT, Action.CREATE),
        "retry": _CHANGE,
    }

    def visible(self) -> QuerySet[Any]:
        """The batches of the school, or about the municipality's people."""
        return AttendanceBatch.objects.visible_to(self.actor).select_related("job")

    def etag_parts(self, row: Any) -> tuple[str, ...]:
        """The representation tells how far the job has come."""
        return (row.job.state, *(str(number) for number in progress_of(row.job))) if row.job else ()

    @extend_schema(
        summary=_("Send oppmøte"),
        parameters=[
            OpenApiParameter("municipality_id", OpenApiTypes.UUID, description=_FOR_SEVERAL),
            OpenApiParameter("school_id", OpenApiTypes.UUID, description=_FOR_SCHOOLS),
        ],
        request={
            "application/json": OpenApiTypes.ANY,
            "application/x-ndjson": OpenApiTypes.BINARY,
            "text/csv": OpenApiTypes.BINARY,
        },
        responses={202: AttendanceBatchSerializer},
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """Send rader som JSON (en liste, eller et objekt med en liste), NDJSON eller CSV. Kroppen lagres før den leses.

        En rad kjennes igjen på «sourcedId»; den med senest «dateLastModified» gjelder. Rader som ikke kan brukes,
        venter i karantene med begrunnelse.
        """
        media_type = media_type_of(request.content_type or "")
        if not media_type:
            raise UnsupportedMediaType(request.content_type or "")
        home, school = place_of_batch(
            self.actor, municipality_id=self._id("municipality_id"), school_id=self._id("school_id")
        )
        self.keyed, sealed = sealed_once(request, self.actor, lambda chunks: seal_body(home, chunks))
        batch = receive_batch(self.actor, home, school, media_type=media_type, sealed=sealed)
        response = self.answer_created(batch)
        response.status_code = status.HTTP_202_ACCEPTED
        return response

    @extend_schema(summary=_("Prøv radene i karantene på nytt"), request=None, responses=AttendanceBatchSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: UUID) -> Response:
        """For eksempel etter at elever er koblet."""
        retry_batch(self.actor, pk)
        return self.answer_one(self.visible().get(pk=pk))

    def _id(self, name: str) -> UUID | None:
        text = self.request.query_params.get(name)
        if text is None:
            return None
        try:
            return UUID(text)
        except ValueError as error:
            raise ParameterFault(parameter_error(name, "invalid", _t("Skriv en UUID."))) from error


class FaultFilter(filters.FilterSet):
    """Which rows."""

    batch_id = filters.UUIDFilter(label=_("Oppmøtelisten raden kom med"))
    state = filters.ChoiceFilter(choices=FaultState.choices, label=_("Hva som er blitt av raden"))

    class Meta:
        model = AttendanceFault
        fields = ()


@extend_schema_view(
    list=extend_schema(summary=_("Rader i karantene")),
    retrieve=extend_schema(summary=_("En rad i karantene")),
)
class AttendanceFaultViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Rader av oppmøtelister som ikke kunne registreres, med begrunnelse. De slettes etter 30 dager."""

    model = AttendanceFault
    resource = Resource.SCHOOL_REPORT
    faces = (AttendanceFaultSerializer,)
    filterset_class = FaultFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    holds_people = False
    changes_version = frozenset({"partial_update", "dismiss"})
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "partial_update": _CHANGE,
        "dismiss": _CHANGE,
    }

    def log(self, row: Any = None, row_count: int = 1) -> None:
        """A row in quarantine is about somebody whom it does not name."""
        log_read(self.actor, Resource.SCHOOL_REPORT, row_count=row_count)

    @extend_schema(
        summary=_("Rett en rad og prøv den på nytt"),
        request=RowCorrectionSerializer,
        responses=AttendanceFaultSerializer,
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Det som fortsatt er galt, står på raden etterpå."""
        return self.change(_correct, pk, RowCorrectionSerializer)

    @extend_schema(summary=_("Legg bort en rad"), request=None, responses=AttendanceFaultSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Det raden sa, slettes."""
        return self.change(dismiss_fault, pk)


def _correct(actor: Any, pk: UUID, *, row: dict[str, str], expected_version: int | None = None) -> AttendanceFault:
    return correct_fault(actor, pk, changes=row, expected_version=expected_version)
