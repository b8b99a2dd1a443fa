"""DUF, D-number and national identity number: kind, check digits, birth date in the number, synthetic or not.

Sources: law.md 11.1–11.4 (Population Register Act § 2-2 with regulations §§ 2-2-1, 2-2-2 and 3-3-1; SSB KOSTRA for the
DUF number). Pure: nothing is looked up, and nobody's birth date or sex is derived from a number.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
DUF_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
ELEVEN_DIGITS = 11
DUF_DIGITS = 12
MONTHS = 12
MODULUS = 11
D_NUMBER_DAY_OFFSET = 40
SYNTHETIC_MONTH_OFFSET = 80
SYNTHETIC_DUF_YEAR = "2099"
CENTURIES = (
    (1900, range(500), range(100)),
    (2000, range(500, 1000), range(40)),
    (1900, range(900, 1000), range(40, 100)),
    (1800, range(500, 750), range(54, 100)),
)
"""Century, individual digits, two-digit years of a national identity number (law.md 11.1)."""

_SEPARATORS = re.compile(r"[\s./-]+")


class IdentityKind(StrEnum):
    """The three kinds of number a newly arrived person may have."""

    DUF = "duf"
    D_NUMBER = "d_number"
    NATIONAL_ID = "national_id"


class NumberFault(StrEnum):
    """What may be wrong with a number. ``DUF_CHECK_DIGITS`` is only a warning: the algorithm is not official (11.4)."""

    CHECK_DIGITS = "number_check_digits"
    DUF_CHECK_DIGITS = "duf_check_digits"
    NOT_SYNTHETIC = "number_not_synthetic"
    SYNTHETIC_IN_PRODUCTION = "number_synthetic"
    NOT_A_BIRTH_NUMBER = "number_of_another_series"

    @property
    def is_warning(self) -> bool:
        """Whether the number may be used in spite of the fault."""
        return self is NumberFault.DUF_CHECK_DIGITS


class UnreadableNumberError(ValueError):
    """The text is neither 11 nor 12 digits."""


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number with 11 digits (``national_id``, ``d_number``) or 12 (``duf``)."""

    kind: IdentityKind
    value: str

    @property
    def check_digits_hold(self) -> bool:
        """Whether the last two digits follow from the others."""
        if self.kind is IdentityKind.DUF:
            return duf_check_digits(self.value[:10]) == self.value[10:]
        return check_digits(self.value[:9]) == self.value[9:]

    @property
    def is_synthetic(self) -> bool:
        """Month 81–92 (Tenor), or DUF year 2099, which is the only demo series this system knows (11.3, 11.4)."""
        if self.kind is IdentityKind.DUF:
            return self.value.startswith(SYNTHETIC_DUF_YEAR)
        return 1 <= int(self.value[2:4]) - SYNTHETIC_MONTH_OFFSET <= MONTHS

    @property
    def day_month_year(self) -> tuple[int, int, int] | None:
        """Day, month and two-digit year in the number, offsets taken off; a DUF number has none."""
        if self.kind is IdentityKind.DUF:
            return None
        day = int(self.value[:2]) - (D_NUMBER_DAY_OFFSET if self.kind is IdentityKind.D_NUMBER else 0)
        month = int(self.value[2:4]) - (SYNTHETIC_MONTH_OFFSET if self.is_synthetic else 0)
        return day, month, int(self.value[4:6])

    @property
    def birth_date(self) -> dt.date | None:
        """The full birth date in a national identity number; None where the century cannot be derived (11.2)."""
        parts = self.day_month_year
        if parts is None or self.kind is not IdentityKind.NATIONAL_ID:
            return None
        day, month, year = parts
        century = century_of(year, int(self.value[6:9]))
        if century is None:
            return None
        try:
            return dt.date(century + year, month, day)
        except ValueError:
            return None

    def agrees_with(self, birth_date: dt.date) -> bool:
        """Whether the registered birth date is the number's own.

        They may lawfully differ (regs § 3-3-1), so a difference is for a person to see, never to mend. A D-number is
        compared by day, month and two-digit year; a DUF number says nothing and always agrees.
        """
        parts = self.day_month_year
        if parts is None:
            return True
        if self.kind is IdentityKind.NATIONAL_ID:
            return self.birth_date == birth_date
        return parts == (birth_date.day, birth_date.month, birth_date.year % 100)


def parse_number(text: str) -> IdentityNumber:
    """Classify ``text`` by its digits; blanks, dots, hyphens and slashes between them are allowed.

    Raises:
        UnreadableNumberError: not 11 or 12 digits.

    """
    digits = _SEPARATORS.sub("", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (ELEVEN_DIGITS, DUF_DIGITS):
        raise UnreadableNumberError(text)
    if len(digits) == DUF_DIGITS:
        return IdentityNumber(IdentityKind.DUF, digits)
    is_d_number = int(digits[:2]) > D_NUMBER_DAY_OFFSET
    return IdentityNumber(IdentityKind.D_NUMBER if is_d_number else IdentityKind.NATIONAL_ID, digits)


def faults_of(number: IdentityNumber, *, synthetic_only: bool) -> tuple[NumberFault, ...]:
    """What is wrong with the number, the gravest first; empty when nothing is.

    ``synthetic_only`` is True everywhere but in production (design.md, decision 13): then real numbers are refused, and
    in production synthetic ones and the other month offsets (NPID, H-numbers, SyntPop) are.
    """
    return tuple(
        fault for fault in (_series_fault(number, synthetic_only=synthetic_only), _check_digit_fault(number)) if fault
    )


def check_digits(first_nine: str) -> str | None:
    """The two control digits of an 11-digit number; None when there are none (a control digit would be 10)."""
    k1 = _mod_11_digit(first_nine, K1_WEIGHTS)
    if k1 is None:
        return None
    k2 = _mod_11_digit(f"{first_nine}{k1}", K2_WEIGHTS)
    return None if k2 is None else f"{k1}{k2}"


def duf_check_digits(first_ten: str) -> str:
    """The two check digits of a DUF number, «00» to «10» (SSB KOSTRA)."""
    return f"{_weighted_sum(first_ten, DUF_WEIGHTS) % MODULUS:02d}"


def century_of(two_digit_year: int, individual: int) -> int | None:
    """The century (1800, 1900, 2000) of a national identity number, from its individual digits (law.md 11.1)."""
    return next(
        (century for century, individuals, years in CENTURIES if individual in individuals and two_digit_year in years),
        None,
    )


def _series_fault(number: IdentityNumber, *, synthetic_only: bool) -> NumberFault | None:
    if synthetic_only:
        return None if number.is_synthetic else NumberFault.NOT_SYNTHETIC
    if number.is_synthetic:
        return NumberFault.SYNTHETIC_IN_PRODUCTION
    parts = number.day_month_year
    if parts is not None and not 1 <= parts[1] <= MONTHS:
        return NumberFault.NOT_A_BIRTH_NUMBER
    return None


def _check_digit_fault(number: IdentityNumber) -> NumberFault | None:
    if number.check_digits_hold:
        return None
    return NumberFault.DUF_CHECK_DIGITS if number.kind is IdentityKind.DUF else NumberFault.CHECK_DIGITS


def _weighted_sum(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _mod_11_digit(digits: str, weights: tuple[int, ...]) -> int | None:
    digit = -_weighted_sum(digits, weights) % MODULUS
    return None if digit == MODULUS - 1 else digit
