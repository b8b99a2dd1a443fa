"""The cells of one row by field, read one at a time, with what was found on the way."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from participants.arrivals.columns import Column, ColumnMapping
from participants.arrivals.dates import ImpossibleDateError, read_date
from participants.arrivals.findings import Finding, make_finding
from participants.arrivals.tables import RawRow
from participants.arrivals.values import UnknownValueError

Value = TypeVar("Value")


class Cells:
    """Access to a row's cells through the mapping; collects ``findings`` with the file's own headings."""

    def __init__(self, row: RawRow, mapping: ColumnMapping) -> None:
        self.row = row
        self.mapping = mapping
        self.findings: list[Finding] = []

    def text(self, column: Column) -> str:
        """The cell without the blanks around it; empty where the file has no such column."""
        position = self.mapping.positions.get(column)
        return "" if position is None else self.row.cells[position].strip()

    def add(self, code: str, column: Column | None = None, **values: object) -> None:
        """Note a finding."""
        heading = self.mapping.heading_of(column) if column else ""
        self.findings.append(make_finding(code, column, heading, **values))

    def date(self, column: Column) -> dt.date | None:
        """A date; an impossible one stops the row."""
        text = self.text(column)
        try:
            found = read_date(text)
        except ImpossibleDateError:
            self.add("impossible_date", column, value=text)
            return None
        if found is None:
            return None
        if found.from_serial:
            self.add("date_from_serial", column, value=f"{found.day:%d.%m.%Y}")
        return found.day

    def read(self, column: Column, reader: Callable[[str], Value | None], unknown_code: str) -> Value | None:
        """What ``reader`` makes of the cell; None and a finding where it makes nothing of it."""
        text = self.text(column)
        try:
            return reader(text)
        except UnknownValueError:
            self.add(unknown_code, column, value=text)
            return None

    def limited(self, column: Column, limit: int) -> str:
        """Text with its blanks collapsed; longer than ``limit`` stops the row, for it would not fit."""
        text = " ".join(self.text(column).split())
        if len(text) > limit:
            self.add("too_long", column, limit=limit)
        return text
