"""One row of an arrival list: what it says, what is wrong with it, and whether it may be enrolled.

Which faults stop a row is told in data/README.md and in ``findings.RULES``. Nothing here knows the database: whether
the person is known already is for ``matching``.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from participants.arrivals.cells import Cells
from participants.arrivals.columns import Column, ColumnMapping
from participants.arrivals.findings import Finding, Severity
from participants.arrivals.languages import read_citizenship, read_language
from participants.arrivals.number_cells import read_numbers
from participants.arrivals.person import ParsedPerson
from participants.arrivals.remarks import find_children
from participants.arrivals.tables import RawRow
from participants.arrivals.values import (
    Protection,
    ResidenceBasis,
    UnknownValueError,
    is_blank,
    read_education,
    read_email,
    read_municipality,
    read_phone,
    read_protection,
    read_residence_basis,
    read_sex,
)

MAX_NAME_LENGTH = 120
SHORTEST_SHOUTED_NAME = 4
"""«LI» and «NGO» may well be written so; four capitals and more are a caps lock."""


class Category(StrEnum):
    """What may be done with a row, before it is compared with known people."""

    OK = "ok"
    FAULTY = "faulty"
    OTHER_MUNICIPALITY = "other_municipality"


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a row is judged by. ``age_bounds`` are inclusive, in whole years on the day the permit was granted (§ 8)."""

    municipality: str
    known_municipalities: frozenset[str]
    synthetic_only: bool
    today: dt.date
    age_bounds: tuple[int, int] = (18, 55)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row with its values and findings. ``raw`` is kept as it came, for the feedback file and for the record."""

    raw: RawRow
    person: ParsedPerson
    findings: tuple[Finding, ...]
    category: Category

    @property
    def number(self) -> int:
        """The row as a spreadsheet counts it; unique in the file."""
        return self.raw.number

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops the row."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def check_row(row: RawRow, mapping: ColumnMapping, context: CheckContext) -> CheckedRow:
    """Read and check one row; never raises, whatever the cells hold.

    A row for another municipality is set aside even if it has faults: it is not the importer's to correct.
    """
    cells = Cells(row, mapping)
    for problem in row.problems:
        cells.add(problem.value)
    person = _read_person(cells, context)
    if person.municipality and person.municipality != context.municipality:
        cells.add("other_municipality", Column.MUNICIPALITY, value=person.municipality)
        category = Category.OTHER_MUNICIPALITY
    elif any(finding.severity is Severity.ERROR for finding in cells.findings):
        category = Category.FAULTY
    else:
        category = Category.OK
    return CheckedRow(row, person, tuple(cells.findings), category)


def _read_person(cells: Cells, context: CheckContext) -> ParsedPerson:
    family, given = _name(cells, Column.FAMILY_NAME), _name(cells, Column.GIVEN_NAME)
    if not family and not given:
        cells.add("missing_name", Column.FAMILY_NAME)
    birth_date = _birth_date(cells, context)
    permit_date, permit_valid_until = _permit_dates(cells)
    _check_age(cells, birth_date, permit_date, context)
    return ParsedPerson(
        given_name=given,
        family_name=family,
        birth_date=birth_date,
        sex=cells.read(Column.SEX, read_sex, "unknown_sex"),
        numbers=read_numbers(cells, birth_date, synthetic_only=context.synthetic_only),
        citizenship=cells.read(Column.CITIZENSHIP, read_citizenship, "unknown_citizenship") or "",
        residence_basis=_residence_basis(cells),
        permit_date=permit_date,
        permit_valid_until=permit_valid_until,
        arrived_on=cells.date(Column.ARRIVED_ON),
        settled_on=_settled_on(cells),
        municipality=_municipality(cells, context),
        education=cells.read(Column.EDUCATION, read_education, "unknown_education"),
        mother_tongue=cells.read(Column.MOTHER_TONGUE, read_language, "unknown_language") or "",
        interpreter_language=cells.read(Column.INTERPRETER_LANGUAGE, read_language, "unknown_language") or "",
        protection=_protection(cells),
        phone=_phone(cells),
        email=cells.read(Column.EMAIL, read_email, "unknown_email") or "",
        remark=_remark(cells),
    )


def _name(cells: Cells, column: Column) -> str:
    """A name as it is written, blanks collapsed; one in capitals alone is written with capitals first only."""
    name = cells.limited(column, MAX_NAME_LENGTH)
    if not any(character.isalpha() for character in name):
        return ""
    if len(name) >= SHORTEST_SHOUTED_NAME and name.isupper():
        name = "".join(_capitalised(part) for part in _split_keeping(name))
        cells.add("name_recased", column, value=name)
    return name


def _split_keeping(name: str) -> list[str]:
    """The parts of a name and the blanks and hyphens between them."""
    return name.replace("-", "\0-\0").replace(" ", "\0 \0").split("\0")


def _capitalised(part: str) -> str:
    return part[:1] + part[1:].replace("İ", "i").lower()


def _birth_date(cells: Cells, context: CheckContext) -> dt.date | None:
    if is_blank(cells.text(Column.BIRTH_DATE)):
        cells.add("missing_birth_date", Column.BIRTH_DATE)
        return None
    birth_date = cells.date(Column.BIRTH_DATE)
    if birth_date is not None and birth_date > context.today:
        cells.add("future_birth_date", Column.BIRTH_DATE)
    return birth_date


def _permit_dates(cells: Cells) -> tuple[dt.date | None, dt.date | None]:
    granted, until = cells.date(Column.PERMIT_DATE), cells.date(Column.PERMIT_VALID_UNTIL)
    if granted and until and until < granted:
        cells.add("permit_ends_before_it_begins", Column.PERMIT_VALID_UNTIL)
        return granted, None
    return granted, until


def _settled_on(cells: Cells) -> dt.date | None:
    if not cells.text(Column.SETTLED_ON):
        cells.add("missing_settlement_date", Column.SETTLED_ON)
        return None
    return cells.date(Column.SETTLED_ON)


def _check_age(cells: Cells, birth_date: dt.date | None, permit_date: dt.date | None, context: CheckContext) -> None:
    """Age counts on the day the permit was granted (Integration Act § 8); today where that day is not known."""
    if birth_date is None:
        return
    day = permit_date or context.today
    age = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    low, high = context.age_bounds
    if not low <= age <= high:
        cells.add("age_out_of_bounds", Column.BIRTH_DATE, age=age, low=low, high=high)


def _residence_basis(cells: Cells) -> ResidenceBasis | None:
    if is_blank(cells.text(Column.RESIDENCE_BASIS)):
        cells.add("missing_residence_basis", Column.RESIDENCE_BASIS)
    return cells.read(Column.RESIDENCE_BASIS, read_residence_basis, "unknown_residence_basis")


def _municipality(cells: Cells, context: CheckContext) -> str:
    if is_blank(cells.text(Column.MUNICIPALITY)):
        cells.add("missing_municipality", Column.MUNICIPALITY)
        return ""
    reader = partial(read_municipality, known=context.known_municipalities)
    found = cells.read(Column.MUNICIPALITY, reader, "unknown_municipality")
    if found is None:
        return ""
    if found.is_repaired:
        cells.add("leading_zero_restored", Column.MUNICIPALITY)
    return found.value


def _protection(cells: Cells) -> Protection:
    """What is not understood is the strictest grade until somebody has looked: the other mistake can cost a life."""
    text = cells.text(Column.ADDRESS_PROTECTION)
    try:
        return read_protection(text)
    except UnknownValueError:
        cells.add("unknown_protection", Column.ADDRESS_PROTECTION, value=text)
        return Protection.STRICTLY_CONFIDENTIAL


def _phone(cells: Cells) -> str:
    found = cells.read(Column.PHONE, read_phone, "unknown_phone")
    if found is None:
        return ""
    if found.is_repaired:
        cells.add("phone_mended", Column.PHONE)
    return found.value


def _remark(cells: Cells) -> str:
    remark = cells.text(Column.REMARK)
    children = find_children(remark)
    if children:
        cells.add("children_in_remark", Column.REMARK, children="; ".join(str(child) for child in children))
    return remark
