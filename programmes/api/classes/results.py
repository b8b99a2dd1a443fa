"""Test results and exemptions at the API."""

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponseBase
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
from programmes.api.classes.faces import ExemptionSerializer, TestResultSerializer
from programmes.models.classes import (
    Exemption,
    ExemptionBasis,
    ExemptionFrom,
    Outcome,
    Skill,
    TestResult,
    TestSubject,
)
from programmes.operations.classes.results import grant_exemption, register_result, void_exemption, void_result


class ResultRequestSerializer(StrictSerializer):
    """A result: a level for a skill of Norwegian, passed or not for social studies."""

    participant_id = serializers.UUIDField()
    subject = serializers.ChoiceField(choices=TestSubject.choices)
    skill = serializers.ChoiceField(choices=Skill.choices, required=False, allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    taken_on = serializers.DateField()


class WhySerializer(StrictSerializer):
    """Why it is taken back."""

    why = serializers.CharField(max_length=1000)


class TestResultFilter(filters.FilterSet):
    """Which results."""

    __test__ = False

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    subject = filters.ChoiceFilter(choices=TestSubject.choices, label=_("Prøve"))
    skill = filters.ChoiceFilter(choices=Skill.choices, label=_("Ferdighet"))
    is_standing = TruthFilter(field_name="voided_at", lookup_expr="isnull", label=_("Ikke tatt tilbake"))
    taken_from = DayFilter(field_name="taken_on", lookup_expr="gte", label=_("Prøvedato fra og med"))
    taken_to = DayFilter(field_name="taken_on", lookup_expr="lte", label=_("Prøvedato til og med"))

    class Meta:
        model = TestResult
        fields = ("subject", "skill")


@extend_schema_view(
    list=extend_schema(summary=_("Prøveresultater")), retrieve=extend_schema(summary=_("Et prøveresultat"))
)
class TestResultViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Resultater av norskprøven og samfunnskunnskapsprøven, med historikken."""

    __test__ = False

    model = TestResult
    resource = Resource.TEST_RESULT
    faces = (TestResultSerializer,)
    filterset_class = TestResultFilter
    orderings: ClassVar[dict[str, str]] = {"-taken_on": "taken_on", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TEST_RESULT, Action.VIEW),
        "retrieve": (Resource.TEST_RESULT, Action.VIEW),
        "create": (Resource.TEST_RESULT, Action.CREATE),
        "void": (Resource.TEST_RESULT, Action.CHANGE),
    }
    changes_version = frozenset({"void"})

    @extend_schema(
        summary=_("Registrer et prøveresultat"),
        request=ResultRequestSerializer,
        responses={201: TestResultSerializer},
    )
    def create(self, request: Request) -> Response:
        """Registrer et resultat."""
        values = self.parse(ResultRequestSerializer)
        return self.answer_created(register_result(self.actor, values.pop("participant_id"), **values))

    @extend_schema(
        summary=_("Ta tilbake et prøveresultat"), request=WhySerializer, responses={200: TestResultSerializer}
    )
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta tilbake et resultat som var feil; det blir stående med begrunnelsen."""
        return self.change(void_result, pk, WhySerializer)


class ExemptionRequestSerializer(StrictSerializer):
    """An exemption from training or test."""

    participant_id = serializers.UUIDField()
    exempt_from = serializers.ChoiceField(choices=ExemptionFrom.choices)
    basis = serializers.ChoiceField(choices=ExemptionBasis.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True)
    documented_on = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class ExemptionFilter(filters.FilterSet):
    """Which exemptions."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    exempt_from = filters.ChoiceFilter(choices=ExemptionFrom.choices, label=_("Fritak fra"))

    class Meta:
        model = Exemption
        fields = ("exempt_from",)


@extend_schema_view(list=extend_schema(summary=_("Fritak")), retrieve=extend_schema(summary=_("Et fritak")))
class ExemptionViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Fritak fra opplæring og prøver (integreringsforskriften §§ 23-25, 36)."""

    model = Exemption
    resource = Resource.EXEMPTION
    faces = (ExemptionSerializer,)
    filterset_class = ExemptionFilter
    orderings: ClassVar[dict[str, str]] = {"-first_day": "first_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.EXEMPTION, Action.VIEW),
        "retrieve": (Resource.EXEMPTION, Action.VIEW),
        "create": (Resource.EXEMPTION, Action.CREATE),
        "void": (Resource.EXEMPTION, Action.CHANGE),
    }
    changes_version = frozenset({"void"})

    @extend_schema(
        summary=_("Registrer et fritak"), request=ExemptionRequestSerializer, responses={201: ExemptionSerializer}
    )
    def create(self, request: Request) -> Response:
        """Registrer et fritak. Helsemessige og tungtveiende årsaker trenger uttalelse fra lege eller psykolog."""
        values = self.parse(ExemptionRequestSerializer)
        return self.answer_created(grant_exemption(self.actor, values.pop("participant_id"), **values))

    @extend_schema(summary=_("Ta tilbake et fritak"), request=WhySerializer, responses={200: ExemptionSerializer})
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta tilbake et fritak som ikke skulle vært gitt."""
        return self.change(void_exemption, pk, WhySerializer)
