"""The programme clock at the API: what ``manage.py programme_clock`` does, for one case; nothing is stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Resource
from agencies.api.viewsets import BaseViewSet
from programmes.api.faces import StepSerializer
from programmes.law.case_json import UnreadableCaseError, read_case, result_document
from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind, Education, Goal, LeaveClock, Protection
from programmes.law_words import law_catalogue
from programmes.models import Participation


def _words(words: Any) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


PROTECTIONS = _words(Protection)
EDUCATIONS = _words(Education)
GOALS = _words(Goal)
ABSENCE_KINDS = _words(AbsenceKind)


class ClockAbsenceSerializer(serializers.Serializer[Any]):
    """One absence, time off, leave or stop; both days are inclusive."""

    kind = serializers.ChoiceField(choices=ABSENCE_KINDS)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    hours = serializers.FloatField(required=False, allow_null=True, help_text=_("Bare for en del av én dag."))
    planned_hours = serializers.FloatField(required=False, allow_null=True)


class ClockCaseSerializer(serializers.Serializer[Any]):
    """The facts of one programme."""

    id = serializers.JSONField(required=False, help_text=_("Kommer uendret tilbake."))
    offer_date = serializers.DateField()
    protection = serializers.ChoiceField(choices=PROTECTIONS)
    education = serializers.ChoiceField(choices=EDUCATIONS)
    goal = serializers.ChoiceField(choices=GOALS)
    first_day = serializers.DateField()
    months = serializers.IntegerField()
    extension_months = serializers.IntegerField(required=False)
    decided_last_day = serializers.DateField(required=False, allow_null=True)
    absences = ClockAbsenceSerializer(many=True, required=False)


class ClockRefusalSerializer(serializers.Serializer[Any]):
    """Why the case cannot stand as it is."""

    code = serializers.CharField()
    paragraph = serializers.CharField()
    detail = serializers.CharField()


class ClockResultSerializer(serializers.Serializer[Any]):
    """The last day of the programme, and the steps that lead to it; a refused case has its reasons in ``refused``."""

    id = serializers.JSONField()
    rule_set = serializers.CharField(allow_null=True)
    base_last_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    counted_working_days = serializers.IntegerField(allow_null=True)
    leave_clock = serializers.ChoiceField(choices=_words(LeaveClock), allow_null=True)
    steps = StepSerializer(many=True)
    refused = ClockRefusalSerializer(many=True)


class ProgrammeClockViewSet(BaseViewSet):
    """Regner ut siste dag i et program fra fakta."""

    model = Participation
    resource = Resource.PARTICIPATION
    holds_people = False
    staff_actions = frozenset({"create"})
    keyless_actions = frozenset({"create"})
    serializer_class = ClockResultSerializer

    @extend_schema(summary=_("Regn ut siste dag"), request=ClockCaseSerializer, responses={200: ClockResultSerializer})
    def create(self, request: Request) -> Response:
        """Regn ut siste dag fra fakta, med leddene og paragrafene. Ingenting blir lagret."""
        try:
            case = read_case(request.data)
        except UnreadableCaseError as fault:
            raise ValidationError(_nested(fault)) from fault
        return Response(result_document(programme_clock(case), law_catalogue()))


def _nested(fault: UnreadableCaseError) -> Any:
    """The fault at its place, as DRF writes faults; the handler makes the pointer of it again."""
    detail: Any = [ErrorDetail(fault.detail, "invalid")]
    for part in reversed(fault.pointer.split("/")[1:]):
        detail = {part: detail}
    return detail
