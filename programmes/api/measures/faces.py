"""Measures as those who work with them see them, and what is sent in about them."""

from base64 import b64decode
from io import BytesIO
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer, StrictSerializer
from programmes.law.measures import Condition
from programmes.models import (
    AgreementParty,
    MeasureApproval,
    MeasureEndReason,
    MeasureKind,
    MeasureLoad,
    MeasureResult,
    MeasureVersion,
    OnBehalfReason,
    WorkMeasure,
)

MOST_PAPER_CHARACTERS = 14_000_000
"""Base64 of ten megabytes, as much as a scanned agreement needs."""
CONDITIONS = [(condition.value, condition.value) for condition in Condition]
_LONG: dict[str, Any] = {"max_length": 4000, "required": False, "allow_blank": True}


class LoadFaceSerializer(FaceSerializer):
    """How much of a week a measure takes from a day on."""

    groups = frozenset({FieldGroup.WORK})

    class Meta:
        model = MeasureLoad
        fields = ("id", "percent", "days_per_week", "hours_per_week", "valid_from", "cancelled_at")
        read_only_fields = fields


class ApprovalFaceSerializer(FaceSerializer):
    """One party's approval."""

    groups = frozenset({FieldGroup.WORK})

    class Meta:
        model = MeasureApproval
        fields = ("id", "party", "way", "name", "reasons", "document_id", "created_at", "cleared_at")
        read_only_fields = fields


class VersionFaceSerializer(FaceSerializer):
    """A numbered content that was agreed."""

    groups = frozenset({FieldGroup.WORK})

    class Meta:
        model = MeasureVersion
        fields = ("id", "number", "kind", "content", "made_by_id", "created_at")
        read_only_fields = fields


class MeasureSerializer(FaceSerializer):
    """A measure with its loads, approvals and versions."""

    groups = frozenset({FieldGroup.WORK})
    loads = LoadFaceSerializer(many=True, read_only=True)
    approvals = ApprovalFaceSerializer(many=True, read_only=True)
    versions = VersionFaceSerializer(many=True, read_only=True)

    class Meta:
        model = WorkMeasure
        fields = (
            "id", "version", "participant_id", "municipality_id", "participation_id", "kind", "status",
            "organisation_number", "organisation_name", "contact_name", "contact_phone", "contact_email",
            "occupation_code", "first_day", "last_day", "conditions", "rate_percent", "costs", "purpose", "tasks",
            "training_plan", "adaptation", "support", "representatives_consulted", "family_tie", "family_tie_note",
            "counts_towards_hours", "agreement_reference", "decided_by_id", "entered_at", "cancelled_on", "end_reason",
            "end_note", "last_reviewed_on", "result", "result_note", "created_at", "loads", "approvals", "versions",
        )  # fmt: skip
        read_only_fields = fields


class MeasureContentSerializer(StrictSerializer):
    """The content of a measure; what the regulations say of it is for the rules."""

    kind = serializers.ChoiceField(choices=MeasureKind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True)
    organisation_number = serializers.CharField(max_length=9, required=False, allow_blank=True)
    organisation_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    contact_email = serializers.EmailField(required=False, allow_blank=True)
    occupation_code = serializers.CharField(max_length=4, required=False, allow_blank=True, help_text="STYRK-08")
    conditions = serializers.ListField(
        child=serializers.ChoiceField(choices=CONDITIONS), required=False, max_length=10,
        help_text=_("Forhold som gir lengre varighet eller høyere tilskudd."),
    )  # fmt: skip
    rate_percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True)
    costs = serializers.DecimalField(max_digits=9, decimal_places=2, required=False, allow_null=True)
    purpose = serializers.CharField(**_LONG)
    tasks = serializers.CharField(**_LONG)
    training_plan = serializers.CharField(**_LONG)
    adaptation = serializers.CharField(**_LONG)
    support = serializers.CharField(**_LONG)
    representatives_consulted = serializers.BooleanField(required=False)
    family_tie = serializers.BooleanField(required=False)
    family_tie_note = serializers.CharField(**_LONG)
    counts_towards_hours = serializers.BooleanField(
        required=False, allow_null=True, help_text=_("Følger regelen for tiltaket når det ikke er oppgitt.")
    )
    agreement_reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True)
    hours_per_week = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True)
    days_per_week = serializers.DecimalField(max_digits=2, decimal_places=1, required=False, allow_null=True)


class MeasureRegistrationSerializer(MeasureContentSerializer):
    """A measure to be registered for a participant."""

    participant_id = serializers.UUIDField()


class LoadSerializer(StrictSerializer):
    """How much of a week, from which day."""

    percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True)
    hours_per_week = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True)
    days_per_week = serializers.DecimalField(max_digits=2, decimal_places=1, required=False, allow_null=True)
    valid_from = serializers.DateField()


class LastDaySerializer(StrictSerializer):
    """A later last day."""

    last_day = serializers.DateField()


class CancelMeasureSerializer(StrictSerializer):
    """Why a measure is cancelled."""

    reason = serializers.ChoiceField(choices=MeasureEndReason.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ShortenSerializer(CancelMeasureSerializer):
    """An earlier last day, and why."""

    last_day = serializers.DateField()


class ReviewSerializer(StrictSerializer):
    """When the measure was gone through."""

    reviewed_on = serializers.DateField()


class ConcludeSerializer(StrictSerializer):
    """What the measure led to."""

    result = serializers.ChoiceField(choices=MeasureResult.choices)
    note = serializers.CharField(**_LONG)


class OnBehalfSerializer(StrictSerializer):
    """For whom the adviser approves, and why."""

    party = serializers.ChoiceField(choices=AgreementParty.choices)
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=OnBehalfReason.choices), max_length=10)


class OnPaperSerializer(StrictSerializer):
    """A paper that the employer or the participant has signed."""

    party = serializers.ChoiceField(choices=AgreementParty.choices)
    name = serializers.CharField(max_length=120, allow_blank=True, help_text=_("Den som har signert."))
    filename = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=MOST_PAPER_CHARACTERS, help_text=_("Filen i base64."))

    def validate_content(self, content: str) -> BytesIO:
        """The bytes of the file."""
        try:
            return BytesIO(b64decode(content, validate=True))
        except ValueError as error:
            raise serializers.ValidationError(gettext("Dette er ikke base64."), "invalid_base64") from error


class LinkRequestSerializer(StrictSerializer):
    """For whom a one-time link is made."""

    party = serializers.ChoiceField(choices=AgreementParty.choices)


class LinkSerializer(serializers.Serializer[Any]):
    """A one-time link; the address is told this once."""

    party = serializers.ChoiceField(choices=AgreementParty.choices)
    expires_at = serializers.DateTimeField()
    url = serializers.CharField()
