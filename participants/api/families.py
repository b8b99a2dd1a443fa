"""Enrolling a family at the API: the same operation as the page."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet
from participants.api.bodies import EnrolmentSerializer
from participants.models import Kinship, Participant, Tie
from participants.operations.families import EnrolledFamily, Family, Kin, enrol_family


class KinSerializer(EnrolmentSerializer):
    """One of the family: the facts of an enrolment, who it is, and the case that is known already."""

    municipality_id = None  # type: ignore[assignment]
    named_user_ids = None  # type: ignore[assignment]
    role = serializers.ChoiceField(
        choices=[("self", _("den familien hører til")), *Kinship.choices],
        source="kinship",
        help_text=_("Den første er «self»."),
    )
    known_id = serializers.UUIDField(required=False, allow_null=True, help_text=_("Saken personen har fra før."))
    has_case = serializers.BooleanField(default=True, help_text=_("Om personen skal ha egen sak."))


class FamilySerializer(StrictSerializer):
    """The family; the first person is the one whose family it is."""

    municipality_id = serializers.UUIDField()
    together_since = serializers.DateField(help_text=_("Dagen de bor sammen fra."))
    tie = serializers.ChoiceField(choices=Tie.choices, default=Tie.SPOUSE)
    people = KinSerializer(many=True, allow_empty=False)


class EnrolledKinSerializer(serializers.Serializer[Any]):
    """What became of one of them: the case, and whether it is new; null for a child without one."""

    participant_id = serializers.UUIDField(allow_null=True)
    is_new = serializers.BooleanField()


class EnrolledFamilySerializer(serializers.Serializer[Any]):
    """In the order of the people."""

    people = EnrolledKinSerializer(many=True)


class FamilyViewSet(BaseViewSet):
    """Familier som registreres samlet."""

    model = Participant
    resource = Resource.PARTICIPANT
    serializer_class = EnrolledFamilySerializer
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"create": (Resource.PARTICIPANT, Action.CREATE)}

    @extend_schema(
        summary=_("Registrer en familie"), request=FamilySerializer, responses={201: EnrolledFamilySerializer}
    )
    def create(self, request: Request) -> Response:
        """De som mangler, registreres, og familien knyttes sammen; alt eller ingenting. Søk etter hver av dem først."""
        values = self.parse(FamilySerializer)
        people = tuple(_kin(each) for each in values["people"])
        family = Family(people=people, tie=values["tie"], together_since=values["together_since"])
        enrolled = enrol_family(self.actor, values["municipality_id"], family)
        self.log_rows(case for case in enrolled.cases if case)
        return Response(EnrolledFamilySerializer(_answer(enrolled)).data, status=status.HTTP_201_CREATED)


def _kin(values: dict[str, Any]) -> Kin:
    facts = dict(values)
    own = {name: facts.pop(name) for name in ("kinship", "known_id", "has_case", "is_another") if name in facts}
    return Kin(enrolment=EnrolmentSerializer.enrolment(facts), **own)


def _answer(enrolled: EnrolledFamily) -> dict[str, Any]:
    rows: list[dict[str, UUID | bool | None]] = [
        {"participant_id": case.pk if case else None, "is_new": bool(case and case.pk in enrolled.new_ids)}
        for case in enrolled.cases
    ]
    return {"people": rows}
