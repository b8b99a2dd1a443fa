"""Employers at the API: found, read, registered."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from employers.api.faces import EMPLOYER_FACES, EmployerSerializer
from employers.models import Employer
from employers.models.employer import EmployerQuerySet
from employers.operations.placements import register_employer


class RegistrationSerializer(StrictSerializer):
    """An employer, as the register of organisations has it."""

    organisation_number = serializers.CharField(max_length=20, help_text=_("Ni sifre."))
    name = serializers.CharField(max_length=200, allow_blank=True)
    municipality_number = serializers.CharField(max_length=4, required=False, allow_blank=True)


class EmployerFilter(filters.FilterSet):
    """Which employers; they are organisations, so they may be searched for in an address."""

    search = filters.CharFilter(method="matching", max_length=100, label=_("Del av navnet, eller organisasjonsnummer"))
    organisation_number = filters.CharFilter(max_length=9, label=_("Organisasjonsnummer"))

    class Meta:
        model = Employer
        fields = ("organisation_number",)

    def matching(self, rows: EmployerQuerySet, _name: str, value: str) -> QuerySet[Employer]:
        """By number or by part of the name."""
        return rows.search(value)


@extend_schema_view(
    list=extend_schema(summary=_("Arbeidsgivere")), retrieve=extend_schema(summary=_("En arbeidsgiver"))
)
class EmployerViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Arbeidsgivere som det er registrert arbeidsforhold hos."""

    model = Employer
    resource = Resource.EMPLOYER
    holds_people = False
    faces = EMPLOYER_FACES
    filterset_class = EmployerFilter
    orderings: ClassVar[dict[str, str]] = {"name": "search_key"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.EMPLOYER, Action.VIEW),
        "retrieve": (Resource.EMPLOYER, Action.VIEW),
        "create": (Resource.EMPLOYER, Action.CREATE),
    }

    @extend_schema(
        summary=_("Registrer en arbeidsgiver"), request=RegistrationSerializer, responses={201: EmployerSerializer}
    )
    def create(self, request: Request) -> Response:
        """Registrer en arbeidsgiver med organisasjonsnummer; en som er kjent fra før, kommer tilbake som den er."""
        return self.answer_created(register_employer(self.actor, **self.parse(RegistrationSerializer)))
