"""How a rule says no, in a form that a page, the API and an import can all show."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: a stable code, a text for the person, the field it stands at and the paragraph behind it."""

    code: str
    detail: str
    field: str = ""
    paragraph: str = ""


class RuleRefused(Exception):
    """An operation was refused by one or more rules; nothing was written."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.detail for refusal in refusals))
        self.refusals = refusals


class StaleVersion(Exception):
    """Somebody else changed the row after the caller read it."""


class NotPermitted(PermissionDenied):
    """The actor may see this, but not do this; ``rule`` is the code of the refusing rule.

    Where the rule can be set aside for the case of ``participant_id``, a page leads to the form for that.
    """

    def __init__(self, rule: str, participant_id: UUID | None = None, *, can_be_overridden: bool = False) -> None:
        super().__init__(rule)
        self.rule = rule
        self.participant_id = participant_id
        self.can_be_overridden = can_be_overridden
