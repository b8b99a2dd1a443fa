"""Decisions at the API, for the municipality alone: NAV sees neither decisions, reasons nor appeals (law.md 7.2)."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer, StrictSerializer
from programmes.api.faces import StepSerializer
from programmes.law.procedure_states import DecisionAct, DecisionState, next_acts
from programmes.models import (
    CountyOutcome,
    Decision,
    DecisionStep,
    DecisionType,
    Delivery,
    LetterKind,
    LetterLanguage,
    MainActivity,
    Stop,
)
from programmes.operations.procedure import procedure_roles

DECISION_STATES = [(state.value, state.value) for state in DecisionState]
DECISION_ACTS = [(act.value, act.value) for act in DecisionAct]
_LONGEST_TEXT = 10_000
_SHARED = (
    "id", "version", "participant_id", "municipality_id", "participation_id", "number", "decision_type", "is_refusal",
    "state", "requested_on", "decided_on", "appeal_ends_on", "language", "replaces_id", "letter_document_id",
)  # fmt: skip


class DecisionStepSerializer(serializers.ModelSerializer[DecisionStep]):
    """An act that was done with a decision."""

    act = serializers.ChoiceField(choices=DECISION_ACTS)

    class Meta:
        model = DecisionStep
        fields = ("sequence", "act", "happened_on", "due_on", "channel", "outcome", "note")
        read_only_fields = fields


class DecisionSerializer(FaceSerializer):
    """A decision in a list."""

    groups = frozenset({FieldGroup.DECISIONS})
    state = serializers.SerializerMethodField(help_text=_("Hvor vedtaket står i dag; følger av stegene."))
    appeal_ends_on = serializers.SerializerMethodField(help_text=_("Siste dag for å klage."))
    letter_document_id = serializers.SerializerMethodField(help_text=_("Vedtaksbrevet."))

    class Meta:
        model = Decision
        fields = _SHARED
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=DECISION_STATES))
    def get_state(self, row: Decision) -> DecisionState:
        """Computed from what has been done, never stored."""
        return row.state_on(timezone.localdate())

    def get_appeal_ends_on(self, row: Decision) -> dt.date | None:
        """Known once the receipt is recorded."""
        return row.appeal_ends_on_day()

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_letter_document_id(self, row: Decision) -> str | None:
        """The document of the letter; none before the decision is made."""
        found = (letter.document_id for letter in row.letters.all() if letter.kind == LetterKind.DECISION)
        return next((str(pk) for pk in found), None)


class DecisionDetailSerializer(DecisionSerializer):
    """A decision with its content, its reasons, what has been done, and what may be done now."""

    content = serializers.JSONField()
    computed = StepSerializer(many=True, help_text=_("Leddene bak datoen, slik de var da vedtaket ble fattet."))
    steps = DecisionStepSerializer(many=True)
    next_acts = serializers.SerializerMethodField(help_text=_("Det du kan gjøre med vedtaket nå."))

    class Meta:
        model = Decision
        fields = (*_SHARED, "content", "reasons", "paragraphs", "computed", "steps", "next_acts")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=DECISION_ACTS)))
    def get_next_acts(self, row: Decision) -> list[str]:
        """By the table of transitions, for the caller's role."""
        actor = self.context["request"].actor
        return [act.value for act in next_acts(row.happened(), timezone.localdate(), procedure_roles(actor))]


class StopSerializer(FaceSerializer):
    """A temporary stop."""

    groups = frozenset({FieldGroup.DECISIONS})

    class Meta:
        model = Stop
        fields = (
            "id", "version", "participant_id", "municipality_id", "participation_id", "decision_id", "first_day",
            "last_day",
        )  # fmt: skip
        read_only_fields = fields


class DraftSerializer(StrictSerializer):
    """What is to be decided; the content is in the terms of the type."""

    participant_id = serializers.UUIDField()
    participation_id = serializers.UUIDField(required=False, allow_null=True)
    decision_type = serializers.ChoiceField(choices=DecisionType.choices)
    is_refusal = serializers.BooleanField(required=False)
    requested_on = serializers.DateField(required=False, allow_null=True)
    content = serializers.DictField(required=False)
    reasons = serializers.CharField(max_length=_LONGEST_TEXT, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=LetterLanguage.choices, required=False)
    replaces_id = serializers.UUIDField(required=False, allow_null=True)


class TakeStepSerializer(StrictSerializer):
    """An act, and what it needs to be told."""

    act = serializers.ChoiceField(choices=DECISION_ACTS)
    happened_on = serializers.DateField()
    note = serializers.CharField(max_length=_LONGEST_TEXT, required=False, allow_blank=True)
    channel = serializers.ChoiceField(choices=Delivery.choices, required=False)
    outcome = serializers.ChoiceField(choices=CountyOutcome.choices, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    accepts_late = serializers.BooleanField(required=False)


class ExtensionSerializer(StrictSerializer):
    """An extension, or a refused application for one."""

    participation_id = serializers.UUIDField()
    months = serializers.IntegerField(min_value=0, max_value=120)
    requested_on = serializers.DateField()
    decided_on = serializers.DateField(required=False)
    reasons = serializers.CharField(max_length=_LONGEST_TEXT)
    is_refusal = serializers.BooleanField(required=False)
    language = serializers.ChoiceField(choices=LetterLanguage.choices, required=False)


class StopDraftSerializer(StrictSerializer):
    """A stop that is to be decided: temporary, or permanent with what the participant mainly does then."""

    participation_id = serializers.UUIDField()
    is_permanent = serializers.BooleanField(required=False)
    first_day = serializers.DateField()
    expected_last_day = serializers.DateField(required=False, allow_null=True)
    main_activity = serializers.ChoiceField(choices=MainActivity.choices, required=False)
    reasons = serializers.CharField(max_length=_LONGEST_TEXT)
    language = serializers.ChoiceField(choices=LetterLanguage.choices, required=False)


def stop_content(values: dict[str, Any]) -> dict[str, Any]:
    """The content of a decision to stop, from the body of a request."""
    days = {name: values.get(name) for name in ("first_day", "expected_last_day")}
    content: dict[str, Any] = {name: day.isoformat() for name, day in days.items() if day}
    return content | ({"main_activity": values.get("main_activity", "")} if values.get("is_permanent") else {})


class ResumeSerializer(StrictSerializer):
    """From when the programme goes on."""

    resumed_on = serializers.DateField()
