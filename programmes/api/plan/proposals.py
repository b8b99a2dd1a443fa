"""Proposals at the API: made by whoever may not decide, answered by the responsible municipality."""

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.plan.bodies import AcceptSerializer, DeclineSerializer, ProposeSerializer
from programmes.api.plan.faces import ProposalSerializer
from programmes.models import Proposal, ProposalState
from programmes.operations.proposals import accept_proposal, decline_proposal, propose, withdraw_proposal


class ProposalFilter(filters.FilterSet):
    """Which proposals."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    state = filters.ChoiceFilter(choices=ProposalState.choices, label=_("Tilstand"))
    kind = filters.CharFilter(label=_("Hva"))

    class Meta:
        model = Proposal
        fields = ("state",)


@extend_schema_view(list=extend_schema(summary=_("Forslag")), retrieve=extend_schema(summary=_("Ett forslag")))
class ProposalViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Forslag fra NAV og andre, og svarene på dem."""

    model = Proposal
    resource = Resource.PROPOSAL
    faces = (ProposalSerializer,)
    filterset_class = ProposalFilter
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.PROPOSAL, Action.VIEW),
        "retrieve": (Resource.PROPOSAL, Action.VIEW),
        "create": (Resource.PROPOSAL, Action.CREATE),
        "accept": (Resource.PROPOSAL, Action.DECIDE),
        "decline": (Resource.PROPOSAL, Action.DECIDE),
        "withdraw": (Resource.PROPOSAL, Action.CHANGE),
    }
    changes_version = frozenset({"accept", "decline", "withdraw"})

    @extend_schema(summary=_("Foreslå noe"), request=ProposeSerializer, responses={201: ProposalSerializer})
    def create(self, request: Request) -> Response:
        """Foreslå noe for en person, for eksempel et element i planen. Et likt forslag som venter, blir erstattet."""
        values = self.parse(ProposeSerializer)
        person, kind, payload = values.pop("participant_id"), values.pop("kind"), values.pop("payload")
        return self.answer_created(propose(self.actor, person, kind, payload, **values))

    @extend_schema(summary=_("Godta et forslag"), request=AcceptSerializer, responses={200: ProposalSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Godta forslaget; det som er foreslått, blir gjort."""
        return self.change(accept_proposal, pk, AcceptSerializer)

    @extend_schema(summary=_("Avslå et forslag"), request=DeclineSerializer, responses={200: ProposalSerializer})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Avslå forslaget med begrunnelse."""
        return self.change(decline_proposal, pk, DeclineSerializer)

    @extend_schema(summary=_("Trekk et forslag"), request=None, responses={200: ProposalSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta tilbake et forslag som ingen har svart på."""
        return self.change(withdraw_proposal, pk)
