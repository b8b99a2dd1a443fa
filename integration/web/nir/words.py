"""The content of an event in words, in the order in which one asks for it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integration.nir.kinds import CODE_LISTS, list_of

_NAMES: dict[str, str | Promise] = {
    "goal": _("sluttmål"),
    "measure": _("tiltak"),
    "course": _("opplæring"),
    "topic": _("modul"),
    "setting": _("hvor"),
    "language": _("språk"),
    "leave": _("permisjon"),
    "stop": _("stans"),
    "answer": _("svar"),
    "agreement": _("type"),
    "decision_type": _("vedtak"),
    "is_refusal": _("avslag"),
    "refusal_reason": _("avslagsgrunn"),
    "appeal_outcome": _("utfall"),
    "end_reason": _("sluttårsak"),
    "main_activity": _("hovedaktivitet"),
    "exempt_from": _("fritak fra"),
    "exemption_basis": _("grunnlag"),
    "test": _("prøve"),
    "skill": _("ferdighet"),
    "result": _("resultat"),
    "listening": _("lytte"),
    "reading": _("lese"),
    "writing": _("skrive"),
    "oral": _("muntlig"),
    "month": _("måned"),
    "months": _("måneder"),
    "claimed_on": _("søkt"),
    "offered_on": _("tilbudt"),
    "answered_on": _("svart"),
    "decided_on": _("vedtatt"),
    "first_day": _("første dag"),
    "last_day": _("siste dag"),
    "days": _("virkedager"),
    "hours": _("timer"),
    "meetings": _("møter"),
    "hours_a_week": _("timer i uken"),
    "percent": _("prosent"),
    "scope_from": _("omfang fra og med"),
    "valid_days": _("dager med gyldig fravær"),
    "unauthorised_days": _("dager med ugyldig fravær"),
    "valid_hours": _("timer med gyldig fravær"),
    "unauthorised_hours": _("timer med ugyldig fravær"),
    "education": _("utdanning"),
    "norwegian_last_day": _("rett til norsk til og med"),
    "social_studies_last_day": _("samfunnskunnskap innen"),
    "protection": _("beskyttelse"),
    "rule_set": _("regelsett"),
    "paragraphs": _("hjemmel"),
}
"""What each field is called; the database keeps the content in an order of its own."""
_HIDDEN = frozenset({"decision"})


def content_words(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of an event as (name, value)."""
    shown = [name for name in content if name not in _HIDDEN]
    places = {name: place for place, name in enumerate(_NAMES)}
    shown.sort(key=lambda name: places.get(name, len(places)))
    return [(str(_NAMES.get(name, name)), _value(name, content[name])) for name in shown]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool):
        return str(_("ja") if value else _("nei"))
    if isinstance(value, int | float):
        return number_format(int(value) if value == int(value) else value)
    code_list = list_of(name)
    words = dict(CODE_LISTS[code_list][1]) if code_list else {}
    return str(words[value]) if value in words else _day(name, value)


def _day(name: str, value: str) -> str:
    try:
        if name == "month":
            return date_format(dt.date.fromisoformat(f"{value}-01"), "F Y")
        return date_format(dt.date.fromisoformat(value), "d.m.Y")
    except ValueError:
        return value
