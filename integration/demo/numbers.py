"""Numbers that can belong to nobody: identity, organisation and telephone numbers for the demonstration (law.md 11)."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from employers.organisation_number import has_valid_check_digit
from participants.identity.numbers import (
    CENTURIES,
    D_NUMBER_DAY_OFFSET,
    SYNTHETIC_DUF_YEAR,
    SYNTHETIC_MONTH_OFFSET,
    IdentityKind,
    check_digits,
    duf_check_digits,
)

_FIRST_DUF_SERIAL = 700_000
"""Above the serials of the arrival lists in the tests, so that an imported list brings new people."""
_FIRST_ORGANISATION_SERIAL = 31_200_001


@dataclass(slots=True)
class NumberMaker:
    """Gives each number once."""

    chance: Random
    _given: set[str] = field(default_factory=set)
    _duf_serial: int = _FIRST_DUF_SERIAL
    _phone_serial: int = 0

    def duf(self) -> str:
        """A DUF number of the impossible year 2099."""
        self._duf_serial += 1
        first_ten = f"{SYNTHETIC_DUF_YEAR}{self._duf_serial:06d}"
        return first_ten + duf_check_digits(first_ten)

    def birth_number(self, kind: IdentityKind, birth_date: dt.date, *, is_woman: bool) -> str:
        """A national identity number or D-number with the month raised by 80, as no real one has."""
        day = birth_date.day + (D_NUMBER_DAY_OFFSET if kind is IdentityKind.D_NUMBER else 0)
        date = f"{day:02d}{birth_date.month + SYNTHETIC_MONTH_OFFSET:02d}{birth_date:%y}"
        while True:
            first_nine = f"{date}{self._individual(birth_date, is_woman=is_woman):03d}"
            digits = check_digits(first_nine)
            if digits is not None and first_nine not in self._given:
                self._given.add(first_nine)
                return first_nine + digits

    def phone(self) -> str:
        """A number that no telephone has: subscribers' numbers do not begin with a zero."""
        self._phone_serial += 1
        thousands, rest = divmod(self._phone_serial, 1000)
        return f"+47 000 {thousands:02d} {rest:03d}"

    def _individual(self, birth_date: dt.date, *, is_woman: bool) -> int:
        century = birth_date.year // 100 * 100
        series = next(
            numbers for start, numbers, years in CENTURIES if start == century and birth_date.year % 100 in years
        )
        # The third digit is even for women and odd for men (law.md 11.1).
        return self.chance.choice([number for number in series if (number % 2 == 0) is is_woman])


def organisation_numbers(count: int) -> list[str]:
    """Organisation numbers of the made-up series that begins with 3, with valid check digits."""
    found: list[str] = []
    serial = _FIRST_ORGANISATION_SERIAL
    while len(found) < count:
        found += [number for digit in range(10) if has_valid_check_digit(number := f"{serial}{digit}")]
        serial += 1
    return found
