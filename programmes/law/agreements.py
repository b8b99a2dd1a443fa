"""Contract or declaration (Act § 16): the day that a plan is drawn up chooses which of the two follows it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from programmes.law.ages import PENDING_RULES
from programmes.law.rules import PendingRule

AGREEMENT_PARAGRAPH: Final = "integreringsloven § 16"
DECLARATION_RULE: Final = "integration_declaration"


class AgreementKind(StrEnum):
    """A contract binds both; a declaration is signed by the participant alone."""

    CONTRACT = "contract"
    DECLARATION = "declaration"


def agreement_kind(drawn_up_on: date, rules: Iterable[PendingRule] = PENDING_RULES) -> AgreementKind:
    """The declaration for plans drawn up from the day its rule is in force, else the contract."""
    rule = next((each for each in rules if each.code == DECLARATION_RULE), None)
    is_in_force = rule is not None and rule.commences_on is not None and rule.commences_on <= drawn_up_on
    return AgreementKind.DECLARATION if is_in_force else AgreementKind.CONTRACT
