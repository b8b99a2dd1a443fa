"""Placements at the API: logged, read, ended."""

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
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from employers.api.faces import PLACEMENT_FACES, PlacementSerializer
from employers.models import EmploymentForm, HowFound, JobEndReason, Placement
from employers.models.placement import PlacementQuerySet
from employers.operations.placements import end_placement, log_placement


class PlacementRequestSerializer(StrictSerializer):
    """A job that a participant has got."""

    participant_id = serializers.UUIDField()
    employer_id = serializers.UUIDField()
    occupation_code = serializers.CharField(max_length=4, help_text=_("STYRK-08, fire sifre."))
    form = serializers.ChoiceField(choices=EmploymentForm.choices)
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, help_text=_("Stillingsprosent, 1 til 100."))
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True)
    hours_per_week = serializers.DecimalField(
        max_digits=4, decimal_places=2, required=False, allow_null=True,
        help_text=_("Når avtalen sier et annet tall enn prosenten gir."),
    )  # fmt: skip
    how_found = serializers.ChoiceField(choices=HowFound.choices, required=False, allow_blank=True)
    family_tie = serializers.BooleanField(required=False)
    measure_id = serializers.UUIDField(required=False, allow_null=True, help_text=_("Tiltaket jobben er en del av."))


class PlacementEndSerializer(StrictSerializer):
    """The last day of a job."""

    last_day = serializers.DateField()
    end_reason = serializers.ChoiceField(choices=JobEndReason.choices, required=False, allow_blank=True)


class PlacementFilter(filters.FilterSet):
    """Which placements."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    employer_id = filters.UUIDFilter(field_name="employer", label=_("Arbeidsgiver"))
    form = filters.ChoiceFilter(choices=EmploymentForm.choices, label=_("Ansettelsesform"))
    first_day_from = DayFilter(field_name="first_day", lookup_expr="gte", label=_("Første dag fra og med"))
    first_day_to = DayFilter(field_name="first_day", lookup_expr="lte", label=_("Første dag til og med"))
    current = TruthFilter(method="by_today", label=_("Varer i dag"))

    class Meta:
        model = Placement
        fields = ("form",)

    def by_today(self, rows: PlacementQuerySet, _name: str, value: bool) -> QuerySet[Placement]:
        """Those in force today, or the others."""
        current = rows.on(timezone.localdate())
        return current if value else rows.exclude(pk__in=current.values("pk"))


@extend_schema_view(
    list=extend_schema(summary=_("Arbeidsforhold")), retrieve=extend_schema(summary=_("Et arbeidsforhold"))
)
class PlacementViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Arbeidsforhold som deltakere har fått."""

    model = Placement
    resource = Resource.PLACEMENT
    faces = PLACEMENT_FACES
    filterset_class = PlacementFilter
    orderings: ClassVar[dict[str, str]] = {"-first_day": "first_day", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.PLACEMENT, Action.VIEW),
        "retrieve": (Resource.PLACEMENT, Action.VIEW),
        "create": (Resource.PLACEMENT, Action.CREATE),
        "end": (Resource.PLACEMENT, Action.CHANGE),
    }
    changes_version = frozenset({"end"})

    def visible(self) -> QuerySet[Any]:
        """Placements with their employer and occupation."""
        return Placement.objects.visible_to(self.actor).select_related("employer", "occupation")

    def etag_parts(self, row: Placement) -> tuple[str, ...]:
        """The employer's and the occupation's names are shown too."""
        return (row.employer.name, row.occupation.name)

    @extend_schema(
        summary=_("Registrer et arbeidsforhold"),
        request=PlacementRequestSerializer,
        responses={201: PlacementSerializer},
    )
    def create(self, request: Request) -> Response:
        """Registrer at en deltaker har fått arbeid. Det står på saken med en gang."""
        values = self.parse(PlacementRequestSerializer)
        return self.answer_created(log_placement(self.actor, values.pop("participant_id"), **values))

    @extend_schema(
        summary=_("Avslutt et arbeidsforhold"), request=PlacementEndSerializer, responses={200: PlacementSerializer}
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Registrer siste dag i arbeidsforholdet."""
        return self.change(end_placement, pk, PlacementEndSerializer)
