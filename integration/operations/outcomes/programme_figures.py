"""The programme in figures: what the law asks of it and whether it came so, and how it ended.

Of those whose first programme in the municipality has begun, by the year in which it began; ends by the year in which
it ended. Beside them the caseload of advisers as it is on the day.
"""

from dataclasses import dataclass
from math import ceil
from statistics import mean, median
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.operations.outcomes.after_programme import INTO_WORK_OR_EDUCATION, NOT_REGISTERED
from integration.operations.outcomes.counting import (
    CategoryYear,
    Figure,
    FigureYear,
    category_years,
    figure_years,
    trait,
)
from integration.operations.outcomes.questions import Question, statistician
from integration.outcomes.suppression import is_small

PROGRAMME_FIGURES = (
    trait("in_time"),
    trait("work_hours"),
    trait("attendance"),
    trait("norwegian"),
    trait("extended"),
    Figure(
        "duties",
        "coalesce((t.facts->>'duties_met')::int, 0)",
        "coalesce((t.facts->>'duties')::int, 0)",
        having="coalesce((t.facts->>'duties_met' = t.facts->>'duties')::int, 0)",
        concerned="(jsonb_exists(t.facts, 'duties'))::int",
    ),
)
_BEGAN = "o.programme_first_day <= %(until)s"
_BEGAN_IN = "extract(year FROM o.programme_first_day)::int"
_ENDED = "o.programme_ended_on <= %(until)s"
_ENDED_IN = "extract(year FROM o.programme_ended_on)::int"
_CASELOAD = """
SELECT a.user_id, count(DISTINCT p.participant_id)::int
FROM programmes_participation p
JOIN participants_participant c ON c.id = p.participant_id AND c.confidentiality = 0 AND NOT c.is_shielded
 AND c.registered_in_error_on IS NULL AND c.merged_into_id IS NULL AND c.moved_on IS NULL
LEFT JOIN participants_assignment a ON a.participant_id = p.participant_id AND a.kind = 'adviser'
 AND a.first_day <= %(day)s AND (a.last_day IS NULL OR a.last_day >= %(day)s)
WHERE p.municipality_id = ANY (%(municipalities)s) AND p.first_day <= %(day)s
  AND coalesce(p.ended_on, p.last_day) >= %(day)s
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Caseload:
    """Running programmes and who has them. None where so few are in one that they would be recognised."""

    advisers: int
    people: int | None
    without_adviser: int | None
    average: float | None
    middle: float | None
    most: int | None


def programme_figures(actor: Actor, question: Question) -> list[FigureYear]:
    """Started in time, hours, attendance, Norwegian goals, extensions and duties, by the year of the start."""
    return figure_years(actor, question, PROGRAMME_FIGURES, year=_BEGAN_IN, condition=_BEGAN)


def end_reasons(actor: Actor, question: Question) -> list[CategoryYear]:
    """Why programmes ended, by the year of the end."""
    return category_years(actor, question, category="o.end_reason", year=_ENDED_IN, condition=_ENDED)


def main_activities(actor: Actor, question: Question) -> list[CategoryYear]:
    """What people mainly did when their programmes ended, by the year of the end."""
    category = f"coalesce(nullif(o.main_activity, ''), '{NOT_REGISTERED}')"
    return category_years(actor, question, category=category, year=_ENDED_IN, condition=_ENDED, parent=_transition)


def _transition(activity: str) -> str:
    """The sums of main activities that the figures after the programme show."""
    if activity == NOT_REGISTERED:
        return activity
    return "direct" if activity in INTO_WORK_OR_EDUCATION else "other"


def caseload(actor: Actor, question: Question) -> Caseload:
    """How many running programmes each adviser has on the question's last day; protected people are not counted."""
    facts: dict[str, Any] = {"day": question.until, "municipalities": sorted(actor.municipality_ids)}
    with acting_as(statistician(actor)), connection.cursor() as cursor:
        cursor.execute(_CASELOAD, facts)
        loads = dict(cursor.fetchall())
    without = loads.pop(None, 0)
    people = sum(loads.values()) + without
    has_few = is_small(without) or is_small(people - without)
    shown, lone = (None, None) if has_few else (people, without)
    if not loads or is_small(people - without):
        return Caseload(len(loads), shown, lone, None, None, None)
    most, middle = max(loads.values()), median(loads.values())
    return Caseload(
        len(loads),
        shown,
        lone,
        mean(loads.values()),
        None if is_small(ceil(middle)) else middle,
        None if is_small(most) else most,
    )
