"""The programme in figures: whether what the law asks of it came so, how it ended, and how many cases advisers have.

Every programme counts by itself, a renewed one too: by the year in which it began, and its end by the year of the end.
Facts are cut at the question's last day. Attendance alone has no day of its own: it is what was known on that day, also
where the rest is as corrected since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import mean, median

from agencies.access import Actor
from integration.operations.outcomes.after_programme import DIRECT, INTO_WORK_OR_EDUCATION, NOT_REGISTERED
from integration.operations.outcomes.counting import (
    CategoryYear,
    Figure,
    FigureYear,
    Source,
    cases_counted,
    category_years,
    figure_years,
    part_of,
)
from integration.operations.outcomes.loads import loads_on
from integration.operations.outcomes.questions import Question
from integration.outcomes.suppression import is_small
from participants.models.participant import ParticipantQuerySet

_PROGRAMMES = """
JOIN integration_outcomeprogramme t ON t.participant_id = o.participant_id
 AND t.known_from <= %(known_on)s AND (t.known_until IS NULL OR t.known_until > %(known_on)s)
"""
_AS_TOLD = """
LEFT JOIN integration_outcomeprogramme told ON told.participation_id = t.participation_id
 AND told.known_from <= %(until)s AND (told.known_until IS NULL OR told.known_until > %(until)s)
"""
_BEGAN = Source(_PROGRAMMES + _AS_TOLD, "t.first_day <= %(until)s")
_ENDED = Source(_PROGRAMMES, "t.ended_on <= %(until)s")
_BEGAN_IN = "extract(year FROM t.first_day)::int"
_ENDED_IN = "extract(year FROM t.ended_on)::int"


def _is(condition: str) -> str:
    return f"coalesce(({condition})::int, 0)"


PROGRAMME_FIGURES = (
    Figure("in_time", _is("t.first_day <= t.start_due_on"), "(t.start_due_on IS NOT NULL)::int"),
    Figure(
        "work_hours",
        _is("t.work_hours_from <= %(until)s AND t.work_hours_reached"),
        _is("t.work_hours_from <= %(until)s"),
    ),
    Figure("attendance", _is("told.attendance"), "(told.attendance IS NOT NULL)::int"),
    Figure("norwegian", _is("t.norwegian_on <= %(until)s"), _is("t.norwegian_goal_from <= %(until)s")),
    Figure("extended", _is("t.extended_on <= %(until)s"), "1"),
    Figure(
        "duties",
        "width_bucket(%(until)s::date, t.duties_met)",
        "width_bucket(%(until)s::date, t.duties_due)",
        having=_is(
            "t.duties_due[1] <= %(until)s"
            " AND width_bucket(%(until)s::date, t.duties_met) = width_bucket(%(until)s::date, t.duties_due)"
        ),
        concerned=_is("t.duties_due[1] <= %(until)s"),
    ),
)


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
    return figure_years(actor, question, PROGRAMME_FIGURES, source=_BEGAN, year=_BEGAN_IN)


def programme_cases(actor: Actor, question: Question, *, year: int, group: str, figure: str) -> ParticipantQuerySet:
    """The cases of a group whose programme began in the year, or those of them that are in the part of the figure.

    Raises ``NotPermitted`` for who may see no cases, ``ValueError`` for a figure that there is not.
    """
    condition = part_of(PROGRAMME_FIGURES, figure)
    return cases_counted(actor, question, source=_BEGAN, year=_BEGAN_IN, at=year, group=group, condition=condition)


def end_reasons(actor: Actor, question: Question) -> list[CategoryYear]:
    """Why programmes ended, by the year of the end."""
    return category_years(actor, question, source=_ENDED, category="t.end_reason", year=_ENDED_IN)


def main_activities(actor: Actor, question: Question) -> list[CategoryYear]:
    """What people mainly did when their programmes ended, by the year of the end."""
    category = f"coalesce(nullif(t.main_activity, ''), '{NOT_REGISTERED}')"
    shown = frozenset({DIRECT, NOT_REGISTERED})
    return category_years(
        actor, question, source=_ENDED, category=category, year=_ENDED_IN, parent=_transition, shown_sums=shown
    )


def _transition(activity: str) -> str:
    """The sums of main activities that the figures after the programme show."""
    if activity == NOT_REGISTERED:
        return activity
    return DIRECT if activity in INTO_WORK_OR_EDUCATION else "other"


def caseload(actor: Actor, question: Question) -> Caseload:
    """How many running programmes each adviser had on the question's last day, as they were counted that night."""
    loads = loads_on(actor, question.until)
    without = sum(load.people for load in loads if load.user_id is None)
    own = [load.people for load in loads if load.user_id is not None]
    people = sum(own) + without
    has_few = is_small(without) or is_small(people - without)
    shown, lone = (None, None) if has_few else (people, without)
    if not own or is_small(people - without):
        return Caseload(len(own), shown, lone, None, None, None)
    if _tells_of_a_few(own):
        return Caseload(len(own), shown, lone, mean(own), None, None)
    return Caseload(len(own), shown, lone, mean(own), median(own), max(own))


def _tells_of_a_few(own: Sequence[int]) -> bool:
    """Whether the sum, the middle and the most together give away a few people: of one adviser, or of those left."""
    loads = sorted(own)
    half, is_even = len(loads) // 2, len(loads) % 2 == 0
    middle = sum(loads[half - 1 : half + 1]) if is_even else loads[half]
    most, total = loads[-1], sum(loads)
    # Where the middle is also the most, nobody is subtracted twice.
    both = most + middle if half + 1 < len(loads) else max(most, middle)
    found = (most, middle, ceil(median(loads)), total - most, total - middle, total - both)
    return any(is_small(number) for number in found)
