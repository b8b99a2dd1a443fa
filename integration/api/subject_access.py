"""Copies of all about a person at the API: asked for, followed, fetched."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.renderers import OrjsonRenderer
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from integration.models import ExportState, SubjectExport
from integration.operations.privacy.copies import CopyKind, ask_for_copy, open_copy

_VIEW = (Resource.SUBJECT_ACCESS, Action.VIEW)
_OPEN = (Resource.SUBJECT_COPY, Action.VIEW)


class _FileRenderer(BaseRenderer):
    """Bytes that are a file already; a refusal is a problem document here too."""

    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes of the answer."""
        return data if isinstance(data, bytes) else OrjsonRenderer().render(data)


class JsonFileRenderer(_FileRenderer):
    """The copy for machines."""

    media_type = "application/json"
    format = "json"


class PdfFileRenderer(_FileRenderer):
    """The copy for people."""

    media_type = "application/pdf"
    format = "pdf"


class SubjectExportSerializer(FaceSerializer):
    """A copy, without its content."""

    class Meta:
        model = SubjectExport
        fields = (
            "id", "participant_id", "municipality_id", "includes_access_log", "includes_internal", "state",
            "requested_by_id", "created_at", "made_at", "expires_at", "deleted_at",
        )  # fmt: skip
        read_only_fields = fields


class CopyRequestSerializer(StrictSerializer):
    """Whom it is about, and what it is to hold besides what it always holds."""

    participant_id = serializers.UUIDField()
    includes_access_log = serializers.BooleanField(default=False, help_text=_("Ta med hvem som har lest saken."))
    includes_internal = serializers.BooleanField(
        default=False, help_text=_("Ta med interne notater og utkast til vedtak, som loven lar kommunen holde tilbake.")
    )


class SubjectExportFilter(filters.FilterSet):
    """Which copies."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltakeren kopien er om"))
    state = filters.ChoiceFilter(choices=ExportState.choices, label=_("Hvor langt kopien er kommet"))

    class Meta:
        model = SubjectExport
        fields = ()


@extend_schema_view(list=extend_schema(summary=_("Innsynskopier")), retrieve=extend_schema(summary=_("En innsynskopi")))
class SubjectExportViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Kopier av alle opplysninger om en deltaker (personvernforordningen artikkel 15). De slettes etter sju dager."""

    model = SubjectExport
    resource = Resource.SUBJECT_ACCESS
    faces = (SubjectExportSerializer,)
    filterset_class = SubjectExportFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "create": (Resource.SUBJECT_ACCESS, Action.CREATE),
        "as_json": _OPEN,
        "as_pdf": _OPEN,
    }

    def visible(self) -> QuerySet[Any]:
        """The copies of those whom the actor may ask for."""
        return SubjectExport.objects.visible_to(self.actor)

    @extend_schema(
        summary=_("Bestill en innsynskopi"), request=CopyRequestSerializer, responses={202: SubjectExportSerializer}
    )
    def create(self, request: Request) -> Response:
        """Kopien lages i bakgrunnen. Følg den til tilstanden er «ready»."""
        values = self.parse(CopyRequestSerializer)
        response = self.answer_created(ask_for_copy(self.actor, values.pop("participant_id"), **values))
        response.status_code = status.HTTP_202_ACCEPTED
        return response

    @extend_schema(summary=_("Kopien som JSON"), responses={(200, "application/json"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="json", renderer_classes=[JsonFileRenderer])
    def as_json(self, request: Request, pk: UUID) -> Response:
        """For dem som kan åpne hele saken. Oppslaget blir logget; 404 når kopien ikke er klar, eller er slettet."""
        return self._file(pk, CopyKind.JSON, "application/json")

    @extend_schema(summary=_("Kopien som PDF"), responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="pdf", renderer_classes=[PdfFileRenderer, OrjsonRenderer])
    def as_pdf(self, request: Request, pk: UUID) -> Response:
        """Som JSON-kopien, til å skrive ut: PDF/A-2a og PDF/UA-1."""
        return self._file(pk, CopyKind.PDF, "application/pdf")

    def _file(self, pk: UUID, kind: CopyKind, content_type: str) -> Response:
        _export, blocks = open_copy(self.actor, pk, kind)
        headers = {"Cache-Control": "private, no-store"}
        return Response(b"".join(blocks), content_type=content_type, headers=headers)
