"""Jobs from a file: every row is looked at first, and only rows without a fault can be logged."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from employers.models import Employer, EmploymentForm, Placement
from employers.operations.employers import register_employer
from employers.operations.placements import log_placement, placement_faults
from employers.organisation_number import plain_digits
from participants.arrivals.reading import read_table
from participants.arrivals.tables import UnreadableFileError
from participants.models import IdentityNumber, Participant

MOST_ROWS = 500
COLUMNS = ("nummer", "organisasjonsnummer", "arbeidsgiver", "yrke", "form", "prosent", "første dag", "siste dag")
"""The headings of the file, in any order; «nummer» is the participant's identity, D- or DUF number."""
_NEEDED = ("nummer", "organisasjonsnummer", "yrke", "form", "prosent", "første dag")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file: whose job, and either what can be logged or what is wrong. It holds no identity number."""

    line: int
    person: str
    participant_id: UUID | None
    facts: dict[str, Any]
    faults: tuple[str, ...]


@operation
def read_placements(actor: Actor, content: bytes) -> list[FileRow]:
    """Look at every row; ``RuleRefused`` when the file as a whole cannot be read."""
    require(actor, Action.CREATE, Resource.PLACEMENT)
    try:
        table = read_table(content)
    except UnreadableFileError as error:
        raise RuleRefused(Refusal(f"file_{error.fault}", str(error), "file")) from error
    headings = [heading.strip().lower() for heading in table.headings]
    missing = [name for name in _NEEDED if name not in headings]
    if missing:
        text = _("Filen mangler kolonnene: %(names)s.") % {"names": ", ".join(missing)}
        raise RuleRefused(Refusal("columns_missing", text, "file"))
    if len(table.rows) > MOST_ROWS:
        text = _("Filen har over %(most)s rader. Del den opp.") % {"most": MOST_ROWS}
        raise RuleRefused(Refusal("too_many_rows", text, "file"))
    cells = [dict(zip(headings, row.cells, strict=False)) for row in table.rows]
    people = _people(actor, [_plain(row.get("nummer", "")) for row in cells])
    return [_looked_at(people, row, line=raw.line) for row, raw in zip(cells, table.rows, strict=True)]


@operation
def log_rows(actor: Actor, rows: Sequence[FileRow]) -> int:
    """Log every row without a fault; all of them or, when one is refused after all, none."""
    logged = 0
    for row in rows:
        if row.faults or row.participant_id is None:
            continue
        facts = dict(row.facts)
        number, name = facts.pop("organisation_number"), facts.pop("employer_name")
        employer = register_employer(actor, organisation_number=number, name=name)
        log_placement(actor, row.participant_id, employer_id=employer.pk, **facts)
        logged += 1
    return logged


def _people(actor: Actor, numbers: Sequence[str]) -> Mapping[str, Participant]:
    """The people of whom the actor may log jobs, by number; one query."""
    visible = Participant.objects.listed_for(actor).still_here()
    rows = IdentityNumber.objects.filter(value__in=[number for number in numbers if number], participant__in=visible)
    return {row.value: row.participant for row in rows.select_related("participant")}


def _looked_at(people: Mapping[str, Participant], row: Mapping[str, str], *, line: int) -> FileRow:
    person = people.get(_plain(row.get("nummer", "")))
    facts, faults = _facts(row)
    if person is None:
        faults.insert(0, _("Ingen deltaker du kan se, har dette nummeret."))
    if not faults:
        faults += [fault.detail for fault in _refused(facts)]
        if person is not None and _is_known(person, facts):
            faults.append(_("Dette arbeidsforholdet er allerede registrert."))
    return FileRow(
        line=line, person=person.full_name if person else "", participant_id=person.pk if person else None,
        facts=facts, faults=tuple(faults),
    )  # fmt: skip


def _facts(row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    faults = [_("«%(column)s» mangler.") % {"column": name} for name in _NEEDED if not row.get(name, "").strip()]
    days = {name: _day(row.get(name, "")) for name in ("første dag", "siste dag")}
    faults += [
        _("«%(column)s» er ingen dato.") % {"column": name}
        for name, day in days.items()
        if day is None and row.get(name, "").strip()
    ]
    percent = _percent(row.get("prosent", ""))
    if percent is None and row.get("prosent", "").strip():
        faults.append(_("«prosent» er ikke et tall."))
    facts = {
        "organisation_number": plain_digits(row.get("organisasjonsnummer", "")),
        "employer_name": row.get("arbeidsgiver", "").strip(),
        "occupation_code": row.get("yrke", "").strip()[:4],
        "form": _form(row.get("form", "")),
        "percent": percent,
        "first_day": days["første dag"],
        "last_day": days["siste dag"],
    }
    return facts, faults


def _refused(facts: Mapping[str, Any]) -> Iterator[Refusal]:
    from employers.operations.employers import number_faults

    known = Employer.objects.filter(organisation_number=facts["organisation_number"]).exists()
    if not known:
        yield from number_faults(facts["organisation_number"])
    yield from placement_faults(
        facts["occupation_code"], facts["form"], facts["percent"], facts["first_day"], facts["last_day"]
    )


def _is_known(person: Participant, facts: Mapping[str, Any]) -> bool:
    return Placement.objects.filter(
        participant=person, employer__organisation_number=facts["organisation_number"],
        occupation=facts["occupation_code"], form=facts["form"], first_day=facts["first_day"],
    ).exists()  # fmt: skip


def _form(text: str) -> str:
    words = text.strip().lower()
    labels = {str(label).lower(): value for value, label in EmploymentForm.choices}
    short = {"fast": "permanent", "midlertidig": "temporary", "arbeidstrening": "work_training"}
    return labels.get(words) or short.get(words) or words


def _day(text: str) -> dt.date | None:
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text.strip()[:10], form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _percent(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace("%", "").replace(",", ".").strip())
    except InvalidOperation:
        return None


def _plain(number: str) -> str:
    return "".join(number.split())
