"""After the programme: «one year after» as Statistics Norway asks, and «direct transition» as IMDi does (law.md 9.1).

One year after: the status in November of the year after the year in which somebody completed or left the programme,
taken on the 16th. Only work and measures are known here: education after the programme is not, which the page says.

Direct transition: the main activity registered at the end; work, upper secondary and higher education count (primary
and lower secondary do not), of all who ended, those without a registered activity too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.operations.outcomes.questions import Question, check_question, statistician
from integration.outcomes.suppression import Count, gives_away, hidden_groups, must_hide

INTO_WORK_OR_EDUCATION = (
    "full_time_work", "part_time_work", "upper_secondary", "higher_education", "higher_vocational",
)  # fmt: skip
_ENDED = """
WITH ended AS (
    SELECT o.id, {mask} AS mask, {group} AS part, extract(year FROM o.programme_ended_on)::int AS year, o.main_activity,
           o.left_on, make_date(extract(year FROM o.programme_ended_on)::int + 1, 11, 16) AS november
    FROM integration_outcomeperson o
    WHERE {known} AND o.programme_ended_on <= %(until)s
)
SELECT mask, part, year, count(*)::int,
       count(*) FILTER (WHERE main_activity = ANY (%(direct)s))::int,
       count(*) FILTER (WHERE main_activity IN ('', 'not_registered'))::int,
       november <= %(until)s,
       count(*) FILTER (WHERE in_work)::int,
       count(*) FILTER (WHERE on_measure AND NOT in_work)::int,
       count(*) FILTER (WHERE left_on <= november)::int
FROM ended CROSS JOIN LATERAL (
    SELECT bool_or(s.kind = 'work') IS TRUE AS in_work, bool_or(s.kind = 'measure') IS TRUE AS on_measure
    FROM integration_outcomespan s
    WHERE s.person_id = ended.id AND s.first_day <= november AND (s.last_day IS NULL OR s.last_day >= november)
) status
GROUP BY mask, part, year, november
"""


@dataclass(frozen=True, slots=True)
class AfterProgramme:
    """Those of a group whose programme ended in ``year``; everything is None where a few would be recognised.

    ``direct`` went to work or education at once, ``not_registered`` have no main activity. ``in_work``,
    ``on_measure`` and ``gone`` (moved, emigrated or dead) are of November the year after; ``is_due`` says whether
    that has been.
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

    @property
    def direct_share(self) -> float | None:
        """Direct transition, 0 to 1."""
        return self.direct / self.ended if self.ended and self.direct is not None else None

    @property
    def work_share(self) -> float | None:
        """In work one year after, 0 to 1, of all who ended."""
        return self.in_work / self.ended if self.ended and self.in_work is not None else None

    @property
    def unknown(self) -> int | None:
        """Neither in work, on a measure nor gone: in education, without work, or not registered."""
        known = (self.in_work, self.on_measure, self.gone)
        if self.ended is None or None in known:
            return None
        return self.ended - sum(number or 0 for number in known)


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
    def parts(self) -> tuple[int, ...]:
        """What is shown of ``ended``."""
        later = (self.in_work, self.on_measure, self.gone, self.ended - self.in_work - self.on_measure - self.gone)
        return (self.direct, self.not_registered, *later)


_PARTS = len(_Row().parts)
Rows = dict[tuple[int, str, int], _Row]


def after_programme(actor: Actor, question: Question) -> list[AfterProgramme]:
    """Each group in each year in which programmes ended, the newest year first.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with acting_as(statistician(actor)):
        rows = _read(question)
    found = []
    for year in sorted({year for mask, _part, year in rows if mask == question.whole_mask}, reverse=True):
        groups = {part: row for (mask, part, at), row in rows.items() if mask == question.whole_mask and at == year}
        wider = [_wider(rows, year, kept) for kept in range(question.whole_mask)]
        hidden = [_hidden(question, groups, wider, place) for place in range(_PARTS)]
        found += [_shown(name, year, row, [name in names for names in hidden]) for name, row in sorted(groups.items())]
    return found


def _read(question: Question) -> Rows:
    mask, mask_values = question.mask_sql()
    known, known_values = question.known_sql()
    facts: dict[str, Any] = {"until": question.until, "direct": list(INTO_WORK_OR_EDUCATION)}
    with connection.cursor() as cursor:
        cursor.execute(
            _ENDED.format(mask=mask, group=question.group_sql, known=known), facts | mask_values | known_values
        )
        return {(each, part, year): _Row(*counts) for each, part, year, *counts in cursor.fetchall()}


def _wider(rows: Rows, year: int, kept: int) -> list[_Row]:
    return [row for (mask, _part, at), row in rows.items() if at == year and mask & kept == kept]


def _hidden(
    question: Question, groups: Mapping[str, _Row], wider: Sequence[Sequence[_Row]], place: int
) -> frozenset[str]:
    """The groups in which one of the parts would tell of a few."""
    if gives_away(_sum(groups.values(), place), [_sum(each, place) for each in wider]):
        return frozenset(groups)
    counts = {name: Count(row.parts[place], row.ended) for name, row in groups.items()}
    if question.split:
        return hidden_groups(counts)
    return frozenset(name for name, count in counts.items() if must_hide(count))


def _sum(rows: Iterable[_Row], place: int) -> Count:
    listed = list(rows)
    return Count(sum(row.parts[place] for row in listed), sum(row.ended for row in listed))


def _shown(name: str, year: int, row: _Row, hides: Sequence[bool]) -> AfterProgramme:
    """The parts that may be shown. Those of November add up to all: none but work is shown when one is hidden."""
    direct, not_registered, in_work, *others = hides
    hides_others = in_work or any(others)
    return AfterProgramme(
        name,
        year,
        row.is_due,
        ended=None if all(hides) else row.ended,
        direct=None if direct else row.direct,
        not_registered=None if not_registered else row.not_registered,
        in_work=row.in_work if row.is_due and not in_work else None,
        on_measure=row.on_measure if row.is_due and not hides_others else None,
        gone=row.gone if row.is_due and not hides_others else None,
    )
