"""Plans at the API: begun, changed, checked, finalised, signed; their elements and versions."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.plan.bodies import (
    ChangeSerializer,
    ElementValuesSerializer,
    FinaliseSerializer,
    NewElementSerializer,
    OpenPlanSerializer,
    PlanCheckSerializer,
    PlanFieldsSerializer,
    SignSerializer,
)
from programmes.api.plan.faces import (
    PlanElementSerializer,
    PlanForMunicipalitySerializer,
    PlanForNavSerializer,
    PlanVersionForMunicipalitySerializer,
    PlanVersionForNavSerializer,
)
from programmes.models import ChangeKind, ElementKind, Plan, PlanElement, PlanVersion, Strategy
from programmes.operations.plan.basis import Signature, sign_plan
from programmes.operations.plan.finalising import check_content, finalise_plan
from programmes.operations.plan.opening import open_plan, standing_elements
from programmes.operations.plan.parts import add_element, change_element, change_plan, remove_element
from programmes.plan_content import content_of
from programmes.plan_facts import refusals_of_plan

_Acts = dict[str, tuple[Resource, Action]]
_READ: _Acts = {"list": (Resource.PLAN, Action.VIEW), "retrieve": (Resource.PLAN, Action.VIEW)}


class _CaseFilter(filters.FilterSet):
    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))


class PlanFilter(_CaseFilter):
    """Which plans."""

    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    strategy = filters.ChoiceFilter(choices=Strategy.choices, label=_("Strategi"))
    finalised_from = DayFilter(field_name="finalised_on", lookup_expr="gte", label=_("Ferdigstilt fra og med"))
    finalised_to = DayFilter(field_name="finalised_on", lookup_expr="lte", label=_("Ferdigstilt til og med"))

    class Meta:
        model = Plan
        fields = ("strategy",)


class ElementFilter(_CaseFilter):
    """Which elements."""

    plan_id = filters.UUIDFilter(field_name="plan", label=_("Plan"))
    kind = filters.ChoiceFilter(choices=ElementKind.choices, label=_("Hva"))
    is_standing = TruthFilter(field_name="removed_on", lookup_expr="isnull", label=_("Ikke tatt ut"))

    class Meta:
        model = PlanElement
        fields = ("kind",)


class VersionFilter(_CaseFilter):
    """Which versions."""

    plan_id = filters.UUIDFilter(field_name="plan", label=_("Plan"))
    change = filters.ChoiceFilter(choices=ChangeKind.choices, label=_("Endring"))

    class Meta:
        model = PlanVersion
        fields = ("change",)


@extend_schema_view(
    list=extend_schema(summary=_("Integreringsplaner")), retrieve=extend_schema(summary=_("En integreringsplan"))
)
class PlanViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Integreringsplaner med mål, norskmål, omfang og strategi."""

    model = Plan
    resource = Resource.PLAN
    faces = (PlanForMunicipalitySerializer, PlanForNavSerializer)
    filterset_class = PlanFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "finalised_on": "finalised_on"}
    acts: ClassVar[_Acts] = {
        **_READ,
        "create": (Resource.PLAN, Action.CREATE),
        "partial_update": (Resource.PLAN, Action.CHANGE),
        "check": (Resource.PLAN, Action.VIEW),
        "finalise": (Resource.PLAN, Action.DECIDE),
        "sign": (Resource.PLAN, Action.CHANGE),
    }
    keyless_actions = frozenset({"check"})
    changes_version = frozenset({"partial_update", "finalise", "sign"})

    @extend_schema(
        summary=_("Begynn en plan"), request=OpenPlanSerializer, responses={201: PlanForMunicipalitySerializer}
    )
    def create(self, request: Request) -> Response:
        """Begynn planen til et program. Finnes den, er svaret den som finnes."""
        values = self.parse(OpenPlanSerializer)
        return self.answer_created(open_plan(self.actor, values["participation_id"]))

    @extend_schema(
        summary=_("Endre en plan"), request=PlanFieldsSerializer, responses={200: PlanForMunicipalitySerializer}
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre noen felter. Hver lagring er en versjon; en ferdigstilt plan krever endringens art og begrunnelse."""
        return self.change(change_plan, pk, PlanFieldsSerializer)

    @extend_schema(summary=_("Se hva reglene sier"), request=None, responses={200: PlanCheckSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: UUID) -> Response:
        """Det som mangler før planen kan ferdigstilles, og det som bør sees på. Ingenting blir lagret."""
        plan = self.get_queryset().select_related("participation__participant").get(pk=pk)
        self.log(plan)
        return Response(PlanCheckSerializer(_check(plan)).data)

    @extend_schema(
        summary=_("Ferdigstill en plan"), request=FinaliseSerializer, responses={200: PlanForMunicipalitySerializer}
    )
    @action(detail=True, methods=["post"])
    def finalise(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Gjør planen ferdig (§ 15). Mangler noe, sier svaret alt som mangler, med paragrafer."""
        return self.change(finalise_plan, pk, FinaliseSerializer)

    @extend_schema(
        summary=_("Registrer signatur"), request=SignSerializer, responses={200: PlanForMunicipalitySerializer}
    )
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si at kontrakten eller erklæringen er signert (§ 16)."""
        return self.change(_sign, pk, SignSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Elementer i planer")), retrieve=extend_schema(summary=_("Ett element"))
)
class PlanElementViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Elementene i integreringsplaner: hva, hvem, når, hvor mye og hvorfor."""

    model = PlanElement
    resource = Resource.PLAN
    faces = (PlanElementSerializer,)
    filterset_class = ElementFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "position": "position"}
    acts: ClassVar[_Acts] = {
        **_READ,
        "create": (Resource.PLAN, Action.CHANGE),
        "partial_update": (Resource.PLAN, Action.CHANGE),
        "remove": (Resource.PLAN, Action.CHANGE),
    }
    changes_version = frozenset({"partial_update", "remove"})

    @extend_schema(
        summary=_("Legg til et element"), request=NewElementSerializer, responses={201: PlanElementSerializer}
    )
    def create(self, request: Request) -> Response:
        """Legg til et element sist i en plan."""
        values = self.parse(NewElementSerializer)
        return self.answer_created(add_element(self.actor, values.pop("plan_id"), **values))

    @extend_schema(
        summary=_("Endre et element"), request=ElementValuesSerializer, responses={200: PlanElementSerializer}
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre noen felter i et element."""
        return self.change(change_element, pk, ElementValuesSerializer)

    @extend_schema(summary=_("Ta ut et element"), request=ChangeSerializer, responses={200: PlanElementSerializer})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta elementet ut av planen. Raden blir stående."""
        return self.change(remove_element, pk, ChangeSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Versjoner av planer")), retrieve=extend_schema(summary=_("En versjon"))
)
class PlanVersionViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Hver lagret versjon av en plan, med innholdet slik det var."""

    model = PlanVersion
    resource = Resource.PLAN
    faces = (PlanVersionForMunicipalitySerializer, PlanVersionForNavSerializer)
    filterset_class = VersionFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "number": "number"}
    acts: ClassVar[_Acts] = _READ


def _sign(actor: Any, plan_id: UUID, *, expected_version: int | None = None, **facts: Any) -> None:
    sign_plan(actor, plan_id, Signature(**facts), expected_version=expected_version)


def _check(plan: Plan) -> dict[str, Any]:
    check = check_content(plan, content_of(plan, standing_elements(plan)), timezone.localdate())
    refusals = refusals_of_plan(check.findings)
    work = check.work_hours
    return {
        "findings": [
            {
                "code": refusal.code,
                "gravity": finding.gravity.value,
                "detail": refusal.detail,
                "paragraph": refusal.paragraph,
                "field": refusal.field,
            }
            for finding, refusal in zip(check.findings, refusals, strict=True)
        ],
        "full_time_hours": check.full_time.required,
        "work_hours_average": work.rounded if work else None,
        "work_hours_from": work.from_day if work else None,
    }
