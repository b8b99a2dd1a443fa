"""Who the demonstration's people are: the shares are those of the programme in 2024 (law.md 10)."""

from dataclasses import dataclass
from random import Random

from integration.demo.chance import spread, weighted
from integration.demo.names import NAMES
from participants.models import Education, ResidenceBasis

WOMEN = 0.56
UPPER_SECONDARY_OR_MORE = 0.60
COUNTRIES = {
    "UKR": 70.0, "SYR": 12.2, "COD": 3.1, "RUS": 2.6, "ERI": 2.6, "AFG": 2.2, "TUR": 0.9, "SDN": 0.8, "IRN": 1.6,
    "SOM": 1.4, "ETH": 1.3, "NIC": 1.3,
}  # fmt: skip
"""Per cent. Statistics Norway names the first eight; the rest of 5.6 is shared among four that it does not."""
AGES = {(18, 25): 17.0, (26, 35): 29.9, (36, 45): 33.5, (46, 55): 16.6, (56, 60): 3.0}
UKRAINIANS_WITH_UPPER_SECONDARY = 0.70

_MORE = {Education.HIGHER: 55.0, Education.UPPER_SECONDARY: 45.0}
_MORE_UKRAINIAN = {Education.HIGHER: 60.0, Education.UPPER_SECONDARY: 22.0, Education.UPPER_SECONDARY_UA: 18.0}
_LESS = {Education.PRIMARY: 75.0, Education.NONE: 25.0}
_BASES = {
    ResidenceBasis.REFUGEE: 68.0,
    ResidenceBasis.RESETTLEMENT: 12.0,
    ResidenceBasis.FAMILY: 15.0,
    ResidenceBasis.HUMANITARIAN: 4.0,
    ResidenceBasis.INDEPENDENT: 1.0,
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person before anything has happened in the municipality; ``age`` is that on settlement."""

    given_name: str
    family_name: str
    is_woman: bool
    age: int
    citizenship: str
    mother_tongue: str
    education: Education
    basis: ResidenceBasis

    @property
    def has_upper_secondary(self) -> bool:
        """Whether the education is at upper-secondary level or higher."""
        return self.education not in _LESS


def newcomers(chance: Random, count: int) -> list[Newcomer]:
    """So many people in the shares of 2024, no two with the same name."""
    countries = spread(chance, COUNTRIES, count)
    women = spread(chance, {True: WOMEN, False: 1 - WOMEN}, count)
    ages = spread(chance, AGES, count)
    educated = _educated(chance, countries)
    taken: set[tuple[str, str]] = set()
    return [
        _newcomer(chance, taken, country, ages=age, is_woman=is_woman, has_more=has_more)
        for country, is_woman, age, has_more in zip(countries, women, ages, educated, strict=True)
    ]


def _educated(chance: Random, countries: list[str]) -> list[bool]:
    """Who has upper secondary or more: the share of all is kept, and that of Ukrainians is higher."""
    ukrainians = countries.count("UKR")
    among_ukrainians = round(UKRAINIANS_WITH_UPPER_SECONDARY * ukrainians)
    others = len(countries) - ukrainians
    among_others = max(round(UPPER_SECONDARY_OR_MORE * len(countries)) - among_ukrainians, 0)
    drawn = {
        True: spread(chance, {True: among_ukrainians, False: ukrainians - among_ukrainians}, ukrainians),
        False: spread(chance, {True: among_others, False: others - among_others}, others),
    }
    return [drawn[country == "UKR"].pop() for country in countries]


def _newcomer(
    chance: Random, taken: set[tuple[str, str]], country: str, *, ages: tuple[int, int], is_woman: bool, has_more: bool
) -> Newcomer:
    names = NAMES[country]
    name = names.draw(chance, is_woman=is_woman)
    while name in taken:
        name = names.draw(chance, is_woman=is_woman)
    taken.add(name)
    more = _MORE_UKRAINIAN if country == "UKR" else _MORE
    return Newcomer(
        given_name=name[0],
        family_name=name[1],
        is_woman=is_woman,
        age=chance.randint(*ages),
        citizenship=country,
        mother_tongue=_mother_tongue(chance, country),
        education=weighted(chance, more if has_more else _LESS),
        basis=_basis(chance, country),
    )


def _mother_tongue(chance: Random, country: str) -> str:
    if country == "UKR":
        return weighted(chance, {"uk": 85.0, "ru": 15.0})
    return chance.choice(NAMES[country].languages)


def _basis(chance: Random, country: str) -> ResidenceBasis:
    if country == "UKR":
        return weighted(chance, {ResidenceBasis.COLLECTIVE: 97.0, ResidenceBasis.FAMILY: 3.0})
    if country == "COD":
        return ResidenceBasis.RESETTLEMENT
    return weighted(chance, _BASES)
