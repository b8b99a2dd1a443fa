"""What every operation shares: it is atomic, runs as its actor and asks the decision table first."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from agencies.access import Action, Actor, CaseFacts, Resource, acting_as, decide
from agencies.errors import NotPermitted, StaleVersion
from agencies.models.base import VersionedModel

P = ParamSpec("P")
R = TypeVar("R")


def operation(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Run a verb of the domain as its actor: one transaction, with the actor set for the database."""

    @wraps(function)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with acting_as(actor):
            return function(actor, *args, **kwargs)

    return run


def require(actor: Actor, action: Action, resource: Resource, facts: CaseFacts | None = None) -> None:
    """Raise ``NotPermitted`` unless the decision table allows the act."""
    verdict = decide(actor, resource, action, facts)
    if not verdict.allowed:
        about = facts.participant_id if facts else None
        raise NotPermitted(verdict.rule, about, can_be_overridden=verdict.can_be_overridden)


def require_version(row: VersionedModel, expected: int | None) -> None:
    """Raise ``StaleVersion`` when the caller has read another version; ``None`` means the caller did not read."""
    if expected is not None and row.version != expected:
        raise StaleVersion
