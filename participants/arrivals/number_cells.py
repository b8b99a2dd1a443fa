"""The identity numbers of a row: read from both columns, checked, compared with the birth date."""

import datetime as dt

from participants.arrivals.cells import Cells
from participants.arrivals.columns import Column
from participants.arrivals.values import is_blank
from participants.identity.numbers import (
    ELEVEN_DIGITS,
    IdentityKind,
    IdentityNumber,
    UnreadableNumberError,
    faults_of,
    parse_number,
)

_KIND_NAMES = {
    IdentityKind.DUF: "et DUF-nummer",
    IdentityKind.D_NUMBER: "et D-nummer",
    IdentityKind.NATIONAL_ID: "et fødselsnummer",
}


def read_numbers(cells: Cells, birth_date: dt.date | None, *, synthetic_only: bool) -> tuple[IdentityNumber, ...]:
    """The numbers that may be used, at most one a column; the others are findings.

    A number that stands in the other column is taken for what it is. None at all is a warning (data/README.md).
    """
    found = [number for column in (Column.DUF, Column.NATIONAL_NUMBER) if (number := _read(cells, column))]
    if all(is_blank(cells.text(column)) for column in (Column.DUF, Column.NATIONAL_NUMBER)):
        cells.add("no_number", Column.DUF)
    if (
        len(found) == len({Column.DUF, Column.NATIONAL_NUMBER})
        and found[0].kind is found[1].kind
        and found[0] != found[1]
    ):
        cells.add("second_number_of_a_kind", Column.NATIONAL_NUMBER)
    usable = [number for number in dict.fromkeys(found) if _is_usable(cells, number, synthetic_only=synthetic_only)]
    _compare_birth_date(cells, usable, birth_date)
    return tuple(usable)


def _read(cells: Cells, column: Column) -> IdentityNumber | None:
    text = cells.text(column)
    if is_blank(text):
        return None
    try:
        number = parse_number(text)
    except UnreadableNumberError:
        restored = _with_leading_zero(text)
        cells.add("leading_zero_restored" if restored else "number_unreadable", column)
        return restored
    if (number.kind is IdentityKind.DUF) is not (column is Column.DUF):
        cells.add("number_in_other_column", column, kind=_KIND_NAMES[number.kind])
    return number


def _with_leading_zero(text: str) -> IdentityNumber | None:
    """Ten digits are a number that a spreadsheet took the zero from, if the check digits agree."""
    digits = "".join(text.split())
    if len(digits) != ELEVEN_DIGITS - 1 or not digits.isascii() or not digits.isdigit():
        return None
    number = parse_number(f"0{digits}")
    return number if number.check_digits_hold else None


def _is_usable(cells: Cells, number: IdentityNumber, *, synthetic_only: bool) -> bool:
    column = Column.DUF if number.kind is IdentityKind.DUF else Column.NATIONAL_NUMBER
    faults = faults_of(number, synthetic_only=synthetic_only)
    for fault in faults:
        cells.add(fault.value, column)
    return all(fault.is_warning for fault in faults)


def _compare_birth_date(cells: Cells, numbers: list[IdentityNumber], birth_date: dt.date | None) -> None:
    """They may lawfully differ (regs § 3-3-1): the registered date stands, and somebody looks."""
    if birth_date is not None and any(not number.agrees_with(birth_date) for number in numbers):
        cells.add("birth_date_differs", Column.BIRTH_DATE)
