"""The facts that go into the limits on absence, and what comes out of them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from programmes.law.cases import Absence, Case
from programmes.law.enums import AbsenceKind
from programmes.law.explanations import Notice, Step
from programmes.law.limits_rows import LimitRule
from programmes.law.limits_texts import LIMITS_NB, amount_in_words, window_in_words
from programmes.law.limits_words import Benefit, CertificateNeed
from programmes.law.texts import Catalogue, Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the caseworker states of household and birth; None and False mean that nothing is stated.

    `child_born_on` is the day of birth of the child that the absence concerns, or the day it is expected.
    """

    children: int | None = None
    sole_carer: bool = False
    chronic_child: bool = False
    child_born_on: date | None = None
    other_parent_prevented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAbsence:
    """One absence with what the limits ask for; both days are inclusive, with `hours` a part of one day."""

    kind: AbsenceKind
    first_day: date
    last_day: date
    hours: Decimal | None = None
    planned_hours: Decimal | None = None
    has_certificate: bool = False
    circumstances: Circumstances = field(default_factory=Circumstances)

    @property
    def as_clock_absence(self) -> Absence:
        """The same as the programme clock takes it."""
        return Absence(self.kind, self.first_day, self.last_day, self.hours, self.planned_hours)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A time without the right to self-certification; both days are inclusive, open where `last_day` is None."""

    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitContext:
    """The programme that an absence belongs to.

    `case` has its facts, without absences. `other_parent` are the leaves of the other parent where both are in a
    programme, which `other_parent_takes_part` says.
    """

    case: Case
    ended_on: date | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    other_parent: tuple[RegisteredAbsence, ...] = ()
    other_parent_takes_part: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """How much of a limit is used, in the window from `first_day` to `last_day` (inclusive)."""

    rule: LimitRule
    used: Decimal
    maximum: int
    first_day: date
    last_day: date

    @property
    def remaining(self) -> Decimal:
        """What is left; never below 0."""
        return max(Decimal(0), self.maximum - self.used)

    def parameters(self, catalogue: Catalogue = LIMITS_NB) -> Parameters:
        """The counter as the texts name it."""
        rule = self.rule
        return {
            "name": rule.code,
            "used": amount_in_words(self.used),
            "maximum": amount_in_words(self.maximum),
            "remaining": amount_in_words(self.remaining),
            "unit": rule.unit,
            "window": window_in_words(rule.window, self.first_day, self.last_day, catalogue),
        }

    @property
    def is_exceeded(self) -> bool:
        """Whether more is used than there is."""
        return self.used > self.maximum


@dataclass(frozen=True, slots=True)
class Finding:
    """Why an absence cannot stand (hard), or what must be reasoned or looked at; `about` is the fact it stands at.

    `counter` is there where a limit is passed.
    """

    code: StrEnum
    paragraph: str
    parameters: Parameters = field(default_factory=dict)
    about: str = ""
    counter: Counter | None = None

    def text(self, catalogue: Catalogue = LIMITS_NB) -> str:
        """The finding in words."""
        if self.counter is None:
            return catalogue.text(self.code, self.parameters)
        return catalogue.text(self.code, self.counter.parameters(catalogue))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an absence does. Days are inclusive; None where the clock has no date.

    `counted_working_days` are those that this absence adds to the count; `total_before` and `total_after` what is
    counted in all, against `threshold` (None where only a decision moves the last day). `steps` lead to the last day
    after it.
    """

    counted_working_days: int
    total_before: int
    total_after: int
    threshold: int | None
    last_day_before: date | None
    last_day_after: date | None
    benefit: Benefit
    steps: tuple[Step, ...] = ()

    @property
    def moves_last_day(self) -> bool:
        """Whether the programme gets another last day."""
        return self.last_day_before != self.last_day_after


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceCheck:
    """What registering an absence would mean; nothing is stored.

    `refusals` are hard, `warnings` soft (the caseworker goes on with a written reason), `notices` ask for a look.
    """

    counters: tuple[Counter, ...] = ()
    refusals: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    clock_notices: tuple[Notice, ...] = ()
    certificate: CertificateNeed = CertificateNeed.NOT_NEEDED
    effect: Effect | None = None
