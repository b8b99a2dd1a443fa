"""Taking back at the API: registered in error, a merge undone, a case split, an identity corrected."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, FieldGroup, Resource, may
from agencies.api.conditions import version_read_by
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.api.bodies import ReasonSerializer
from participants.models import CaseReversal, Participant, ReversibleAct, SamePersonNotice, Sex
from participants.models.elsewhere import NoticeAnswer
from participants.operations.elsewhere import answer_notice
from participants.operations.identity import IdentityFacts, correct_identity, replace_number
from participants.operations.mistakes import register_in_error, restore_registration, undo_merge
from participants.operations.splitting import Split, split_person

_VIEW = (Resource.PARTICIPANT, Action.VIEW)
_CHANGE = (Resource.PARTICIPANT, Action.CHANGE)


class MergeActSerializer(FaceSerializer):
    """A merge that can be undone until ``last_day`` (inclusive)."""

    groups = frozenset({FieldGroup.NOTES})
    last_day = serializers.DateField(read_only=True)

    class Meta:
        model = CaseReversal
        fields = ("id", "participant_id", "other_id", "municipality_id", "reason", "done_on", "last_day")
        read_only_fields = fields


class IdentitySerializer(StrictSerializer):
    """Who the person is, and where that was learnt."""

    given_name = serializers.CharField(max_length=120, allow_blank=True)
    family_name = serializers.CharField(max_length=120, allow_blank=True)
    birth_date = serializers.DateField()
    sex = serializers.ChoiceField(choices=Sex.choices)
    reason = serializers.CharField(max_length=500, allow_blank=True)


class NewNumberSerializer(StrictSerializer):
    """A number that replaces another from a day."""

    number = serializers.CharField(max_length=20)
    valid_from = serializers.DateField()


class SplitSerializer(StrictSerializer):
    """Who the other person is, and the rows that are theirs, by part."""

    given_name = serializers.CharField(max_length=120, allow_blank=True)
    family_name = serializers.CharField(max_length=120, allow_blank=True)
    birth_date = serializers.DateField()
    reason = serializers.CharField(max_length=2000, allow_blank=True)
    rows = serializers.DictField(child=serializers.ListField(child=serializers.UUIDField(), max_length=500))


class CaseIdSerializer(serializers.Serializer[Any]):
    """The case that the act led to."""

    participant_id = serializers.UUIDField()


@extend_schema_view(
    list=extend_schema(summary=_("Sammenslåinger som kan angres")),
    retrieve=extend_schema(summary=_("En sammenslåing som kan angres")),
)
class MergeActViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Sammenslåinger de siste 30 dagene."""

    model = CaseReversal
    resource = Resource.PARTICIPANT
    faces = (MergeActSerializer,)
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"list": _VIEW, "retrieve": _VIEW, "undo": _CHANGE}

    def visible(self) -> QuerySet[Any]:
        """Merges that were not undone, for those who may change a case."""
        if not may(self.actor, *_CHANGE):
            return CaseReversal.objects.none()
        return CaseReversal.objects.visible_to(self.actor).standing().filter(act=ReversibleAct.MERGE)

    @extend_schema(summary=_("Angre en sammenslåing"), request=ReasonSerializer, responses={200: CaseIdSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """Alt som ble flyttet, går tilbake. Det som er skrevet etterpå, blir stående."""
        other = undo_merge(self.actor, pk, **self.parse(ReasonSerializer))
        return Response(CaseIdSerializer({"participant_id": other.pk}).data)


class MistakeViewSet(BaseViewSet):
    """Feil på en sak: registrert ved en feil, to personer på én sak, feil navn, fødselsdato eller nummer."""

    model = Participant
    resource = Resource.PARTICIPANT
    serializer_class = CaseIdSerializer
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "register_in_error": _CHANGE,
        "restore": _CHANGE,
        "split": _CHANGE,
        "identity": _CHANGE,
        "number": _CHANGE,
    }
    changes_version = frozenset({"register_in_error", "split", "identity", "number"})

    def visible(self) -> QuerySet[Any]:
        """The cases of the actor."""
        return Participant.objects.visible_to(self.actor).current()

    @extend_schema(
        summary=_("Marker som registrert ved en feil"), request=ReasonSerializer, responses={200: CaseIdSerializer}
    )
    @action(detail=True, methods=["post"], url_path="register-in-error")
    def register_in_error(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Saken beholdes, men forsvinner fra lister, søk, tall, frister og varsler."""
        return self._done(pk, register_in_error, ReasonSerializer)

    @extend_schema(summary=_("Gjenopprett en sak"), request=ReasonSerializer, responses={200: CaseIdSerializer})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Ta tilbake at saken var registrert ved en feil."""
        person = restore_registration(self.actor, pk, **self.parse(ReasonSerializer))
        return Response(CaseIdSerializer({"participant_id": person.pk}).data)

    @extend_schema(summary=_("Del en sak på to personer"), request=SplitSerializer, responses={200: CaseIdSerializer})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Det som velges, flyttes til en ny sak; svaret er den nye."""

        def run(actor: Actor, person_id: UUID, *, expected_version: int | None, **values: Any) -> Participant:
            return split_person(actor, person_id, split=Split(**values), expected_version=expected_version)

        return self._done(pk, run, SplitSerializer)

    @extend_schema(summary=_("Rett identiteten"), request=IdentitySerializer, responses={200: CaseIdSerializer})
    @action(detail=True, methods=["post"])
    def identity(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Navn, fødselsdato og kjønn. Det som regnes fra fødselsdatoen, følger med."""

        def run(
            actor: Actor, person_id: UUID, *, expected_version: int | None, reason: str, **values: Any
        ) -> Participant:
            facts = IdentityFacts(**values)
            return correct_identity(actor, person_id, facts=facts, reason=reason, expected_version=expected_version)

        return self._done(pk, run, IdentitySerializer)

    @extend_schema(
        summary=_("Registrer et nytt nummer"), request=NewNumberSerializer, responses={200: CaseIdSerializer}
    )
    @action(detail=True, methods=["post"])
    def number(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Det forrige nummeret slutter dagen før og beholdes. Et fødselsnummer erstatter også D-nummeret."""

        def run(actor: Actor, person_id: UUID, *, expected_version: int | None, **values: Any) -> Participant:
            return replace_number(actor, person_id, expected_version=expected_version, **values).participant

        return self._done(pk, run, NewNumberSerializer)

    def _done(self, pk: UUID, operation: Any, serializer: type[Any]) -> Response:
        if not self.get_queryset().filter(pk=pk).exists():
            raise Participant.DoesNotExist
        version = version_read_by(self.request, pk)
        person = operation(self.actor, pk, expected_version=version, **self.parse(serializer))
        return Response(CaseIdSerializer({"participant_id": person.pk}).data, status=status.HTTP_200_OK)


class SamePersonForMunicipalitySerializer(FaceSerializer):
    """That a number of a case was registered in another municipality."""

    groups = frozenset({FieldGroup.SETTLEMENT})

    class Meta:
        model = SamePersonNotice
        fields = ("id", "version", "participant_id", "municipality_id", "elsewhere_id", "noticed_on", "answer",
                  "reason", "answered_on")  # fmt: skip
        read_only_fields = fields

    answer = serializers.CharField(read_only=True, help_text=", ".join(NoticeAnswer.values))


class SamePersonForPrivacyOfficerSerializer(SamePersonForMunicipalitySerializer):
    """The same, for the privacy officer, who answers without meeting the case."""

    groups = frozenset()

    class Meta:
        model = SamePersonNotice
        fields = ("id", "version", "municipality_id", "elsewhere_id", "noticed_on", "answer", "reason", "answered_on")
        read_only_fields = fields


class AnswerSerializer(StrictSerializer):
    """What the question came to."""

    answer = serializers.ChoiceField(choices=NoticeAnswer.choices)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


@extend_schema_view(
    list=extend_schema(summary=_("Samme person i en annen kommune")),
    retrieve=extend_schema(summary=_("Samme person i en annen kommune, én sak")),
)
class SamePersonViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Spørsmål om en deltaker har flyttet. Gjelder det en person med adressesperre, ser bare personvernombudet det."""

    model = SamePersonNotice
    resource = Resource.SAME_PERSON
    faces = (SamePersonForMunicipalitySerializer, SamePersonForPrivacyOfficerSerializer)
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.SAME_PERSON, Action.VIEW),
        "retrieve": (Resource.SAME_PERSON, Action.VIEW),
        "answer": (Resource.SAME_PERSON, Action.CHANGE),
    }
    changes_version = frozenset({"answer"})

    @extend_schema(summary=_("Svar"), request=AnswerSerializer, responses={200: SamePersonForMunicipalitySerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Flytter deltakeren, be deretter den andre kommunen ta over saken (``/transfers/``)."""
        return self.change(answer_notice, pk, AnswerSerializer)
