"""Qualification in figures: certificates and diplomas, who supports themselves, and jobs against one's own education.

Of those who have settled, by the year of settlement. Self-supporting here is full-time work (30 hours a week or more)
on the last day of the question, of those from 20 to 66 years: incomes are not known. A job is below one's education
when its major group of STYRK-08 does not ask for it (higher education: groups 4-9; upper secondary: group 9); the first
job counts, and a later one at the level is an upgrade. The certificate of participation counts among those whose
programme has ended, that of a trade among those who have left a qualification track.
"""

from agencies.access import Actor
from integration.operations.outcomes.counting import (
    CategoryYear,
    Figure,
    FigureYear,
    category_years,
    figure_years,
    trait,
)
from integration.operations.outcomes.questions import Question

_ON_THE_DAY = """(EXISTS (
    SELECT FROM integration_outcomespan s WHERE s.person_id = o.id AND s.kind = '{kind}' AND s.ages = 'adult'
      AND s.first_day <= %(until)s AND (s.last_day IS NULL OR s.last_day >= %(until)s)
))::int"""
QUALIFICATION_FIGURES = (
    trait("diploma"),
    trait("trade"),
    Figure("self_supporting", _ON_THE_DAY.format(kind="full_time"), _ON_THE_DAY.format(kind="at_risk")),
    trait("below"),
    trait("upgraded"),
    trait("in_need"),
)
_SETTLED = "o.settled_on <= %(until)s"
_SETTLED_IN = "o.settled_index / 12"


def qualification_figures(actor: Actor, question: Question) -> list[FigureYear]:
    """Certificates, self-supporting, jobs below one's education, upgrades and sectors in need."""
    return figure_years(actor, question, QUALIFICATION_FIGURES, year=_SETTLED_IN, condition=_SETTLED)


def sectors(actor: Actor, question: Question) -> list[CategoryYear]:
    """In which sector the newest job is, of those who have had one."""
    condition = f"{_SETTLED} AND jsonb_exists(t.facts, 'sector')"
    return category_years(actor, question, category="t.facts->>'sector'", year=_SETTLED_IN, condition=condition)
