"""Qualification tracks, cohorts and memberships at the API."""

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
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.filters import TruthFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from employers.api.matching.faces import CohortSerializer, TrackMembershipSerializer, TrackSerializer
from employers.models import (
    DropOutReason,
    QualificationTrack,
    SectorChoice,
    StepKind,
    TrackCohort,
    TrackMembership,
    TrackResult,
)
from employers.models.track import TrackMembershipQuerySet
from employers.operations.tracks import (
    drop_out,
    finish_track,
    join_cohort,
    move_member,
    open_cohort,
    retire_track,
    set_up_track,
)


class StepBodySerializer(StrictSerializer):
    """A step."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    name = serializers.CharField(max_length=120)
    weeks = serializers.IntegerField(min_value=1, max_value=260)


class TrackBodySerializer(StrictSerializer):
    """A track of the municipality's own, with its steps in order."""

    owner_id = serializers.UUIDField(help_text=_("Kommunen løpet hører til."))
    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    sector = serializers.ChoiceField(choices=SectorChoice.choices, required=False, allow_blank=True)
    occupation_code = serializers.CharField(max_length=4, required=False, allow_blank=True)
    steps = StepBodySerializer(many=True)


class TrackFilter(filters.FilterSet):
    """Which tracks."""

    owner_id = filters.UUIDFilter(field_name="owner", label=_("Kommune"))
    sector = filters.ChoiceFilter(choices=SectorChoice.choices, label=_("Bransje"))

    class Meta:
        model = QualificationTrack
        fields = ("sector",)


@extend_schema_view(
    list=extend_schema(summary=_("Kvalifiseringsløp")), retrieve=extend_schema(summary=_("Ett kvalifiseringsløp"))
)
class TrackViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Kvalifiseringsløp med trinn: de som følger med, og kommunens egne."""

    model = QualificationTrack
    resource = Resource.TRACK
    holds_people = False
    faces = (TrackSerializer,)
    filterset_class = TrackFilter
    orderings: ClassVar[dict[str, str]] = {"name": "name", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TRACK, Action.VIEW),
        "retrieve": (Resource.TRACK, Action.VIEW),
        "create": (Resource.TRACK, Action.CREATE),
        "retire": (Resource.TRACK, Action.CHANGE),
    }
    changes_version = frozenset({"retire"})

    def visible(self) -> QuerySet[Any]:
        """The tracks with their steps."""
        return QualificationTrack.objects.visible_to(self.actor).prefetch_related("steps")

    @extend_schema(summary=_("Sett opp et løp"), request=TrackBodySerializer, responses={201: TrackSerializer})
    def create(self, request: Request) -> Response:
        """Et løp som kommunen eller NAV setter opp selv."""
        return self.answer_created(set_up_track(self.actor, **self.parse(TrackBodySerializer)))

    @extend_schema(summary=_("Ta et løp ut av bruk"), request=None, responses={200: TrackSerializer})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ingen nye kull; de som er i gang, fortsetter."""
        return self.change(retire_track, pk)


class CohortBodySerializer(StrictSerializer):
    """A cohort."""

    track_id = serializers.UUIDField()
    owner_id = serializers.UUIDField(help_text=_("Kommunen kullet hører til."))
    name = serializers.CharField(max_length=120)
    starts_on = serializers.DateField()
    seats = serializers.IntegerField(min_value=1, max_value=500)
    partner_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)


class CohortFilter(filters.FilterSet):
    """Which cohorts."""

    track_id = filters.UUIDFilter(field_name="track", label=_("Løp"))
    owner_id = filters.UUIDFilter(field_name="owner", label=_("Kommune"))

    class Meta:
        model = TrackCohort
        fields = ("track_id", "owner_id")


@extend_schema_view(list=extend_schema(summary=_("Kull")), retrieve=extend_schema(summary=_("Ett kull")))
class CohortViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Kull som går gjennom et kvalifiseringsløp."""

    model = TrackCohort
    resource = Resource.TRACK
    holds_people = False
    faces = (CohortSerializer,)
    filterset_class = CohortFilter
    orderings: ClassVar[dict[str, str]] = {"starts_on": "starts_on", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TRACK, Action.VIEW),
        "retrieve": (Resource.TRACK, Action.VIEW),
        "create": (Resource.TRACK, Action.CREATE),
    }

    def visible(self) -> QuerySet[Any]:
        """The cohorts with their partners."""
        return TrackCohort.objects.visible_to(self.actor).prefetch_related("partners")

    @extend_schema(summary=_("Nytt kull"), request=CohortBodySerializer, responses={201: CohortSerializer})
    def create(self, request: Request) -> Response:
        """Åpne et kull på et løp."""
        return self.answer_created(open_cohort(self.actor, **self.parse(CohortBodySerializer)))


class JoinSerializer(StrictSerializer):
    """Who joins which cohort."""

    participant_id = serializers.UUIDField()
    cohort_id = serializers.UUIDField()
    joined_on = serializers.DateField(required=False)


class MoveOnBoardSerializer(StrictSerializer):
    """To which step."""

    step_id = serializers.UUIDField()
    on = serializers.DateField(required=False)


class DropOutSerializer(StrictSerializer):
    """Why somebody left."""

    reason = serializers.ChoiceField(choices=DropOutReason.choices)
    on = serializers.DateField(required=False)


class FinishSerializer(StrictSerializer):
    """What it led to."""

    result = serializers.ChoiceField(choices=TrackResult.choices)
    on = serializers.DateField(required=False)


class MembershipFilter(filters.FilterSet):
    """Which memberships."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    cohort_id = filters.UUIDFilter(field_name="cohort", label=_("Kull"))
    track_id = filters.UUIDFilter(field_name="cohort__track", label=_("Løp"))
    under_way = TruthFilter(method="by_progress", label=_("Verken sluttet eller fullført"))

    class Meta:
        model = TrackMembership
        fields = ("participant_id",)

    def by_progress(self, rows: TrackMembershipQuerySet, _name: str, value: bool) -> QuerySet[TrackMembership]:
        """Those under way, or the others."""
        return rows.under_way() if value else rows.exclude(pk__in=rows.under_way().values("pk"))


@extend_schema_view(
    list=extend_schema(summary=_("Deltakere i kvalifiseringsløp")),
    retrieve=extend_schema(summary=_("Én deltakelse i et kvalifiseringsløp")),
)
class TrackMembershipViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Hvem som er på hvilket trinn, hvem som sluttet og hva løpet førte til."""

    model = TrackMembership
    resource = Resource.TRACK_MEMBERSHIP
    faces = (TrackMembershipSerializer,)
    filterset_class = MembershipFilter
    orderings: ClassVar[dict[str, str]] = {"joined_on": "joined_on", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TRACK_MEMBERSHIP, Action.VIEW),
        "retrieve": (Resource.TRACK_MEMBERSHIP, Action.VIEW),
        "create": (Resource.TRACK_MEMBERSHIP, Action.CREATE),
        "move": (Resource.TRACK_MEMBERSHIP, Action.CHANGE),
        "drop_out": (Resource.TRACK_MEMBERSHIP, Action.CHANGE),
        "finish": (Resource.TRACK_MEMBERSHIP, Action.CHANGE),
    }
    changes_version = frozenset({"move", "drop_out", "finish"})

    def visible(self) -> QuerySet[Any]:
        """The memberships with their steps."""
        return TrackMembership.objects.visible_to(self.actor).select_related("step")

    @extend_schema(summary=_("Ta med i et kull"), request=JoinSerializer, responses={201: TrackMembershipSerializer})
    def create(self, request: Request) -> Response:
        """Deltakeren begynner på første trinn."""
        values = self.parse(JoinSerializer)
        return self.answer_created(join_cohort(self.actor, values.pop("participant_id"), **values))

    @extend_schema(
        summary=_("Flytt til et trinn"), request=MoveOnBoardSerializer, responses={200: TrackMembershipSerializer}
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Fram eller tilbake i løpet."""
        return self.change(move_member, pk, MoveOnBoardSerializer)

    @extend_schema(
        summary=_("Sluttet underveis"), request=DropOutSerializer, responses={200: TrackMembershipSerializer}
    )
    @action(detail=True, methods=["post"], url_path="drop-out")
    def drop_out(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Deltakeren sluttet; plassen er ledig."""
        return self.change(drop_out, pk, DropOutSerializer)

    @extend_schema(summary=_("Fullførte løpet"), request=FinishSerializer, responses={200: TrackMembershipSerializer})
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Deltakeren er gjennom; med hva det førte til."""
        return self.change(finish_track, pk, FinishSerializer)
