"""Employers at the API: found, read, registered."""

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
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from employers.api.faces import EMPLOYER_FACES, EmployerSerializer
from employers.models import Employer, EmployerContact
from employers.models.employer import EmployerQuerySet
from employers.operations.employers import (
    add_contact,
    merge_employers,
    refresh_employer,
    register_employer,
    remove_contact,
    write_note,
)


class RegistrationSerializer(StrictSerializer):
    """An employer, as the register of organisations has it."""

    organisation_number = serializers.CharField(max_length=20, help_text=_("Ni sifre."))
    name = serializers.CharField(
        max_length=200, allow_blank=True, required=False, help_text=_("Trengs bare når Enhetsregisteret ikke svarer.")
    )
    municipality_number = serializers.CharField(max_length=4, required=False, allow_blank=True)


class EmployerMergeSerializer(StrictSerializer):
    """The registration that goes up in this one."""

    merged_id = serializers.UUIDField()


class ContactSerializer(StrictSerializer):
    """Somebody at the employer."""

    name = serializers.CharField(max_length=120)
    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)


class ContactRemovalSerializer(StrictSerializer):
    """Who is no longer a contact."""

    contact_id = serializers.UUIDField()


class NoteSerializer(StrictSerializer):
    """What to remember, and for which municipality."""

    municipality_id = serializers.UUIDField()
    text = serializers.CharField(max_length=4000)


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
        "refresh": (Resource.EMPLOYER, Action.CHANGE),
        "merge": (Resource.EMPLOYER, Action.CHANGE),
        "contacts": (Resource.EMPLOYER, Action.CHANGE),
        "remove_contact": (Resource.EMPLOYER, Action.CHANGE),
        "notes": (Resource.EMPLOYER, Action.CHANGE),
    }
    changes_version = frozenset({"refresh", "merge"})

    def visible(self) -> QuerySet[Any]:
        """Employers with those whom we call there, in a constant number of queries."""
        return super().visible().prefetch_related("contacts")

    @extend_schema(
        summary=_("Registrer en arbeidsgiver"), request=RegistrationSerializer, responses={201: EmployerSerializer}
    )
    def create(self, request: Request) -> Response:
        """Registrer en arbeidsgiver med organisasjonsnummer; en som er kjent fra før, kommer tilbake som den er."""
        return self.answer_created(register_employer(self.actor, **self.parse(RegistrationSerializer)))

    @extend_schema(summary=_("Spør Enhetsregisteret på nytt"), request=None, responses={200: EmployerSerializer})
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Hent opplysningene om arbeidsgiveren på nytt, med én gang."""
        return self.change(refresh_employer, pk)

    @extend_schema(
        summary=_("Slå sammen to arbeidsgivere"), request=EmployerMergeSerializer, responses={200: EmployerSerializer}
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Jobber, kontaktpersoner og notater følger den som beholdes."""
        return self.change(merge_employers, pk, EmployerMergeSerializer)

    @extend_schema(summary=_("Ny kontaktperson"), request=ContactSerializer, responses={201: EmployerSerializer})
    @action(detail=True, methods=["post"])
    def contacts(self, request: Request, pk: UUID) -> Response:
        """En kontaktperson hos arbeidsgiveren."""
        self.get_queryset().get(pk=pk)
        add_contact(self.actor, pk, **self.parse(ContactSerializer))
        return self.answer_one(self.get_queryset().get(pk=pk), 201)

    @extend_schema(
        summary=_("Fjern en kontaktperson"), request=ContactRemovalSerializer, responses={200: EmployerSerializer}
    )
    @action(detail=True, methods=["post"], url_path="remove-contact")
    def remove_contact(self, request: Request, pk: UUID) -> Response:
        """Kontaktpersonen blir borte fra arbeidsgiveren; det som er skrevet om samtaler, blir stående."""
        contact = EmployerContact.objects.get(employer__in=self.get_queryset().filter(pk=pk), pk=self._contact_id())
        remove_contact(self.actor, contact.pk)
        return self.answer_one(self.get_queryset().get(pk=pk))

    def _contact_id(self) -> UUID:
        contact_id: UUID = self.parse(ContactRemovalSerializer)["contact_id"]
        return contact_id

    @extend_schema(summary=_("Nytt notat"), request=NoteSerializer, responses={201: EmployerSerializer})
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, pk: UUID) -> Response:
        """Et notat om arbeidsgiveren, for dem som arbeider for samme kommune."""
        employer = self.get_queryset().get(pk=pk)
        write_note(self.actor, pk, **self.parse(NoteSerializer))
        return self.answer_one(employer, 201)
