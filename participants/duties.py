"""The kinds of legal duty that have a deadline. Each floor registers its own; nothing here knows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from agencies.access import Action, FieldGroup, Resource

PAST_DUE = -1
"""The threshold that is reached the day after the due day."""


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty.

    ``thresholds`` are days before the due day, used where the table ``DeadlineThreshold`` has no rows of its own for
    the kind; ``action_url`` gives the page that resolves it, for those whom the table allows ``action`` on
    ``resource``. Whoever may not see ``fields`` sees no deadline of the kind. A kind that ``outlives`` the person's
    stay is still a duty when the person has left Norway or died, or has moved to another municipality.
    """

    code: str
    label: str | Promise
    thresholds: tuple[int, ...]
    action_label: str | Promise
    action_url: Callable[[Any], str]
    resource: Resource = Resource.PARTICIPATION
    action: Action = Action.CHANGE
    fields: FieldGroup = FieldGroup.PROGRAMME
    outlives: bool = False


_kinds: dict[str, DutyKind] = {}


def register_duty(kind: DutyKind) -> None:
    """Make a kind of duty known; called once by its app when the project starts."""
    _kinds[kind.code] = kind


def duty(code: str) -> DutyKind:
    """The kind with this code; ``KeyError`` when no app has registered it."""
    return _kinds[code]


def duties() -> Iterator[DutyKind]:
    """All kinds, in the order in which they were registered."""
    return iter(_kinds.values())


def outliving() -> list[str]:
    """The kinds that are still a duty when the person's stay is over."""
    return [kind.code for kind in _kinds.values() if kind.outlives]


def kinds_hidden_from(opened: frozenset[FieldGroup]) -> list[str]:
    """The kinds whose very existence tells more than the field groups that are ``opened``."""
    return [kind.code for kind in _kinds.values() if kind.fields not in opened]
