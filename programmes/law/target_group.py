"""Who has right and duty to an introduction programme, who may be offered one, and who is excluded (Act §§ 3, 8, 9).

Pure: the same facts give the same answer on any day. The bounds of age and the hours of work are dated rows, as the
rule sets are; a rule that is passed but not in force has an open commencement (`ages.AGE_RULES`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from programmes.law.ages import age_on, age_rule_on
from programmes.law.deadlines import legal_deadline
from programmes.law.enums import DeadlineKind
from programmes.law.target_texts import TARGET_NB
from programmes.law.target_words import PermitBasis, TargetCode, TargetOutcome
from programmes.law.texts import Catalogue, Parameters

_ACT = "integreringsloven"
_RIGHT = f"{_ACT} § 8 første ledd"
_EXEMPT = f"{_ACT} § 8 annet ledd"
_MAY = f"{_ACT} § 8 tredje ledd"
_WORK = f"{_ACT} § 8 fjerde ledd"
_CITIZEN = f"{_ACT} § 8 femte ledd"
_PERMIT = f"{_ACT} § 9 første ledd"
_REJECTED = f"{_ACT} § 3 tredje ledd"
_OLD_37C = f"{_ACT} § 37 c (før 2026)"

NORDIC_AND_EEA: Final = frozenset(
    [
        "AUT",
        "BEL",
        "BGR",
        "HRV",
        "CYP",
        "CZE",
        "DNK",
        "EST",
        "FIN",
        "FRA",
        "DEU",
        "GRC",
        "HUN",
        "ISL",
        "IRL",
        "ITA",
        "LVA",
        "LIE",
        "LTU",
        "LUX",
        "MLT",
        "NLD",
        "NOR",
        "POL",
        "PRT",
        "ROU",
        "SVK",
        "SVN",
        "ESP",
        "SWE",
        "FRO",
        "GRL",
        "ALA",
    ]
)
"""Citizenships that are excluded (§ 8(5)), ISO 3166-1 alpha-3."""

REFORM_FROM: Final = date(2026, 1, 1)
_ORDER: Final = (
    TargetOutcome.EXCLUDED,
    TargetOutcome.OUTSIDE,
    TargetOutcome.UNKNOWN,
    TargetOutcome.MAY_BE_OFFERED,
    TargetOutcome.RIGHT,
)
"""What weighs most comes first; with nothing of these there is right and duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRule:
    """From so many hours a week somebody at work is not in the target group; who that goes for, from a day on."""

    hours_a_week: Decimal
    in_force_from: date
    paragraph: str
    only_collective: bool = False


WORK_RULES: Final = (
    # «Near full time» for § 34 from 2024-02-01; the text has no number, and 30 is how the reform wrote it.
    WorkRule(hours_a_week=Decimal(30), in_force_from=date(2024, 2, 1), paragraph=_OLD_37C, only_collective=True),
    WorkRule(hours_a_week=Decimal(30), in_force_from=REFORM_FROM, paragraph=_WORK),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """What is known of somebody on the day of assessment; None is what is not known.

    `permit_granted_on` is the day of the first permit of § 9, on which the age is measured; `earlier_bases` those that
    came before the newest. `resident_since` is the first day in any municipality with such a permit. `work_hours` are
    those of a job or an offer of one that stands; `work_ended_on` the day the last one fell away.
    """

    assessed_on: date
    birth_date: date
    basis: PermitBasis | None
    permit_granted_on: date | None = None
    earlier_bases: frozenset[PermitBasis] = frozenset()
    is_nordic_or_eea: bool = False
    settled_by_agreement: bool | None = None
    resident_since: date | None = None
    work_hours: Decimal | None = None
    work_ended_on: date | None = None
    rejected_on: date | None = None
    offered_on: date | None = None

    @property
    def bound_by(self) -> date:
        """The day whose law binds: that of the offer of start, or today where none is made."""
        return self.offered_on or self.assessed_on


@dataclass(frozen=True, slots=True)
class TargetStep:
    """One thing that was looked at; `speaks_for` is what it alone would come to, None where it stands in no way."""

    code: TargetCode
    paragraph: str
    speaks_for: TargetOutcome | None = None
    parameters: Parameters = field(default_factory=dict)

    def text(self, catalogue: Catalogue = TARGET_NB) -> str:
        """The step in words."""
        return catalogue.text(self.code, self.parameters)


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """The answer, the steps behind it, and the last day on which a decision can be made in time."""

    outcome: TargetOutcome
    steps: tuple[TargetStep, ...]
    window_last_day: date | None


def target_group(facts: TargetFacts) -> TargetGroup:
    """Where the law puts somebody; a caseworker confirms it."""
    steps = tuple(_steps(facts))
    spoken = {step.speaks_for for step in steps}
    outcome = next((each for each in _ORDER if each in spoken), TargetOutcome.RIGHT_AND_DUTY)
    return TargetGroup(outcome, steps, decision_window(facts.resident_since))


def decision_window(resident_since: date | None) -> date | None:
    """The last day before somebody has lived two years in a municipality (§ 8(1)); None where the first is unknown."""
    return legal_deadline(DeadlineKind.DECISION_WINDOW, resident_since).due_on if resident_since else None


def work_rule_on(day: date, *, is_collective: bool) -> WorkRule | None:
    """The rule on work in force for this person on a day; None where there was none."""
    rules = [rule for rule in WORK_RULES if rule.in_force_from <= day and (is_collective or not rule.only_collective)]
    return max(rules, key=lambda rule: rule.in_force_from, default=None)


def _steps(facts: TargetFacts) -> Iterator[TargetStep]:
    yield _permit(facts)
    yield _citizenship(facts)
    if facts.rejected_on is not None:
        yield TargetStep(TargetCode.REJECTED, _REJECTED, TargetOutcome.OUTSIDE, {"day": facts.rejected_on})
    yield _window(facts)
    yield from _work(facts)
    age = _age(facts)
    yield age
    if facts.basis is not PermitBasis.FAMILY_OF_OTHERS:
        yield _agreement(facts, may_anyway=age.speaks_for is TargetOutcome.MAY_BE_OFFERED)
    if facts.basis is PermitBasis.COLLECTIVE and facts.bound_by < REFORM_FROM:
        yield TargetStep(TargetCode.RIGHT_WITHOUT_DUTY, _OLD_37C, TargetOutcome.RIGHT)


def _permit(facts: TargetFacts) -> TargetStep:
    if facts.basis is None:
        return TargetStep(TargetCode.PERMIT_MISSING, _PERMIT, TargetOutcome.UNKNOWN)
    if facts.basis is PermitBasis.FAMILY_OF_OTHERS:
        return TargetStep(TargetCode.FAMILY_OF_OTHERS, _MAY, TargetOutcome.MAY_BE_OFFERED)
    return TargetStep(TargetCode.PERMIT_GIVES_RIGHT, _PERMIT, None, {"basis": facts.basis})


def _citizenship(facts: TargetFacts) -> TargetStep:
    if facts.is_nordic_or_eea:
        return TargetStep(TargetCode.EEA_CITIZEN, _CITIZEN, TargetOutcome.EXCLUDED)
    return TargetStep(TargetCode.OTHER_CITIZEN, _CITIZEN)


def _window(facts: TargetFacts) -> TargetStep:
    last_day = decision_window(facts.resident_since)
    if facts.resident_since is None or last_day is None:
        return TargetStep(TargetCode.RESIDENCE_MISSING, _RIGHT, TargetOutcome.UNKNOWN)
    days: Parameters = {"since": facts.resident_since, "last_day": last_day}
    if facts.assessed_on > last_day:
        return TargetStep(TargetCode.AFTER_WINDOW, _RIGHT, TargetOutcome.OUTSIDE, days)
    return TargetStep(TargetCode.WITHIN_WINDOW, _RIGHT, None, days)


def _work(facts: TargetFacts) -> Iterator[TargetStep]:
    """Work, or an offer of it, before the start (§ 8(4)); when it falls away within two years the right revives."""
    rule = work_rule_on(facts.bound_by, is_collective=facts.basis is PermitBasis.COLLECTIVE)
    if rule is None:
        return
    if facts.work_hours is not None and facts.work_hours >= rule.hours_a_week:
        hours: Parameters = {"hours": _plain(facts.work_hours), "limit": _plain(rule.hours_a_week)}
        yield TargetStep(TargetCode.WORKS_FULL_TIME, rule.paragraph, TargetOutcome.EXCLUDED, hours)
    elif facts.work_ended_on is not None:
        yield TargetStep(TargetCode.WORK_ENDED, rule.paragraph, None, {"day": facts.work_ended_on})


def _age(facts: TargetFacts) -> TargetStep:
    if facts.permit_granted_on is None:
        return TargetStep(TargetCode.PERMIT_DAY_MISSING, _RIGHT, TargetOutcome.UNKNOWN)
    rule = age_rule_on(max(facts.assessed_on, REFORM_FROM) if facts.offered_on is None else facts.bound_by)
    age = age_on(facts.birth_date, facts.permit_granted_on)
    said: Parameters = {"age": str(age), "day": facts.permit_granted_on}
    if age < rule.lowest:
        limit: Parameters = {**said, "limit": str(rule.lowest)}
        return TargetStep(TargetCode.TOO_YOUNG, rule.paragraph, TargetOutcome.OUTSIDE, limit)
    if rule.includes(age):
        bounds: Parameters = {**said, "lowest": str(rule.lowest), "highest": str(rule.highest)}
        return TargetStep(TargetCode.AGE_FITS, rule.paragraph, None, bounds)
    highest = rule.highest if rule.highest_is_included else rule.highest - 1
    return TargetStep(TargetCode.TOO_OLD, _MAY, TargetOutcome.MAY_BE_OFFERED, {**said, "limit": str(highest)})


def _agreement(facts: TargetFacts, *, may_anyway: bool) -> TargetStep:
    """Settlement by agreement is not needed for (f), (g), and (a) after (f) (§ 8(2))."""
    was_family = facts.basis is PermitBasis.REFUGEE and PermitBasis.FAMILY in facts.earlier_bases
    if was_family or facts.basis in (PermitBasis.FAMILY, PermitBasis.INDEPENDENT):
        return TargetStep(TargetCode.AGREEMENT_NOT_NEEDED, _EXEMPT)
    if facts.settled_by_agreement is None:
        weight = None if may_anyway else TargetOutcome.UNKNOWN
        return TargetStep(TargetCode.AGREEMENT_MISSING, _RIGHT, weight)
    if facts.settled_by_agreement:
        return TargetStep(TargetCode.SETTLED_BY_AGREEMENT, _RIGHT)
    return TargetStep(TargetCode.WITHOUT_AGREEMENT, _MAY, TargetOutcome.MAY_BE_OFFERED)


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"
