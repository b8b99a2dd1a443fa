"""Places and suggestions at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.faults import ParameterFault, parameter_error
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.operations.access_log import log_list, log_read
from employers.api.matching.faces import (
    CandidatesSerializer,
    FittingPlacesSerializer,
    OfferedPlaceSerializer,
    SuggestionSerializer,
)
from employers.models import (
    Certificate,
    NotRelevantReason,
    OfferedPlace,
    PlaceSource,
    SectorChoice,
    Suggestion,
    Verdict,
)
from employers.models.offered_place import OfferedPlaceQuerySet
from employers.operations.matching.candidates import Match, candidates_for, places_for
from employers.operations.matching.deciding import decide_suggestion
from employers.operations.matching.places import PlaceContent, change_place, close_place, offer_place
from participants.models import Participant
from programmes.models import NorwegianLevel


class PlaceBodySerializer(StrictSerializer):
    """What is offered."""

    title = serializers.CharField(max_length=200)
    occupation_code = serializers.CharField(max_length=4, required=False, allow_blank=True, help_text=_("STYRK-08."))
    number = serializers.IntegerField(required=False, min_value=1, max_value=500)
    listening = serializers.ChoiceField(choices=NorwegianLevel.choices, required=False, allow_blank=True)
    reading = serializers.ChoiceField(choices=NorwegianLevel.choices, required=False, allow_blank=True)
    writing = serializers.ChoiceField(choices=NorwegianLevel.choices, required=False, allow_blank=True)
    oral = serializers.ChoiceField(choices=NorwegianLevel.choices, required=False, allow_blank=True)
    certificates = serializers.ListField(
        child=serializers.ChoiceField(choices=Certificate.choices), required=False, max_length=12
    )
    starts_on = serializers.DateField(required=False, allow_null=True)
    apply_by = serializers.DateField(required=False, allow_null=True)
    municipality_number = serializers.CharField(max_length=4, required=False, allow_blank=True)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class NewPlaceSerializer(PlaceBodySerializer):
    """What an employer offers."""

    employer_id = serializers.UUIDField()


class FittingQuerySerializer(StrictSerializer):
    """Whom places are looked for, and in which sector."""

    participant_id = serializers.UUIDField()
    sector = serializers.ChoiceField(choices=SectorChoice.choices, required=False, default="")


class PlaceFilter(filters.FilterSet):
    """Which places."""

    employer_id = filters.UUIDFilter(field_name="employer", label=_("Arbeidsgiver"))
    municipality_number = filters.CharFilter(field_name="work_in", max_length=4, label=_("Kommunenummer"))
    occupation_code = filters.CharFilter(field_name="occupation", max_length=4, label=_("Yrke (STYRK-08)"))
    source = filters.ChoiceFilter(choices=PlaceSource.choices, label=_("Kilde"))
    sector = filters.ChoiceFilter(choices=SectorChoice.choices, method="by_sector", label=_("Bransje"))
    open = TruthFilter(method="by_openness", label=_("Kan fortsatt besettes"))

    class Meta:
        model = OfferedPlace
        fields = ("source",)

    def by_sector(self, rows: OfferedPlaceQuerySet, _name: str, value: str) -> QuerySet[OfferedPlace]:
        """Those of one sector."""
        return rows.in_sector(value)

    def by_openness(self, rows: OfferedPlaceQuerySet, _name: str, value: bool) -> QuerySet[OfferedPlace]:
        """Those that can be filled today, or the others."""
        is_open = OfferedPlace.objects.open_on(timezone.localdate())
        return rows.filter(pk__in=is_open.values("pk")) if value else rows.exclude(pk__in=is_open.values("pk"))


@extend_schema_view(
    list=extend_schema(summary=_("Plasser hos arbeidsgivere")), retrieve=extend_schema(summary=_("Én plass"))
)
class OfferedPlaceViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Plasser som arbeidsgivere tilbyr, og stillingsannonser; ingen personer."""

    model = OfferedPlace
    resource = Resource.OFFERED_PLACE
    holds_people = False
    faces = (OfferedPlaceSerializer,)
    filterset_class = PlaceFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "title": "title"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.OFFERED_PLACE, Action.VIEW),
        "retrieve": (Resource.OFFERED_PLACE, Action.VIEW),
        "create": (Resource.OFFERED_PLACE, Action.CREATE),
        "partial_update": (Resource.OFFERED_PLACE, Action.CHANGE),
        "close": (Resource.OFFERED_PLACE, Action.CHANGE),
        "candidates": (Resource.SUGGESTION, Action.VIEW),
        "fitting": (Resource.SUGGESTION, Action.VIEW),
    }
    action_parameters: ClassVar[dict[str, frozenset[str]]] = {"fitting": frozenset({"participant_id", "sector"})}
    changes_version = frozenset({"partial_update", "close"})

    def visible(self) -> QuerySet[Any]:
        """All places, with what the face shows."""
        return OfferedPlace.objects.visible_to(self.actor).with_facts()

    @extend_schema(summary=_("Ny plass"), request=NewPlaceSerializer, responses={201: OfferedPlaceSerializer})
    def create(self, request: Request) -> Response:
        """Registrer en plass som en arbeidsgiver tilbyr."""
        values = self.parse(NewPlaceSerializer)
        return self.answer_created(offer_place(self.actor, values.pop("employer_id"), PlaceContent(**values)))

    @extend_schema(summary=_("Endre en plass"), request=PlaceBodySerializer, responses={200: OfferedPlaceSerializer})
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre det som tilbys."""
        return self.change(change_place, pk, PlaceBodySerializer)

    @extend_schema(summary=_("Lukk en plass"), request=None, responses={200: OfferedPlaceSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Plassen er besatt eller trukket."""
        return self.change(close_place, pk)

    @extend_schema(summary=_("Hvem som passer"), responses={200: CandidatesSerializer}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def candidates(self, request: Request, pk: UUID) -> Response:
        """De 50 som passer best, med grunnene. Rådgiveren avgjør; ingenting sendes."""
        place = self.visible().get(pk=pk)
        matches, compared = candidates_for(self.actor, place, timezone.localdate())
        log_list(self.actor, Resource.SUGGESTION, [match.person.pk for match in matches])
        found = [{"participant_id": each.person.pk, "name": str(each.person), **_fit_of(each)} for each in matches]
        return Response(CandidatesSerializer({"compared": compared, "candidates": found}).data)

    @extend_schema(
        summary=_("Plasser som passer"),
        parameters=[
            OpenApiParameter("participant_id", OpenApiTypes.UUID, required=True, description=str(_("Deltaker"))),
            OpenApiParameter("sector", str, enum=SectorChoice.values, description=str(_("Bransje"))),
        ],
        responses={200: FittingPlacesSerializer},
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def fitting(self, request: Request) -> Response:
        """De 50 ledige plassene som passer deltakeren best, med grunnene."""
        asked = FittingQuerySerializer(data=request.query_params.dict())
        if not asked.is_valid():
            faults = [(name, each) for name, found in asked.errors.items() for each in found]
            raise ParameterFault(*(parameter_error(name, each.code, str(each)) for name, each in faults))
        people = Participant.objects.visible_to(self.actor).current().select_related("municipality__parent")
        person = people.get(pk=asked.validated_data["participant_id"])
        matches, compared = places_for(self.actor, person, timezone.localdate(), asked.validated_data["sector"])
        log_read(
            self.actor, Resource.SUGGESTION, participant_id=person.pk, municipality_id=person.municipality_id
        )  # fmt: skip
        found = [
            {"place_id": each.place.pk, "title": each.place.title, "employer_name": each.place.at, **_fit_of(each)}
            for each in matches
        ]
        return Response(FittingPlacesSerializer({"compared": compared, "places": found}).data)


def _fit_of(match: Match) -> dict[str, Any]:
    """How a person and a place fit, and what was decided."""
    return {
        "points": match.fit.points,
        "reasons": [
            {"code": each.ground, "grade": each.grade, "points": each.points, "most": each.most}
            for each in match.fit.reasons
        ],
        "verdict": match.decided.verdict if match.decided else None,
    }


class VerdictSerializer(StrictSerializer):
    """What was decided."""

    participant_id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    not_relevant_reason = serializers.ChoiceField(choices=NotRelevantReason.choices, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class SuggestionFilter(filters.FilterSet):
    """Which decisions."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    place_id = filters.UUIDFilter(field_name="place", label=_("Plass"))
    verdict = filters.ChoiceFilter(choices=Verdict.choices, label=_("Vurdering"))
    decided_from = DayFilter(field_name="decided_on", lookup_expr="gte", label=_("Vurdert fra og med"))

    class Meta:
        model = Suggestion
        fields = ("verdict",)


@extend_schema_view(
    list=extend_schema(summary=_("Vurderinger av plasser")), retrieve=extend_schema(summary=_("Én vurdering"))
)
class SuggestionViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Hva rådgivere har avgjort om deltakere og plasser."""

    model = Suggestion
    resource = Resource.SUGGESTION
    faces = (SuggestionSerializer,)
    filterset_class = SuggestionFilter
    orderings: ClassVar[dict[str, str]] = {"decided_on": "decided_on", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.SUGGESTION, Action.VIEW),
        "retrieve": (Resource.SUGGESTION, Action.VIEW),
        "create": (Resource.SUGGESTION, Action.CREATE),
    }

    @extend_schema(summary=_("Vurder en plass"), request=VerdictSerializer, responses={201: SuggestionSerializer})
    def create(self, request: Request) -> Response:
        """Foreslå deltakeren for plassen, eller si hvorfor den ikke er aktuell. En ny vurdering erstatter den gamle."""
        values = self.parse(VerdictSerializer)
        return self.answer_created(decide_suggestion(self.actor, values.pop("participant_id"), **values))
