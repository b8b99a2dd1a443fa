"""What decisions of a type do to the programme when they are made. Each type that does something registers it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from agencies.access import Actor
from agencies.errors import Refusal
from programmes.models import Decision, DecisionType


@dataclass(frozen=True, slots=True)
class Effect:
    """``check`` says what stands against the decision on a day; ``apply`` does it, and completes its content.

    Both run under the lock of the case. ``apply`` is not called for a refusal: a no changes nothing.
    """

    check: Callable[[Decision, dt.date], list[Refusal]]
    apply: Callable[[Actor, Decision, dt.date], None]


_effects: dict[str, Effect] = {}


def register_effect(decision_type: DecisionType, effect: Effect) -> None:
    """Say what decisions of this type do; called once when the project starts."""
    _effects[decision_type] = effect


def effect_of(decision_type: str) -> Effect | None:
    """What decisions of this type do; None where the decision itself is all."""
    return _effects.get(decision_type)
