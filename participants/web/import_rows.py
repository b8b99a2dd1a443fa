"""The rows of a list as a page shows them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Actor
from participants.arrivals.matching import REASON_TEXTS, MatchReason
from participants.models import ImportRow, Participant, RowCategory, RowDecision

_TONES = {"error": "danger", "warning": "warning", "notice": "info"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing about the row: how grave, in which column, in plain words."""

    tone: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the row may be: a known person, or an earlier row of the file."""

    key: str
    title: str
    url: str
    is_chosen: bool
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row with what is to be known about it."""

    id: UUID
    version: int
    line: int
    name: str
    born: str
    facts: list[tuple[str, str]]
    reasons: list[Reason]
    person: str
    person_url: str
    is_registered: bool
    is_emptied: bool
    decision: str
    decided: str
    candidates: list[Candidate] = field(default_factory=list)


def view_rows(actor: Actor, rows: Sequence[ImportRow]) -> list[RowView]:
    """The rows of a page, with a number of queries that does not depend on how many they are."""
    people = _people(actor, rows)
    lines = _lines(actor, rows)
    return [_view(row, people, lines) for row in rows]


def _view(row: ImportRow, people: dict[UUID, Participant], lines: dict[int, ImportRow]) -> RowView:
    known = row.participant or (row.matched if row.category == RowCategory.KNOWN else None)
    return RowView(
        id=row.pk,
        version=row.version,
        line=row.line,
        name=_name(row.parsed),
        born=_day(row.parsed.get("birth_date")),
        facts=_facts_of_row(row),
        reasons=_reasons(row),
        person=str(known or ""),
        person_url=reverse("participants:case", args=[known.pk]) if known else "",
        is_registered=row.participant_id is not None,
        is_emptied=not row.parsed,
        decision=row.decision,
        decided=_decided(row),
        candidates=[*_known_candidates(row, people), *_row_candidates(row, lines)],
    )


def _reasons(row: ImportRow) -> list[Reason]:
    why = [Reason("info", "", _(REASON_TEXTS[MatchReason(code)])) for code in row.match_reasons]
    if row.category == RowCategory.KNOWN and row.matched_line:
        why.append(Reason("info", "", _("Samme person står også på linje %(line)d.") % {"line": row.matched_line}))
    found = [Reason(_TONES[item["severity"]], item["heading"], item["text"]) for item in row.findings]
    return sorted(found, key=lambda reason: list(_TONES.values()).index(reason.tone)) + why


def _decided(row: ImportRow) -> str:
    if row.decision == RowDecision.SAME_PERSON:
        return _("Avgjort: samme person")
    return _("Avgjort: en annen person") if row.decision == RowDecision.NEW_PERSON else ""


def _people(actor: Actor, rows: Sequence[ImportRow]) -> dict[UUID, Participant]:
    ids = {pk for row in rows for pk in row.candidate_ids}
    if not ids:
        return {}
    found = Participant.objects.listed_for(actor).filter(pk__in=ids).prefetch_related("identity_numbers")
    return {person.pk: person for person in found}


def _lines(actor: Actor, rows: Sequence[ImportRow]) -> dict[int, ImportRow]:
    wanted = {line for row in rows for line in row.candidate_lines}
    if not wanted:
        return {}
    found = ImportRow.objects.listed_for(actor).filter(batch=rows[0].batch_id, line__in=wanted)
    return {row.line: row for row in found}


def _known_candidates(row: ImportRow, people: dict[UUID, Participant]) -> list[Candidate]:
    return [
        Candidate(
            key=f"person:{pk}",
            title=people[pk].full_name,
            url=reverse("participants:case", args=[pk]),
            is_chosen=row.decision == RowDecision.SAME_PERSON and row.matched_id == pk,
            facts=_facts_of_person(people[pk]),
        )
        for pk in row.candidate_ids
        if pk in people
    ]


def _row_candidates(row: ImportRow, lines: dict[int, ImportRow]) -> list[Candidate]:
    return [
        Candidate(
            key=f"line:{line}",
            title=_("Linje %(line)d i samme fil") % {"line": line},
            url="",
            is_chosen=row.decision == RowDecision.SAME_PERSON and row.matched_line == line,
            facts=_facts_of_row(lines[line]),
        )
        for line in row.candidate_lines
        if line in lines
    ]


def _facts_of_row(row: ImportRow) -> list[tuple[str, str]]:
    data = row.parsed
    return _facts(
        _name(data),
        _day(data.get("birth_date")),
        data.get("numbers", []),
        data.get("citizenship", ""),
        _day(data.get("settled_on")),
    )


def _facts_of_person(person: Participant) -> list[tuple[str, str]]:
    return _facts(
        person.full_name,
        f"{person.birth_date:%d.%m.%Y}",
        [number.value for number in person.identity_numbers.all()],
        person.citizenship,
        f"{person.settled_on:%d.%m.%Y}" if person.settled_on else "",
    )


def _facts(name: str, born: str, numbers: Sequence[str], citizenship: str, settled: str) -> list[tuple[str, str]]:
    return [
        (_("Navn"), name),
        (_("Født"), born),
        (_("Numre"), ", ".join(numbers)),
        (_("Statsborgerskap"), citizenship),
        (_("Bosatt"), settled),
    ]


def _name(data: dict[str, Any]) -> str:
    return f"{data.get('given_name', '')} {data.get('family_name', '')}".strip()


def _day(iso: str | None) -> str:
    return f"{dt.date.fromisoformat(iso):%d.%m.%Y}" if iso else ""
