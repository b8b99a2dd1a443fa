"""Values of a plan in words: labels, and what stood there before and after."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import ElementKind, Goal, Plan, PlanElement, ProviderKind, Schooling, Strategy
from programmes.operations.plan.saving import PlanConflict
from programmes.plan_content import Content, by_id
from programmes.plan_facts import element_name
from programmes.plan_merging import Change
from programmes.plan_timetables import lessons_of, write_timetable

_PROGRAMME: Mapping[str, str | Promise] = {
    "programme.goal": gettext_lazy("Sluttmål"),
    "programme.months": gettext_lazy("Varighet i måneder"),
    "programme.extension_months": gettext_lazy("Forlengelse i måneder"),
    "programme.first_day": gettext_lazy("Første dag i programmet"),
    "programme.last_day": gettext_lazy("Siste dag i programmet"),
    "order": gettext_lazy("Rekkefølge"),
    "link_id": gettext_lazy("Knyttet til"),
}
_NAMES: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(ElementKind.choices),
    "provider": dict(ProviderKind.choices),
    "schooling": dict(Schooling.choices),
    "strategy": dict(Strategy.choices),
    "programme.goal": dict(Goal.choices),
}
_DAYS = frozenset({"first_day", "last_day", "programme.first_day", "programme.last_day"})


@dataclass(frozen=True, slots=True)
class Side:
    """One row of a comparison."""

    where: str
    label: str
    before: str
    after: str
    kind: str


def label_of(name: str, *, of_element: bool) -> str:
    """What a field is called."""
    if name in _PROGRAMME:
        return str(_PROGRAMME[name])
    model = PlanElement if of_element else Plan
    return str(capfirst(str(model._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]  # noqa: SLF001


def said(name: str, value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nei")
    if value in ("", None, []):
        return ""
    if name in _DAYS:
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    if name == "timetable":
        return write_timetable(lessons_of(value))
    if name == "hours_a_week":
        return str(value).replace(".", ",")
    return str(capfirst(str(_NAMES[name][value]))) if name in _NAMES and value in _NAMES[name] else str(value)


def links_in(*contents: Content) -> list[tuple[str, str]]:
    """What elements of the contents are linked to, as kind and id."""
    return [(row["link_kind"], row["link_id"]) for content in contents for row in content["elements"] if row["link_id"]]


def sides(changes: Sequence[Change], before: Content, after: Content, links: Mapping[str, str]) -> list[Side]:
    """The changes in words, element by element; ``links`` are the names of what elements are linked to, by id."""
    was, now = by_id(before), by_id(after)
    found = []
    for change in changes:
        element = now.get(change.element) or was.get(change.element)
        where = element_name(element) if element else ""
        if change.kind == "added":
            found.append(Side(where, _("Nytt element"), "", _summary(change.after), "added"))
        elif change.kind == "removed":
            found.append(Side(where, _("Tatt ut"), _summary(change.before), "", "removed"))
        elif change.field == "order":
            orders = [
                ", ".join(element_name(rows[key]) for key in keys)
                for rows, keys in ((was, change.before), (now, change.after))
            ]
            found.append(Side("", label_of("order", of_element=False), orders[0], orders[1], "changed"))
        elif change.field != "link_kind":
            label = label_of(change.field, of_element=bool(change.element))
            texts = [links.get(value, "") if change.field == "link_id" else said(change.field, value)
                     for value in (change.before, change.after)]  # fmt: skip
            found.append(Side(where, label, texts[0], texts[1], "changed"))
    return found


def _summary(values: Mapping[str, Any]) -> str:
    parts = [
        said("kind", values["kind"]),
        " – ".join(
            part for part in (said("first_day", values["first_day"]), said("last_day", values["last_day"])) if part
        ),
        _("%(hours)s t/uke") % {"hours": said("hours_a_week", values["hours_a_week"])}
        if values["hours_a_week"]
        else "",
        said("timetable", values["timetable"]),
    ]
    return ", ".join(part for part in parts if part)


def sides_of_conflict(conflict: PlanConflict, links: Mapping[str, str]) -> list[dict[str, str]]:
    """Each field that both wrote: mine and theirs in words."""
    rows = by_id(conflict.content)

    def written(name: str, value: Any) -> str:
        return links.get(value, "") if name == "link_id" else said(name, value)

    return [
        {
            "where": element_name(rows[each.element]) if each.element else "",
            "label": label_of(each.field, of_element=bool(each.element)),
            "mine": written(each.field, each.mine),
            "theirs": written(each.field, each.theirs),
            "url": f"#e-{each.element}" if each.element else f"#id_{each.field}",
        }
        for each in conflict.conflicts
        if each.field != "link_kind"
    ]
