"""Programmes at the API: awarded, read with the computation of the last day, planned, ended."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource
from agencies.api.filters import DayFilter
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.faces import DETAIL_FACES, LIST_FACES, ParticipationDetailForMunicipalitySerializer
from programmes.models import (
    EducationLevel,
    EndReason,
    Goal,
    MainActivity,
    Participation,
    ParticipationState,
    Protection,
)
from programmes.models.participation import ParticipationQuerySet
from programmes.models.stop import state_prefetches
from programmes.operations.awarding import Award, award_programme
from programmes.operations.ending import end_programme

_STATES = [(state.value, state.value) for state in ParticipationState]
LONGEST_MONTHS = 120


class AwardSerializer(StrictSerializer):
    """The facts of an award; whether the law has such a programme is for the rules."""

    participant_id = serializers.UUIDField()
    offer_date = serializers.DateField(help_text=_("Datoen for tilbudet om oppstart; den velger regelsettet."))
    protection = serializers.ChoiceField(choices=Protection.choices)
    education = serializers.ChoiceField(choices=EducationLevel.choices)
    goal = serializers.ChoiceField(choices=Goal.choices)
    first_day = serializers.DateField()
    months = serializers.IntegerField(min_value=1, max_value=LONGEST_MONTHS)
    awarded_on = serializers.DateField()
    reason = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    limit_reason = serializers.CharField(
        max_length=10_000, required=False, allow_blank=True, help_text=_("Hvorfor en veiledende grense passeres.")
    )
    plan_made_on = serializers.DateField(required=False, allow_null=True)


class EndSerializer(StrictSerializer):
    """The last day of a programme, why it ended, and what the participant mainly does then."""

    ended_on = serializers.DateField()
    end_reason = serializers.ChoiceField(choices=EndReason.choices)
    main_activity = serializers.ChoiceField(choices=MainActivity.choices)


class ParticipationFilter(filters.FilterSet):
    """Which programmes."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    state = filters.ChoiceFilter(choices=_STATES, method="in_state", label=_("Hvor programmet står i dag"))
    goal = filters.ChoiceFilter(choices=Goal.choices, label=_("Sluttmål"))
    last_day_from = DayFilter(field_name="last_day", lookup_expr="gte", label=_("Siste dag fra og med"))
    last_day_to = DayFilter(field_name="last_day", lookup_expr="lte", label=_("Siste dag til og med"))
    end_reason = filters.ChoiceFilter(choices=EndReason.choices, label=_("Sluttårsak"))

    class Meta:
        model = Participation
        fields = ("goal", "end_reason")

    def in_state(self, rows: ParticipationQuerySet, _name: str, value: str) -> QuerySet[Participation]:
        """Those that stand so today."""
        return rows.with_state(timezone.localdate()).filter(state_on_day=value)  # type: ignore[misc]


@extend_schema_view(
    list=extend_schema(summary=_("Introduksjonsprogrammer")),
    retrieve=extend_schema(
        summary=_("Et introduksjonsprogram"), responses={200: ParticipationDetailForMunicipalitySerializer}
    ),
)
class ParticipationViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Introduksjonsprogrammer: vedtaket, siste dag og leddene som gir den."""

    model = Participation
    resource = Resource.PARTICIPATION
    faces = LIST_FACES
    detail_faces = DETAIL_FACES
    filterset_class = ParticipationFilter
    parameter_groups: ClassVar[dict[str, FieldGroup]] = {"end_reason": FieldGroup.DECISIONS}
    orderings: ClassVar[dict[str, str]] = {"last_day": "last_day", "first_day": "first_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.PARTICIPATION, Action.VIEW),
        "retrieve": (Resource.PARTICIPATION, Action.VIEW),
        "create": (Resource.PARTICIPATION, Action.DECIDE),
        "end": (Resource.PARTICIPATION, Action.DECIDE),
    }
    changes_version = frozenset({"end"})

    def visible(self) -> QuerySet[Participation]:
        """Programmes with what their state is computed from."""
        return Participation.objects.visible_to(self.actor).prefetch_related(*state_prefetches())

    def etag_parts(self, row: Participation) -> tuple[str, ...]:
        """Today, since state and days left are of today; and the language that the steps are written in."""
        return (timezone.localdate().isoformat(), get_language() or "")

    @extend_schema(
        summary=_("Fatt vedtak om program"),
        request=AwardSerializer,
        responses={201: ParticipationDetailForMunicipalitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Fatt vedtak om introduksjonsprogram. Når regelverket ikke har et slikt program, sier svaret paragrafen."""
        values = self.parse(AwardSerializer)
        participant_id = values.pop("participant_id")
        return self.answer_created(award_programme(self.actor, participant_id, Award(**values)))

    @extend_schema(
        summary=_("Avslutt et program"),
        request=EndSerializer,
        responses={200: ParticipationDetailForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Registrer siste dag, sluttårsak og hovedaktivitet."""
        return self.change(end_programme, pk, EndSerializer)
