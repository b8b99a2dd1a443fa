"""Where higher floors hang in what must follow when the access of staff changes."""

from collections.abc import Callable

from agencies.access import Actor
from agencies.models import Agency

AccessHook = Callable[[Actor, Agency], None]

_after_access_ended: list[AccessHook] = []


def after_access_ended(hook: AccessHook) -> AccessHook:
    """Register what must follow, in the same transaction, when somebody has lost a role in the agency."""
    _after_access_ended.append(hook)
    return hook


def access_ended(actor: Actor, agency: Agency) -> None:
    """Tell the higher floors that somebody has lost a role in the agency."""
    for hook in _after_access_ended:
        hook(actor, agency)
