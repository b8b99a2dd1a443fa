"""Who stands behind a point of the picture: for those who may open the cases, and only those."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import connection

from agencies.access import Action, Actor, Resource, acting_as
from agencies.operations.base import require
from integration.models import SpanKind
from integration.operations.outcomes.employment import Axis, axis_facts, axis_limit
from integration.operations.outcomes.questions import EVERYBODY, Question, check_question, statistician
from participants.models import Participant
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
WHERE {known} AND o.ages = ANY (%(ages)s) AND o.kind = %(kind)s AND {passes}
  AND %(month)s BETWEEN o.{axis}_from AND least(coalesce(o.{axis}_to, 32767), {limit})
"""


def people_behind(
    actor: Actor, question: Question, axis: Axis, *, month: int, part: Part, group: str = EVERYBODY
) -> ParticipantQuerySet:
    """Those of the point whose cases the actor may see.

    Raises ``NotPermitted`` for who may see no cases, ``RuleRefused`` for a question that cannot be asked.
    """
    require(actor, Action.VIEW, Resource.PARTICIPANT)
    check_question(question)
    wanted, without = _KINDS[part]
    with acting_as(statistician(actor)):
        found = _who(question, axis, month, group, wanted)
        if without:
            found -= _who(question, axis, month, group, without)
    return Participant.objects.visible_to(actor).filter(pk__in=found)


def _who(question: Question, axis: Axis, month: int, group: str, kind: SpanKind) -> set[Any]:
    passes, passing = question.passes_sql(group)
    known, known_values = question.known_sql()
    sql = _WHO.format(known=known, passes=passes, axis=axis.column, limit=axis_limit(axis))
    facts = axis_facts(question) | {
        "kind": kind.value,
        "month": month,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, facts | passing | known_values)
        return {participant for (participant,) in cursor.fetchall()}
