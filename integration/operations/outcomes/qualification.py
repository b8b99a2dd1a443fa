"""Qualification in figures: certificates and diplomas, who supports themselves, and jobs against one's own education.

Of those who have settled, by the year of settlement. Self-supporting here is full-time work (30 hours a week or more)
on the last day of the question, of those from 20 to 66 years: incomes are not known. A job is below one's education
when its major group of STYRK-08 does not ask for it (higher education: groups 4-9; upper secondary: group 9); the first
job counts, and a later one at the level is an upgrade. The certificate of participation counts among those whose
programme has ended, that of a trade among those who have left a qualification track. Whoever has moved between two
municipalities that are both counted counts once, where the person lives.
"""

from agencies.access import Actor
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
from integration.operations.outcomes.jobs import OTHER_SECTOR
from integration.operations.outcomes.questions import Question
from participants.models.participant import ParticipantQuerySet

# Who counts on the day is told by the person's own days, as the spans are made of them (people.py).
_HERE = """(
    (o.birth_date + interval '20 years')::date <= %(until)s AND (o.birth_date + interval '67 years')::date > %(until)s
    AND (o.left_on IS NULL OR o.left_on > %(until)s)
)::int"""
_FULL_TIME = """
LEFT JOIN (
    SELECT DISTINCT s.person_id FROM integration_outcomespan s
    WHERE s.kind = 'full_time' AND s.ages = 'adult' AND s.first_day <= %(until)s
      AND (s.last_day IS NULL OR s.last_day >= %(until)s)
      AND s.known_from <= %(known_on)s AND (s.known_until IS NULL OR s.known_until > %(known_on)s)
) full_time ON full_time.person_id = o.id
"""
_TRAITS = """
JOIN integration_outcometraits t ON t.participant_id = o.participant_id
 AND t.known_from <= %(known_on)s AND (t.known_until IS NULL OR t.known_until > %(known_on)s)
"""
_ENDED = """
LEFT JOIN (
    SELECT p.lineage, min(p.certificate_on) AS certificate_on FROM integration_outcomeprogramme p
    WHERE p.known_from <= %(known_on)s AND (p.known_until IS NULL OR p.known_until > %(known_on)s)
      AND p.ended_on <= %(until)s
    GROUP BY p.lineage
) ended ON ended.lineage = o.lineage
"""
# Of those who have moved, the last case that somebody lives in by the day.
_MOVED = """
LEFT JOIN (
    SELECT later.lineage, max(later.link) AS link FROM integration_outcomeperson later
    WHERE later.link > 0 AND later.here_from <= %(until)s
      AND later.known_from <= %(known_on)s AND (later.known_until IS NULL OR later.known_until > %(known_on)s)
    GROUP BY later.lineage
) moved ON moved.lineage = o.lineage
"""
_SETTLED = "o.here_from <= %(until)s AND NOT (o.was_taken_over AND coalesce(moved.link > o.link, false))"
_SETTLED_IN = "o.settled_index / 12"
_SECTOR = "t.job_sectors[width_bucket(%(until)s::date, t.job_days)]"
_HAS_WORKED = "t.job_days[1] <= %(until)s"


def _is(condition: str) -> str:
    return f"coalesce(({condition})::int, 0)"


QUALIFICATION_FIGURES = (
    Figure("diploma", _is("ended.certificate_on <= %(until)s"), "(ended.lineage IS NOT NULL)::int"),
    Figure("trade", _is("t.trade_on <= %(until)s"), _is("t.track_left_on <= %(until)s")),
    Figure("self_supporting", "(full_time.person_id IS NOT NULL)::int", _HERE),
    Figure(
        "below",
        _is(f"{_HAS_WORKED} AND t.first_job_below"),
        _is(f"{_HAS_WORKED} AND t.first_job_below IS NOT NULL"),
    ),
    Figure("upgraded", _is("t.upgraded_on <= %(until)s"), _is(f"{_HAS_WORKED} AND t.first_job_below")),
    Figure("in_need", _is(f"{_SECTOR} <> '{OTHER_SECTOR}'"), _is(_HAS_WORKED)),
)
_PEOPLE = Source(_TRAITS + _MOVED + _ENDED + _FULL_TIME, _SETTLED, has_jobs=True)
_WORKERS = Source(_TRAITS + _MOVED, f"{_SETTLED} AND {_HAS_WORKED}", has_jobs=True)


def qualification_figures(actor: Actor, question: Question) -> list[FigureYear]:
    """Certificates, self-supporting, jobs below one's education, upgrades and sectors in need."""
    return figure_years(actor, question, QUALIFICATION_FIGURES, source=_PEOPLE, year=_SETTLED_IN)


def qualification_cases(actor: Actor, question: Question, *, year: int, group: str, figure: str) -> ParticipantQuerySet:
    """The cases of a group settled in the year, or those of them that are in the part of the figure.

    Raises ``NotPermitted`` for who may see no cases, ``ValueError`` for a figure that there is not.
    """
    condition = part_of(QUALIFICATION_FIGURES, figure)
    return cases_counted(actor, question, source=_PEOPLE, year=_SETTLED_IN, at=year, group=group, condition=condition)


def sectors(actor: Actor, question: Question) -> list[CategoryYear]:
    """In which sector the newest job is, of those who have had one."""
    return category_years(
        actor, question, source=_WORKERS, category=_SECTOR, year=_SETTLED_IN, within=Source(_TRAITS + _MOVED, _SETTLED)
    )
