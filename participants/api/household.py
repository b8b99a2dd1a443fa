"""Households at the API: members with their periods, and the verbs that change them."""

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.api.filters import DayFilter
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.api.bodies import ReasonSerializer
from participants.models import Custody, EndReason, FamilyMember, FamilyPeriod, Kinship, Tie
from participants.operations.household import (
    Living,
    NewMember,
    add_member,
    change_living,
    correct_member,
    end_tie,
    link_member,
    remove_member,
    undo_last_change,
)
from participants.operations.household.correcting import MemberFacts

_VIEW = (Resource.HOUSEHOLD, Action.VIEW)
_CHANGE = (Resource.HOUSEHOLD, Action.CHANGE)


class FamilyPeriodSerializer(serializers.ModelSerializer[FamilyPeriod]):
    """How a member belongs to the household in a period of inclusive days."""

    # Words, not choices: they are empty where they do not concern the kin.
    tie = serializers.CharField(read_only=True, help_text=", ".join(Tie.values))
    custody = serializers.CharField(read_only=True, help_text=", ".join(Custody.values))
    end_reason = serializers.CharField(read_only=True, help_text=", ".join(EndReason.values))

    class Meta:
        model = FamilyPeriod
        fields = ("id", "first_day", "last_day", "tie", "lives_here", "custody", "end_reason")
        read_only_fields = fields


class FamilyMemberSerializer(FaceSerializer):
    """Somebody in the family of the person of the case, with every period, oldest first."""

    groups = frozenset({FieldGroup.FAMILY})
    given_name = serializers.SerializerMethodField()
    family_name = serializers.SerializerMethodField()
    periods = FamilyPeriodSerializer(many=True, read_only=True)

    class Meta:
        model = FamilyMember
        fields = (
            "id", "version", "participant_id", "municipality_id", "kinship", "related_id", "common_id", "given_name",
            "family_name", "birth_date", "is_reference", "reference_settled_on", "periods",
        )  # fmt: skip
        read_only_fields = fields

    def get_given_name(self, member: FamilyMember) -> str:
        """Read on the member's own case where there is one."""
        return member.related.given_name if member.related else member.given_name

    def get_family_name(self, member: FamilyMember) -> str:
        """Read on the member's own case where there is one."""
        return member.related.family_name if member.related else member.family_name


class LivingSerializer(StrictSerializer):
    """How somebody belongs to the household from a day on."""

    first_day = serializers.DateField()
    lives_here = serializers.BooleanField(default=True)
    tie = serializers.ChoiceField(
        choices=Tie.choices, required=False, allow_blank=True, help_text=_("Bare for ektefelle og samboer.")
    )
    custody = serializers.ChoiceField(
        choices=Custody.choices, required=False, allow_blank=True, help_text=_("Bare for barn.")
    )


class NewMemberSerializer(LivingSerializer):
    """Who joins the household, and how."""

    participant_id = serializers.UUIDField()
    kinship = serializers.ChoiceField(choices=Kinship.choices)
    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    related_id = serializers.UUIDField(
        required=False, allow_null=True, help_text=_("Saken til familiemedlemmet, når det har en i kommunen.")
    )
    is_reference = serializers.BooleanField(
        default=False, help_text=_("Referansepersonen for familieinnvandringen (§ 9).")
    )
    reference_settled_on = serializers.DateField(required=False, allow_null=True)
    also_partners = serializers.BooleanField(
        default=False, help_text=_("Før barnet også på saken til ektefellen eller samboeren.")
    )


class ChangeLivingSerializer(LivingSerializer):
    """What is otherwise from a day on."""

    also_other_parent = serializers.BooleanField(
        default=False, help_text=_("Endre også på saken til den andre forelderen.")
    )


class EndTieSerializer(StrictSerializer):
    """When and why a tie ended."""

    last_day = serializers.DateField()
    reason = serializers.ChoiceField(choices=EndReason.choices)


class MemberFactsSerializer(StrictSerializer):
    """Who a member is; what is left out stays."""

    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    is_reference = serializers.BooleanField(required=False)
    reference_settled_on = serializers.DateField(required=False, allow_null=True)


class LinkSerializer(StrictSerializer):
    """Which case is the member's own."""

    related_id = serializers.UUIDField()


class FamilyMemberFilter(filters.FilterSet):
    """Which members."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltakeren"))
    kinship = filters.ChoiceFilter(choices=Kinship.choices, label=_("Slektskap"))
    day = DayFilter(method="in_force_on", label=_("Hører til familien denne dagen"))

    class Meta:
        model = FamilyMember
        fields = ()

    def in_force_on(self, rows: QuerySet[FamilyMember], _name: str, day: dt.date) -> QuerySet[FamilyMember]:
        """Members with a period in force on the day."""
        open_then = Q(periods__last_day__isnull=True) | Q(periods__last_day__gte=day)
        return rows.filter(open_then, periods__first_day__lte=day)


@extend_schema_view(
    list=extend_schema(summary=_("Familiemedlemmer")),
    retrieve=extend_schema(summary=_("Et familiemedlem")),
)
class FamilyMemberViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Partner, barn, foreldre og andre, med hvordan de bor sammen, i perioder. NAV får ikke familieopplysninger."""

    model = FamilyMember
    resource = Resource.HOUSEHOLD
    faces = (FamilyMemberSerializer,)
    filterset_class = FamilyMemberFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "create": (Resource.HOUSEHOLD, Action.CREATE),
        "partial_update": _CHANGE,
        "change_living": _CHANGE,
        "end": _CHANGE,
        "undo": _CHANGE,
        "link": _CHANGE,
        "remove": _CHANGE,
    }
    changes_version = frozenset({"partial_update", "change_living", "end", "undo", "link"})

    def visible(self) -> QuerySet[Any]:
        """Without those who were written by mistake; names of linked members joined in."""
        periods = Prefetch("periods", FamilyPeriod.objects.order_by("first_day", "id"))
        rows = FamilyMember.objects.visible_to(self.actor).current()
        return rows.select_related("related").prefetch_related(periods)

    def etag_parts(self, row: FamilyMember) -> tuple[str, ...]:
        """The name of a linked member is shown too."""
        return (row.full_name,)

    @extend_schema(
        summary=_("Legg til et familiemedlem"), request=NewMemberSerializer, responses={201: FamilyMemberSerializer}
    )
    def create(self, request: Request) -> Response:
        """Har familiemedlemmet egen sak i kommunen, føres forholdet på begge sakene."""
        values = self.parse(NewMemberSerializer)
        participant_id, also = values.pop("participant_id"), values.pop("also_partners")
        living = _living_of(values)
        row = add_member(self.actor, participant_id, member=NewMember(**values), living=living, also_partners=also)
        return self.answer_created(row)

    @extend_schema(
        summary=_("Rett et familiemedlem"), request=MemberFactsSerializer, responses={200: FamilyMemberSerializer}
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Rett navn, fødselsdato og referanseperson. Den som har egen sak, rettes der."""

        def correct(actor: Actor, member_id: UUID, *, expected_version: int | None, **given: Any) -> FamilyMember:
            row = self.get_queryset().get(pk=member_id)
            names = ("given_name", "family_name", "birth_date", "is_reference", "reference_settled_on")
            facts = {name: given.get(name, getattr(row, name)) for name in names}
            return correct_member(actor, member_id, facts=MemberFacts(**facts), expected_version=expected_version)

        return self.change(correct, pk, MemberFactsSerializer)

    @extend_schema(
        summary=_("Endre husstanden fra en dag"),
        request=ChangeLivingSerializer,
        responses={200: FamilyMemberSerializer},
    )
    @action(detail=True, methods=["post"], url_path="change-living")
    def change_living(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Flytting, giftermål eller ny omsorg. Perioden før slutter dagen før; samme første dag retter den."""

        def change(actor: Actor, member_id: UUID, *, expected_version: int | None, **given: Any) -> FamilyMember:
            also = given.pop("also_other_parent")
            living = _living_of(given)
            return change_living(
                actor, member_id, living=living, also_other_parent=also, expected_version=expected_version
            )

        return self.change(change, pk, ChangeLivingSerializer)

    @extend_schema(
        summary=_("Registrer at forholdet tok slutt"),
        request=EndTieSerializer,
        responses={200: FamilyMemberSerializer},
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Skilsmisse, samlivsbrudd eller død; siste dag er den siste i forholdet."""
        return self.change(end_tie, pk, EndTieSerializer)

    @extend_schema(summary=_("Angre siste endring"), request=None, responses={200: FamilyMemberSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Perioden før blir åpen igjen."""
        return self.change(undo_last_change, pk)

    @extend_schema(
        summary=_("Knytt familiemedlemmet til saken det har"),
        request=LinkSerializer,
        responses={200: FamilyMemberSerializer},
    )
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Begge sakene viser familien etterpå."""
        return self.change(link_member, pk, LinkSerializer)

    @extend_schema(
        summary=_("Fjern et familiemedlem som er ført feil"), request=ReasonSerializer, responses={204: None}
    )
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: UUID) -> Response:
        """Raden beholdes i historikken med grunnen, men teller ikke lenger."""
        values = self.parse(ReasonSerializer)
        remove_member(self.actor, pk, **values)
        return Response(status=204)


def _living_of(values: dict[str, Any]) -> Living:
    """The facts of how they live; takes them out of ``values``."""
    names = ("first_day", "lives_here", "tie", "custody")
    return Living(**{name: values.pop(name) for name in names if name in values})
