"""The code lists of jobs and employers, found by word: occupations (STYRK-08) and industries (SN2007)."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet
from employers.models import Industry, Occupation

MOST = 50


class CodeSearchSerializer(StrictSerializer):
    """Words of the name, or the beginning of the code; valid on a day, today unless given."""

    words = serializers.CharField(max_length=100)
    valid_on = serializers.DateField(required=False)


class OccupationSerializer(FaceSerializer):
    """A code of STYRK-08."""

    class Meta:
        model = Occupation
        fields = ("code", "name", "valid_from", "valid_to")
        read_only_fields = fields


class IndustrySerializer(FaceSerializer):
    """A code of SN2007."""

    class Meta:
        model = Industry
        fields = ("code", "name", "parent_code", "valid_from", "valid_to")
        read_only_fields = fields


class CodeViewSet(BaseViewSet):
    """What both lists share: they are searched, and nobody reads them whole."""

    resource = Resource.EMPLOYER
    holds_people = False
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"search": (Resource.EMPLOYER, Action.VIEW)}
    keyless_actions = frozenset({"search"})

    def found(self, rows: Any) -> Response:
        """The first codes that match, those whose name begins with the words first."""
        values = self.parse(CodeSearchSerializer)
        hits = rows.search(values["words"], values.get("valid_on") or timezone.localdate())[:MOST]
        return Response(self.face(self.faces)(hits, many=True).data)


class OccupationViewSet(CodeViewSet):
    """Yrker (STYRK-08) med gyldighetsdager."""

    model = Occupation
    faces = (OccupationSerializer,)

    @extend_schema(
        summary=_("Finn yrker"), request=CodeSearchSerializer, responses={200: OccupationSerializer(many=True)}
    )
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Yrker etter ord i navnet eller begynnelsen av koden."""
        return self.found(Occupation.objects)


class IndustryViewSet(CodeViewSet):
    """Næringer (SN2007) med gyldighetsdager."""

    model = Industry
    faces = (IndustrySerializer,)

    @extend_schema(
        summary=_("Finn næringer"), request=CodeSearchSerializer, responses={200: IndustrySerializer(many=True)}
    )
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Næringer etter ord i navnet eller begynnelsen av koden."""
        return self.found(Industry.objects)
