"""Who stands behind a point of the picture: for those who may open the cases, and only those."""

from collections.abc import Mapping
from enum import StrEnum

from agencies.access import Actor
from integration.models import SpanKind
from integration.operations.outcomes.cases import cases_behind
from integration.operations.outcomes.employment import Axis, axis_facts, axis_limit
from integration.operations.outcomes.questions import EVERYBODY, Question, check_question
from participants.models.participant import ParticipantQuerySet


class Part(StrEnum):
    """Which of the people of a point."""

    PEOPLE = "people"
    IN_WORK = "in_work"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    ON_MEASURE = "on_measure"


_KINDS: Mapping[Part, tuple[SpanKind, SpanKind | None]] = {
    Part.PEOPLE: (SpanKind.AT_RISK, None),
    Part.IN_WORK: (SpanKind.WORK, None),
    Part.FULL_TIME: (SpanKind.FULL_TIME, None),
    Part.PART_TIME: (SpanKind.WORK, SpanKind.FULL_TIME),
    Part.ON_MEASURE: (SpanKind.MEASURE, None),
}
_WHO = """
SELECT participant_id FROM integration_outcomespan o
WHERE {known} AND o.ages = ANY (%(ages)s) AND o.kind = '{kind}' AND {passes}
  AND %(month)s BETWEEN o.{axis}_from AND least(coalesce(o.{axis}_to, 32767), {limit})
"""


def people_behind(
    actor: Actor, question: Question, axis: Axis, *, month: int, part: Part, group: str = EVERYBODY
) -> ParticipantQuerySet:
    """Those of the point whose cases the actor may see.

    Raises ``NotPermitted`` for who may see no cases, ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    wanted, without = _KINDS[part]
    passes, passing = question.passes_sql(group)
    known, known_values = question.known_sql()
    sql = _WHO.format(known=known, passes=passes, axis=axis.column, limit=axis_limit(axis), kind="{kind}")
    facts = axis_facts(question) | {"month": month} | passing | known_values
    return cases_behind(
        actor, sql.format(kind=wanted.value), facts, without=sql.format(kind=without.value) if without else ""
    )
