"""Places, suggestions, tracks and who goes through them, as the API shows them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from employers.matching.sectors import sector_of
from employers.models import OfferedPlace, QualificationTrack, Suggestion, TrackCohort, TrackMembership, TrackStep


class OfferedPlaceSerializer(FaceSerializer):
    """A place at an employer: no person in it."""

    employer_name = serializers.CharField(source="at", read_only=True)
    occupation_code = serializers.CharField(source="occupation_id", read_only=True, allow_null=True)
    municipality_number = serializers.CharField(source="work_in_id", read_only=True, allow_null=True)
    sector = serializers.SerializerMethodField(help_text=_("Bransjen som trenger folk, når plassen er i en."))

    class Meta:
        model = OfferedPlace
        fields = (
            "id", "version", "employer_id", "employer_name", "organisation_number", "title", "description",
            "occupation_code", "sector", "number", "listening", "reading", "writing", "oral", "certificates",
            "starts_on", "apply_by", "municipality_number", "source", "link", "closed_on", "registered_by_id",
            "registered_for_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_sector(self, place: OfferedPlace) -> str | None:
        """By the occupation, else by the employer's industry."""
        return sector_of(place.occupation_id or "", place.employer.industry_code if place.employer else "")


class ReasonSerializer(serializers.Serializer[object]):
    """One reason of a suggestion."""

    code = serializers.CharField()
    grade = serializers.CharField(help_text=_("fits, partly, not, unknown eller not_asked."))
    points = serializers.IntegerField()
    most = serializers.IntegerField()


class SuggestionSerializer(FaceSerializer):
    """What an adviser decided of a person and a place."""

    groups = frozenset({FieldGroup.WORK})
    reasons = ReasonSerializer(many=True, read_only=True)

    class Meta:
        model = Suggestion
        fields = (
            "id", "version", "participant_id", "municipality_id", "place_id", "place_title", "place_employer",
            "verdict", "not_relevant_reason", "note", "points", "reasons", "decided_on", "decided_by_id",
            "decided_for_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class CandidateSerializer(serializers.Serializer[object]):
    """Somebody who may fit a place, with the reasons."""

    participant_id = serializers.UUIDField()
    name = serializers.CharField()
    points = serializers.IntegerField()
    reasons = ReasonSerializer(many=True)
    verdict = serializers.CharField(allow_null=True)


class CandidatesSerializer(serializers.Serializer[object]):
    """The best candidates, best first, and how many were compared."""

    compared = serializers.IntegerField()
    candidates = CandidateSerializer(many=True)


class FittingPlaceSerializer(serializers.Serializer[object]):
    """A place that may fit a person, with the reasons."""

    place_id = serializers.UUIDField()
    title = serializers.CharField()
    employer_name = serializers.CharField()
    points = serializers.IntegerField()
    reasons = ReasonSerializer(many=True)
    verdict = serializers.CharField(allow_null=True)


class FittingPlacesSerializer(serializers.Serializer[object]):
    """The places that fit best, best first, and how many were compared."""

    compared = serializers.IntegerField()
    places = FittingPlaceSerializer(many=True)


class TrackStepSerializer(serializers.ModelSerializer[TrackStep]):
    """A step of a track."""

    class Meta:
        model = TrackStep
        fields = ("id", "position", "kind", "name", "weeks")
        read_only_fields = fields


class TrackSerializer(FaceSerializer):
    """A qualification track with its steps; without an owner it comes with the system."""

    steps = TrackStepSerializer(many=True, read_only=True)
    occupation_code = serializers.CharField(source="occupation_id", read_only=True, allow_null=True)

    class Meta:
        model = QualificationTrack
        fields = (
            "id", "version", "code", "owner_id", "name", "description", "sector", "occupation_code", "steps",
            "retired_on", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class CohortSerializer(FaceSerializer):
    """A cohort on a track."""

    partner_ids: Any = serializers.PrimaryKeyRelatedField(source="partners", many=True, read_only=True)

    class Meta:
        model = TrackCohort
        fields = ("id", "version", "track_id", "owner_id", "name", "starts_on", "seats", "partner_ids", "created_at")
        read_only_fields = fields


class TrackMembershipSerializer(FaceSerializer):
    """One person in one cohort."""

    groups = frozenset({FieldGroup.WORK})
    step_name = serializers.CharField(source="step.name", read_only=True)

    class Meta:
        model = TrackMembership
        fields = (
            "id", "version", "participant_id", "municipality_id", "cohort_id", "step_id", "step_name", "joined_on",
            "step_since", "dropped_on", "drop_reason", "finished_on", "result", "registered_by_id",
            "registered_for_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields
