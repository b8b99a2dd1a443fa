"""Where higher floors hang in what must happen together with an act on a programme."""

from collections.abc import Callable

from agencies.access import Actor
from programmes.models import Participation

EndHook = Callable[[Actor, Participation], None]

_after_end: list[EndHook] = []


def after_end(hook: EndHook) -> EndHook:
    """Register what else must be written when a programme is ended, in the same transaction."""
    _after_end.append(hook)
    return hook


def programme_ended(actor: Actor, participation: Participation) -> None:
    """Tell the higher floors that the programme now has its end."""
    for hook in _after_end:
        hook(actor, participation)
