"""Places, matches and their reasons as the pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from employers.matching.facts import Grade
from employers.matching.sectors import sector_of
from employers.matching_words import GROUNDS, say
from employers.models import Certificate, OfferedPlace, SectorChoice, Suggestion
from employers.operations.matching.candidates import Match
from programmes.models.classes import Skill

_TONES = {
    Grade.FITS: ("success", "check"),
    Grade.NOT_ASKED: ("neutral", ""),
    Grade.PARTLY: ("warning", ""),
    Grade.UNKNOWN: ("info", ""),
    Grade.NOT: ("danger", "close"),
}


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason with its ground, its words and how it is marked."""

    ground: str | Promise
    words: str
    tone: str
    icon: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A person and a place in a list."""

    match: Match
    reasons: Sequence[ReasonRow]
    case_url: str
    place_url: str
    decide_url: str
    refuse_url: str
    decided: Suggestion | None


def match_rows(matches: Iterable[Match]) -> list[MatchRow]:
    """The rows, in the order of the matches."""
    return [_match_row(match) for match in matches]


def _match_row(match: Match) -> MatchRow:
    person, place = match.person.pk, match.place.pk
    return MatchRow(
        match=match,
        reasons=[
            ReasonRow(GROUNDS[each.ground], say(each), *_TONES[each.grade], each.points, each.most)
            for each in match.fit.reasons
        ],
        case_url=reverse("participants:case", args=[person]),
        place_url=reverse("employers:place", args=[place]),
        decide_url=reverse("employers:suggest", args=[person, place]),
        refuse_url=reverse("employers:not-relevant", args=[person, place]),
        decided=match.decided,
    )


def place_rows(places: Iterable[OfferedPlace]) -> list[dict[str, Any]]:
    """Places for a table, with their sector where it is one in need."""
    return [
        {"place": place, "sector": sector_label(place), "url": reverse("employers:place", args=[place.pk])}
        for place in places
    ]


def sector_label(place: OfferedPlace) -> str:
    """The sector in need that the place is in; empty when it is in none."""
    sector = sector_of(place.occupation_id or "", place.employer.industry_code if place.employer else "")
    return str(capfirst(SectorChoice(sector.value).label)) if sector else ""


def place_facts(place: OfferedPlace) -> list[tuple[str, str]]:
    """What the place asks for and offers, as label and value."""
    levels = ", ".join(f"{Skill(skill).label} {level}" for skill, level in place.levels.items())
    certificates = ", ".join(str(Certificate(code).label) for code in place.certificates)
    rows = [
        (_("Arbeidsgiver"), place.at),
        (_("Yrke"), str(place.occupation) if place.occupation else ""),
        (_("Bransje som trenger folk"), sector_label(place)),
        (_("Antall plasser"), str(place.number)),
        (_("Sted"), place.work_in.name if place.work_in else ""),
        (_("Norsk"), levels or _("ingen krav")),
        (_("Sertifikater"), certificates or _("ingen krav")),
        (_("Oppstart"), f"{place.starts_on:%d.%m.%Y}" if place.starts_on else ""),
        (_("Ledig til og med"), f"{place.apply_by:%d.%m.%Y}" if place.apply_by else ""),
        (_("Kilde"), place.get_source_display()),
    ]
    return [(label, value) for label, value in rows if value]
