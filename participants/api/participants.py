"""People at the API: found, read, enrolled, corrected, given a contact."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource
from agencies.api.filters import DayFilter
from agencies.api.serializers import FaceSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.api.bodies import (
    AssignmentRequestSerializer,
    CorrectionSerializer,
    EnrolmentSerializer,
    MergeSerializer,
    PeopleSearchSerializer,
)
from participants.api.faces import (
    PARTICIPANT_FACES,
    AssignmentSerializer,
    IdentityNumberSerializer,
    ParticipantForMunicipalitySerializer,
    PermitSerializer,
)
from participants.api.people_search import people_with_name, people_with_number
from participants.models import Assignment, IdentityNumber, Intake, Participant, ResidencePermit
from participants.operations.assignment import assign
from participants.operations.correction import correct_participant
from participants.operations.enrolling import enrol_by_hand
from participants.operations.merging import merge_people

_VIEW = (Resource.PARTICIPANT, Action.VIEW)
_CHANGE = (Resource.PARTICIPANT, Action.CHANGE)


class ParticipantFilter(filters.FilterSet):
    """Which people. Names and numbers are searched by POST, never in an address."""

    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    intake = filters.ChoiceFilter(choices=Intake.choices, label=_("Inntak"))
    citizenship = filters.CharFilter(max_length=3, label=_("Statsborgerskap"))
    settled_from = DayFilter(field_name="settled_on", lookup_expr="gte", label=_("Bosatt fra og med"))
    settled_to = DayFilter(field_name="settled_on", lookup_expr="lte", label=_("Bosatt til og med"))
    adviser_id = filters.UUIDFilter(method="with_contact", label=_("Kontaktperson, nå eller før"))

    class Meta:
        model = Participant
        fields = ()

    def with_contact(self, rows: QuerySet[Participant], _name: str, value: UUID) -> QuerySet[Participant]:
        """People whom this member of staff has or had a task for."""
        return rows.filter(assignments__user=value).distinct()


@extend_schema_view(
    list=extend_schema(summary=_("Deltakere")),
    retrieve=extend_schema(summary=_("En deltaker")),
)
class ParticipantViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Personer som er bosatt i kommunen; en sak hver."""

    model = Participant
    resource = Resource.PARTICIPANT
    faces = PARTICIPANT_FACES
    filterset_class = ParticipantFilter
    parameter_groups: ClassVar[dict[str, FieldGroup]] = {
        "intake": FieldGroup.SETTLEMENT,
        "settled_from": FieldGroup.SETTLEMENT,
        "settled_to": FieldGroup.SETTLEMENT,
    }
    orderings: ClassVar[dict[str, str]] = {"name": "sort_key", "created_at": "created_at", "birth_date": "birth_date"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": _VIEW,
        "retrieve": _VIEW,
        "create": (Resource.PARTICIPANT, Action.CREATE),
        "partial_update": _CHANGE,
        "search": _VIEW,
        "identity_numbers": _VIEW,
        "permits": _VIEW,
        "assignments": _VIEW,
        "assign": _CHANGE,
        "merge": _CHANGE,
    }
    list_actions = frozenset({"list", "identity_numbers", "permits", "assignments"})
    keyless_actions = frozenset({"search"})
    changes_version = frozenset({"partial_update", "merge"})

    def visible(self) -> QuerySet[Any]:
        """The people of the actor's municipalities, without those registered in error."""
        return Participant.objects.visible_to(self.actor).current()

    @extend_schema(
        summary=_("Registrer en deltaker"),
        request=EnrolmentSerializer,
        responses={201: ParticipantForMunicipalitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Søk først: den som er kjent, blir ikke registrert på nytt, og den som ligner på noen, må bekreftes.

        Fristen for oppstart følger av bosetting og krav.
        """
        values = self.parse(EnrolmentSerializer)
        municipality_id = values.pop("municipality_id", None) or self._only_municipality()
        named = values.pop("named_user_ids", ())
        is_another = values.pop("is_another", False)
        enrolment = EnrolmentSerializer.enrolment(values)
        person = enrol_by_hand(self.actor, municipality_id, enrolment, is_another=is_another, named_user_ids=named)
        return self.answer_created(person)

    @extend_schema(
        summary=_("Rett opplysninger"),
        request=CorrectionSerializer,
        responses={200: ParticipantForMunicipalitySerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Rett kontaktopplysninger og fakta som frister regnes fra. Det som ikke sendes, blir stående."""
        return self.change(correct_participant, pk, CorrectionSerializer)

    @extend_schema(
        summary=_("Søk etter en deltaker"),
        request=PeopleSearchSerializer,
        responses={200: ParticipantForMunicipalitySerializer(many=True)},
    )
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Søk med en del av navnet eller et nummer; de 50 likeste først. Adressen inneholder aldri hvem det gjelder."""
        values = self.parse(PeopleSearchSerializer)
        if "words" in values:
            found = people_with_name(self.actor, values["words"])
        else:
            found = people_with_number(self.actor, values["identity_number"])
        self.log_rows(found)
        return Response(self.get_serializer(found, many=True).data)

    @extend_schema(summary=_("Numrene til en deltaker"), responses=IdentityNumberSerializer(many=True))
    @action(detail=True, url_path="identity-numbers")
    def identity_numbers(self, request: Request, pk: UUID) -> Response:
        """DUF-nummer, D-nummer og fødselsnummer, med gyldighet. Hvert oppslag blir logget for seg."""
        return self._of_person(pk, IdentityNumber.objects.visible_to(self.actor), IdentityNumberSerializer)

    @extend_schema(summary=_("Tillatelsene til en deltaker"), responses=PermitSerializer(many=True))
    @action(detail=True)
    def permits(self, request: Request, pk: UUID) -> Response:
        """Oppholdstillatelsene, den eldste først."""
        return self._of_person(pk, ResidencePermit.objects.visible_to(self.actor), PermitSerializer)

    @extend_schema(summary=_("Kontaktene til en deltaker"), responses=AssignmentSerializer(many=True))
    @action(detail=True)
    def assignments(self, request: Request, pk: UUID) -> Response:
        """Programrådgivere og NAV-kontakter, nå og før."""
        rows = Assignment.objects.visible_to(self.actor).select_related("user")
        return self._of_person(pk, rows, AssignmentSerializer)

    @extend_schema(
        summary=_("Gi en deltaker en kontakt"),
        request=AssignmentRequestSerializer,
        responses={201: AssignmentSerializer},
    )
    @assignments.mapping.post
    def assign(self, request: Request, pk: UUID) -> Response:
        """Gjør en ansatt til programrådgiver eller NAV-kontakt fra en dag; den som var det før, slutter dagen før."""
        values = self.parse(AssignmentRequestSerializer)
        assignment = assign(self.actor, pk, **values)
        return Response(AssignmentSerializer(assignment).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary=_("Slå sammen to registreringer av samme person"),
        request=MergeSerializer,
        responses={200: ParticipantForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Gjør den andre registreringen til en del av denne. Begge historikkene beholdes.

        Det kan angres i 30 dager (``/merges/``).
        """
        return self.change(merge_people, pk, MergeSerializer)

    def _of_person(self, pk: UUID, rows: QuerySet[Any], face: type[FaceSerializer]) -> Response:
        person = self.get_queryset().get(pk=pk)
        self.log(person)
        ordered = rows.filter(participant=person).order_by("created_at", "id")
        page = self.paginate_queryset(ordered) or []
        return self.get_paginated_response(self.face((face,))(page, many=True).data)

    def _only_municipality(self) -> UUID:
        if len(self.actor.municipality_ids) != 1:
            detail = serializers.ErrorDetail(_t("Velg en kommune."), "required")
            raise serializers.ValidationError({"municipality_id": [detail]})
        return next(iter(self.actor.municipality_ids))
