"""What no fact about a living person can be: a day in another century, a name that nobody can see."""

import datetime as dt
import unicodedata
from collections.abc import Mapping

from django.utils.translation import gettext as _

from agencies.errors import Refusal

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""Far beyond every permit; duties are counted months and years ahead of a day, and the calendar must reach that far."""
_JOINERS = "\u200c\u200d"
"""Letters of Persian and Indic scripts are told apart by these, though they are not seen."""


def day_faults(days: Mapping[str, dt.date | None]) -> list[Refusal]:
    """One refusal for each field whose day is a slip of the pen, not a day in somebody's life."""
    text = _("Se etter en skrivefeil i årstallet. Det må være fra 1900 til 2100.")
    return [Refusal("day_implausible", text, name) for name, day in days.items() if day and not _is_plausible(day)]


def name_faults(names: Mapping[str, str]) -> list[Refusal]:
    """One refusal for each name with signs that are not seen: two names that look alike must be alike."""
    text = _("Navnet har tegn som ikke vises. Skriv det på nytt.")
    return [Refusal("name_unreadable", text, field) for field, name in names.items() if any(map(_is_unseen, name))]


def _is_plausible(day: dt.date) -> bool:
    return EARLIEST <= day <= LATEST


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and letter not in _JOINERS
