"""What the tests of this folder share: files, a context, and one faultless row to change."""

import csv
import datetime as dt
from pathlib import Path

from participants.arrivals.checking import CheckContext, CheckedRow, check_row
from participants.arrivals.columns import HEADINGS, Column, match_headings
from participants.arrivals.reading import read_table
from participants.arrivals.tables import RawRow

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent / "data"
FULL_CSV = ROOT / "tests/data/arrivals-4601.csv"
FULL_XLSX = ROOT / "tests/data/arrivals-4601.xlsx"
TODAY = dt.date(2026, 11, 22)

with (ROOT / "agencies/data/municipalities.csv").open(encoding="utf-8-sig", newline="") as _file:
    MUNICIPALITIES = frozenset(line["number"] for line in csv.DictReader(_file))

CONTEXT = CheckContext("4601", MUNICIPALITIES, synthetic_only=True, today=TODAY)
GOOD = {
    Column.DUF: "209900000103",
    Column.FAMILY_NAME: "Haddad",
    Column.GIVEN_NAME: "Nour",
    Column.BIRTH_DATE: "15.03.1990",
    Column.SEX: "K",
    Column.NATIONAL_NUMBER: "15839049843",
    Column.CITIZENSHIP: "SYR",
    Column.RESIDENCE_BASIS: "Flyktning § 28",
    Column.PERMIT_DATE: "01.02.2026",
    Column.PERMIT_VALID_UNTIL: "01.02.2027",
    Column.ARRIVED_ON: "01.12.2025",
    Column.SETTLED_ON: "01.04.2026",
    Column.MUNICIPALITY: "4601",
    Column.EDUCATION: "Grunnskole",
    Column.MOTHER_TONGUE: "arabisk",
}
MAPPING = match_headings([names[0] for names in HEADINGS.values()])


def checked(changes: dict[Column, str] | None = None, number: int = 2, context: CheckContext = CONTEXT) -> CheckedRow:
    """The faultless row with ``changes``, checked."""
    cells = GOOD | (changes or {})
    return check_row(RawRow(number, number, tuple(cells.get(column, "") for column in HEADINGS)), MAPPING, context)


def codes(row: CheckedRow) -> list[str]:
    return [finding.code for finding in row.findings]


def check_file(data: bytes, context: CheckContext = CONTEXT) -> list[CheckedRow]:
    table = read_table(data)
    mapping = match_headings(table.headings)
    return [check_row(row, mapping, context) for row in table.rows]
