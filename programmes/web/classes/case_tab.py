"""The tab «Norsk og oppmøte» of the case: how somebody meets, what waits for a decision, how Norwegian goes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from participants.household import ADULT_AGE, children_under
from participants.languages import language_name
from participants.models import Participant
from programmes.law.enums import Education, Protection
from programmes.law.training import Minimum, Unit, life_skills_minima, parental_guidance_minimum, social_studies_minima
from programmes.models import DecisionType, Participation
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    CourseKind,
    EarlierTraining,
    Exemption,
    TestEntry,
    TestResult,
    Topic,
    TrainingRight,
)
from programmes.norwegian_goal import goal_rows, goals_of, newest_levels
from programmes.operations.classes.reports import reported_days
from programmes.operations.classes.summing import FOUR_WEEKS, NOTHING, hours, met_by, met_in_all, totals_by_course
from programmes.web.classes.picture import picture_of

_SHOWN_DAYS = dt.timedelta(days=28)
_ACTS = (
    (gettext_lazy("Plass i klasse"), "programmes:enrol-in-class", (Resource.CLASS_ENROLMENT, Action.CREATE)),
    (gettext_lazy("Prøveresultat"), "programmes:register-result", (Resource.TEST_RESULT, Action.CREATE)),
    (gettext_lazy("Oppmelding til prøve"), "programmes:settle-entry", (Resource.TEST_ENTRY, Action.CHANGE)),
    (gettext_lazy("Fritak"), "programmes:grant-exemption", (Resource.EXEMPTION, Action.CREATE)),
    (gettext_lazy("Tilbud om opplæring"), "programmes:training-right", (Resource.TEST_RESULT, Action.CREATE)),
    (gettext_lazy("Tidligere opplæring"), "programmes:earlier-training", (Resource.TEST_RESULT, Action.CREATE)),
    (gettext_lazy("Før oppmøte"), "programmes:record-for-person", (Resource.ATTENDANCE, Action.CREATE)),
)


def training_tab(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any]:
    """What the tab shows; NAV gets the summary and the levels, not single sessions or reasons (law.md 7.2)."""
    context = {
        "recent": met_by(actor, [person.pk], today - FOUR_WEEKS + dt.timedelta(days=1), today).get(person.pk, NOTHING),
        "in_all": met_in_all(actor, person.pk),
        "recent_from": today - FOUR_WEEKS + dt.timedelta(days=1),
        "shows_sessions": may(actor, Resource.ATTENDANCE, Action.VIEW),
        "shows_reasons": FieldGroup.ABSENCE_REASONS in fields_for(actor),
        **_norwegian(actor, person, today),
    }
    return {**context, **_for_municipality(actor, person, today)} if context["shows_sessions"] else context


def _norwegian(actor: Actor, person: Participant, today: dt.date) -> dict[str, Any]:
    results = list(
        TestResult.objects.visible_to(actor).standing().filter(participant=person).order_by("taken_on", "id")
    )
    goals = goals_of(actor, [person.pk]).get(person.pk, {})
    levels = newest_levels(actor, [person.pk]).get(person.pk, {})
    right = TrainingRight.objects.visible_to(actor).filter(participant=person).first()
    return {
        "goal_rows": goal_rows(levels, goals),
        "has_goal": bool(goals),
        "picture": picture_of([row for row in results if row.subject == "norwegian"], goals, today),
        "results": results[::-1],
        "right": right,
        "norwegian_days": (right.norwegian_last_day - today).days if right else None,
        "may_void": may(actor, Resource.TEST_RESULT, Action.CHANGE),
        "entries": list(TestEntry.objects.visible_to(actor).filter(participant=person, test_on__gte=today)),
    }


def _for_municipality(actor: Actor, person: Participant, today: dt.date) -> dict[str, Any]:
    earlier = list(EarlierTraining.objects.visible_to(actor).filter(participant=person))
    rows = Attendance.objects.visible_to(actor).filter(participant=person)
    sessions = list(rows.filter(day__gt=today - _SHOWN_DAYS).select_related("session", "school_class", "covered_by"))
    may_decide = may(actor, Resource.ATTENDANCE, Action.DECIDE)
    return {
        "sessions": sessions,
        "reported": reported_days(rows.to_decide().select_related("school_class").order_by("day"))
        if may_decide
        else [],
        "decide_url": reverse("programmes:decide-reported", args=[person.pk]) if may_decide else "",
        "register_url": reverse("programmes:register-absence", args=[person.pk]),
        "heavy_months": _heavy_months(rows, today) if may(actor, Resource.DECISION, Action.CREATE) else [],
        "deduction_url": f"{reverse('programmes:draft', args=[person.pk])}?type={DecisionType.BENEFIT_DEDUCTION}",
        "unauthorised_hours": _unauthorised_this_month(rows, today),
        "places": list(
            ClassEnrolment.objects.visible_to(actor).filter(participant=person).select_related("school_class__course")
        ),
        "exemptions": list(Exemption.objects.visible_to(actor).filter(participant=person).standing()),
        "minima": _minima(actor, person, earlier),
        "earlier": [(row, hours(row.minutes), language_name(row.language)) for row in earlier],
        "may_place": may(actor, Resource.CLASS_ENROLMENT, Action.CHANGE),
        "training_acts": [
            {"label": label, "url": reverse(name, args=[person.pk])} for label, name, act in _ACTS if may(actor, *act)
        ],
    }


def _unauthorised_this_month(rows: Any, today: dt.date) -> Any:
    """Hours decided as unauthorised in the month of today: they reduce the benefit by as much (Act § 21)."""
    decided = rows.filter(counted_as="absent_invalid", day__gte=today.replace(day=1)).exclude(
        pk__in=rows.to_decide().values("pk")
    )
    return hours(sum(decided.values_list("absent_minutes", flat=True)))


def _heavy_months(rows: Any, today: dt.date) -> list[dict[str, Any]]:
    """Of this month and the last, those in which at least half of the hours was decided to be unauthorised absence.

    Only so big a deduction may be an individual decision (Act § 21); whether it is also 1/12 G, the kroner say.
    """
    since = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    decided = Q(counted_as="absent_invalid") & (Q(covered_by__isnull=False) | ~Q(assessed_as=""))
    months = (
        rows.filter(day__range=(since, today))
        .counting()
        .order_by()
        .values(month=TruncMonth("day"))
        .annotate(planned=Sum("planned_minutes"), away=Sum("absent_minutes", filter=decided, default=0))
        .order_by("month")
    )
    return [
        {"month": each["month"], "hours": hours(each["away"]), "of": hours(each["planned"])}
        for each in months
        if each["away"] * 2 >= each["planned"]
    ]


def _minima(actor: Actor, person: Participant, earlier: Sequence[EarlierTraining]) -> list[dict[str, Any]]:
    """What is done of each element with a minimum; the rules are those of the newest programme or right."""
    facts = (
        Participation.objects.visible_to(actor).filter(participant=person).order_by("-first_day").first()
        or TrainingRight.objects.visible_to(actor).filter(participant=person).first()
    )
    if facts is None:
        return []
    protection, education = Protection(facts.protection), Education(facts.education)
    minutes: dict[tuple[str, str], int] = {}
    meetings: dict[tuple[str, str], int] = {}
    for total in totals_by_course(person.pk):
        key = (total.kind, total.topic)
        minutes[key] = minutes.get(key, 0) + total.minutes
        meetings[key] = meetings.get(key, 0) + total.meetings
    for row in earlier:
        key = (row.kind, row.topic)
        minutes[key] = minutes.get(key, 0) + row.minutes
        meetings[key] = meetings.get(key, 0) + row.meetings
    wanted = [*social_studies_minima(protection), *life_skills_minima(education, protection)]
    shown = [_shown(minimum, minutes, meetings) for minimum in wanted]
    guidance = _guidance(actor, person, minutes, meetings)
    return [*shown, guidance] if guidance["done"] or children_under(person, ADULT_AGE, timezone.localdate()) else shown


def _guidance(
    actor: Actor,
    person: Participant,
    minutes: Mapping[tuple[str, str], int],
    meetings: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    """Owed to whoever has a child under 18; fewer meetings for one family alone, whose class has room for one."""
    places = ClassEnrolment.objects.visible_to(actor).filter(
        participant=person, school_class__course__kind=CourseKind.PARENTAL_GUIDANCE
    )
    rooms = set(places.values_list("school_class__capacity", flat=True))
    in_group = rooms != {1}
    shown = _shown(parental_guidance_minimum(in_group=in_group), minutes, meetings)
    form = _("i gruppe") if in_group else _("for én familie")
    return shown | {"name": f"{shown['name']} {form}"}


def _shown(
    minimum: Minimum, minutes: Mapping[tuple[str, str], int], meetings: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    key = (minimum.kind, minimum.topic)
    is_hours = minimum.unit is Unit.HOURS
    done = hours(minutes.get(key, 0)) if is_hours else meetings.get(key, 0)
    name = str(CourseKind(minimum.kind).label)
    return {
        "name": f"{name}: {Topic(minimum.topic).label}" if minimum.topic else name,
        "done": done,
        "of": minimum.amount,
        "unit": _("timer") if is_hours else _("møter"),
        "paragraph": minimum.paragraph,
        "is_met": done >= minimum.amount,
    }
