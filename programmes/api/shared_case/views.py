"""Messages between municipality and NAV, and the hand-over at the end of a programme, at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, Resource
from agencies.api.filters import TruthFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.shared_case.faces import (
    CaseMessageSerializer,
    ChecklistSerializer,
    HandoverForMunicipalitySerializer,
    HandoverForNavSerializer,
    NavAnswerSerializer,
    OpenHandoverSerializer,
    SendMessageSerializer,
)
from programmes.models.shared_case import CaseMessage, Handover
from programmes.operations.shared_case.handovers import (
    Checklist,
    NavAnswer,
    answer_handover,
    fill_in_handover,
    open_handover,
)
from programmes.operations.shared_case.messages import read_thread, send_message

_CHECKLIST = ("job_seeker", "activity", "follow_up_on", "documents_shared_on", "note")


class CaseMessageFilter(filters.FilterSet):
    """Which messages."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))

    class Meta:
        model = CaseMessage
        fields = ()


@extend_schema_view(list=extend_schema(summary=_("Meldinger")), retrieve=extend_schema(summary=_("Én melding")))
class CaseMessageViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Meldinger om en sak mellom kommunen og NAV."""

    model = CaseMessage
    resource = Resource.CASE_MESSAGE
    faces = (CaseMessageSerializer,)
    filterset_class = CaseMessageFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.CASE_MESSAGE, Action.VIEW),
        "retrieve": (Resource.CASE_MESSAGE, Action.VIEW),
        "create": (Resource.CASE_MESSAGE, Action.CREATE),
        "read": (Resource.CASE_MESSAGE, Action.VIEW),
    }

    @extend_schema(summary=_("Send en melding"), request=SendMessageSerializer, responses={201: CaseMessageSerializer})
    def create(self, request: Request) -> Response:
        """Send en melding til den andre siden. Den blir stående slik den er sendt."""
        values = self.parse(SendMessageSerializer)
        return self.answer_created(send_message(self.actor, values["participant_id"], values["text"]))

    @extend_schema(summary=_("Merk tråden som lest"), request=None, responses={200: CaseMessageSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: UUID) -> Response:
        """Merk alt i meldingens tråd som lest av den som er logget inn."""
        row = self.get_queryset().get(pk=pk)
        read_thread(self.actor, row.participant_id)
        return self.answer_one(row)


class HandoverFilter(filters.FilterSet):
    """Which hand-overs."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    answered = TruthFilter(field_name="answered_on", lookup_expr="isnull", exclude=True, label=_("Besvart av NAV"))

    class Meta:
        model = Handover
        fields = ()


@extend_schema_view(
    list=extend_schema(summary=_("Overleveringer")), retrieve=extend_schema(summary=_("Én overlevering"))
)
class HandoverViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Overlevering fra kommunen til NAV når et program slutter."""

    model = Handover
    resource = Resource.HANDOVER
    faces = (HandoverForMunicipalitySerializer, HandoverForNavSerializer)
    filterset_class = HandoverFilter
    orderings: ClassVar[dict[str, str]] = {"due_on": "due_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.HANDOVER, Action.VIEW),
        "retrieve": (Resource.HANDOVER, Action.VIEW),
        "create": (Resource.HANDOVER, Action.CREATE),
        "partial_update": (Resource.HANDOVER, Action.CHANGE),
        "answer": (Resource.HANDOVER, Action.DECIDE),
    }
    changes_version = frozenset({"partial_update", "answer"})

    @extend_schema(
        summary=_("Begynn en overlevering"),
        request=OpenHandoverSerializer,
        responses={201: HandoverForMunicipalitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Begynn overleveringen av et program før den åpnes av seg selv. Finnes den, svares det med den."""
        return self.answer_created(open_handover(self.actor, self.parse(OpenHandoverSerializer)["participation_id"]))

    @extend_schema(
        summary=_("Fyll ut sjekklisten"),
        request=ChecklistSerializer,
        responses={200: HandoverForMunicipalitySerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre det som er nevnt i sjekklisten; med «send» går den til NAV."""
        return self.change(_fill_in, pk, ChecklistSerializer)

    @extend_schema(
        summary=_("Svar fra NAV"), request=NavAnswerSerializer, responses={200: HandoverForMunicipalitySerializer}
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> HttpResponseBase:
        """NAV tar over, eller sier hvorfor ikke; overleveringen lukkes."""
        return self.change(_answer, pk, NavAnswerSerializer)


def _fill_in(actor: Actor, pk: UUID, *, expected_version: int, **stated: Any) -> Handover:
    standing = Handover.objects.visible_to(actor).get(pk=pk)
    checklist = Checklist(**({name: getattr(standing, name) for name in _CHECKLIST} | stated))
    return fill_in_handover(actor, pk, checklist, expected_version=expected_version)


def _answer(actor: Actor, pk: UUID, *, expected_version: int, **stated: Any) -> Handover:
    return answer_handover(actor, pk, NavAnswer(**stated), expected_version=expected_version)
