"""Which column of a file of running programmes holds what.

The person's own columns are those of an arrival list (``participants.arrivals.columns``) and are read as there; these
are the ones about the programme. Where one heading could be either, it is the programme's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.arrivals.columns import FEEDBACK_HEADING, HEADINGS, ColumnMapping, column_of
from participants.arrivals.columns import Column as PersonColumn
from participants.names.search import search_key


class ProgrammeColumn(StrEnum):
    """What a row says of the programme."""

    OFFER_DATE = "offer_date"
    AWARDED_ON = "awarded_on"
    FIRST_DAY = "first_day"
    MONTHS = "months"
    EXTENSION_MONTHS = "extension_months"
    DECIDED_LAST_DAY = "decided_last_day"
    GOAL = "goal"
    PROTECTION = "protection"
    PLAN_MADE_ON = "plan_made_on"
    ABSENCES = "absences"
    ADVISER = "adviser"


TITLES: dict[ProgrammeColumn, Promise] = {
    ProgrammeColumn.OFFER_DATE: _("Tilbud om oppstart"),
    ProgrammeColumn.AWARDED_ON: _("Vedtak om program"),
    ProgrammeColumn.FIRST_DAY: _("Første dag i programmet"),
    ProgrammeColumn.MONTHS: _("Varighet i måneder"),
    ProgrammeColumn.EXTENSION_MONTHS: _("Forlengelse i måneder"),
    ProgrammeColumn.DECIDED_LAST_DAY: _("Vedtatt sluttdato"),
    ProgrammeColumn.GOAL: _("Sluttmål"),
    ProgrammeColumn.PROTECTION: _("Kollektiv beskyttelse"),
    ProgrammeColumn.PLAN_MADE_ON: _("Plan utarbeidet"),
    ProgrammeColumn.ABSENCES: _("Fravær og permisjon"),
    ProgrammeColumn.ADVISER: _("Rådgiver (e-post)"),
}
_KNOWN_AS: dict[ProgrammeColumn, tuple[str, ...]] = {
    ProgrammeColumn.OFFER_DATE: ("Tilbud om oppstart", "Tilbudsdato", "Tilbud", "Offer date", "Dato for tilbud"),
    ProgrammeColumn.AWARDED_ON: ("Vedtak om program", "Programvedtak", "Vedtaksdato program", "Awarded on"),
    ProgrammeColumn.FIRST_DAY: ("Programstart", "Første dag", "Startdato", "Oppstart", "Start date", "First day"),
    ProgrammeColumn.MONTHS: ("Varighet", "Varighet måneder", "Måneder", "Programtid", "Months", "Duration"),
    ProgrammeColumn.EXTENSION_MONTHS: ("Forlengelse", "Forlenget måneder", "Extension", "Extension months"),
    ProgrammeColumn.DECIDED_LAST_DAY: ("Vedtatt sluttdato", "Sluttdato", "Siste dag", "Slutt", "End date", "Last day"),
    ProgrammeColumn.GOAL: ("Sluttmål", "Mål", "Planens mål", "Goal", "Final goal"),
    ProgrammeColumn.PROTECTION: ("Beskyttelse", "Regelverk", "Protection"),
    ProgrammeColumn.PLAN_MADE_ON: ("Plan utarbeidet", "Plandato", "Integreringsplan", "Plan made on"),
    ProgrammeColumn.ABSENCES: ("Fravær", "Permisjon", "Fravær og permisjon", "Absences", "Leave"),
    ProgrammeColumn.ADVISER: ("Rådgiver", "Programrådgiver", "Rådgiver e-post", "Adviser", "Adviser e-mail"),
}
REQUIRED = (
    ProgrammeColumn.OFFER_DATE,
    ProgrammeColumn.FIRST_DAY,
    ProgrammeColumn.MONTHS,
    ProgrammeColumn.GOAL,
)
_LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class CaseloadMapping:
    """Where everything stands: ``person`` for the reader of arrival lists, ``programme`` by column."""

    person: ColumnMapping
    programme: Mapping[ProgrammeColumn, int]
    unmatched: tuple[int, ...]

    @property
    def missing(self) -> list[str]:
        """What no column holds and every row needs."""
        absent = [str(TITLES[column]) for column in REQUIRED if column not in self.programme]
        if PersonColumn.BIRTH_DATE not in self.person.positions:
            absent.insert(0, HEADINGS[PersonColumn.BIRTH_DATE][0])
        return absent


def is_known(heading: str) -> bool:
    """Whether a heading is one that a file of running programmes has."""
    return field_of(heading) != ""


def field_of(heading: str) -> str:
    """The field that a heading names (``programme:months``, ``person:duf``); empty when it is unknown."""
    programme = _BY_KEY.get(_key(heading))
    if programme is not None:
        return f"programme:{programme.value}"
    person = column_of(heading)
    return f"person:{person.value}" if person else ""


def map_columns(headings: Sequence[str], chosen: Mapping[str, str]) -> CaseloadMapping:
    """The mapping by headings, and by what a person chose for a position (as text); ``-`` leaves a column out.

    Of two columns for one field the chosen one has it, else the first.
    """
    taken: dict[str, int] = {field: int(place) for place, field in chosen.items() if field and field != _LEFT_OUT}
    unmatched = []
    for place, heading in enumerate(headings):
        if str(place) in chosen or not heading.strip() or _key(heading) == _key(FEEDBACK_HEADING):
            continue
        field = field_of(heading)
        if field and field not in taken:
            taken[field] = place
        else:
            unmatched.append(place)
    person = {PersonColumn(name): place for name, place in _of("person", taken)}
    programme = {ProgrammeColumn(name): place for name, place in _of("programme", taken)}
    return CaseloadMapping(ColumnMapping(tuple(headings), person, ()), programme, tuple(unmatched))


def choices() -> list[tuple[str, str | Promise]]:
    """Every field that a column can be, for a select; leaving it out is one of them."""
    programme = [(f"programme:{column.value}", TITLES[column]) for column in ProgrammeColumn]
    person = [(f"person:{column.value}", HEADINGS[column][0]) for column in PersonColumn]
    return [("", _("Velg")), (_LEFT_OUT, _("Skal ikke brukes")), *programme, *person]


def _of(kind: str, taken: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(field.partition(":")[2], place) for field, place in taken.items() if field.startswith(f"{kind}:")]


def _key(heading: str) -> str:
    return re.sub(r"[^0-9a-zæøå]", "", search_key(re.sub(r"\([^)]*\)", "", heading)))


_BY_KEY = {_key(name): column for column, names in _KNOWN_AS.items() for name in names}
