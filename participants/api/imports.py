"""Arrival lists at the API: sent, followed, seen over row by row, decided, committed; the faulty rows sent back."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, Resource
from agencies.api.faults import ParameterFault, parameter_error
from agencies.api.renderers import OrjsonRenderer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import operation
from agencies.operations.jobs import progress_of
from participants.api.import_faces import (
    AmendmentSerializer,
    DecisionSerializer,
    ImportBatchSerializer,
    ImportFileSerializer,
    ImportRowSerializer,
    chosen_columns,
)
from participants.api.import_files import FILE_PARSERS, CsvRenderer, file_of
from participants.models import BatchState, ImportBatch, ImportRow, Intake, RowCategory
from participants.operations.importing.corrections import faulty_rows_file
from participants.operations.importing.deciding import decide_row, prepare_commit, request_commit
from participants.operations.importing.mapping import choose_columns
from participants.operations.importing.uploading import check_again, upload_list

_VIEW = (Resource.IMPORT, Action.VIEW)
_CHANGE = (Resource.IMPORT, Action.CHANGE)
_CATEGORIES = [code for code in RowCategory.values if code != RowCategory.PROTECTED]
ROW_FACES = (ImportRowSerializer,)


class BatchFilter(filters.FilterSet):
    """Which lists."""

    state = filters.ChoiceFilter(choices=BatchState.choices, label=_("Hvor langt listen er kommet"))

    class Meta:
        model = ImportBatch
        fields = ()


@extend_schema_view(
    list=extend_schema(summary=_("Ankomstlister")),
    retrieve=extend_schema(summary=_("En ankomstliste, med tall og framdrift")),
)
class ImportBatchViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Lister over personer som bosettes i kommunen. En liste kontrolleres og registreres i bakgrunnen."""

    model = ImportBatch
    resource = Resource.IMPORT
    faces = (ImportBatchSerializer,)
    filterset_class = BatchFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    # A list is no person; the reading of its rows is logged where they are read.
    holds_people = False
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "create": (Resource.IMPORT, Action.CREATE),
        "partial_update": _CHANGE,
        "commit": _CHANGE,
        "check": _CHANGE,
        "faulty_rows": _VIEW,
        "rows": _VIEW,
    }
    changes_version = frozenset({"partial_update"})
    list_actions = frozenset({"list", "rows"})
    action_parameters: ClassVar[dict[str, frozenset[str]]] = {"rows": frozenset({"category"})}

    def visible(self) -> QuerySet[Any]:
        """The lists of the actor's municipality, without the files."""
        return ImportBatch.objects.visible_to(self.actor).for_pages().prefetch_related("named_users")

    def get_parsers(self) -> list[Any]:
        """A list is sent as a file; everything else is JSON."""
        if getattr(self, "action", None) == "create" or self.request is None or self.request.method == "POST":
            return [*(parser() for parser in FILE_PARSERS), *super().get_parsers()]
        return super().get_parsers()

    def etag_parts(self, row: Any) -> tuple[str, ...]:
        """The representation tells how far the job has come."""
        if row.job is None:
            return ()
        return (row.job.state, *(str(number) for number in progress_of(row.job)))

    @extend_schema(
        summary=_("Send en ankomstliste"),
        request={
            "multipart/form-data": ImportFileSerializer,
            "text/csv": OpenApiTypes.BINARY,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": OpenApiTypes.BINARY,
        },
        responses={202: ImportBatchSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send filen (CSV eller XLSX) som den er, eller som feltet «file». Kontrollen går i bakgrunnen."""
        filename, data = file_of(request)
        batch = upload_list(self.actor, self._municipality(), filename=filename, data=data)
        response = self.answer_created(batch)
        response.status_code = status.HTTP_202_ACCEPTED
        return response

    @extend_schema(
        summary=_("Velg kolonner, inntak og hvem som navngis"),
        request=AmendmentSerializer,
        responses={200: ImportBatchSerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Det som ikke sendes, blir stående. Nye kolonner gjør at listen kontrolleres på nytt."""
        return self.change(_amend, pk, AmendmentSerializer)

    @extend_schema(summary=_("Registrer listen"), request=None, responses={202: ImportBatchSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: UUID) -> Response:
        """Registrer alle eller ingen, i bakgrunnen. Uavgjorte mulige doble blir liggende."""
        return self._accepted(request_commit(self.actor, pk))

    @extend_schema(summary=_("Kontroller listen på nytt"), request=None, responses={202: ImportBatchSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: UUID) -> Response:
        """Mot dem som er kjent nå, eller fordi arbeidet stoppet."""
        return self._accepted(check_again(self.actor, pk))

    @extend_schema(
        summary=_("Radene i en ankomstliste"),
        parameters=[OpenApiParameter("category", str, enum=_CATEGORIES, description=str(_("Hva raden er.")))],
        responses=ImportRowSerializer(many=True),
    )
    @action(detail=True)
    def rows(self, request: Request, pk: UUID) -> Response:
        """Radene, i filens rekkefølge. Rader med adressesperre telles på listen og er ikke med her."""
        batch = self.visible().get(pk=pk)
        rows = ImportRow.objects.visible_to(self.actor).filter(batch=batch)
        if category := request.query_params.get("category"):
            if category not in _CATEGORIES:
                text = _t("Velg blant: %(names)s.") % {"names": ", ".join(_CATEGORIES)}
                raise ParameterFault(parameter_error("category", "invalid_choice", text))
            rows = rows.filter(category=category)
        answer = self.answer_list(rows.order_by("line", "id"), ROW_FACES)
        shown = len(answer.data["results"])
        log_read(self.actor, Resource.IMPORT, municipality_id=batch.municipality_id, row_count=shown)
        return answer

    @extend_schema(summary=_("Feilradene som fil"), responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="faulty-rows", renderer_classes=[CsvRenderer, OrjsonRenderer])
    def faulty_rows(self, request: Request, pk: UUID) -> Response:
        """CSV med listens egne kolonner og «Feil», til å rette og sende på nytt."""
        return Response(faulty_rows_file(self.actor, pk), content_type=CsvRenderer.media_type)

    def _accepted(self, batch: ImportBatch) -> Response:
        return self.answer_one(self.visible().get(pk=batch.pk), status.HTTP_202_ACCEPTED)

    def _municipality(self) -> UUID:
        agency_id = self.actor.agency_id
        if agency_id is None or agency_id not in self.actor.municipality_ids:
            raise RuleRefused(Refusal("no_municipality", _t("Lister sendes inn av kommunen selv.")))
        return agency_id


@extend_schema_view(retrieve=extend_schema(summary=_("En rad i en ankomstliste")))
class ImportRowViewSet(RetrieveMixin, BaseViewSet):
    """En rad: slik den er forstått, med funn, og hvem den er eller kan være."""

    model = ImportRow
    resource = Resource.IMPORT
    faces = ROW_FACES
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"retrieve": _VIEW, "partial_update": _CHANGE}
    changes_version = frozenset({"partial_update"})

    @extend_schema(
        summary=_("Avgjør en mulig dobbel"),
        request=DecisionSerializer,
        responses={200: ImportRowSerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """«same» med hvem (person_id eller line), «new», eller tomt for å la den ligge."""
        return self.change(decide_row, pk, DecisionSerializer)


@operation
def _amend(
    actor: Actor,
    batch_id: UUID,
    *,
    expected_version: int | None = None,
    columns: list[dict[str, Any]] | None = None,
    intake: Intake | None = None,
    named_user_ids: list[UUID] | None = None,
) -> None:
    prepare_commit(actor, batch_id, intake=intake, named_user_ids=named_user_ids, expected_version=expected_version)
    if columns is not None:
        choose_columns(actor, batch_id, chosen_columns(columns))
