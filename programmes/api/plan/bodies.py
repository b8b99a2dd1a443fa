"""What is sent to the endpoints of plans and proposals."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.api.serializers import StrictSerializer
from programmes.models import (
    ChangeKind,
    DigitalSkills,
    ElementKind,
    NorwegianLevel,
    ProviderKind,
    Schooling,
    SignedForReason,
    SigningWay,
    Strategy,
)
from programmes.plan_timetables import UnreadableTimetable, read_timetable, rows_of

_CHANGES = [(value, label) for value, label in ChangeKind.choices if value in {ChangeKind.MATERIAL, ChangeKind.MINOR}]
_LONG = 10_000


def _text(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=_LONG, required=False, allow_blank=True, **more)


def _choice(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_blank=True)


class ChangeSerializer(StrictSerializer):
    """What a change of a final plan says: its kind, and why. A draft needs neither."""

    change_kind = serializers.ChoiceField(choices=_CHANGES, required=False)
    change_reason = _text(help_text=_("Hvorfor planen endres; må med når den er ferdigstilt."))


class PlanFieldsSerializer(ChangeSerializer):
    """Some fields of a plan."""

    long_term_goal = _text()
    strategy = _choice(Strategy.choices)
    strategy_reason = _text()
    schooling = _choice(Schooling.choices)
    norwegian_listening = _choice(NorwegianLevel.choices)
    norwegian_reading = _choice(NorwegianLevel.choices)
    norwegian_writing = _choice(NorwegianLevel.choices)
    norwegian_oral = _choice(NorwegianLevel.choices)
    norwegian_reason = _text()
    norwegian_hours = serializers.IntegerField(min_value=0, max_value=9999, required=False, allow_null=True)
    social_studies_hours = serializers.IntegerField(min_value=0, max_value=9999, required=False, allow_null=True)
    is_study_heavy = serializers.BooleanField(required=False)
    builds_on = _text()
    involvement = _text()
    dissent = _text()
    appeal_informed = serializers.BooleanField(required=False)


class OpenPlanSerializer(StrictSerializer):
    """Which programme the plan is for."""

    participation_id = serializers.UUIDField()


class FinaliseSerializer(StrictSerializer):
    """When the plan was made, today where nothing is said; and when it is looked at first, if that is planned."""

    made_on = serializers.DateField(required=False)
    first_review_on = serializers.DateField(required=False, help_text=_("Første gjennomgang av planen (§ 15)."))


class SignSerializer(StrictSerializer):
    """Who signed the contract or declaration, when and how."""

    signed_on = serializers.DateField()
    way = serializers.ChoiceField(choices=SigningWay.choices)
    signed_by = serializers.CharField(max_length=120, required=False, allow_blank=True)
    on_behalf_reason = serializers.ChoiceField(choices=SignedForReason.choices, required=False, allow_blank=True)


class ElementValuesSerializer(ChangeSerializer):
    """Some values of an element."""

    kind = serializers.ChoiceField(choices=ElementKind.choices, required=False)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    provider = _choice(ProviderKind.choices)
    provider_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    first_day = serializers.DateField(required=False, allow_null=True)
    last_day = serializers.DateField(required=False, allow_null=True)
    hours_a_week = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=60, required=False, allow_null=True
    )
    timetable = serializers.CharField(
        max_length=600, required=False, allow_blank=True, help_text=_("For eksempel «ma–to 09–14, fr 09–12».")
    )
    reason = _text()
    benefit = _text()
    counts_as_work = serializers.BooleanField(required=False)
    link_kind = serializers.CharField(max_length=30, required=False, allow_blank=True)
    link_id = serializers.UUIDField(required=False, allow_null=True)

    def validate_timetable(self, written: str) -> list[dict[str, object]]:
        """The lessons as they are stored."""
        try:
            return rows_of(read_timetable(written))
        except UnreadableTimetable as fault:
            text = gettext("Timeplanen kan ikke leses: «%(part)s».") % {"part": fault.part}
            raise serializers.ValidationError(text) from fault


class NewElementSerializer(ElementValuesSerializer):
    """An element for a plan."""

    plan_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ElementKind.choices)


class LanguageSerializer(StrictSerializer):
    """A language with how well it is known."""

    language = serializers.CharField(max_length=60)
    level = serializers.CharField(max_length=60, required=False, allow_blank=True)


class MappingFactsSerializer(StrictSerializer):
    """What is mapped; only what the Regulations § 47 list."""

    schooling = _text()
    work_experience = _text()
    languages = LanguageSerializer(many=True, required=False)
    digital_skills = _choice(DigitalSkills.choices)
    driving_licence = serializers.CharField(max_length=60, required=False, allow_blank=True)
    interests = _text()
    wishes = _text()
    done_on = serializers.DateField(required=False, allow_null=True)
    done_by = serializers.CharField(max_length=120, required=False, allow_blank=True)
    not_done_reason = _text()


class NewMappingSerializer(MappingFactsSerializer):
    """A skills mapping of a person."""

    participant_id = serializers.UUIDField()


class GuidanceFactsSerializer(StrictSerializer):
    """A career guidance of a person."""

    participant_id = serializers.UUIDField()
    county = serializers.CharField(max_length=80)
    held_on = serializers.DateField()
    recommendation = _text()


class ProposeSerializer(StrictSerializer):
    """A proposal; what ``payload`` must hold is for its kind."""

    participant_id = serializers.UUIDField()
    kind = serializers.CharField(max_length=40)
    payload = serializers.DictField()
    note = _text()
    replaces_id = serializers.UUIDField(required=False, allow_null=True)


class AcceptSerializer(StrictSerializer):
    """Why; the reason of the change where the proposal changes a final plan."""

    reason = _text()


class DeclineSerializer(StrictSerializer):
    """Why not; whoever proposed reads it."""

    reason = serializers.CharField(max_length=_LONG)


class PlanFindingSerializer(serializers.Serializer[Any]):
    """One thing that the rules say of a plan."""

    code = serializers.CharField()
    gravity = serializers.ChoiceField(choices=[(word, word) for word in ("missing", "warning", "notice")])
    detail = serializers.CharField()
    paragraph = serializers.CharField()
    field = serializers.CharField(help_text=_("Feltet, eller elementets id og felt."))


class PlanCheckSerializer(serializers.Serializer[Any]):
    """Everything that the rules say."""

    findings = PlanFindingSerializer(many=True)
    full_time_hours = serializers.DecimalField(max_digits=5, decimal_places=2)
    work_hours_average = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)
    work_hours_from = serializers.DateField(allow_null=True)
