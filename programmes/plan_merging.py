"""Merges what two people wrote on one plan, field by field. Pure: contents in, content out.

A field that only one of them changed takes that change. A field that both changed to different things is a conflict:
the writer's own text stays, and the other's stands beside it until the writer saves again. Nothing is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from programmes.plan_content import ELEMENT_FIELDS, PLAN_FIELDS, Content, Values, by_id

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed; ``element`` is the id, empty for a field of the plan itself."""

    element: str
    field: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two contents, for a comparison side by side."""

    element: str
    field: str
    before: Any
    after: Any
    kind: Literal["changed", "added", "removed"] = "changed"


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged content, and what both changed."""

    content: Content
    conflicts: tuple[Conflict, ...]


def merge(base: Content, mine: Content, theirs: Content) -> Merged:
    """Mine and theirs, both made from ``base``, as one content; the programme's facts are theirs, which are newer.

    An element that one removed and the other changed stays: what was written weighs more than what was taken away.
    """
    conflicts: list[Conflict] = []
    fields = _merge_fields("", PLAN_FIELDS, base["fields"], mine["fields"], theirs["fields"], conflicts)
    was, own, other = by_id(base), by_id(mine), by_id(theirs)
    elements: dict[str, Values] = {}
    for key in _order(list(was), list(own), list(other)):
        merged = _merge_element(key, was.get(key), own.get(key), other.get(key), conflicts)
        if merged is not None:
            elements[key] = merged
    content = {"programme": theirs["programme"], "fields": fields, "elements": list(elements.values())}
    return Merged(content, tuple(conflicts))


def changes_between(before: Content, after: Content) -> list[Change]:
    """What differs, in the order of the later content; removed elements come last."""
    return [
        *_programme_changes(before, after),
        *_field_changes("", PLAN_FIELDS, before["fields"], after["fields"]),
        *_element_changes(before, after),
    ]


def _programme_changes(before: Content, after: Content) -> Iterator[Change]:
    was, now = before.get("programme", {}), after.get("programme", {})
    for name in now:
        if was.get(name) != now[name]:
            yield Change("", f"programme.{name}", was.get(name, ""), now[name])


def _field_changes(element: str, names: tuple[str, ...], before: Values, after: Values) -> Iterator[Change]:
    for name in names:
        if before[name] != after[name]:
            yield Change(element, name, before[name], after[name])


def _element_changes(before: Content, after: Content) -> Iterator[Change]:
    was, now = by_id(before), by_id(after)
    for key, element in now.items():
        if key in was:
            yield from _field_changes(key, ELEMENT_FIELDS, was[key], element)
        else:
            yield Change(key, "", None, element, "added")
    for key, element in was.items():
        if key not in now:
            yield Change(key, "", element, None, "removed")
    order_was = [key for key in was if key in now]
    order_now = [key for key in now if key in was]
    if order_was != order_now:
        yield Change("", "order", order_was, order_now)


def _merge_fields(
    element: str, names: tuple[str, ...], base: Values, mine: Values, theirs: Values, conflicts: list[Conflict]
) -> Values:
    merged: Values = {}
    for name in names:
        was, own, other = base.get(name, _ABSENT), mine[name], theirs[name]
        merged[name] = other if own == was else own
        if own not in (was, other) and other != was:
            conflicts.append(Conflict(element, name, own, other))
    return merged


def _merge_element(
    key: str, was: Values | None, own: Values | None, other: Values | None, conflicts: list[Conflict]
) -> Values | None:
    if own is None or other is None:
        kept = own or other
        is_untouched = was is not None and kept == was
        return None if is_untouched else kept
    return {"id": key} | _merge_fields(key, ELEMENT_FIELDS, was or {}, own, other, conflicts)


def _order(was: list[str], own: list[str], other: list[str]) -> list[str]:
    """The writer's order if the writer moved something, else the other's; what one lacks follows its neighbour."""
    shared = [key for key in was if key in own]
    moved = [key for key in own if key in was] != shared
    first, second = (own, other) if moved else (other, own)
    order = list(first)
    for place, key in enumerate(second):
        if key not in order:
            before = next((each for each in reversed(second[:place]) if each in order), None)
            order.insert(order.index(before) + 1 if before else 0, key)
    order += [key for key in was if key not in order]
    return order
