"""After the programme: «one year after» as Statistics Norway asks, and «direct transition» as IMDi does (law.md 9.1).

One year after: the status in November of the year after the year in which somebody completed or left the programme,
taken on the 16th. Only work and measures are known here: education after the programme is not, which the page says.

Direct transition: the main activity registered at the end; work, upper secondary and higher education count (primary
and lower secondary do not), of all that ended, those without a registered activity too. Every programme counts that
ended, a person's second too; status and departure are those of the person, in whichever municipality that is counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection

from agencies.access import Actor
from integration.operations.outcomes.cases import cases_behind
from integration.operations.outcomes.questions import Group, Question, check_question, counting
from integration.outcomes.suppression import Cell, Cells
from participants.models.participant import ParticipantQuerySet

INTO_WORK_OR_EDUCATION = (
    "full_time_work", "part_time_work", "upper_secondary", "higher_education", "higher_vocational",
)  # fmt: skip
NOT_REGISTERED, DIRECT = "not_registered", "direct"
_ENDED = """
WITH ended AS MATERIALIZED (
    SELECT t.id, o.participant_id, o.lineage, o.left_on, o.was_taken_over, t.main_activity AS activity,
           extract(year FROM t.ended_on)::int AS year,
           make_date(extract(year FROM t.ended_on)::int + 1, 11, 16) AS november{dimensions}
    FROM integration_outcomeperson o
    JOIN integration_outcomeprogramme t ON t.participant_id = o.participant_id
     AND t.known_from <= %(known_on)s AND (t.known_until IS NULL OR t.known_until > %(known_on)s)
    WHERE {known} AND t.ended_on <= %(until)s AND {passes}
), span AS MATERIALIZED (
    SELECT o.lineage, o.kind, o.first_day, o.last_day FROM integration_outcomespan o
    WHERE {known} AND o.kind IN ('work', 'measure')
), status AS (
    SELECT ended.id, bool_or(kind = 'work') AS in_work, bool_or(kind = 'measure') AS on_measure
    FROM ended JOIN span USING (lineage)
    WHERE first_day <= november AND (last_day IS NULL OR last_day >= november)
    GROUP BY ended.id
), o AS (
    SELECT ended.*, activity = ANY (%(direct)s) AS is_direct, activity IN ('', 'not_registered') AS is_not_registered,
           status.in_work IS TRUE AS in_work, status.on_measure IS TRUE AS on_measure,
           left_on <= november AND NOT (was_taken_over AND EXISTS (
               SELECT FROM integration_outcomeperson later
               WHERE {known_later} AND later.lineage = ended.lineage AND later.link > 0
                 AND later.here_from <= november AND (later.left_on IS NULL OR later.left_on > november)
           )) AS is_gone
    FROM ended LEFT JOIN status USING (id)
)
"""
_COUNTS = """
SELECT {cell}, year, count(*)::int,
       count(*) FILTER (WHERE is_direct)::int,
       count(*) FILTER (WHERE is_not_registered)::int,
       november <= %(until)s,
       count(*) FILTER (WHERE in_work)::int,
       count(*) FILTER (WHERE on_measure AND NOT in_work)::int,
       count(*) FILTER (WHERE is_gone)::int
FROM o GROUP BY {dimensions}, year, november
"""
_CASES = "SELECT participant_id FROM o WHERE year = %(at)s AND {condition}"


class EndPart(StrEnum):
    """Which of those whose programme ended."""

    ALL = ""
    DIRECT = "direct"
    NOT_REGISTERED = "not_registered"
    IN_WORK = "in_work"


_CONDITIONS: Mapping[EndPart, str] = {
    EndPart.ALL: "true",
    EndPart.DIRECT: "is_direct",
    EndPart.NOT_REGISTERED: "is_not_registered",
    EndPart.IN_WORK: "in_work",
}


@dataclass(frozen=True, slots=True)
class AfterProgramme:
    """Those of a group whose programme ended in ``year``; everything is None where a few would be recognised.

    ``direct`` went to work or education at once, ``not_registered`` have no main activity. ``in_work``,
    ``on_measure``, ``gone`` (moved, emigrated or dead) and ``unknown`` (in education, without work, or not registered)
    are of November the year after; ``is_due`` says whether that has been.
    """

    group: str
    year: int
    is_due: bool
    ended: int | None = None
    direct: int | None = None
    not_registered: int | None = None
    in_work: int | None = None
    on_measure: int | None = None
    gone: int | None = None
    unknown: int | None = None

    @property
    def direct_share(self) -> float | None:
        """Direct transition, 0 to 1."""
        return self.direct / self.ended if self.ended and self.direct is not None else None

    @property
    def work_share(self) -> float | None:
        """In work one year after, 0 to 1, of all who ended."""
        return self.in_work / self.ended if self.ended and self.in_work is not None else None


@dataclass(frozen=True, slots=True)
class _Row:
    """Counted, nothing hidden."""

    ended: int = 0
    direct: int = 0
    not_registered: int = 0
    is_due: bool = True
    in_work: int = 0
    on_measure: int = 0
    gone: int = 0

    @property
    def unknown(self) -> int:
        """Neither in work, on a measure nor gone."""
        return self.ended - self.in_work - self.on_measure - self.gone

    @property
    def in_november(self) -> tuple[int, ...]:
        """Parts of ``ended`` a year after, without those in work; with them they are all."""
        return self.on_measure, self.gone, self.unknown


def after_programme(actor: Actor, question: Question) -> list[AfterProgramme]:
    """Each group in each year in which programmes ended, the newest year first.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with counting(actor):
        years = _read(question)
    found = []
    for year in sorted(years, reverse=True):
        rows = years[year]
        hidden = _Hidden(question.cells(list(rows)), list(rows.values()))
        is_due = next(iter(rows.values())).is_due
        found += [
            _shown(group, year, rows[group.cells[0]] if group.cells else _Row(is_due=is_due), hidden)
            for group in question.groups(rows)
            if group.cells or group.carrier in hidden.direct | hidden.not_registered | hidden.in_november
        ]
    return found


def cases_after(actor: Actor, question: Question, *, year: int, group: str, part: EndPart) -> ParticipantQuerySet:
    """The cases of a group whose programme ended in the year, or a part of them, of those the actor may see.

    Raises ``NotPermitted`` for who may see no cases, ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    passes, passing = question.passes_sql(group)
    sql, facts = _ended(question, passes=passes)
    sql += _CASES.format(condition=_CONDITIONS[part])
    return cases_behind(actor, sql, facts | passing | {"at": year})


def _ended(question: Question, *, passes: str = "true") -> tuple[str, dict[str, Any]]:
    """The SQL of those who pass and whose programmes ended, each with what became of them, and its parameters."""
    known, known_values = question.known_sql()
    sql = _ENDED.format(
        known=known, known_later=known.replace("o.", "later."), passes=passes, dimensions=question.named_sql
    )
    return sql, {"until": question.until, "direct": list(INTO_WORK_OR_EDUCATION)} | known_values


def _read(question: Question) -> Mapping[int, Mapping[Cell, _Row]]:
    sql, facts = _ended(question)
    sql += _COUNTS.format(cell=question.cell_of_names_sql, dimensions=question.group_by_names_sql)
    found: dict[int, dict[Cell, _Row]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        for cell, year, *counts in cursor.fetchall():
            found[year][tuple(cell)] = _Row(*counts)
    return found


class _Hidden:
    """The values of the carrying dimension that are not shown in a year.

    Of November's parts only work stands alone, since together they are all.
    """

    def __init__(self, cells: Cells, rows: Sequence[_Row]) -> None:
        ended = [row.ended for row in rows]
        columns = [(row.ended, row.direct, row.not_registered, row.in_work, *row.in_november) for row in rows]
        parts = list(zip(*columns, strict=True))
        self.ended, direct, not_registered, in_work, *others = cells.hidden_each(parts, [ended] * len(parts))
        self.direct = self.ended | direct
        self.not_registered = self.ended | not_registered
        self.in_work = self.ended | in_work
        self.in_november = self.in_work.union(*others)


def _shown(group: Group, year: int, row: _Row, hidden: _Hidden) -> AfterProgramme:
    carrier = group.carrier
    shows_work = row.is_due and carrier not in hidden.in_work
    shows_november = row.is_due and carrier not in hidden.in_november
    return AfterProgramme(
        group.name,
        year,
        row.is_due,
        ended=row.ended if carrier not in hidden.ended else None,
        direct=row.direct if carrier not in hidden.direct else None,
        not_registered=row.not_registered if carrier not in hidden.not_registered else None,
        in_work=row.in_work if shows_work else None,
        on_measure=row.on_measure if shows_november else None,
        gone=row.gone if shows_november else None,
        unknown=row.unknown if shows_november else None,
    )
