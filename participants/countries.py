"""Countries by their names in the language of the page, in its alphabetical order."""

from functools import cache

import pycountry
from babel import Locale

from participants.arrivals.languages import USER_ASSIGNED_COUNTRIES

# The countries that most who are settled come from stand first (law.md 10).
_FIRST = ("UKR", "SYR", "AFG", "ERI", "SOM", "COD", "SDN", "ETH", "IRN", "TUR")
_ENGLISH = {"XXX": "Stateless", "XXA": "Stateless", "XXB": "Refugee", "XXC": "Refugee"}
_NORWEGIAN_ORDER = str.maketrans("æøå", "{|}")


@cache
def country_names(language: str) -> dict[str, str]:
    """Names by alpha-3 code, with the codes that ISO leaves to its users."""
    territories = Locale.parse(language).territories
    names = {country.alpha_3: territories.get(country.alpha_2, country.name) for country in pycountry.countries}
    own = USER_ASSIGNED_COUNTRIES | (_ENGLISH if language == "en" else {})
    return names | {code: own[code] for code in ("XXK", "XXX")}


@cache
def country_choices(language: str) -> list[tuple[str, str]]:
    """The choices of a form: nothing, the most frequent, then all."""
    names = country_names(language)
    rest = sorted(
        (pair for pair in names.items() if pair[0] not in _FIRST),
        key=lambda pair: pair[1].lower().translate(_NORWEGIAN_ORDER),
    )
    return [("", "–"), *((code, names[code]) for code in _FIRST), *rest]


def country_name(code: str, language: str) -> str:
    """The name of a country or of what stands instead of one; an unknown code stands as it is."""
    own = USER_ASSIGNED_COUNTRIES | (_ENGLISH if language == "en" else {})
    return country_names(language).get(code) or own.get(code, code)
