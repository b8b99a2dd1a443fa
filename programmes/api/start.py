"""The start of a case at the API: claims, offers of start, work before it, and who has right and duty."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.models import Participant
from programmes.law.target_group import TargetGroup
from programmes.models import Claim, EarlyJob, OfferAnswer, RightAssessment, StartOffer, TargetOutcome
from programmes.operations.start.assessing import confirm_assessment, preview_assessment
from programmes.operations.start.claiming import register_claim, withdraw_claim
from programmes.operations.start.early_jobs import end_early_job, register_early_job
from programmes.operations.start.offering import answer_offer, make_offer, withdraw_offer
from programmes.start_facts import Stated, target_catalogue

_LONGEST_TEXT = 10_000
_OWN = ("id", "participant_id", "municipality_id")
_READ = (Resource.START, Action.VIEW)
_WRITE = (Resource.START, Action.CREATE)
_CHANGE = (Resource.START, Action.CHANGE)


class _StartFace(FaceSerializer):
    groups = frozenset({FieldGroup.SETTLEMENT})


class ClaimSerializer(_StartFace):
    """A person's claim for a programme."""

    class Meta:
        model = Claim
        fields = (*_OWN, "version", "claimed_on", "note", "withdrawn_on", "withdrawn_reason")
        read_only_fields = fields


class StartOfferSerializer(_StartFace):
    """An offer of start and its answer."""

    class Meta:
        model = StartOffer
        fields = (
            *_OWN, "version", "offered_on", "answer_by", "answer", "answered_on", "answer_note", "withdrawn_on",
            "withdrawn_reason",
        )  # fmt: skip
        read_only_fields = fields


class EarlyJobSerializer(_StartFace):
    """Work, or an offer of it, before the start."""

    class Meta:
        model = EarlyJob
        fields = (*_OWN, "version", "employer_name", "hours_a_week", "is_offer", "first_day", "ended_on")
        read_only_fields = fields


class TargetStepSerializer(serializers.Serializer[Any]):
    """One thing that was looked at."""

    code = serializers.CharField()
    text = serializers.CharField()
    paragraph = serializers.CharField()


class RightAssessmentSerializer(_StartFace):
    """A confirmed assessment; it is never changed."""

    steps = TargetStepSerializer(many=True)
    facts = serializers.JSONField()

    class Meta:
        model = RightAssessment
        fields = (
            *_OWN, "number", "assessed_on", "computed", "outcome", "window_last_day", "facts", "steps", "reason",
        )  # fmt: skip
        read_only_fields = fields


class ClaimFactsSerializer(StrictSerializer):
    """When somebody claimed a programme."""

    participant_id = serializers.UUIDField()
    claimed_on = serializers.DateField()
    note = serializers.CharField(max_length=_LONGEST_TEXT, required=False, allow_blank=True)


class WithdrawnSerializer(StrictSerializer):
    """When something was taken back, and why."""

    withdrawn_on = serializers.DateField()
    reason = serializers.CharField(max_length=_LONGEST_TEXT)


class OfferFactsSerializer(StrictSerializer):
    """An offer of start; its date chooses the rule set."""

    participant_id = serializers.UUIDField()
    offered_on = serializers.DateField()
    answer_by = serializers.DateField(required=False, allow_null=True, help_text=_("Fjorten dager etter når tom."))


class OfferAnswerSerializer(StrictSerializer):
    """What the person answered; a no must say what was said."""

    answer = serializers.ChoiceField(choices=OfferAnswer.choices)
    answered_on = serializers.DateField()
    note = serializers.CharField(max_length=_LONGEST_TEXT, required=False, allow_blank=True)


class EarlyJobFactsSerializer(StrictSerializer):
    """Work, or an offer of it, before the start."""

    participant_id = serializers.UUIDField()
    hours_a_week = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=0, max_value=80)
    first_day = serializers.DateField()
    employer_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    is_offer = serializers.BooleanField(required=False)


class EndedSerializer(StrictSerializer):
    """The day on which the work ended or the offer fell away."""

    ended_on = serializers.DateField()


class StatedSerializer(StrictSerializer):
    """What no row tells and the caseworker states."""

    participant_id = serializers.UUIDField()
    settled_by_agreement = serializers.BooleanField(required=False, allow_null=True)
    resident_since = serializers.DateField(required=False, allow_null=True)
    is_family_of_others = serializers.BooleanField(required=False)


class ConfirmSerializer(StatedSerializer):
    """What is confirmed; another outcome than the computed one needs a reason."""

    outcome = serializers.ChoiceField(choices=TargetOutcome.choices)
    reason = serializers.CharField(max_length=_LONGEST_TEXT, required=False, allow_blank=True)


class TargetGroupSerializer(serializers.Serializer[Any]):
    """Where the law puts the person today; nothing is stored."""

    outcome = serializers.CharField()
    window_last_day = serializers.DateField(allow_null=True)
    steps = TargetStepSerializer(many=True)


class _OfPerson(filters.FilterSet):
    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))


class ClaimFilter(_OfPerson):
    """Which claims."""

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()


class OfferFilter(_OfPerson):
    """Which offers."""

    answer = filters.ChoiceFilter(choices=OfferAnswer.choices, label=_("Svar"))

    class Meta:
        model = StartOffer
        fields = ("answer",)


class EarlyJobFilter(_OfPerson):
    """Which work."""

    class Meta:
        model = EarlyJob
        fields: tuple[str, ...] = ()


class AssessmentFilter(_OfPerson):
    """Which assessments."""

    outcome = filters.ChoiceFilter(choices=TargetOutcome.choices, label=_("Utfall"))

    class Meta:
        model = RightAssessment
        fields = ("outcome",)


@extend_schema_view(list=extend_schema(summary=_("Krav om program")), retrieve=extend_schema(summary=_("Et krav")))
class ClaimViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Krav om program; fristen for vedtak og oppstart regnes fra det første som står."""

    model = Claim
    resource = Resource.START
    faces = (ClaimSerializer,)
    filterset_class = ClaimFilter
    orderings: ClassVar[dict[str, str]] = {"claimed_on": "claimed_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _READ, "retrieve": _READ, "create": _WRITE, "withdraw": _CHANGE,
    }  # fmt: skip
    changes_version = frozenset({"withdraw"})

    @extend_schema(summary=_("Registrer et krav"), request=ClaimFactsSerializer, responses={201: ClaimSerializer})
    def create(self, request: Request) -> Response:
        """Si at personen har krevd program."""
        values = self.parse(ClaimFactsSerializer)
        return self.answer_created(register_claim(self.actor, values.pop("participant_id"), **values))

    @extend_schema(summary=_("Trekk et krav"), request=WithdrawnSerializer, responses={200: ClaimSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Kravet er trukket; fristen regnes av det som står igjen."""
        return self.change(withdraw_claim, pk, WithdrawnSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Tilbud om oppstart")), retrieve=extend_schema(summary=_("Et tilbud om oppstart"))
)
class StartOfferViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Tilbud om oppstart; datoen velger regelsettet."""

    model = StartOffer
    resource = Resource.START
    faces = (StartOfferSerializer,)
    filterset_class = OfferFilter
    orderings: ClassVar[dict[str, str]] = {"offered_on": "offered_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _READ, "retrieve": _READ, "create": _WRITE, "answer": _CHANGE, "withdraw": _CHANGE,
    }  # fmt: skip
    changes_version = frozenset({"answer", "withdraw"})

    @extend_schema(
        summary=_("Gi tilbud om oppstart"), request=OfferFactsSerializer, responses={201: StartOfferSerializer}
    )
    def create(self, request: Request) -> Response:
        """Gi et tilbud. Ett tilbud om gangen venter på svar."""
        values = self.parse(OfferFactsSerializer)
        return self.answer_created(make_offer(self.actor, values.pop("participant_id"), **values))

    @extend_schema(summary=_("Registrer svaret"), request=OfferAnswerSerializer, responses={200: StartOfferSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Tatt imot eller avvist. Den som avviser, mister retten (§ 3 tredje ledd)."""
        return self.change(answer_offer, pk, OfferAnswerSerializer)

    @extend_schema(summary=_("Trekk et tilbud"), request=WithdrawnSerializer, responses={200: StartOfferSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Tilbudet gjelder ikke lenger; raden blir stående."""
        return self.change(withdraw_offer, pk, WithdrawnSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Arbeid før oppstart")), retrieve=extend_schema(summary=_("Ett arbeid før oppstart"))
)
class EarlyJobViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Arbeid eller tilbud om arbeid før programmet; fra 30 timer i uken er personen ikke i målgruppen."""

    model = EarlyJob
    resource = Resource.START
    faces = (EarlyJobSerializer,)
    filterset_class = EarlyJobFilter
    orderings: ClassVar[dict[str, str]] = {"first_day": "first_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _READ, "retrieve": _READ, "create": _WRITE, "end": _CHANGE,
    }  # fmt: skip
    changes_version = frozenset({"end"})

    @extend_schema(
        summary=_("Registrer arbeid før oppstart"), request=EarlyJobFactsSerializer, responses={201: EarlyJobSerializer}
    )
    def create(self, request: Request) -> Response:
        """Si at personen arbeider, eller har tilbud om arbeid."""
        values = self.parse(EarlyJobFactsSerializer)
        return self.answer_created(register_early_job(self.actor, values.pop("participant_id"), **values))

    @extend_schema(summary=_("Arbeidet falt bort"), request=EndedSerializer, responses={200: EarlyJobSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Innen to år gjelder rett og plikt igjen, og fristen for oppstart løper på nytt."""
        return self.change(end_early_job, pk, EndedSerializer)


@extend_schema_view(
    list=extend_schema(summary=_("Vurderinger av rett og plikt")),
    retrieve=extend_schema(summary=_("En vurdering av rett og plikt")),
)
class RightAssessmentViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Hvem som har rett og plikt, hvem kommunen kan gi tilbud, og hvem som er utenfor; beregnet og bekreftet."""

    model = RightAssessment
    resource = Resource.START
    faces = (RightAssessmentSerializer,)
    filterset_class = AssessmentFilter
    orderings: ClassVar[dict[str, str]] = {"assessed_on": "assessed_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _READ, "retrieve": _READ, "create": (Resource.START, Action.DECIDE), "preview": _READ,
    }  # fmt: skip
    keyless_actions = frozenset({"preview"})

    @extend_schema(
        summary=_("Bekreft en vurdering"), request=ConfirmSerializer, responses={201: RightAssessmentSerializer}
    )
    def create(self, request: Request) -> Response:
        """Bekreft det reglene gir, eller noe annet med begrunnelse."""
        values = self.parse(ConfirmSerializer)
        participant_id, outcome = values.pop("participant_id"), values.pop("outcome")
        reason = values.pop("reason", "")
        row = confirm_assessment(self.actor, participant_id, stated=Stated(**values), outcome=outcome, reason=reason)
        return self.answer_created(row)

    @extend_schema(summary=_("Beregn rett og plikt"), request=StatedSerializer, responses={200: TargetGroupSerializer})
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Hva reglene gir i dag, med paragrafer. Ingenting blir lagret."""
        values = self.parse(StatedSerializer)
        person = Participant.objects.visible_to(self.actor).current().get(pk=values.pop("participant_id"))
        self.log(person)
        return Response(TargetGroupSerializer(in_words(preview_assessment(person, Stated(**values)))).data)


def in_words(group: TargetGroup) -> dict[str, Any]:
    """The answer in the language of the request."""
    words = target_catalogue()
    return {
        "outcome": group.outcome.value,
        "window_last_day": group.window_last_day,
        "steps": [
            {"code": step.code.value, "text": step.text(words), "paragraph": step.paragraph} for step in group.steps
        ],
    }
