"""What the endpoints of arrival lists show and read."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.jobs import JobSerializer
from agencies.api.serializers import FaceSerializer, StrictSerializer
from participants.arrivals.columns import Column
from participants.models import ImportBatch, ImportRow, Intake, RowDecision


class ChosenColumnSerializer(StrictSerializer):
    """What one column of the file holds."""

    position = serializers.IntegerField(min_value=0, help_text=_("Kolonnens plass, fra 0."))
    field = serializers.ChoiceField(
        choices=[column.value for column in Column], allow_null=True, help_text=_("Null: kolonnen brukes ikke.")
    )


class AmendmentSerializer(StrictSerializer):
    """What a person or a system decides about a list."""

    columns = ChosenColumnSerializer(many=True, required=False)
    intake = serializers.ChoiceField(choices=Intake.choices, required=False)
    named_user_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=50,
        help_text=_("Ansatte som skal kunne åpne sakene med adressesperre, utenom den som sender og registrerer."),
    )


class DecisionSerializer(StrictSerializer):
    """Who a possible duplicate is."""

    whole = True
    decision = serializers.ChoiceField(choices=RowDecision.choices, allow_blank=True)
    person_id = serializers.UUIDField(required=False)
    line = serializers.IntegerField(required=False, min_value=1)


class ImportFileSerializer(serializers.Serializer[Any]):
    """The file as a form field."""

    file = serializers.FileField()


class ImportBatchSerializer(FaceSerializer):
    """A list: how far it has come, and how many rows of each kind it has."""

    groups = frozenset({FieldGroup.SETTLEMENT})
    job = JobSerializer(read_only=True, allow_null=True)
    intake = serializers.ChoiceField(choices=Intake.choices, allow_blank=True, read_only=True)
    columns = serializers.SerializerMethodField(help_text=_("Det som er valgt for kolonner."))
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    notices = serializers.ListField(child=serializers.DictField(), read_only=True)
    named_user_ids: Any = serializers.PrimaryKeyRelatedField(source="named_users", many=True, read_only=True)

    class Meta:
        model = ImportBatch
        fields = (
            "id", "version", "municipality_id", "filename", "checksum", "state", "failure", "headings", "columns",
            "notices", "counts", "intake", "named_user_ids", "job", "uploaded_by_id", "created_at", "committed_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ChosenColumnSerializer(many=True))
    def get_columns(self, batch: ImportBatch) -> list[dict[str, Any]]:
        """The choices as they may be sent."""
        return [{"position": int(position), "field": code or None} for position, code in batch.mapping.items()]


class ImportRowSerializer(FaceSerializer):
    """A row as it was understood, with what was found and who it is or may be."""

    groups = frozenset({FieldGroup.IDENTITY, FieldGroup.CONTACT, FieldGroup.SETTLEMENT})
    parsed = serializers.DictField(read_only=True)
    findings = serializers.ListField(child=serializers.DictField(), read_only=True)
    match_reasons = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ImportRow
        fields = (
            "id", "version", "batch_id", "line", "category", "parsed", "findings", "match_reasons", "candidate_ids",
            "candidate_lines", "matched_id", "matched_line", "decision", "participant_id",
        )  # fmt: skip
        read_only_fields = fields


def chosen_columns(columns: list[dict[str, Any]]) -> dict[int, Column | None]:
    """The choices as the operation takes them."""
    return {item["position"]: Column(item["field"]) if item["field"] else None for item in columns}
