"""Follow-up of work at the API: the questions, and their answers."""

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

from agencies.access import Action, FieldGroup, Resource
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from employers.models import FollowUp, Standing
from employers.models.follow_up import FollowUpQuerySet
from employers.operations.follow_up import answer_follow_up


class FollowUpSerializer(FaceSerializer):
    """One question of one person on one day, and its answer."""

    groups = frozenset({FieldGroup.WORK})

    class Meta:
        model = FollowUp
        fields = (
            "id", "version", "participant_id", "municipality_id", "placement_id", "placement_months",
            "participation_id", "participation_months", "due_on", "closed_on", "answered_on", "standing",
            "hours_per_week", "is_permanent", "next_step", "answered_by_id", "answered_for_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class FollowUpAnswerSerializer(StrictSerializer):
    """How it goes. «same_job» with nothing more has the hours and form that the job is registered with."""

    standing = serializers.ChoiceField(choices=Standing.choices)
    hours_per_week = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True)
    is_permanent = serializers.BooleanField(required=False, allow_null=True)
    next_step = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class FollowUpFilter(filters.FilterSet):
    """Which questions."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    placement_id = filters.UUIDFilter(field_name="placement", label=_("Arbeidsforhold"))
    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    standing = filters.ChoiceFilter(choices=Standing.choices, label=_("Svar"))
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Forfaller fra og med"))
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Forfaller til og med"))
    open = TruthFilter(method="by_openness", label=_("Verken besvart eller lukket"))

    class Meta:
        model = FollowUp
        fields = ("standing",)

    def by_openness(self, rows: FollowUpQuerySet, _name: str, value: bool) -> QuerySet[FollowUp]:
        """Those that somebody has still to ask, or the others."""
        return rows.open() if value else rows.exclude(pk__in=rows.open().values("pk"))


@extend_schema_view(
    list=extend_schema(summary=_("Oppfølging av arbeid")), retrieve=extend_schema(summary=_("Én oppfølging"))
)
class FollowUpViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Spørsmål etter 3, 6 og 12 måneder, fra jobbens start og fra programmets slutt."""

    model = FollowUp
    resource = Resource.PLACEMENT
    faces = (FollowUpSerializer,)
    filterset_class = FollowUpFilter
    orderings: ClassVar[dict[str, str]] = {"due_on": "due_on", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.PLACEMENT, Action.VIEW),
        "retrieve": (Resource.PLACEMENT, Action.VIEW),
        "answer": (Resource.PLACEMENT, Action.CHANGE),
    }
    changes_version = frozenset({"answer"})

    def visible(self) -> QuerySet[Any]:
        """The questions that the actor may see."""
        return FollowUp.objects.visible_to(self.actor)

    @extend_schema(
        summary=_("Svar på en oppfølging"), request=FollowUpAnswerSerializer, responses={200: FollowUpSerializer}
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Registrer hvordan det går. Et senere svar retter det første."""
        return self.change(answer_follow_up, pk, FollowUpAnswerSerializer)
