"""Absences at the API: previewed, registered, corrected, voided, documented. NAV sees the days and not why."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource
from agencies.api.conditions import version_read_by
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.serializers import FaceSerializer, StrictSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.errors import Refusal
from programmes.absence_facts import AbsenceFacts, refusals_of_findings
from programmes.absence_words import counter_in_words, meaning_of, summary_of
from programmes.api.faces import StepSerializer
from programmes.law.limits_facts import AbsenceCheck
from programmes.law.limits_words import Benefit, CertificateNeed
from programmes.law_words import law_catalogue
from programmes.models import Absence, AbsenceKind, Documentation, Participation
from programmes.operations.absence_rows import missing_reasons, preview_absence
from programmes.operations.absences import (
    correct_absence,
    record_documentation,
    register_absence,
    void_absence,
)
from programmes.operations.stop_overlaps import stops_in_the_way

REGISTRABLE = [(value, label) for value, label in AbsenceKind.choices if value != AbsenceKind.STOP]
_DAYS = ("id", "version", "participation_id", "participant_id", "municipality_id", "first_day", "last_day")
_REASONS = (
    "kind", "hours", "planned_hours", "documentation", "documented_on", "reason", "limit_reason", "limits_passed",
    "circumstances", "replaces_id", "voided_at", "void_reason",
)  # fmt: skip


class AbsenceForMunicipalitySerializer(FaceSerializer):
    """An absence as the municipality sees it."""

    groups = frozenset({FieldGroup.PROGRAMME, FieldGroup.ABSENCE_REASONS})

    class Meta:
        model = Absence
        fields = (*_DAYS, *_REASONS)
        read_only_fields = fields


class AbsenceForNavSerializer(FaceSerializer):
    """An absence as the NAV office sees it: when, and not why."""

    groups = frozenset({FieldGroup.PROGRAMME})

    class Meta:
        model = Absence
        fields = _DAYS
        read_only_fields = fields


class AbsenceFactsSerializer(StrictSerializer):
    """What is stated of an absence; what it means under the limits is for the rules."""

    kind = serializers.ChoiceField(choices=REGISTRABLE)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    hours = serializers.DecimalField(
        max_digits=4, decimal_places=2, required=False, allow_null=True, help_text=_("Bare for en del av én dag.")
    )
    planned_hours = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True)
    documented_on = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    limit_reason = serializers.CharField(
        max_length=10_000, required=False, allow_blank=True, help_text=_("Hvorfor en veiledende grense passeres.")
    )
    children = serializers.IntegerField(min_value=0, max_value=30, required=False, allow_null=True)
    sole_carer = serializers.BooleanField(required=False)
    chronic_child = serializers.BooleanField(required=False)
    child_born_on = serializers.DateField(required=False, allow_null=True)
    other_parent_prevented = serializers.BooleanField(required=False)
    other_parent_id = serializers.UUIDField(
        required=False, allow_null=True, help_text=_("Programmet til den andre forelderen.")
    )


class AbsenceRegistrationSerializer(AbsenceFactsSerializer):
    """An absence to be registered in a programme."""

    participation_id = serializers.UUIDField()


class AbsencePreviewSerializer(AbsenceRegistrationSerializer):
    """An absence to be tried; ``replaces_id`` is the registration that a correction would close."""

    replaces_id = serializers.UUIDField(required=False, allow_null=True)


class AbsenceCorrectionSerializer(AbsenceFactsSerializer):
    """The facts as they should have been, and why they are corrected."""

    why = serializers.CharField(max_length=1000)


class VoidSerializer(StrictSerializer):
    """Why a registration is taken back."""

    why = serializers.CharField(max_length=1000)


class DocumentationSerializer(StrictSerializer):
    """When the documentation came."""

    received_on = serializers.DateField()


class FindingSerializer(serializers.Serializer[Any]):
    """What refuses an absence, needs a reason, or should be looked at."""

    code = serializers.CharField()
    detail = serializers.CharField()
    paragraph = serializers.CharField()


class CounterSerializer(serializers.Serializer[Any]):
    """What would be used of a limit."""

    code = serializers.CharField()
    name = serializers.CharField()
    used = serializers.DecimalField(max_digits=7, decimal_places=2)
    maximum = serializers.IntegerField()
    remaining = serializers.DecimalField(max_digits=7, decimal_places=2)
    unit = serializers.CharField()
    window = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    is_hard = serializers.BooleanField()
    paragraph = serializers.CharField()
    text = serializers.CharField()


class EffectSerializer(serializers.Serializer[Any]):
    """What the absence would do to the last day and to the benefit."""

    counted_working_days = serializers.IntegerField()
    total_before = serializers.IntegerField()
    total_after = serializers.IntegerField()
    threshold = serializers.IntegerField(allow_null=True)
    last_day_before = serializers.DateField()
    last_day_after = serializers.DateField()
    benefit = serializers.ChoiceField(choices=[(value.value, value.value) for value in Benefit])
    steps = StepSerializer(many=True)


class AbsenceMeaningSerializer(serializers.Serializer[Any]):
    """What registering the absence would mean; nothing is stored."""

    refusals = FindingSerializer(many=True)
    reasons_needed = FindingSerializer(many=True)
    notices = FindingSerializer(many=True)
    counters = CounterSerializer(many=True)
    certificate = serializers.ChoiceField(choices=[(value.value, value.value) for value in CertificateNeed])
    effect = EffectSerializer(allow_null=True)
    meaning = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField()


class AbsenceFilter(filters.FilterSet):
    """Which absences."""

    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    kind = filters.ChoiceFilter(choices=AbsenceKind.choices, label=_("Årsak"))
    documentation = filters.ChoiceFilter(choices=Documentation.choices, label=_("Dokumentasjon"))
    is_standing = TruthFilter(field_name="voided_at", lookup_expr="isnull", label=_("Verken rettet eller annullert"))
    on_or_after = DayFilter(field_name="last_day", lookup_expr="gte", label=_("Siste dag fra og med"))
    on_or_before = DayFilter(field_name="first_day", lookup_expr="lte", label=_("Første dag til og med"))

    class Meta:
        model = Absence
        fields = ("kind", "documentation")


@extend_schema_view(
    list=extend_schema(summary=_("Fravær, fri og permisjon")),
    retrieve=extend_schema(summary=_("Ett fravær")),
)
class AbsenceViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Fravær, fri og permisjon i programmer, med det som følger av dem."""

    model = Absence
    resource = Resource.PARTICIPATION
    faces = (AbsenceForMunicipalitySerializer, AbsenceForNavSerializer)
    filterset_class = AbsenceFilter
    parameter_groups: ClassVar[dict[str, FieldGroup]] = {
        "kind": FieldGroup.ABSENCE_REASONS,
        "documentation": FieldGroup.ABSENCE_REASONS,
        "is_standing": FieldGroup.ABSENCE_REASONS,
    }
    orderings: ClassVar[dict[str, str]] = {"first_day": "first_day", "last_day": "last_day"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.PARTICIPATION, Action.VIEW),
        "retrieve": (Resource.PARTICIPATION, Action.VIEW),
        "create": (Resource.PARTICIPATION, Action.CHANGE),
        "preview": (Resource.PARTICIPATION, Action.CHANGE),
        "correct": (Resource.PARTICIPATION, Action.CHANGE),
        "void": (Resource.PARTICIPATION, Action.CHANGE),
        "documentation": (Resource.PARTICIPATION, Action.CHANGE),
    }
    keyless_actions = frozenset({"preview"})
    changes_version = frozenset({"correct", "void", "documentation"})

    @extend_schema(
        summary=_("Registrer fravær"),
        request=AbsenceRegistrationSerializer,
        responses={201: AbsenceForMunicipalitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Registrer fravær, fri eller permisjon. En grense som ikke kan passeres, avvises med paragrafen."""
        values = self.parse(AbsenceRegistrationSerializer)
        participation_id = values.pop("participation_id")
        return self.answer_created(register_absence(self.actor, participation_id, AbsenceFacts(**values)))

    @extend_schema(
        summary=_("Se hva et fravær betyr"),
        request=AbsencePreviewSerializer,
        responses={200: AbsenceMeaningSerializer},
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Dager igjen av hver grense, virkningen på siste dag og på stønaden. Ingenting blir lagret."""
        values = self.parse(AbsencePreviewSerializer)
        participation_id, replaces_id = values.pop("participation_id"), values.pop("replaces_id", None)
        participation = Participation.objects.visible_to(self.actor).get(pk=participation_id)
        mine = Absence.objects.visible_to(self.actor).filter(participation=participation)
        replacing = mine.get(pk=replaces_id) if replaces_id else None
        self.log(participation)
        facts = AbsenceFacts(**values)
        check = preview_absence(self.actor, participation, facts, replacing=replacing)
        overlaps = stops_in_the_way(participation, facts.first_day, facts.last_day)
        return Response(AbsenceMeaningSerializer(_meaning(check, facts, overlaps)).data)

    @extend_schema(
        summary=_("Rett et fravær"),
        request=AbsenceCorrectionSerializer,
        responses={201: AbsenceForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Lukk registreringen og legg til den riktige; alt som følger av den flyttes. Svaret er den nye raden."""
        if not self.get_queryset().filter(pk=pk).exists():
            raise Absence.DoesNotExist
        version = version_read_by(request, pk)
        values = self.parse(AbsenceCorrectionSerializer)
        why = values.pop("why")
        row = correct_absence(self.actor, pk, AbsenceFacts(**values), why=why, expected_version=version)
        return self.answer_created(row)

    @extend_schema(
        summary=_("Annuller et fravær"), request=VoidSerializer, responses={200: AbsenceForMunicipalitySerializer}
    )
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta tilbake en registrering som ikke skulle vært gjort. Raden blir stående med begrunnelsen."""
        return self.change(void_absence, pk, VoidSerializer)

    @extend_schema(
        summary=_("Registrer dokumentasjon"),
        request=DocumentationSerializer,
        responses={200: AbsenceForMunicipalitySerializer},
    )
    @action(detail=True, methods=["post"])
    def documentation(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si når dokumentasjonen kom."""
        return self.change(record_documentation, pk, DocumentationSerializer)


def _meaning(check: AbsenceCheck, facts: AbsenceFacts, overlaps: list[Refusal]) -> dict[str, Any]:
    effect = check.effect
    words = law_catalogue()
    steps = [
        {"date": step.date, "text": step.text(words), "paragraph": step.paragraph} for step in effect.steps
    ] if effect else []  # fmt: skip
    clock_notices = [
        {"code": str(notice.code), "detail": notice.text(words), "paragraph": notice.paragraph}
        for notice in check.clock_notices
    ]
    return {
        "refusals": [*refusals_of_findings(check.refusals), *overlaps],
        "reasons_needed": missing_reasons(check, facts),
        "notices": [*refusals_of_findings(check.notices), *clock_notices],
        "counters": [counter_in_words(counter) for counter in check.counters],
        "certificate": check.certificate,
        "effect": _effect(effect, steps) if effect else None,
        "meaning": meaning_of(check),
        "summary": summary_of(check),
    }


def _effect(effect: Any, steps: list[dict[str, Any]]) -> dict[str, Any]:
    names = (
        "counted_working_days", "total_before", "total_after", "threshold", "last_day_before", "last_day_after",
        "benefit",
    )  # fmt: skip
    return {**{name: getattr(effect, name) for name in names}, "steps": steps}
