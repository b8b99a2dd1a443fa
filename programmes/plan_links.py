"""What an element of a plan can be linked to: a class, a measure, a placement. Whoever has them registers the kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from agencies.access import Actor
from programmes.plan_content import Values


@dataclass(frozen=True, slots=True)
class Link:
    """Something that an element is: its name and its page."""

    id: UUID
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKind:
    """A kind of thing that elements are linked to.

    ``choices`` are what the actor may link to for a person; ``find`` answers what is linked, for a whole plan at once
    and only what the actor may see; ``values`` are the values of an element that the thing brings along.
    """

    code: str
    label: str | Promise
    choices: Callable[[Actor, UUID], Sequence[Link]]
    find: Callable[[Actor, Sequence[UUID]], Sequence[Link]]
    values: Callable[[Actor, UUID], Values] = lambda _actor, _id: {}


_kinds: dict[str, LinkKind] = {}


def register_link_kind(kind: LinkKind) -> None:
    """Add a kind; called once by its app when the project starts."""
    _kinds[kind.code] = kind


def link_kinds() -> list[LinkKind]:
    """All kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def links_of(actor: Actor, elements: Sequence[Values]) -> dict[str, Link]:
    """What the elements are linked to, by the element's id; a query a kind, none where nothing is linked."""
    found: dict[str, Link] = {}
    for kind in link_kinds():
        linked = {row["link_id"]: row["id"] for row in elements if row["link_kind"] == kind.code and row["link_id"]}
        if linked:
            links = {str(link.id): link for link in kind.find(actor, [UUID(each) for each in linked])}
            found |= {linked[key]: link for key, link in links.items() if key in linked}
    return found


def link_faults(values: Values) -> bool:
    """Whether the element names a kind of link that nobody has registered."""
    return bool(values["link_kind"]) and values["link_kind"] not in _kinds
