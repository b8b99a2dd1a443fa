"""Wordings for people: one catalogue for each language, keyed by the code of a step, a fault or a notice.

A wording names its parameters in braces. `Days` and `Months` are written with their unit, dates are written out, and
members of the enumerations get their name in the language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Days(int):
    """A number of working days, in a text."""


class Months(int):
    """A number of months, in a text."""


Parameter: TypeAlias = str | date | Days | Months  # members of the enumerations are str
Parameters: TypeAlias = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one language. `day_unit` and `month_unit` are singular and plural."""

    wordings: Mapping[StrEnum, str]
    names: Mapping[StrEnum, str]
    month_names: tuple[str, ...]
    day_unit: tuple[str, str]
    month_unit: tuple[str, str]
    date_pattern: str

    def text(self, code: StrEnum, parameters: Parameters) -> str:
        """The wording of `code`, filled in."""
        written = {name: self.written(value) for name, value in parameters.items()}
        return self.wordings[code].format_map(written)

    def written(self, value: Parameter) -> str:
        """One parameter as a person writes it."""
        if isinstance(value, Days):
            return _with_unit(value, self.day_unit)
        if isinstance(value, Months):
            return _with_unit(value, self.month_unit)
        if isinstance(value, date):
            return self.date_pattern.format(day=value.day, month=self.month_names[value.month - 1], year=value.year)
        return self.names[value] if isinstance(value, StrEnum) else value


def _with_unit(number: int, unit: tuple[str, str]) -> str:
    return f"{number:d} {unit[0] if number == 1 else unit[1]}"
