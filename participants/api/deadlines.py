"""What is due, and the flags that are raised for it, at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request

from agencies.access import Action, Resource
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.api.bodies import OptionalReasonSerializer, ReasonSerializer
from participants.api.faces import FLAG_FACES, DeadlineSerializer, FlagForMunicipalitySerializer
from participants.models import Deadline, Flag, FlagState
from participants.models.deadline import DeadlineQuerySet, FlagQuerySet
from participants.operations.flags import act_on_flag, dismiss_flag, take_flag


class DeadlineFilter(filters.FilterSet):
    """Which deadlines."""

    kind = filters.CharFilter(max_length=30, label=_("Typen frist, for eksempel programme_end"))
    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Forfaller fra og med"))
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Forfaller til og med"))
    open = TruthFilter(method="by_openness", label=_("Verken oppfylt eller lukket"))

    class Meta:
        model = Deadline
        fields = ()

    def by_openness(self, rows: DeadlineQuerySet, _name: str, value: bool) -> QuerySet[Deadline]:
        """Those that still stand, or those that do not."""
        return rows.open() if value else rows.exclude(met_on__isnull=True, closed_on__isnull=True)


class FlagFilter(filters.FilterSet):
    """Which flags."""

    kind = filters.CharFilter(field_name="deadline__kind", max_length=30, label=_("Typen frist"))
    state = filters.ChoiceFilter(choices=FlagState.choices, label=_("Hva som er blitt av varselet"))
    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    taken_by_id = filters.UUIDFilter(field_name="taken_by", label=_("Ansatt som har tatt varselet"))
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Forfaller fra og med"))
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Forfaller til og med"))
    open = TruthFilter(method="by_openness", label=_("Noen må fortsatt gjøre noe"))

    class Meta:
        model = Flag
        fields = ()

    def by_openness(self, rows: FlagQuerySet, _name: str, value: bool) -> QuerySet[Flag]:
        """Those that are open or taken, or the others."""
        return rows.standing() if value else rows.exclude(pk__in=rows.standing().values("pk"))


@extend_schema_view(list=extend_schema(summary=_("Frister")), retrieve=extend_schema(summary=_("En frist")))
class DeadlineViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Lovpålagte frister. De oppstår, flyttes og oppfylles av det som skjer i saken."""

    model = Deadline
    resource = Resource.DEADLINE
    faces = (DeadlineSerializer,)
    filterset_class = DeadlineFilter
    orderings: ClassVar[dict[str, str]] = {"due_on": "due_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.DEADLINE, Action.VIEW),
        "retrieve": (Resource.DEADLINE, Action.VIEW),
    }


@extend_schema_view(list=extend_schema(summary=_("Varsler")), retrieve=extend_schema(summary=_("Et varsel")))
class FlagViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Varsler om frister som nærmer seg eller er passert."""

    model = Flag
    resource = Resource.FLAG
    faces = FLAG_FACES
    filterset_class = FlagFilter
    orderings: ClassVar[dict[str, str]] = {"due_on": "due_on", "raised_on": "raised_on"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.FLAG, Action.VIEW),
        "retrieve": (Resource.FLAG, Action.VIEW),
        "take": (Resource.FLAG, Action.CHANGE),
        "act": (Resource.FLAG, Action.CHANGE),
        "dismiss": (Resource.FLAG, Action.CHANGE),
    }
    changes_version = frozenset({"take", "act", "dismiss"})

    def visible(self) -> QuerySet[Any]:
        """Flags with their deadline and whoever took them."""
        return Flag.objects.visible_to(self.actor).select_related("deadline", "taken_by")

    def etag_parts(self, row: Flag) -> tuple[str, ...]:
        """The name of whoever took it is shown too."""
        return (row.taken_by.name,) if row.taken_by else ()

    @extend_schema(summary=_("Ta et varsel"), request=None, responses={200: FlagForMunicipalitySerializer})
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si at du følger opp varselet."""
        return self.change(take_flag, pk)

    @extend_schema(
        summary=_("Følg opp et varsel"),
        request=OptionalReasonSerializer,
        responses={200: FlagForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def act(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si at varselet er fulgt opp, og gjerne hvordan."""
        return self.change(act_on_flag, pk, OptionalReasonSerializer)

    @extend_schema(
        summary=_("Avvis et varsel"), request=ReasonSerializer, responses={200: FlagForMunicipalitySerializer}
    )
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Legg bort varselet med en grunn. Neste terskel gir et nytt."""
        return self.change(dismiss_flag, pk, ReasonSerializer)
