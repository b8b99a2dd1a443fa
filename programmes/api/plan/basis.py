"""Skills mappings and career guidance at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, Resource
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.plan.bodies import GuidanceFactsSerializer, MappingFactsSerializer, NewMappingSerializer
from programmes.api.plan.faces import CareerGuidanceSerializer, SkillsMappingSerializer
from programmes.models import CareerGuidance, SkillsMapping
from programmes.operations.plan.basis import MAPPED, Mapping, register_guidance, save_mapping

_READ = {"list": (Resource.SKILLS_MAPPING, Action.VIEW), "retrieve": (Resource.SKILLS_MAPPING, Action.VIEW)}


class MappingFilter(filters.FilterSet):
    """Which mappings."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    is_done = TruthFilter(field_name="done_on", lookup_expr="isnull", exclude=True, label=_("Gjennomført"))

    class Meta:
        model = SkillsMapping
        fields: tuple[str, ...] = ()


class GuidanceFilter(filters.FilterSet):
    """Which career guidances."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    held_from = DayFilter(field_name="held_on", lookup_expr="gte", label=_("Fra og med"))
    held_to = DayFilter(field_name="held_on", lookup_expr="lte", label=_("Til og med"))

    class Meta:
        model = CareerGuidance
        fields: tuple[str, ...] = ()


@extend_schema_view(
    list=extend_schema(summary=_("Kompetansekartlegginger")),
    retrieve=extend_schema(summary=_("En kompetansekartlegging")),
)
class SkillsMappingViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Kompetansekartlegginger (§ 10), med bare det forskriften § 47 lister opp."""

    model = SkillsMapping
    resource = Resource.SKILLS_MAPPING
    faces = (SkillsMappingSerializer,)
    filterset_class = MappingFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        **_READ,
        "create": (Resource.SKILLS_MAPPING, Action.CREATE),
        "partial_update": (Resource.SKILLS_MAPPING, Action.CHANGE),
    }
    changes_version = frozenset({"partial_update"})

    @extend_schema(
        summary=_("Registrer en kartlegging"), request=NewMappingSerializer, responses={201: SkillsMappingSerializer}
    )
    def create(self, request: Request) -> Response:
        """Registrer kartleggingen av en person. Har personen en, blir den skrevet på nytt."""
        values = self.parse(NewMappingSerializer)
        return self.answer_created(save_mapping(self.actor, values.pop("participant_id"), Mapping(**_read(values))))

    @extend_schema(
        summary=_("Endre en kartlegging"), request=MappingFactsSerializer, responses={200: SkillsMappingSerializer}
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre noen av opplysningene."""
        return self.change(_change_mapping, pk, MappingFactsSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Karriereveiledninger")), retrieve=extend_schema(summary=_("En karriereveiledning"))
)
class CareerGuidanceViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Karriereveiledning fra fylkeskommunen (§ 11)."""

    model = CareerGuidance
    resource = Resource.SKILLS_MAPPING
    faces = (CareerGuidanceSerializer,)
    filterset_class = GuidanceFilter
    orderings: ClassVar[dict[str, str]] = {"held_on": "held_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        **_READ,
        "create": (Resource.SKILLS_MAPPING, Action.CREATE),
    }

    @extend_schema(
        summary=_("Registrer karriereveiledning"),
        request=GuidanceFactsSerializer,
        responses={201: CareerGuidanceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Registrer en veiledning med anbefalingen."""
        values = self.parse(GuidanceFactsSerializer)
        return self.answer_created(register_guidance(self.actor, values.pop("participant_id"), **values))


def _change_mapping(actor: Actor, pk: UUID, *, expected_version: int | None = None, **values: Any) -> None:
    row = SkillsMapping.objects.visible_to(actor).get(pk=pk)
    known = {name: getattr(row, name) for name in MAPPED}
    save_mapping(actor, row.participant_id, Mapping(**_read(known | values)), expected_version=expected_version)


def _read(values: dict[str, Any]) -> dict[str, Any]:
    pairs = tuple((each["language"], each.get("level", "")) for each in values.get("languages", []))
    return values | {"languages": pairs}
