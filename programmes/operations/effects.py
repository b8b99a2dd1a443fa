"""What decisions of a type do to the programme when they are made. Each type that does something registers it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agencies.access import Actor
from agencies.errors import Refusal
from programmes.models import Decision, DecisionType


@dataclass(frozen=True, slots=True)
class Effect:
    """``check`` says what stands against the decision on a day; ``apply`` does it, and completes its content.

    Both run under the lock of the case. ``apply`` is not called for a refusal: a no changes nothing, unless it replaces
    a yes. Then ``take_back`` undoes what the yes did, ``check_taking_back`` says what stands against that, and
    ``foretell`` what it would come to if it were made on a day, in the terms of a content that letters can print.
    """

    check: Callable[[Decision, dt.date], list[Refusal]]
    apply: Callable[[Actor, Decision, dt.date], None]
    check_taking_back: Callable[[Decision, dt.date], list[Refusal]] = lambda _decision, _day: []
    take_back: Callable[[Actor, Decision, dt.date], None] = lambda _actor, _decision, _day: None
    foretell: Callable[[Decision, dt.date], dict[str, Any]] = lambda _decision, _day: {}

    def faults(self, decision: Decision, day: dt.date) -> list[Refusal]:
        """What stands against the decision, be it a yes or a no."""
        return (self.check_taking_back if decision.is_refusal else self.check)(decision, day)

    def happens(self, actor: Actor, decision: Decision, decided_on: dt.date) -> None:
        """Do what the decision does, be it a yes or a no."""
        (self.take_back if decision.is_refusal else self.apply)(actor, decision, decided_on)


_effects: dict[str, Effect] = {}


def register_effect(decision_type: DecisionType, effect: Effect) -> None:
    """Say what decisions of this type do; called once when the project starts."""
    _effects[decision_type] = effect


def foretold(decision: Decision, day: dt.date) -> dict[str, Any]:
    """What a draft would come to if it were made on the day; empty where there is nothing to foretell."""
    effect = effect_of(decision.decision_type)
    return effect.foretell(decision, day) if effect is not None else {}


def effect_of(decision_type: str) -> Effect | None:
    """What decisions of this type do; None where the decision itself is all."""
    return _effects.get(decision_type)
