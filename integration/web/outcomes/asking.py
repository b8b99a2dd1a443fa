"""The question that an address asks: filters, split, day and ages, each with the choices that the page offers.

What an address holds that no choice offers is left out: a link may be old or cut off.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.models import Agency
from agencies.web.forms import DayField
from integration.models import AgeGroup
from integration.operations.outcomes.employment import Axis
from integration.operations.outcomes.questions import ALL_SPLITS, MOST_FILTERS, SECTOR, SPLITS, Question
from integration.web.outcomes.words import part_words

_FILTERS = {
    "ankomst": "arrival_year",
    "bosatt": "settled_year",
    "kommune": "municipality",
    "kjonn": "sex",
    "alder": "age",
    "utdanning": "education",
    "beskyttelse": "protection",
    "strategi": "strategy",
    "lop": "track",
}
_SPLITS = {**_FILTERS, "kvartal": "arrival_quarter", "naering": SECTOR}
_FIRST_YEAR = 2015
NAV_AGES = (AgeGroup.ADULT, AgeGroup.YOUNG)
Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the form: its name in the address, its words, and what is chosen."""

    code: str
    title: str
    choices: Choices
    value: str
    empty: str = ""

    @property
    def shown(self) -> str:
        """The chosen value in words."""
        return str(dict(self.choices).get(self.value, "")) if self.value else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the form that shows it."""

    question: Question
    axis: Axis
    filters: tuple[Choice, ...]
    switches: tuple[Choice, ...]
    until: dt.date
    is_corrected: bool

    @property
    def values(self) -> dict[str, str]:
        """The address, without what it need not say."""
        chosen = {choice.code: choice.value for choice in (*self.filters, *self.switches) if choice.value}
        return chosen | {"per": self.until.isoformat()} if self.until != self.question_today else chosen

    @property
    def question_today(self) -> dt.date:
        """The last day that could have been asked about: that whose knowledge is newest."""
        return self.question.known_on

    def address(self, **more: str) -> str:
        """The query string of this question, with ``more`` added or, when empty, taken away."""
        values = self.values | {"per": self.until.isoformat()} | more
        return "?" + urlencode({name: value for name, value in values.items() if value})


def read_question(
    actor: Actor,
    given: QueryDict,
    today: dt.date,
    *,
    has_axis: bool = True,
    has_ages: bool = True,
    has_sectors: bool = False,
) -> Asked:
    """The question of the address; what it does not say is usual."""
    filters = [_chosen(_choices_of(actor), code, name, given) for code, name in _FILTERS.items()]
    filters = _at_most([choice for choice in filters if choice.choices])
    switches = _switches(actor, given, has_axis=has_axis, has_ages=has_ages, has_sectors=has_sectors)
    picked = {choice.code: choice.value for choice in switches}
    until = min(_day(given.get("per", "")) or today, today)
    is_corrected = picked["kunnskap"] == "na"
    question = Question(
        until=until,
        known_on=today if is_corrected else until,
        split=_SPLITS.get(picked["inndeling"], ""),
        filters={_FILTERS[choice.code]: choice.value for choice in filters if choice.value},
        ages=NAV_AGES if picked.get("aldre") == "nav" else (AgeGroup.ADULT,),
    )
    axis = Axis.SINCE if picked.get("akse") == "siden" else Axis.CALENDAR
    return Asked(question, axis, tuple(filters), tuple(switches), until, is_corrected)


def municipality_names(actor: Actor) -> dict[str, str]:
    """The municipalities that the actor's figures are of, by id."""
    found = Agency.objects.filter(pk__in=actor.municipality_ids).order_by("name")
    return {str(agency.pk): agency.name for agency in found}


def _choices_of(actor: Actor) -> Mapping[str, Choices]:
    this_year = timezone.localdate().year
    years = [(str(year), str(year)) for year in range(this_year, _FIRST_YEAR - 1, -1)]
    places = list(municipality_names(actor).items()) if len(actor.municipality_ids) > 1 else []
    fixed = {name: list(words.items()) for name, words in part_words().items()}
    return {"arrival_year": years, "settled_year": years, "municipality": places, **fixed}


def _chosen(choices: Mapping[str, Choices], code: str, name: str, given: QueryDict) -> Choice:
    offered = choices.get(name, ())
    value = given.get(code, "")
    is_offered = value in {key for key, _words in offered}
    return Choice(code, capfirst(str(SPLITS[name][0])), offered, value if is_offered else "", _("alle"))


def _at_most(filters: list[Choice]) -> list[Choice]:
    kept, used = [], 0
    for choice in filters:
        used += bool(choice.value)
        is_over = bool(choice.value) and used > MOST_FILTERS
        kept.append(Choice(choice.code, choice.title, choice.choices, "", choice.empty) if is_over else choice)
    return kept


def _switches(actor: Actor, given: QueryDict, *, has_axis: bool, has_ages: bool, has_sectors: bool) -> list[Choice]:
    has_places = len(actor.municipality_ids) > 1
    left_out = {*([] if has_places else ["municipality"]), *([] if has_sectors else [SECTOR])}
    splits = [(code, ALL_SPLITS[name][0]) for code, name in _SPLITS.items() if name not in left_out]
    axis = ("akse", _("Måneder"), [("", _("i kalenderen")), ("siden", _("siden bosetting"))])
    ages = ("aldre", _("Aldersgrupper"), [("", _("20–66 år (SSB)")), ("nav", _("18–66 år (NAV)"))])
    offered: list[tuple[str, str, Any]] = [
        ("inndeling", _("Del opp etter"), [("", _("ingen inndeling")), *splits]),
        *([axis] if has_axis else []),
        *([ages] if has_ages else []),
        ("kunnskap", _("Tallene er"), [("", _("slik de var kjent den dagen")), ("na", _("rettet siden"))]),
    ]
    found = []
    for code, title, choices in offered:
        value = given.get(code, "")
        found.append(Choice(code, title, choices, value if value in dict(choices) else ""))
    return found


def _day(text: str) -> dt.date | None:
    try:
        return DayField(required=False).clean(text)  # type: ignore[no-any-return]  # a form field is not typed
    except ValidationError:
        return None
