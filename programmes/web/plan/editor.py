"""What the page of a plan shows: the form, its elements, the pictures, and the checks beside them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agencies.access import Actor
from programmes.law.plan_facts import PlanFacts, PlanFinding
from programmes.law.plan_requirements import PlanCheck, check_plan
from programmes.models import ElementKind, Plan, ProviderKind
from programmes.operations.plan.saving import change_is_material
from programmes.plan_content import Content, Values
from programmes.plan_facts import element_name, elements_of, facts_of_plan, plan_catalogue
from programmes.plan_links import link_choices, links_of
from programmes.plan_merging import changes_between
from programmes.web.plan.drawing import bars_of, week_of
from programmes.web.plan.reading import WrittenElements, shown_value

_SHOWN = ("title", "provider_name", "first_day", "last_day", "hours_a_week", "timetable", "reason", "benefit")
_Choices = list[tuple[str, str]]
_Groups = list[tuple[str, _Choices]]
_OUTSIDE = {"mapping": "#plan-basis", "guidance": "#plan-basis", "elements": "#plan-elements"}


def element_cards(actor: Actor, found: WrittenElements, person_id: UUID) -> list[dict[str, Any]]:
    """Every element as the page shows it; a query a kind of link, and one more where elements are linked."""
    links, choices = links_of(actor, found.rows), _link_groups(actor, person_id)
    last = len(found.rows) - 1
    cards = [
        _card(found, row, links, is_first=number == 0, is_last=number == last) for number, row in enumerate(found.rows)
    ]
    for card in cards:
        card["links"] = _link_options(choices, card) if choices or card["link"] else ""
    return cards


def _link_groups(actor: Actor, person_id: UUID) -> _Groups:
    return [
        (capfirst(str(kind.label)), [(f"{kind.code}:{link.id}", link.label) for link in links])
        for kind, links in link_choices(actor, person_id)
    ]


def _link_options(groups: _Groups, card: Mapping[str, Any]) -> SafeString:
    """What one may choose, in groups; what is chosen already stands there also when it is no choice any more."""
    chosen, linked = card["link"], card["linked"]
    if chosen and not any(chosen == value for _title, rows in groups for value, _label in rows):
        groups = [*groups, (_("Valgt fra før"), [(chosen, linked.label if linked else _("ikke synlig for deg"))])]
    nothing = format_html('<option value="">{}</option>', _("Ikke knyttet til noe"))
    return nothing + format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((title, format_html_join("", '<option value="{}"{}>{}</option>', _marked(rows, chosen)))
         for title, rows in groups),
    )  # fmt: skip


def _marked(rows: _Choices, chosen: str) -> Iterator[tuple[str, SafeString, str]]:
    return ((value, SafeString(" selected") if value == chosen else SafeString(""), label) for value, label in rows)


def checked(plan: Plan, content: Content, today: dt.date, *, base: Content | None = None) -> dict[str, Any]:
    """The live part: what is missing, hours, pictures, and whether the change is material. Nothing is stored."""
    participation = plan.participation
    facts = facts_of_plan(participation, content, today)
    check = check_plan(facts)
    changes = changes_between(base, content) if base is not None else []
    return {
        "check": check,
        "groups": _groups(check, content),
        "said": _said(check),
        "meters": _meters(check, participation.first_day, participation.last_day, today),
        "is_material": bool(changes) and change_is_material(changes),
        "has_changes": bool(changes),
        **pictures(facts, content["elements"], participation.first_day, participation.last_day, today),
    }


def pictures(
    facts: PlanFacts | None, rows: Sequence[Values], first_day: dt.date, last_day: dt.date, today: dt.date
) -> dict[str, Any]:
    """The elements as bars, and the week of today or of the first day."""
    elements = facts.elements if facts else elements_of(rows)
    names = [element_name(row) for row in rows]
    day = min(max(today, first_day), last_day)
    return {"bars": bars_of(elements, names, first_day, last_day, today), "week": week_of(elements, names, day)}


def new_kinds() -> SafeString:
    """The options of «Legg til element»."""
    return _options("kind", ElementKind.WORK_PRACTICE.value, get_language() or "")


def _card(
    found: WrittenElements, row: Values, links: Mapping[str, Any], *, is_first: bool, is_last: bool
) -> dict[str, Any]:
    key, language = row["id"], get_language() or ""
    errors = {name: found.errors[f"{key}-{name}"] for name in (*_SHOWN, "kind", "provider", "link_kind")
              if f"{key}-{name}" in found.errors}  # fmt: skip
    link = links.get(key)
    return {
        "id": key,
        "name": element_name(row),
        "summary": _summary(row),
        "values": {name: shown_value(found, row, name) for name in _SHOWN},
        "kinds": _options("kind", row["kind"], language),
        "providers": _options("provider", row["provider"], language),
        "counts_as_work": row["counts_as_work"],
        "link": f"{row['link_kind']}:{row['link_id']}" if row["link_kind"] else "",
        "linked": link,
        "errors": errors,
        "is_open": bool(errors) or found.opened == key,
        "is_new": found.opened == key,
        "is_first": is_first,
        "is_last": is_last,
    }


def _summary(row: Values) -> str:
    """The element on one line: what it is, where, when, and how much."""
    (element,) = elements_of([row])
    provider = dict(ProviderKind.choices).get(row["provider"], "")
    parts = [
        capfirst(str(ElementKind(row["kind"]).label)) if row["title"] else "",
        row["provider_name"] or capfirst(str(provider)),
        _days(element.first_day, element.last_day),
        _("%(hours)s t/uke") % {"hours": _number(element.hours)} if element.hours is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _days(first_day: dt.date | None, last_day: dt.date | None) -> str:
    if first_day and last_day:
        return f"{first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}"
    if first_day:
        return _("fra %(day)s") % {"day": f"{first_day:%d.%m.%Y}"}
    if last_day:
        return _("til %(day)s") % {"day": f"{last_day:%d.%m.%Y}"}
    return _("hele programmet")


@lru_cache(maxsize=128)
def _options(name: str, chosen: str, _language: str) -> SafeString:
    choices = (
        ElementKind.choices
        if name == "kind"
        else [
            (
                "",
                _("Velg"),
            ),
            *ProviderKind.choices,
        ]
    )
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", capfirst(str(label))) for value, label in choices),
    )


def _groups(check: PlanCheck, content: Content) -> list[dict[str, Any]]:
    names = {row["id"]: element_name(row) for row in content["elements"]}
    groups = (
        ("danger", _("Må på plass før planen kan ferdigstilles"), check.missing),
        ("warning", _("Se på dette"), check.warnings),
        ("info", _("Greit å vite"), check.notices),
    )
    return [
        {"tone": tone, "title": title, "lines": [_line(finding, names) for finding in findings]}
        for tone, title, findings in groups
        if findings
    ]


def _line(finding: PlanFinding, names: Mapping[str, str]) -> dict[str, str]:
    catalogue = plan_catalogue()
    parameters = dict(finding.parameters)
    if finding.element in names and "element" in parameters:
        parameters["element"] = names[finding.element]
    address = f"#e-{finding.element}" if finding.element else _OUTSIDE.get(finding.field, f"#id_{finding.field}")
    return {
        "text": catalogue.text(finding.code, parameters),
        "paragraph": finding.paragraph,
        "url": address if finding.field else "",
    }


def _said(check: PlanCheck) -> str:
    count = len(check.missing)
    if not count:
        return _("Alt som må være med, er på plass.")
    return ngettext(
        "%(n)d ting mangler før planen kan ferdigstilles.", "%(n)d ting mangler før planen kan ferdigstilles.", count
    ) % {"n": count}


def _meters(check: PlanCheck, first_day: dt.date, last_day: dt.date, today: dt.date) -> list[dict[str, Any]]:
    now = check.full_time.hours_on(min(max(today, first_day), last_day))
    required = check.full_time.required
    meters = [
        {
            "label": _hours_label(first_day, last_day, today),
            "value": round(min(now, required) * 10),
            "max": round(required * 10),
            "text": _("%(hours)s av %(required)s timer") % {"hours": _number(now), "required": _number(required)},
        }
    ]
    work = check.work_hours
    if work is not None:
        values = {"hours": _number(work.rounded), "required": work.required, "day": f"{work.from_day:%d.%m.%Y}"}
        meters.append(
            {
                "label": _("Arbeidsrettet i snitt"),
                "value": round(min(work.average, Decimal(work.required)) * 10),
                "max": work.required * 10,
                "text": _("%(hours)s av %(required)s timer i uken fra %(day)s") % values,
            }
        )
    return meters


def _hours_label(first_day: dt.date, last_day: dt.date, today: dt.date) -> str:
    if today < first_day:
        return _("Timer i uken fra starten")
    return _("Timer i uken nå") if today <= last_day else _("Timer i uken til slutt")


def _number(value: Any) -> str:
    return f"{float(value):g}".replace(".", ",")


def plan_urls(plan: Plan) -> dict[str, str]:
    """The pages around a plan."""
    pk, person = plan.participation_id, plan.participant_id
    return {
        "plan": reverse("programmes:plan", args=[pk]),
        "checks": reverse("programmes:plan-checks", args=[pk]),
        "versions": reverse("programmes:plan-versions", args=[pk]),
        "print": reverse("programmes:plan-print", args=[pk]),
        "sign": reverse("programmes:plan-sign", args=[pk]),
        "review": reverse("programmes:plan-review", args=[pk]),
        "template": reverse("programmes:plan-template", args=[pk]),
        "mapping": reverse("programmes:skills-mapping", args=[person]),
        "guidance": reverse("programmes:career-guidance", args=[person]),
        "case": reverse("participants:case-tab", args=[person, "plan"]),
    }
