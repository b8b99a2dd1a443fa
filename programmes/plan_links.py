"""What an element of a plan can be linked to: a class, a measure, a placement. Whoever has them registers the kind."""

from collections.abc import Callable, Iterable, Sequence
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

    ``choices`` are what the actor may link to for a person, with one query; ``find`` answers what is linked, for a
    whole plan at once and only what the actor may see; ``values`` are the values of an element that one of the
    person's things brings along.
    """

    code: str
    label: str | Promise
    choices: Callable[[Actor, UUID], Sequence[Link]]
    find: Callable[[Actor, Sequence[UUID]], Sequence[Link]]
    values: Callable[[Actor, UUID, UUID], Values]


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
        linked = {row["id"]: row["link_id"] for row in elements if row["link_kind"] == kind.code and row["link_id"]}
        if linked:
            ids = [UUID(each) for each in sorted(set(linked.values()))]
            links = {str(link.id): link for link in kind.find(actor, ids)}
            found |= {element: links[link_id] for element, link_id in linked.items() if link_id in links}
    return found


def link_choices(actor: Actor, person_id: UUID) -> list[tuple[LinkKind, Sequence[Link]]]:
    """What the person's elements may be linked to, kind by kind; kinds without anything are left out."""
    found = ((kind, kind.choices(actor, person_id)) for kind in link_kinds())
    return [(kind, links) for kind, links in found if links]


def values_of_link(actor: Actor, person_id: UUID, code: str, link_id: str) -> Values:
    """What the thing says of an element: its name, provider, days and hours; empty where there is no such thing."""
    kind = _kinds.get(code)
    return kind.values(actor, person_id, UUID(link_id)) if kind and is_link_id(link_id) else {}


def names_of_links(actor: Actor, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each of (kind, id) is called, by id; what the actor may not see is named by its kind alone."""
    wanted: dict[str, set[str]] = {}
    for code, link_id in pairs:
        if code in _kinds and is_link_id(link_id):
            wanted.setdefault(code, set()).add(link_id)
    names: dict[str, str] = {}
    for code, ids in wanted.items():
        kind = _kinds[code]
        names |= dict.fromkeys(ids, str(kind.label))
        names |= {str(link.id): link.label for link in kind.find(actor, [UUID(each) for each in ids])}
    return names


def is_link_id(text: str) -> bool:
    """Whether this can be the id of anything."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def has_broken_link(values: Values) -> bool:
    """Whether the link is half, or of a kind that nobody has registered."""
    code, link_id = values["link_kind"], values["link_id"]
    return bool(code or link_id) and not (code in _kinds and is_link_id(link_id))


def strange_links(actor: Actor, person_id: UUID, before: Sequence[Values], after: Sequence[Values]) -> list[str]:
    """The ids of the elements whose link is new and not to one of the person's own things.

    What was linked before stays, also when its thing is over or hidden from the actor; no query without a new link.
    """
    known = {(row["id"], row["link_kind"], row["link_id"]) for row in before}
    fresh = [row for row in after if row["link_id"] and (row["id"], row["link_kind"], row["link_id"]) not in known]
    allowed = {
        code: {str(link.id) for link in _kinds[code].choices(actor, person_id)}
        for code in {row["link_kind"] for row in fresh}
    }
    return [row["id"] for row in fresh if row["link_id"] not in allowed[row["link_kind"]]]
