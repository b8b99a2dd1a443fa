"""The individual decisions of the programme and what the law asks of each (Integration Act § 46, law.md 3.3 and 3.4).

Rows with paragraphs: which decision needs an advance notice, which may be a refusal, what it rests on. How a decision
goes from draft to final stands in `procedure_states`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from programmes.law.deadlines import DEADLINE_RULES, DeadlineRule
from programmes.law.enums import DeadlineKind


class DecisionType(StrEnum):
    """The individual decisions of the Integration Act § 46(2) and the Regulations § 69."""

    AWARD_PROGRAMME = "award_programme"
    AWARD_BENEFIT = "award_benefit"
    AWARD_NORWEGIAN_TRAINING = "award_norwegian_training"
    EXEMPTION_TRAINING = "exemption_training"
    EXEMPTION_TEST = "exemption_test"
    PLAN_CREATED = "plan_created"
    PLAN_MATERIAL_CHANGE = "plan_material_change"
    STOP_TEMPORARY = "stop_temporary"
    STOP_PERMANENT = "stop_permanent"
    ABSENCE = "absence"
    LEAVE = "leave"
    EXTENSION = "extension"
    BENEFIT_DEDUCTION = "benefit_deduction"
    REPAYMENT = "repayment"
    REFUND_FROM_NATIONAL_INSURANCE = "refund_from_national_insurance"
    SELF_CERT_RIGHT_WITHDRAWN = "self_cert_right_withdrawn"
    LONG_SICKNESS_NO_BENEFIT = "long_sickness_no_benefit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """What the law asks of one type of decision.

    `needs_programme`: it changes a programme that has been awarded. `needs_notice`: the participant is told and heard
    before it is made (Public Administration Act § 16). `may_refuse`: it answers an application, so it may be a no.
    """

    paragraphs: tuple[str, ...]
    needs_programme: bool = True
    needs_notice: bool = False
    may_refuse: bool = False


NOTICE_PARAGRAPH: Final = "forvaltningsloven § 16"
REASONS_PARAGRAPH: Final = "forvaltningsloven §§ 24, 25"
NOTIFICATION_PARAGRAPH: Final = "forvaltningsloven § 27"
APPEAL_PARAGRAPH: Final = "forvaltningsloven § 29"
LATE_APPEAL_PARAGRAPH: Final = "forvaltningsloven § 31"
REVERSAL_PARAGRAPH: Final = "forvaltningsloven § 35"
REVIEW_PARAGRAPH: Final = "forvaltningsloven § 33"
APPEAL_BODY_PARAGRAPH: Final = "integreringsloven § 47"
APPEALABLE_PARAGRAPH: Final = "integreringsloven § 46 annet ledd"

DECISION_RULES: Final[Mapping[DecisionType, DecisionRule]] = {
    DecisionType.AWARD_PROGRAMME: DecisionRule(
        paragraphs=("integreringsloven §§ 8, 12",), needs_programme=False, may_refuse=True
    ),
    DecisionType.AWARD_BENEFIT: DecisionRule(
        paragraphs=("integreringsloven § 19",), needs_programme=False, may_refuse=True
    ),
    DecisionType.AWARD_NORWEGIAN_TRAINING: DecisionRule(
        paragraphs=("integreringsloven §§ 26, 30",), needs_programme=False, may_refuse=True
    ),
    DecisionType.EXEMPTION_TRAINING: DecisionRule(
        paragraphs=("integreringsloven § 29",), needs_programme=False, may_refuse=True
    ),
    DecisionType.EXEMPTION_TEST: DecisionRule(
        paragraphs=("integreringsloven § 37",), needs_programme=False, may_refuse=True
    ),
    DecisionType.PLAN_CREATED: DecisionRule(paragraphs=("integreringsloven § 15",)),
    DecisionType.PLAN_MATERIAL_CHANGE: DecisionRule(paragraphs=("integreringsloven § 15",)),
    DecisionType.STOP_TEMPORARY: DecisionRule(paragraphs=("integreringsloven § 18",), needs_notice=True),
    DecisionType.STOP_PERMANENT: DecisionRule(paragraphs=("integreringsloven § 18",), needs_notice=True),
    DecisionType.ABSENCE: DecisionRule(paragraphs=("integreringsforskriften kapittel 3",), may_refuse=True),
    DecisionType.LEAVE: DecisionRule(paragraphs=("integreringsforskriften kapittel 4",), may_refuse=True),
    DecisionType.EXTENSION: DecisionRule(paragraphs=("integreringsloven § 14 fjerde ledd",), may_refuse=True),
    DecisionType.BENEFIT_DEDUCTION: DecisionRule(paragraphs=("integreringsloven § 21",), needs_notice=True),
    DecisionType.REPAYMENT: DecisionRule(
        paragraphs=("integreringsloven § 46 annet ledd",), needs_programme=False, needs_notice=True
    ),
    DecisionType.REFUND_FROM_NATIONAL_INSURANCE: DecisionRule(
        paragraphs=("integreringsloven § 46 annet ledd",), needs_programme=False, needs_notice=True
    ),
    DecisionType.SELF_CERT_RIGHT_WITHDRAWN: DecisionRule(
        paragraphs=("integreringsforskriften § 9",), needs_notice=True
    ),
    DecisionType.LONG_SICKNESS_NO_BENEFIT: DecisionRule(
        paragraphs=("integreringsforskriften § 5 annet ledd",), needs_notice=True
    ),
}


def rule_of(decision_type: DecisionType) -> DecisionRule:
    """What the law asks of this type."""
    return DECISION_RULES[decision_type]


def needs_notice(decision_type: DecisionType, *, takes_back: bool) -> bool:
    """Whether the participant is told and heard first (Public Administration Act § 16).

    A decision that takes back what was granted always needs it: it is to the participant's disadvantage, and nobody
    applied for it, also where decisions of its type otherwise answer an application.
    """
    return takes_back or rule_of(decision_type).needs_notice


def appeal_due_on(received_on: date, rule: DeadlineRule | None = None) -> date:
    """Last day to appeal: three weeks after the notice reached the party, moved to the next working day (§ 29).

    Whether it moves is a parameter of the rule (`DeadlineRule.moves_to_working_day`).
    """
    return (rule or DEADLINE_RULES[DeadlineKind.APPEAL]).due_on(received_on)
