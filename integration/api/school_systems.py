"""School systems at the API: seen, read now, given packages; runs followed, confirmed or left."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.operations.jobs import progress_of
from integration.api.streaming import sealed_once
from integration.models import RunKind, RunState, SchoolSource, SourceRun
from integration.operations.schools.running import (
    confirm_run,
    discard_run,
    receive_package,
    request_run,
    seal_package,
)

_VIEW = (Resource.SCHOOL_SOURCE, Action.VIEW)
_CHANGE = (Resource.SCHOOL_SOURCE, Action.CHANGE)
_ZIP = ("application/zip", "application/x-zip-compressed", "application/octet-stream")


class SchoolSourceSerializer(FaceSerializer):
    """A school system that is read. Its secret is never shown."""

    base_url = serializers.CharField(read_only=True, help_text=_("Adressen; tom der det leses fra filer."))
    cursor = serializers.DictField(
        child=serializers.DateTimeField(), read_only=True, help_text=_("Hva som er lest, for hver samling.")
    )

    class Meta:
        model = SchoolSource
        fields = (
            "id", "version", "municipality_id", "school_id", "name", "kind", "oneroster_version", "base_url",
            "is_active", "owner_id", "cursor", "last_success_at", "failing_since", "last_error",
        )  # fmt: skip
        read_only_fields = fields


class SourceRunSerializer(FaceSerializer):
    """One reading of a school system: counts by collection, what was tolerated, and what stopped it."""

    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    findings = serializers.ListField(child=serializers.DictField(), read_only=True)
    held_back = serializers.ListField(
        child=serializers.DictField(), read_only=True, help_text=_("Skolene der mer enn 20 % av plassene ville endt.")
    )
    done = serializers.SerializerMethodField(help_text=_("Hvor mye som er lest."))
    total = serializers.SerializerMethodField(help_text=_("Hvor mye det er i alt."))

    class Meta:
        model = SourceRun
        fields = (
            "id", "version", "municipality_id", "source_id", "kind", "state", "filename", "counts", "findings",
            "held_back", "error", "error_where", "done", "total", "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_done(self, run: SourceRun) -> int:
        """The live figure."""
        return progress_of(run.job)[0] if run.job else 0

    def get_total(self, run: SourceRun) -> int:
        """The live figure."""
        return progress_of(run.job)[1] if run.job else 0


class RunRequestSerializer(StrictSerializer):
    """What to read."""

    kind = serializers.ChoiceField(
        choices=[(RunKind.DELTA.value, RunKind.DELTA.label), (RunKind.FULL.value, RunKind.FULL.label)],
        default=RunKind.DELTA.value,
    )


@extend_schema_view(list=extend_schema(summary=_("Skolesystemer")), retrieve=extend_schema(summary=_("Et skolesystem")))
class SchoolSourceViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Skolesystemene som leses for kommunen (OneRoster)."""

    model = SchoolSource
    resource = Resource.SCHOOL_SOURCE
    faces = (SchoolSourceSerializer,)
    orderings: ClassVar[dict[str, str]] = {"name": "name"}
    holds_people = False
    streamed_actions = frozenset({"packages"})
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "run": _CHANGE,
        "packages": _CHANGE,
    }

    @extend_schema(summary=_("Les nå"), request=RunRequestSerializer, responses={202: SourceRunSerializer})
    @action(detail=True, methods=["post"])
    def run(self, request: Request, pk: UUID) -> Response:
        """Les endringer, eller alt, i bakgrunnen."""
        run = request_run(self.actor, pk, **self.parse(RunRequestSerializer))
        return _accepted(self, run)

    @extend_schema(
        summary=_("Send en OneRoster-pakke"),
        request={"application/zip": OpenApiTypes.BINARY},
        responses={202: SourceRunSerializer},
    )
    @action(detail=True, methods=["post"])
    def packages(self, request: Request, pk: UUID) -> Response:
        """En zip-fil med CSV-filer. Den lagres før den leses; en fil som er ødelagt, har ingen virkning."""
        source = self.visible().get(pk=pk)
        if request.content_type not in _ZIP:
            raise UnsupportedMediaType(request.content_type or "")

        def seal(chunks: Iterator[bytes]) -> Any:
            return seal_package(source.municipality_id, chunks)

        self.keyed, sealed = sealed_once(request, self.actor, seal)
        run = receive_package(self.actor, pk, filename="", sealed=sealed)
        return _accepted(self, run)


class RunFilter(filters.FilterSet):
    """Which runs."""

    source_id = filters.UUIDFilter(label=_("Skolesystemet som ble lest"))
    state = filters.ChoiceFilter(choices=RunState.choices, label=_("Hvor langt kjøringen er kommet"))

    class Meta:
        model = SourceRun
        fields = ()


@extend_schema_view(list=extend_schema(summary=_("Kjøringer")), retrieve=extend_schema(summary=_("En kjøring")))
class SourceRunViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Hver gang et skolesystem er lest: hva som kom, hva som ble tålt, og hva som stoppet."""

    model = SourceRun
    resource = Resource.SCHOOL_SOURCE
    faces = (SourceRunSerializer,)
    filterset_class = RunFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    holds_people = False
    changes_version = frozenset({"confirm", "discard"})
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "confirm": _CHANGE,
        "discard": _CHANGE,
    }

    def visible(self) -> QuerySet[Any]:
        """The runs of the municipality's sources."""
        return SourceRun.objects.visible_to(self.actor).select_related("job")

    def etag_parts(self, row: Any) -> tuple[str, ...]:
        """The representation tells how far the job has come."""
        return (row.job.state, *(str(number) for number in progress_of(row.job))) if row.job else ()

    @extend_schema(summary=_("Bekreft en kjøring som venter"), request=None, responses=SourceRunSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Plassene som listen ikke har med, avsluttes."""
        return self.change(confirm_run, pk)

    @extend_schema(summary=_("Forkast en kjøring som venter"), request=None, responses=SourceRunSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ingenting avsluttes, og filen slettes."""
        return self.change(discard_run, pk)


def _accepted(view: BaseViewSet, run: SourceRun) -> Response:
    row = SourceRun.objects.select_related("job").get(pk=run.pk)
    face = SourceRunSerializer(row, context=view.get_serializer_context())
    return Response(face.data, status=status.HTTP_202_ACCEPTED)
