"""Employers and placements as everybody who works with them sees them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from employers.models import Employer, EmployerContact, Placement


class EmployerContactSerializer(FaceSerializer):
    """Somebody whom we call at a workplace."""

    class Meta:
        model = EmployerContact
        fields = ("id", "name", "title", "phone", "email")
        read_only_fields = fields


class EmployerSerializer(FaceSerializer):
    """A workplace: public facts about an organisation, and whom we call there."""

    contacts = serializers.SerializerMethodField()

    class Meta:
        model = Employer
        fields = (
            "id", "version", "organisation_number", "name", "municipality_number", "organisation_form",
            "industry_code", "address", "postal_code", "postal_town", "employees", "parent_number", "deleted_on",
            "is_bankrupt", "is_winding_up", "fetched_at", "merged_into_id", "contacts",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(EmployerContactSerializer(many=True))
    def get_contacts(self, employer: Employer) -> list[dict[str, Any]]:
        """Those who were not removed."""
        standing = [contact for contact in employer.contacts.all() if contact.removed_on is None]
        return list(EmployerContactSerializer(standing, many=True).data)


class PlacementSerializer(FaceSerializer):
    """A job of a participant, in inclusive days; open when the last day is not known."""

    groups = frozenset({FieldGroup.WORK})
    employer_name = serializers.CharField(source="employer.name", read_only=True)
    organisation_number = serializers.CharField(source="employer.organisation_number", read_only=True)
    occupation_code = serializers.CharField(
        source="occupation_id", read_only=True, help_text=_("STYRK-08, fire sifre.")
    )
    occupation_name = serializers.CharField(source="occupation.name", read_only=True)

    did_not_last = serializers.BooleanField(read_only=True, help_text=_("Sluttet innen seks måneder etter første dag."))

    class Meta:
        model = Placement
        fields = (
            "id", "version", "participant_id", "municipality_id", "employer_id", "employer_name",
            "organisation_number", "occupation_code", "occupation_name", "form", "percent", "hours_per_week",
            "first_day", "last_day", "how_found", "family_tie", "end_reason", "did_not_last",
            "measure_id", "logged_by_id", "logged_for_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields


EMPLOYER_FACES: tuple[type[FaceSerializer], ...] = (EmployerSerializer,)
PLACEMENT_FACES: tuple[type[FaceSerializer], ...] = (PlacementSerializer,)
