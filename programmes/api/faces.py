"""What each kind of agency sees of a participation (law.md 7.2)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from programmes.clocks import explained_clock, without_reasons
from programmes.law.case_json import result_document
from programmes.law_words import law_catalogue
from programmes.models import Participation, ParticipationState

STATE_CHOICES = [(state.value, state.value) for state in ParticipationState]
_SHARED = (
    "id", "version", "participant_id", "municipality_id", "state", "offer_date", "protection", "education", "goal",
    "first_day", "months", "extension_months", "decided_last_day", "rule_set", "base_last_day", "last_day", "days_left",
    "counted_working_days", "awarded_on", "plan_made_on", "ended_on",
)  # fmt: skip
# Why a programme ended, and for what, may be a matter of health or of a permit lost.
_DECISIONS = ("reason", "limit_reason", "limits_passed", "end_reason", "main_activity")


class StepSerializer(serializers.Serializer[Any]):
    """One line of the computation of the last day."""

    date = serializers.DateField(help_text=_("Siste dag i programmet etter dette leddet."))
    text = serializers.CharField()
    paragraph = serializers.CharField()


class _ParticipationFace(FaceSerializer):
    state = serializers.SerializerMethodField(help_text=_("Hvor programmet står i dag."))
    days_left = serializers.SerializerMethodField(help_text=_("Dager til siste dag; negativt når den er passert."))

    def get_state(self, row: Participation) -> ParticipationState:
        """Computed from dates and decisions, never stored."""
        return row.state_on(timezone.localdate())

    def get_days_left(self, row: Participation) -> int:
        """Counted from today."""
        return row.days_left_on(timezone.localdate())


class ParticipationForMunicipalitySerializer(_ParticipationFace):
    """A programme as the municipality sees it."""

    groups = frozenset({FieldGroup.PROGRAMME, FieldGroup.PLAN, FieldGroup.DECISIONS})

    class Meta:
        model = Participation
        fields = (*_SHARED, *_DECISIONS)
        read_only_fields = fields


class ParticipationForNavSerializer(_ParticipationFace):
    """A programme as the NAV office sees it."""

    groups = frozenset({FieldGroup.PROGRAMME, FieldGroup.PLAN})

    class Meta:
        model = Participation
        fields = _SHARED
        read_only_fields = fields


class _WithSteps(_ParticipationFace):
    steps = serializers.SerializerMethodField(help_text=_("Leddene som gir den siste dagen, med paragrafer."))

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, row: Participation) -> list[dict[str, str]]:
        """The clock of the programme, computed afresh."""
        clock = explained_clock(row)
        clock = clock if FieldGroup.ABSENCE_REASONS in self.groups else without_reasons(clock)
        steps: list[dict[str, str]] = result_document(clock, law_catalogue())["steps"]
        return steps


class ParticipationDetailForMunicipalitySerializer(_WithSteps):
    """A programme with the computation of its last day, as the municipality sees it."""

    groups = ParticipationForMunicipalitySerializer.groups | {FieldGroup.ABSENCE_REASONS}

    class Meta:
        model = Participation
        fields = (*_SHARED, *_DECISIONS, "steps")
        read_only_fields = fields


class ParticipationDetailForNavSerializer(_WithSteps):
    """A programme with the computation of its last day, as the NAV office sees it."""

    groups = ParticipationForNavSerializer.groups

    class Meta:
        model = Participation
        fields = (*_SHARED, "steps")
        read_only_fields = fields


LIST_FACES: tuple[type[FaceSerializer], ...] = (ParticipationForMunicipalitySerializer, ParticipationForNavSerializer)
DETAIL_FACES: tuple[type[FaceSerializer], ...] = (
    ParticipationDetailForMunicipalitySerializer,
    ParticipationDetailForNavSerializer,
)
