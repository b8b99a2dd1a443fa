"""The planned work-oriented hours of all final plans of a municipality, with three queries however many there are."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from programmes.law.enums import Education, Goal, Protection
from programmes.law.fifteen_hours import WorkHours
from programmes.law.plan_facts import DaysAway, Element, HoursFacts
from programmes.law.plan_requirements import hours_of
from programmes.law.plan_words import ElementKind
from programmes.models import Absence
from programmes.models.plan import Plan, PlanElement
from programmes.plan_facts import AWAY_KINDS
from programmes.plan_timetables import lessons_of


def planned_hours(municipality_id: UUID) -> Iterator[tuple[UUID, WorkHours]]:
    """The hours of each programme towards work that the rule binds without doubt; the caller acts as the system."""
    elements = _counted_elements(municipality_id)
    away = _days_away(municipality_id)
    plans = Plan.objects.final().filter(municipality=municipality_id, participation__goal=Goal.WORK.value)
    rows = plans.order_by().values_list(
        "pk", "participation_id", "participation__rule_set", "participation__first_day", "participation__last_day",
        "participation__ended_on", "participation__protection", "participation__education",
    )  # fmt: skip
    for plan, programme, rule_set, first_day, last_day, ended_on, protection, education in rows.iterator():
        facts = HoursFacts(
            rule_set=rule_set, protection=Protection(protection), education=Education(education), goal=Goal.WORK,
            first_day=first_day, last_day=ended_on or last_day,
            elements=tuple(elements.get(plan, ())), away=tuple(away.get(programme, ())),
        )  # fmt: skip
        hours = hours_of(facts)
        # Of a programme that ended before its first day of work there is nothing to take the average of.
        if hours is not None and not hours.is_unclear and hours.counted_days:
            yield programme, hours


def _counted_elements(municipality_id: UUID) -> dict[UUID, list[Element]]:
    rows = PlanElement.objects.standing().filter(municipality=municipality_id, counts_as_work=True).order_by()
    found: dict[UUID, list[Element]] = defaultdict(list)
    for plan, pk, kind, first_day, last_day, hours, timetable in rows.values_list(
        "plan_id", "pk", "kind", "first_day", "last_day", "hours_a_week", "timetable"
    ).iterator():
        found[plan].append(
            Element(
                key=str(pk), kind=ElementKind(kind), first_day=first_day, last_day=last_day, hours_a_week=hours,
                lessons=lessons_of(timetable), counts_as_work=True,
            )
        )  # fmt: skip
    return found


def _days_away(municipality_id: UUID) -> dict[UUID, list[DaysAway]]:
    rows = Absence.objects.standing().filter(municipality=municipality_id, kind__in=AWAY_KINDS, hours__isnull=True)
    found: dict[UUID, list[DaysAway]] = defaultdict(list)
    for programme, first_day, last_day in rows.order_by("first_day").values_list(
        "participation_id", "first_day", "last_day"
    ):
        found[programme].append(DaysAway(first_day, last_day))
    return found
