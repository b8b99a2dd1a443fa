"""What each kind of agency sees of plans, of what they stand on, and of proposals (law.md 7.2)."""

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from programmes.models import CareerGuidance, Plan, PlanElement, PlanVersion, Proposal, SkillsMapping

_PLAN = (
    "id", "version", "participation_id", "participant_id", "municipality_id", "number", "long_term_goal", "strategy",
    "strategy_reason", "schooling", "norwegian_listening", "norwegian_reading", "norwegian_writing", "norwegian_oral",
    "norwegian_hours", "social_studies_hours", "is_study_heavy", "finalised_on",
)  # fmt: skip
_OWN = ("norwegian_reason", "builds_on", "involvement", "dissent", "appeal_informed")
_VERSION = ("id", "plan_id", "participant_id", "municipality_id", "number", "change", "created_at")
_MUNICIPALITY = frozenset({FieldGroup.PLAN, FieldGroup.DECISIONS})
_NAV = frozenset({FieldGroup.PLAN})


class PlanForMunicipalitySerializer(FaceSerializer):
    """A plan as the municipality sees it."""

    groups = _MUNICIPALITY

    class Meta:
        model = Plan
        fields = (*_PLAN, *_OWN)
        read_only_fields = fields


class PlanForNavSerializer(FaceSerializer):
    """A plan as the NAV office sees it: without disagreement and the reasons that may be personal."""

    groups = _NAV

    class Meta:
        model = Plan
        fields = _PLAN
        read_only_fields = fields


class PlanElementSerializer(FaceSerializer):
    """An element, the same for municipality and NAV."""

    groups = _NAV

    class Meta:
        model = PlanElement
        fields = (
            "id", "version", "plan_id", "participant_id", "municipality_id", "position", "kind", "title", "provider",
            "provider_name", "first_day", "last_day", "hours_a_week", "timetable", "reason", "benefit",
            "counts_as_work", "link_kind", "link_id", "removed_on",
        )  # fmt: skip
        read_only_fields = fields


class PlanVersionForMunicipalitySerializer(FaceSerializer):
    """A version with its content, author and reason."""

    groups = _MUNICIPALITY

    class Meta:
        model = PlanVersion
        fields = (*_VERSION, "reason", "author_id", "content")
        read_only_fields = fields


class PlanVersionForNavSerializer(FaceSerializer):
    """That there is a version, and when."""

    groups = _NAV

    class Meta:
        model = PlanVersion
        fields = _VERSION
        read_only_fields = fields


class SkillsMappingSerializer(FaceSerializer):
    """A skills mapping, which NAV sees for its task."""

    groups = _NAV

    class Meta:
        model = SkillsMapping
        fields = (
            "id", "version", "participant_id", "municipality_id", "schooling", "work_experience", "languages",
            "digital_skills", "driving_licence", "interests", "wishes", "done_on", "done_by", "not_done_reason",
        )  # fmt: skip
        read_only_fields = fields


class CareerGuidanceSerializer(FaceSerializer):
    """A career guidance."""

    groups = _NAV

    class Meta:
        model = CareerGuidance
        fields = ("id", "version", "participant_id", "municipality_id", "county", "held_on", "recommendation")
        read_only_fields = fields


class ProposalSerializer(FaceSerializer):
    """A proposal with its answer."""

    groups = _NAV

    class Meta:
        model = Proposal
        fields = (
            "id", "version", "participant_id", "municipality_id", "kind", "payload", "note", "state",
            "proposed_from_id", "created_at", "answered_at", "answer_reason", "result_id", "replaces_id",
        )  # fmt: skip
        read_only_fields = fields
