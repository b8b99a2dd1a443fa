"""What each kind of agency sees of people, deadlines and flags (law.md 7.2)."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from participants.models import Assignment, Deadline, Flag, IdentityNumber, Participant, ResidencePermit

_FOR_NAV = (
    "id", "version", "municipality_id", "given_name", "family_name", "birth_date", "sex", "citizenship",
    "confidentiality", "mother_tongue", "interpreter_language", "education", "phone", "email",
)  # fmt: skip
_FOR_MUNICIPALITY = (
    *_FOR_NAV, "arrived_on", "settled_on", "claimed_on", "intake", "remark", "moved_on", "left_norway_on",
    "died_on", "created_at", "changed_at",
)  # fmt: skip


class _ParticipantFace(FaceSerializer):
    # Not an e-mail field: it may be empty.
    email = serializers.CharField(read_only=True)


class ParticipantForMunicipalitySerializer(_ParticipantFace):
    """A person as the responsible municipality sees them."""

    groups = frozenset(
        {
            FieldGroup.IDENTITY,
            FieldGroup.CONTACT,
            FieldGroup.PROGRAMME,
            FieldGroup.SETTLEMENT,
            FieldGroup.NOTES,
        }
    )

    class Meta:
        model = Participant
        fields = _FOR_MUNICIPALITY
        read_only_fields = fields


class ParticipantForNavSerializer(_ParticipantFace):
    """A person as the NAV office sees them: who it is, how to reach them, what they bring to work."""

    groups = frozenset({FieldGroup.IDENTITY, FieldGroup.CONTACT, FieldGroup.PROGRAMME})

    class Meta:
        model = Participant
        fields = _FOR_NAV
        read_only_fields = fields


class IdentityNumberSerializer(FaceSerializer):
    """A number with its validity."""

    groups = frozenset({FieldGroup.IDENTITY})

    class Meta:
        model = IdentityNumber
        fields = ("id", "kind", "value", "valid_from", "valid_to")
        read_only_fields = fields


class PermitSerializer(FaceSerializer):
    """A residence permit with its validity."""

    groups = frozenset({FieldGroup.IDENTITY})

    class Meta:
        model = ResidencePermit
        fields = ("id", "basis", "granted_on", "valid_until")
        read_only_fields = fields


class AssignmentSerializer(FaceSerializer):
    """Who works with the person, in a period of inclusive days."""

    groups = frozenset({FieldGroup.PROGRAMME})
    user_name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = Assignment
        fields = ("id", "kind", "user_id", "user_name", "first_day", "last_day")
        read_only_fields = fields


class DeadlineSerializer(FaceSerializer):
    """A duty: what, when, by which paragraph, whose, and what became of it."""

    groups = frozenset({FieldGroup.PROGRAMME})
    is_open = serializers.BooleanField(read_only=True, help_text=_("Verken oppfylt eller lukket."))

    class Meta:
        model = Deadline
        fields = (
            "id", "version", "participant_id", "municipality_id", "kind", "subject_id", "due_on", "paragraph",
            "responsible_agency_id", "met_on", "closed_on", "is_open",
        )  # fmt: skip
        read_only_fields = fields


_FLAG = (
    "id", "version", "deadline_id", "participant_id", "municipality_id", "kind", "due_on", "threshold", "raised_on",
    "state", "taken_by_id", "taken_by_name", "taken_at", "escalated_at", "closed_at",
)  # fmt: skip


class _FlagFace(FaceSerializer):
    kind = serializers.CharField(source="deadline.kind", read_only=True, help_text=_("Fristen varselet gjelder."))
    taken_by_name = serializers.SerializerMethodField()

    def get_taken_by_name(self, flag: Flag) -> str:
        """Who follows it up, if somebody does."""
        return flag.taken_by.name if flag.taken_by else ""


class FlagForMunicipalitySerializer(_FlagFace):
    """A flag as the municipality sees it, with what was written about it."""

    groups = frozenset({FieldGroup.PROGRAMME, FieldGroup.NOTES})

    class Meta:
        model = Flag
        fields = (*_FLAG, "reason")
        read_only_fields = fields


class FlagForNavSerializer(_FlagFace):
    """A flag as the NAV office sees it."""

    groups = frozenset({FieldGroup.PROGRAMME})

    class Meta:
        model = Flag
        fields = _FLAG
        read_only_fields = fields


PARTICIPANT_FACES: tuple[type[FaceSerializer], ...] = (
    ParticipantForMunicipalitySerializer,
    ParticipantForNavSerializer,
)
FLAG_FACES: tuple[type[FaceSerializer], ...] = (FlagForMunicipalitySerializer, FlagForNavSerializer)
