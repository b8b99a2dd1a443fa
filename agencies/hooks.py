"""Where higher floors hang in what this floor must tell them, or ask them."""

from collections.abc import Callable

from agencies.access import Actor
from agencies.models import Agency

AccessHook = Callable[[Actor, Agency], None]
HiddenCases = Callable[[Actor], bool]
NumberHook = Callable[[Actor, str], None]

_after_access_ended: list[AccessHook] = []
_hidden_until_proved: list[HiddenCases] = []
_after_number_told: list[NumberHook] = []


def after_access_ended(hook: AccessHook) -> AccessHook:
    """Register what must follow, in the same transaction, when somebody has lost a role in the agency."""
    _after_access_ended.append(hook)
    return hook


def access_ended(actor: Actor, agency: Agency) -> None:
    """Tell the higher floors that somebody has lost a role in the agency."""
    for hook in _after_access_ended:
        hook(actor, agency)


def after_number_told(hook: NumberHook) -> NumberHook:
    """Register who must know the identity number of somebody on the staff when an identity provider tells it."""
    _after_number_told.append(hook)
    return hook


def number_told(actor: Actor, number: str) -> None:
    """Tell the higher floors the actor's own identity number; it is kept nowhere on this floor."""
    for hook in _after_number_told:
        hook(actor, number)


def hides_until_proved(hook: HiddenCases) -> HiddenCases:
    """Register who knows whether cases are hidden from an actor only until the second factor is given again."""
    _hidden_until_proved.append(hook)
    return hook


def has_hidden_until_proved(actor: Actor) -> bool:
    """Whether a proof would show the actor more; asks nothing of the database unless one is due."""
    return actor.must_prove and any(hook(actor) for hook in _hidden_until_proved)
