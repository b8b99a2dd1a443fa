"""Figures on outcomes at the API: counts with the same suppression as on the pages, and never a person."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Resource
from agencies.api.faults import ParameterFault, parameter_error
from agencies.api.viewsets import Act, BaseViewSet
from integration.models import AgeGroup, OutcomePerson
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.counting import CategoryYear, FigureYear
from integration.operations.outcomes.employment import Axis, Series, employment
from integration.operations.outcomes.freshness import freshness
from integration.operations.outcomes.lasting import lasting
from integration.operations.outcomes.programme_figures import (
    caseload,
    end_reasons,
    main_activities,
    programme_figures,
)
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import ALL_SPLITS, SECTOR, SPLITS, Question
from integration.outcomes.months import month_end

_AGES = {"20-66": (AgeGroup.ADULT,), "18-66": (AgeGroup.ADULT, AgeGroup.YOUNG)}
_VIEW: Act = (Resource.OUTCOME, Action.VIEW)
_QUESTION = [
    OpenApiParameter("split", str, enum=list(SPLITS), description=str(_("Hva tallene deles opp etter."))),
    OpenApiParameter("until", OpenApiTypes.DATE, description=str(_("Siste dag i tallene; i dag når den mangler."))),
    OpenApiParameter(
        "known_on", OpenApiTypes.DATE,
        description=str(_("Dagen tallene var kjent; «until» når den mangler. En senere dag gir rettede tall.")),
    ),
    *[OpenApiParameter(name, str, description=str(_("Bare denne delen."))) for name in SPLITS],
]  # fmt: skip
_WITH_SECTORS = [
    OpenApiParameter("split", str, enum=list(ALL_SPLITS), description=str(_("Hva tallene deles opp etter."))),
    *_QUESTION[1:],
    OpenApiParameter(SECTOR, str, description=str(_("Bare denne delen."))),
]
_AGE = OpenApiParameter("ages", str, enum=list(_AGES), description=str(_("20–66 som SSB, eller 18–66 som NAV.")))
_AXIS = OpenApiParameter("axis", str, enum=[each.value for each in Axis], description=str(_("Hva måneder telles fra.")))
_NAMES = frozenset({"split", "until", "known_on", *SPLITS})


class MonthSerializer(serializers.Serializer[Any]):
    """One month of a group; null where so few people would be recognised."""

    month = serializers.CharField(help_text=_("Kalendermåned (ÅÅÅÅ-MM), eller hele måneder siden bosetting."))
    people = serializers.IntegerField(allow_null=True, help_text=_("Nevneren."))
    in_work = serializers.IntegerField(allow_null=True)
    full_time = serializers.IntegerField(allow_null=True)
    part_time = serializers.IntegerField(allow_null=True)
    on_measure = serializers.IntegerField(allow_null=True, help_text=_("På tiltak, uten arbeid."))
    share = serializers.FloatField(allow_null=True, help_text=_("Andel i arbeid, 0 til 1."))


class SeriesSerializer(serializers.Serializer[Any]):
    """One group."""

    group = serializers.CharField(help_text=_("Delen av inndelingen; «all» uten inndeling."))
    months = MonthSerializer(many=True)


class EmploymentSerializer(serializers.Serializer[Any]):
    """The answer, with how fresh it is."""

    refreshed_at = serializers.DateTimeField(allow_null=True, help_text=_("Da tallene sist ble laget."))
    series = SeriesSerializer(many=True)


class PointSerializer(serializers.Serializer[Any]):
    """The curve at a time; null where so few people would be recognised."""

    months = serializers.IntegerField(help_text=_("Måneder siden bosetting."))
    at_risk = serializers.IntegerField(allow_null=True, help_text=_("Uten jobb ennå, av dem som fortsatt følges."))
    events = serializers.IntegerField(allow_null=True, help_text=_("Har begynt i jobb så langt."))
    begun = serializers.FloatField(allow_null=True, help_text=_("Andelen som har begynt, 0 til 1 (Kaplan–Meier)."))
    lower = serializers.FloatField(allow_null=True, help_text=_("Nedre grense, 95 % (log-log)."))
    upper = serializers.FloatField(allow_null=True, help_text=_("Øvre grense, 95 % (log-log)."))


class StillSerializer(serializers.Serializer[Any]):
    """Who is in work some time after the first day in work."""

    months = serializers.IntegerField()
    in_work = serializers.IntegerField(allow_null=True)
    followed = serializers.IntegerField(allow_null=True, help_text=_("Nevneren: dem vi kan følge så lenge."))


class LastingGroupSerializer(serializers.Serializer[Any]):
    """One group."""

    group = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    points = PointSerializer(many=True)
    still = StillSerializer(many=True)
    time_in_work = serializers.FloatField(
        allow_null=True, help_text=_("Dagene i arbeid av alle dagene fra bosetting så lenge folk følges, 0 til 1.")
    )
    half_begun_months = serializers.IntegerField(
        allow_null=True, help_text=_("Den første viste måneden der halvparten har begynt i jobb.")
    )


class LastingSerializer(serializers.Serializer[Any]):
    """Time to first work, and who stays."""

    refreshed_at = serializers.DateTimeField(allow_null=True)
    groups = LastingGroupSerializer(many=True)


class AfterYearSerializer(serializers.Serializer[Any]):
    """Those of a group whose programme ended in a year."""

    group = serializers.CharField()
    year = serializers.IntegerField(help_text=_("Året programmet sluttet."))
    is_due = serializers.BooleanField(help_text=_("Om november året etter har vært."))
    ended = serializers.IntegerField(allow_null=True, help_text=_("Nevneren: alle som sluttet."))
    direct = serializers.IntegerField(allow_null=True, help_text=_("Direkte til arbeid eller utdanning (IMDi)."))
    direct_share = serializers.FloatField(allow_null=True)
    not_registered = serializers.IntegerField(allow_null=True, help_text=_("Uten registrert hovedaktivitet."))
    in_work = serializers.IntegerField(allow_null=True, help_text=_("I jobb 16. november året etter (SSB)."))
    work_share = serializers.FloatField(allow_null=True)
    on_measure = serializers.IntegerField(allow_null=True)
    gone = serializers.IntegerField(allow_null=True, help_text=_("Flyttet eller død."))
    unknown = serializers.IntegerField(allow_null=True, help_text=_("Ingen av delene er kjent."))


class AfterProgrammeSerializer(serializers.Serializer[Any]):
    """After the programme, year by year."""

    refreshed_at = serializers.DateTimeField(allow_null=True)
    years = AfterYearSerializer(many=True)


class ShareSerializer(serializers.Serializer[Any]):
    """A share; null where a few would be recognised."""

    name = serializers.CharField()
    part = serializers.IntegerField(allow_null=True)
    whole = serializers.IntegerField(allow_null=True, help_text=_("Nevneren: dem andelen gjelder for."))
    share = serializers.FloatField(allow_null=True)


class ShareYearSerializer(serializers.Serializer[Any]):
    """A group in a year."""

    group = serializers.CharField()
    year = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    figures = ShareSerializer(many=True)


class CategoryCountSerializer(serializers.Serializer[Any]):
    """How many are of a category."""

    category = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)


class CategoryYearSerializer(serializers.Serializer[Any]):
    """The categories of a year; the split of the question is not used."""

    year = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    counts = CategoryCountSerializer(many=True)


class CaseloadSerializer(serializers.Serializer[Any]):
    """Running programmes and who has them, as on the last day of the question; filters are not used."""

    advisers = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    without_adviser = serializers.IntegerField(allow_null=True)
    average = serializers.FloatField(allow_null=True)
    middle = serializers.FloatField(allow_null=True, help_text=_("Medianen."))
    most = serializers.IntegerField(allow_null=True)


class ProgrammeFiguresSerializer(serializers.Serializer[Any]):
    """The programme in figures, by the year in which it began; ends by the year of the end."""

    refreshed_at = serializers.DateTimeField(allow_null=True)
    years = ShareYearSerializer(many=True)
    end_reasons = CategoryYearSerializer(many=True)
    main_activities = CategoryYearSerializer(many=True)
    caseload = CaseloadSerializer()


class QualificationSerializer(serializers.Serializer[Any]):
    """Qualification in figures, by the year of settlement."""

    refreshed_at = serializers.DateTimeField(allow_null=True)
    years = ShareYearSerializer(many=True)
    sectors = CategoryYearSerializer(many=True)


class OutcomeViewSet(BaseViewSet):
    """Resultater: tall uten personer."""

    model = OutcomePerson
    resource = Resource.OUTCOME
    holds_people = False
    acts: ClassVar[dict[str, Act]] = {
        "employment": _VIEW, "lasting": _VIEW, "after_programme": _VIEW, "programme": _VIEW, "qualification": _VIEW,
    }  # fmt: skip
    ruled_reads = frozenset(acts)
    action_parameters: ClassVar[dict[str, frozenset[str]]] = {
        "employment": _NAMES | {"ages", "axis"}, "lasting": _NAMES | {"ages"}, "after_programme": _NAMES,
        "programme": _NAMES, "qualification": _NAMES | {SECTOR},
    }  # fmt: skip

    @extend_schema(
        summary=_("Andel i arbeid"), parameters=[*_QUESTION, _AGE, _AXIS], responses={200: EmploymentSerializer},
        filters=False,
    )  # fmt: skip
    @action(detail=False, url_path="employment")
    def employment(self, request: Request) -> Response:
        """Andel i arbeid måned for måned, i kalenderen eller siden bosetting. Små tall er null."""
        axis = Axis(_one_of(request, "axis", [each.value for each in Axis], Axis.CALENDAR.value))
        series = employment(self.actor, read_question(request), axis)
        return Response({"refreshed_at": freshness(self.actor).oldest, "series": [_face(one, axis) for one in series]})

    @extend_schema(
        summary=_("Tid til første jobb"),
        parameters=[*_QUESTION, _AGE],
        responses={200: LastingSerializer},
        filters=False,
    )
    @action(detail=False, url_path="lasting")
    def lasting(self, request: Request) -> Response:
        """Overlevelseskurver fra bosetting til første jobb, og hvem som er i jobb etter 6, 12 og 24 måneder."""
        answer = {"refreshed_at": freshness(self.actor).oldest, "groups": lasting(self.actor, read_question(request))}
        return Response(LastingSerializer(answer).data)

    @extend_schema(
        summary=_("Etter programmet"), parameters=_QUESTION, responses={200: AfterProgrammeSerializer}, filters=False
    )
    @action(detail=False, url_path="after-programme")
    def after_programme(self, request: Request) -> Response:
        """Direkte overgang (IMDi) og status ett år etter (SSB), etter året programmet sluttet."""
        years = after_programme(self.actor, read_question(request))
        return Response(AfterProgrammeSerializer({"refreshed_at": freshness(self.actor).oldest, "years": years}).data)

    @extend_schema(
        summary=_("Programmet i tall"), parameters=_QUESTION, responses={200: ProgrammeFiguresSerializer}, filters=False
    )
    @action(detail=False, url_path="programme")
    def programme(self, request: Request) -> Response:
        """Oppstart i tide, 15 timer, frammøte, norskmål, forlengelser, frister, sluttårsaker og saker per rådgiver."""
        question = read_question(request)
        answer = {
            "refreshed_at": freshness(self.actor).oldest,
            "years": _share_years(programme_figures(self.actor, question)),
            "end_reasons": _category_years(end_reasons(self.actor, question)),
            "main_activities": _category_years(main_activities(self.actor, question)),
            "caseload": caseload(self.actor, question),
        }
        return Response(ProgrammeFiguresSerializer(answer).data)

    @extend_schema(
        summary=_("Kvalifisering"), parameters=_WITH_SECTORS, responses={200: QualificationSerializer}, filters=False
    )
    @action(detail=False, url_path="qualification")
    def qualification(self, request: Request) -> Response:
        """Deltakerbevis, fagbrev, selvforsørget, jobb under utdanningen, senere på nivå, og næringer."""
        question = read_question(request, ALL_SPLITS)
        answer = {
            "refreshed_at": freshness(self.actor).oldest,
            "years": _share_years(qualification_figures(self.actor, question)),
            "sectors": _category_years(sectors(self.actor, question)),
        }
        return Response(QualificationSerializer(answer).data)


def read_question(request: Request, splits: Iterable[str] = SPLITS) -> Question:
    """The question of the parameters, of these splits; ``ParameterFault`` for what cannot be read."""
    splits = list(splits)
    until = _day(request, "until") or timezone.localdate()
    return Question(
        until=until,
        known_on=_day(request, "known_on") or until,
        split=_one_of(request, "split", list(splits), ""),
        filters={name: request.query_params[name] for name in splits if name in request.query_params},
        ages=_AGES[_one_of(request, "ages", list(_AGES), "20-66")],
    )


def _face(series: Series, axis: Axis) -> Mapping[str, Any]:
    months = [
        {
            "month": f"{month_end(each.month):%Y-%m}" if axis is Axis.CALENDAR else str(each.month),
            "people": each.people,
            "in_work": each.in_work,
            "full_time": each.full_time,
            "part_time": each.part_time,
            "on_measure": each.on_measure,
            "share": each.share,
        }
        for each in series.months
    ]
    return {"group": series.group, "months": months}


def _share_years(years: Sequence[FigureYear]) -> list[Mapping[str, Any]]:
    return [
        {
            "group": one.group,
            "year": one.year,
            "people": one.people,
            "figures": [
                {
                    "name": name,
                    "part": found.part if found else None,
                    "whole": found.whole if found else None,
                    "share": found.share if found and found.whole else None,
                }
                for name, found in one.figures.items()
            ],
        }
        for one in years
    ]


def _category_years(years: Sequence[CategoryYear]) -> list[Mapping[str, Any]]:
    return [
        {
            "year": one.year,
            "total": one.total,
            "counts": [{"category": name, "people": people} for name, people in one.counts.items()],
        }
        for one in years
    ]


def _one_of(request: Request, name: str, offered: list[str], usual: str) -> str:
    value = request.query_params.get(name, usual)
    if value not in offered and value != usual:
        detail = str(_("Velg blant: %(names)s.")) % {"names": ", ".join(offered)}
        raise ParameterFault(parameter_error(name, "invalid_choice", detail))
    return str(value)


def _day(request: Request, name: str) -> dt.date | None:
    value = request.query_params.get(name)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as fault:
        raise ParameterFault(parameter_error(name, "invalid", str(_("Skriv datoen som ÅÅÅÅ-MM-DD.")))) from fault
