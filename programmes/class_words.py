"""Words about classes that pages and the API share: periods, levels, times of the week."""

import datetime as dt
from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext as _

from programmes.models.classes import Level, Skill, TimetableSlot

TAB = "norsk"
"""The tab of the case page."""


def level_of(levels: Mapping[str, str]) -> str:
    """The levels of the skills in a word: one level where all are the same, else the lowest and the highest."""
    order = list(Level.values)
    known = sorted((level for level in levels.values() if level in order), key=order.index)
    if not known:
        return ""
    lowest, highest = Level(known[0]).label, Level(known[-1]).label
    return str(lowest) if lowest == highest else f"{lowest}–{highest}"


def levels_in_words(levels: Mapping[str, str]) -> str:
    """Each skill with its level, in the order of the test."""
    return ", ".join(
        f"{skill.label} {Level(levels[skill]).label}" for skill in Skill if levels.get(skill) in Level.values
    )


def slot_in_words(slot: TimetableSlot) -> str:
    """A time of the week as it is said."""
    monday = dt.date(2024, 1, 1)
    weekday = formats.date_format(monday + dt.timedelta(days=slot.weekday - 1), "l")
    return f"{weekday} {slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}"


def period_in_words(first_day: dt.date | None, last_day: dt.date | None) -> str:
    """A period (inclusive), open when the last day is not known."""
    if first_day is None:
        return ""
    if last_day is None:
        return _("fra %(day)s") % {"day": f"{first_day:%d.%m.%Y}"}
    return f"{first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}"
