"""Turns what is stored or written of a plan into the facts that ``programmes.law`` holds against the rules."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import get_language

from agencies.errors import Refusal
from programmes.law.enums import Education, Goal, Protection
from programmes.law.plan_facts import DaysAway, Element, PlanFacts, PlanFinding
from programmes.law.plan_texts import PLAN_EN, PLAN_NB
from programmes.law.plan_words import ElementKind, Level, Schooling, Skill, Strategy
from programmes.law.texts import Catalogue
from programmes.models import Absence, CareerGuidance, Participation, SkillsMapping
from programmes.models.participation import LEAVE_KINDS
from programmes.plan_content import Content, Values
from programmes.plan_household import has_child_under_18
from programmes.plan_timetables import lessons_of

AWAY_KINDS = (*LEAVE_KINDS, "holiday")


def plan_catalogue() -> Catalogue:
    """The words of the rules on plans, in the language of the request."""
    return PLAN_EN if (get_language() or "").startswith("en") else PLAN_NB


def facts_of_plan(participation: Participation, content: Content, today: dt.date) -> PlanFacts:
    """The facts: the programme, what the plan says, and what is registered of mapping, guidance and household.

    Four queries, however large the plan is.
    """
    fields, person_id = content["fields"], participation.participant_id
    return PlanFacts(
        rule_set=participation.rule_set,
        protection=Protection(participation.protection),
        education=Education(participation.education),
        goal=Goal(participation.goal),
        first_day=participation.first_day,
        last_day=participation.ended_on or participation.last_day,
        today=today,
        has_child_under_18=has_child_under_18(participation.participant, today),
        is_mapped=SkillsMapping.objects.filter(participant=person_id).exists(),
        is_guided=CareerGuidance.objects.filter(participant=person_id).exists(),
        long_term_goal=fields["long_term_goal"],
        schooling=Schooling(fields["schooling"]) if fields["schooling"] else None,
        norwegian_goal={skill: _level(fields[f"norwegian_{skill}"]) for skill in Skill},
        norwegian_reason=fields["norwegian_reason"],
        norwegian_hours=_number(fields["norwegian_hours"]),
        social_studies_hours=_number(fields["social_studies_hours"]),
        is_study_heavy=bool(fields["is_study_heavy"]),
        strategy=Strategy(fields["strategy"]) if fields["strategy"] else None,
        strategy_reason=fields["strategy_reason"],
        involvement=fields["involvement"],
        appeal_informed=bool(fields["appeal_informed"]),
        elements=elements_of(content["elements"]),
        away=_away(participation.pk),
    )


def elements_of(rows: Iterable[Values]) -> tuple[Element, ...]:
    """The elements as the rules take them."""
    return tuple(_element(row) for row in rows)


def element_name(row: Values) -> str:
    """What an element is called: its title, else what it is."""
    title: str = row["title"]
    return title or capfirst(plan_catalogue().names[ElementKind(row["kind"])])


def refusals_of_plan(findings: Sequence[PlanFinding]) -> list[Refusal]:
    """Findings as refusals; the field of an element is named with its id."""
    words = plan_catalogue()
    return [
        Refusal(
            str(finding.code),
            finding.text(words),
            f"{finding.element}-{finding.field}" if finding.element else finding.field,
            finding.paragraph,
        )
        for finding in findings
    ]


def _element(row: Values) -> Element:
    return Element(
        key=row["id"],
        kind=ElementKind(row["kind"]),
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
        hours_a_week=Decimal(row["hours_a_week"]) if row["hours_a_week"] != "" else None,
        lessons=lessons_of(row["timetable"]),
        reason=row["reason"],
        benefit=row["benefit"],
        counts_as_work=bool(row["counts_as_work"]),
        provider=f"{row['provider']}/{row['provider_name']}",
        title=row["title"],
    )


def _away(participation_id: UUID) -> tuple[DaysAway, ...]:
    rows = Absence.objects.filter(participation=participation_id, kind__in=AWAY_KINDS, hours__isnull=True).standing()
    days = rows.order_by("first_day").values_list("first_day", "last_day")
    return tuple(DaysAway(first_day, last_day) for first_day, last_day in days)


def _level(value: str) -> Level | None:
    return Level(value) if value else None


def _number(value: str) -> int | None:
    return int(value) if value != "" else None


def _day(value: str) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
