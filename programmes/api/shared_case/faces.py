"""Messages and hand-overs as both sides see them, and what is sent in about them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer, StrictSerializer
from programmes.models import MainActivity
from programmes.models.shared_case import CaseMessage, Handover, HandoverAnswer, JobSeeker
from programmes.operations.shared_case.messages import LONGEST


class CaseMessageSerializer(FaceSerializer):
    """One message of a thread."""

    groups = frozenset({FieldGroup.PROGRAMME})

    class Meta:
        model = CaseMessage
        fields = ("id", "participant_id", "municipality_id", "text", "sent_by_id", "sent_from_id", "created_at")
        read_only_fields = fields


class SendMessageSerializer(StrictSerializer):
    """A message to the other side."""

    participant_id = serializers.UUIDField()
    text = serializers.CharField(max_length=LONGEST)


class HandoverForMunicipalitySerializer(FaceSerializer):
    """A hand-over with the checklist, also while it is being written, and NAV's answer."""

    groups = frozenset({FieldGroup.PROGRAMME, FieldGroup.NOTES})

    class Meta:
        model = Handover
        fields = (
            "id", "version", "participant_id", "municipality_id", "participation_id", "office_id", "due_on",
            "job_seeker", "activity", "follow_up_on", "documents_shared_on", "note", "sent_on", "answer", "answer_note",
            "first_meeting_on", "answered_on", "cancelled_on",
        )  # fmt: skip
        read_only_fields = fields


class HandoverForNavSerializer(HandoverForMunicipalitySerializer):
    """A hand-over with the checklist once it is sent, and NAV's answer."""

    groups = frozenset({FieldGroup.PROGRAMME})

    def to_representation(self, instance: Handover) -> dict[str, Any]:
        """The row; what is not sent yet stands empty."""
        shown: dict[str, Any] = super().to_representation(instance)
        if instance.tells_the_checklist(self.groups):
            return shown
        return shown | {"job_seeker": "", "activity": "", "follow_up_on": None, "documents_shared_on": None, "note": ""}


class OpenHandoverSerializer(StrictSerializer):
    """Which programme."""

    participation_id = serializers.UUIDField()


class ChecklistSerializer(StrictSerializer):
    """Members of the checklist; ``send`` gives it to NAV."""

    job_seeker = serializers.ChoiceField(choices=JobSeeker.choices, allow_blank=True, required=False)
    activity = serializers.ChoiceField(choices=MainActivity.choices, allow_blank=True, required=False)
    follow_up_on = serializers.DateField(allow_null=True, required=False)
    documents_shared_on = serializers.DateField(allow_null=True, required=False)
    note = serializers.CharField(max_length=5_000, allow_blank=True, required=False)
    send = serializers.BooleanField(required=False, help_text=_("Send sjekklisten til NAV."))


class NavAnswerSerializer(StrictSerializer):
    """NAV's answer."""

    answer = serializers.ChoiceField(choices=HandoverAnswer.choices)
    first_meeting_on = serializers.DateField(allow_null=True, required=False)
    note = serializers.CharField(max_length=5_000, allow_blank=True, required=False)
