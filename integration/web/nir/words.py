"""The content of an event in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integration.nir.kinds import CODE_LISTS, list_of

_NAMES: dict[str, str | Promise] = {
    "answered_on": _("svart"),
    "offered_on": _("tilbudt"),
    "months": _("måneder"),
    "rule_set": _("regelsett"),
    "first_day": _("første dag"),
    "last_day": _("siste dag"),
    "hours_a_week": _("timer i uken"),
    "percent": _("prosent"),
    "scope_from": _("omfang fra og med"),
    "claimed_on": _("søkt"),
    "meetings": _("møter"),
    "decided_on": _("vedtatt"),
    "paragraphs": _("hjemmel"),
    "is_refusal": _("avslag"),
    "month": _("måned"),
    "days": _("virkedager"),
    "valid_days": _("dager med gyldig fravær"),
    "unauthorised_days": _("dager med ugyldig fravær"),
    "valid_hours": _("timer med gyldig fravær"),
    "unauthorised_hours": _("timer med ugyldig fravær"),
    "hours": _("timer"),
    "norwegian_last_day": _("rett til norsk til og med"),
    "social_studies_last_day": _("samfunnskunnskap innen"),
    "listening": _("lytte"),
    "reading": _("lese"),
    "writing": _("skrive"),
    "oral": _("muntlig"),
}
_HIDDEN = frozenset({"decision"})


def content_words(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of an event as (name, value)."""
    return [(str(_name(name)), _value(name, value)) for name, value in content.items() if name not in _HIDDEN]


def _name(name: str) -> str | Promise:
    return CODE_LISTS[name][0] if name in CODE_LISTS else _NAMES.get(name, name)


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool):
        return str(_("ja") if value else _("nei"))
    if isinstance(value, int | float):
        return number_format(value)
    code_list = list_of(name)
    words = dict(CODE_LISTS[code_list][1]) if code_list else {}
    if value in words:
        return str(words[value])
    try:
        return date_format(dt.date.fromisoformat(value), "d.m.Y")
    except ValueError:
        return str(value)
