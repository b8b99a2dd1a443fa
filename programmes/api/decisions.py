"""Decisions at the API: drafted, made, notified, appealed; extensions and stops are decisions of their own types."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, Resource
from agencies.api.conditions import version_read_by
from agencies.api.filters import DayFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.decision_faces import (
    DECISION_STATES,
    DecisionDetailSerializer,
    DecisionSerializer,
    DraftSerializer,
    ExtensionSerializer,
    ResumeSerializer,
    StopDraftSerializer,
    StopSerializer,
    TakeStepSerializer,
    stop_content,
)
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionStep, DecisionType, Letter, Participation, Stop
from programmes.models.decision import DecisionQuerySet
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.extending import Extension, decide_extension
from programmes.operations.procedure import StepFacts
from programmes.operations.steps import take_step
from programmes.operations.stopping import lift_stop


class DecisionFilter(filters.FilterSet):
    """Which decisions."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    decision_type = filters.ChoiceFilter(choices=DecisionType.choices, label=_("Vedtakstype"))
    state = filters.ChoiceFilter(choices=DECISION_STATES, method="in_state", label=_("Hvor vedtaket står i dag"))
    decided_from = DayFilter(field_name="decided_on", lookup_expr="gte", label=_("Vedtatt fra og med"))
    decided_to = DayFilter(field_name="decided_on", lookup_expr="lte", label=_("Vedtatt til og med"))

    class Meta:
        model = Decision
        fields = ("decision_type",)

    def in_state(self, rows: DecisionQuerySet, _name: str, value: str) -> QuerySet[Decision]:
        """Those that stand so today."""
        return rows.in_state(timezone.localdate(), value)


class DecisionRows(BaseViewSet):
    """What the endpoints of decisions share."""

    model = Decision
    resource = Resource.DECISION
    faces = (DecisionSerializer,)
    detail_faces = (DecisionDetailSerializer,)

    def visible(self) -> QuerySet[Any]:
        """Decisions with their steps and letters."""
        return decisions_visible_to(self.actor)

    def etag_parts(self, row: Decision) -> tuple[str, ...]:
        """Today, since the state is of today; the roles, since what may be done is theirs; the language."""
        roles = ",".join(sorted(self.actor.roles))
        return (timezone.localdate().isoformat(), roles, get_language() or "")


def answer_decision(view: BaseViewSet, decision: Decision) -> Response:
    """A decision that was made through another collection than its own, and where it is."""
    rows = decisions_visible_to(view.actor)
    face = DecisionDetailSerializer(rows.get(pk=decision.pk), context=view.get_serializer_context())
    return Response(face.data, status=201, headers={"Location": reverse("api-decisions-detail", args=[decision.pk])})


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    """Decisions with their steps and letters, in a constant number of queries."""
    steps = Prefetch("steps", queryset=DecisionStep.objects.order_by("sequence"))
    letters = Prefetch("letters", queryset=Letter.objects.order_by("created_at", "id"))
    return Decision.objects.visible_to(actor).prefetch_related(steps, letters)


@extend_schema_view(
    list=extend_schema(summary=_("Vedtak")),
    retrieve=extend_schema(summary=_("Et vedtak"), responses={200: DecisionDetailSerializer}),
)
class DecisionViewSet(ListMixin, RetrieveMixin, DecisionRows):
    """Enkeltvedtak med steg, brev og klagefrist."""

    filterset_class = DecisionFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "decided_on": "decided_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.DECISION, Action.VIEW),
        "retrieve": (Resource.DECISION, Action.VIEW),
        "create": (Resource.DECISION, Action.CREATE),
        "steps": (Resource.DECISION, Action.CHANGE),
    }
    changes_version = frozenset({"steps"})

    @extend_schema(
        summary=_("Lag et utkast til vedtak"), request=DraftSerializer, responses={201: DecisionDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        """Lag et utkast. Når loven ikke har et slikt vedtak i saken, sier svaret paragrafen."""
        values = self.parse(DraftSerializer)
        participant_id = values.pop("participant_id")
        return self.answer_created(draft_decision(self.actor, participant_id, Draft(**values)))

    @extend_schema(
        summary=_("Gjør et steg i vedtaket"), request=TakeStepSerializer, responses={200: DecisionDetailSerializer}
    )
    @action(detail=True, methods=["post"])
    def steps(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Send forhåndsvarsel, registrer svar, fatt vedtaket, send det, registrer mottak, klage og utfall."""

        def take(actor: Actor, pk: UUID, *, expected_version: int | None, act: str, **facts: Any) -> Decision:
            return take_step(actor, pk, DecisionAct(act), StepFacts(**facts), expected_version=expected_version)

        return self.change(take, pk, TakeStepSerializer)


class ExtensionViewSet(DecisionRows):
    """Forlengelser."""

    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"create": (Resource.DECISION, Action.DECIDE)}
    changes_version = frozenset({"create"})

    @extend_schema(
        summary=_("Fatt vedtak om forlengelse"),
        request=ExtensionSerializer,
        responses={201: DecisionDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Forleng et program, eller avslå søknaden. Har loven ingen slik forlengelse, sier svaret paragrafen.

        If-Match er ETag-en til programmet, som forlengelsen endrer.
        """
        values = self.parse(ExtensionSerializer)
        participation_id, decided_on = values.pop("participation_id"), values.pop("decided_on", None)
        programme = Participation.objects.visible_to(self.actor).get(pk=participation_id)
        decision = decide_extension(
            self.actor,
            programme.pk,
            Extension(**values),
            decided_on=decided_on,
            expected_version=version_read_by(request, programme.pk),
        )
        return answer_decision(self, decision)


@extend_schema_view(
    list=extend_schema(summary=_("Stanser")),
    retrieve=extend_schema(summary=_("En stans"), responses={200: StopSerializer}),
)
class StopViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Midlertidige stanser."""

    model = Stop
    resource = Resource.DECISION
    faces = (StopSerializer,)
    orderings: ClassVar[dict[str, str]] = {"first_day": "first_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.DECISION, Action.VIEW),
        "retrieve": (Resource.DECISION, Action.VIEW),
        "create": (Resource.DECISION, Action.DECIDE),
        "resume": (Resource.DECISION, Action.DECIDE),
    }
    changes_version = frozenset({"resume"})

    @extend_schema(
        summary=_("Lag et utkast til stans"), request=StopDraftSerializer, responses={201: DecisionDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        """Lag et utkast til vedtak om stans. Stansen begynner når vedtaket er fattet, etter forhåndsvarsel."""
        values = self.parse(StopDraftSerializer)
        is_permanent = values.get("is_permanent", False)
        programme = Participation.objects.visible_to(self.actor).get(pk=values["participation_id"])
        draft = Draft(
            decision_type=DecisionType.STOP_PERMANENT if is_permanent else DecisionType.STOP_TEMPORARY,
            participation_id=programme.pk,
            content=stop_content(values),
            reasons=values["reasons"],
            language=values.get("language", "nb"),
        )
        decision = draft_decision(self.actor, programme.participant_id, draft)
        return answer_decision(self, decision)

    @extend_schema(summary=_("Ta opp igjen"), request=ResumeSerializer, responses={200: StopSerializer})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si fra når programmet fortsetter. Sluttdatoen er den samme."""
        return self.change(lift_stop, pk, ResumeSerializer)
