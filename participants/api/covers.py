"""Cover for advisers who are away, at the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from participants.models import Cover
from participants.operations.team.covers import arrange_cover, end_cover

_CHANGE = (Resource.TEAM, Action.CHANGE)


class CoverSerializer(FaceSerializer):
    """Who has whose work, and for how long (inclusive days)."""

    class Meta:
        model = Cover
        fields = ("id", "version", "municipality_id", "absent_id", "substitute_id", "first_day", "last_day")
        read_only_fields = fields


class NewCoverSerializer(StrictSerializer):
    """Who is away, who stands in, and for how long (inclusive days)."""

    municipality_id = serializers.UUIDField(required=False, help_text=_("Bare når du møter flere kommuner."))
    absent_id = serializers.UUIDField(help_text=_("Programrådgiveren som er borte."))
    substitute_id = serializers.UUIDField(help_text=_("Programrådgiveren som er vikar."))
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text=_("Vikariatet slutter av seg selv etter denne dagen."))


class CoverFilter(filters.FilterSet):
    """Whose cover, and on which day."""

    absent_id = filters.UUIDFilter(field_name="absent", label=_("Hvem som er borte"))
    substitute_id = filters.UUIDFilter(field_name="substitute", label=_("Hvem som er vikar"))
    on = filters.DateFilter(method="narrow_to_day", label=_("Vikariater som gjelder denne dagen"))

    class Meta:
        model = Cover
        fields = ()

    def narrow_to_day(self, rows: Any, _name: str, day: Any) -> QuerySet[Cover]:
        """Those in force on the day."""
        narrowed: QuerySet[Cover] = rows.on(day)
        return narrowed


@extend_schema_view(list=extend_schema(summary=_("Vikariater")), retrieve=extend_schema(summary=_("Et vikariat")))
class CoverViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Vikariater for programrådgivere. Vikaren får fristene, flaggene og e-posten til den som er borte."""

    model = Cover
    resource = Resource.TEAM
    faces = (CoverSerializer,)
    filterset_class = CoverFilter
    orderings: ClassVar[dict[str, str]] = {"first_day": "first_day"}
    holds_people = False
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.TEAM, Action.VIEW),
        "retrieve": (Resource.TEAM, Action.VIEW),
        "create": _CHANGE,
        "end": _CHANGE,
    }
    changes_version = frozenset({"end"})

    def visible(self) -> QuerySet[Any]:
        """Those that were not called off."""
        return Cover.objects.visible_to(self.actor).standing()

    @extend_schema(summary=_("Sett inn vikar"), request=NewCoverSerializer, responses={201: CoverSerializer})
    def create(self, request: Request) -> Response:
        """La en annen programrådgiver få arbeidet til den som er borte, til og med en dag."""
        values = self.parse(NewCoverSerializer)
        municipality_id = values.pop("municipality_id", None) or self._own_municipality()
        return self.answer_created(arrange_cover(self.actor, municipality_id, **values))

    @extend_schema(summary=_("Avslutt vikariatet"), request=None, responses={200: CoverSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Den som var borte, er tilbake. Et vikariat som ikke har begynt, avlyses og kan ikke leses mer."""
        return self.change(end_cover, pk)

    def _own_municipality(self) -> UUID:
        if len(self.actor.municipality_ids) != 1:
            raise serializers.ValidationError({"municipality_id": [_("Velg kommunen vikariatet gjelder i.")]})
        return next(iter(self.actor.municipality_ids))
