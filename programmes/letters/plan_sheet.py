"""Puts the participant's own copy of a plan together: plain headings in a language, and the caseworker's words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from programmes.letters.plan_words import PLAN_WORDS, PlanWords
from programmes.plan_content import Content, Values
from programmes.plan_facts import elements_of

_SKILLS = ("listening", "reading", "writing", "oral")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """Whose plan, in which language, and whether the letters are to be large."""

    language: str
    is_large: bool
    name: str
    municipality: str
    adviser: str
    goal: str
    first_day: dt.date
    last_day: dt.date
    day: dt.date
    finalised_on: dt.date | None


def plan_sheet(sheet: PlanSheet, content: Content) -> dict[str, Any]:
    """The data of ``plan.typ``. The week is that of ``sheet.day``."""
    words = PLAN_WORDS[sheet.language]
    fields = content["fields"]
    return {
        "language": words.code,
        "is_rtl": words.is_rtl,
        "is_large": sheet.is_large,
        "texts": dict(words.texts),
        "name": sheet.name,
        "municipality": sheet.municipality,
        "adviser": sheet.adviser,
        "is_draft": sheet.finalised_on is None,
        "made": _day(sheet.finalised_on),
        "period": f"{_day(sheet.first_day)} – {_day(sheet.last_day)}",
        "goal": words.goals[sheet.goal],
        "long_term": fields["long_term_goal"],
        "levels": [
            [words.texts[skill], fields[f"norwegian_{skill}"]] for skill in _SKILLS if fields[f"norwegian_{skill}"]
        ],
        "scope": _scope(words, fields),
        "elements": [_element(words, row) for row in content["elements"]],
        "week": _week(words, content["elements"], sheet.day),
        "involvement": fields["involvement"],
        "dissent": fields["dissent"],
    }


def _scope(words: PlanWords, fields: Values) -> list[list[str]]:
    scope = (("norwegian_hours", "norwegian_hours"), ("social_hours", "social_studies_hours"))
    return [[words.texts[label], str(fields[name])] for label, name in scope if fields[name] not in ("", None)]


def _element(words: PlanWords, row: Values) -> dict[str, str]:
    kind = words.kinds[row["kind"]]
    provider = words.providers.get(row["provider"], "")
    (element,) = elements_of([row])
    hours = element.hours
    return {
        "what": f"{kind}: {row['title']}" if row["title"] else kind,
        "who": ", ".join(part for part in (provider, row["provider_name"]) if part),
        "when": _period(words, row),
        "hours": f"{hours.normalize():f}".replace(".", ",") if hours is not None else "",
        "why": row["reason"],
        "helps": row["benefit"],
    }


def _period(words: PlanWords, row: Values) -> str:
    days = [_day(dt.date.fromisoformat(row[name])) if row[name] else "" for name in ("first_day", "last_day")]
    return " – ".join(days) if all(days) else next((day for day in days if day), words.texts["whole"])


def _week(words: PlanWords, rows: Sequence[Values], day: dt.date) -> list[list[str]]:
    lessons, loose = [], []
    for row, element in zip(rows, elements_of(rows), strict=True):
        if (element.first_day or day) > day or (element.last_day or day) < day:
            continue
        what = row["title"] or words.kinds[row["kind"]]
        lessons += [(lesson, what) for lesson in element.lessons]
        if not element.lessons and element.hours:
            loose.append([words.texts["loose"], f"{element.hours.normalize():f}".replace(".", ","), what])
    table = [
        [words.weekdays[lesson.day - 1], f"{lesson.begins:%H:%M}–{lesson.ends:%H:%M}", what]
        for lesson, what in sorted(lessons)
    ]
    return [*table, *loose]


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
