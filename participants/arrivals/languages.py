"""Languages and countries as lists write them, to ISO 639 and ISO 3166-1 alpha-3 (law.md 11.6)."""

from functools import cache

import pycountry
from babel import Locale

from participants.arrivals.values import UnknownValueError, is_blank
from participants.names.search import search_key

USER_ASSIGNED_COUNTRIES = {
    "XXK": "Kosovo",
    "XXX": "Statsløs",
    "XXA": "Statsløs",
    "XXB": "Flyktning",
    "XXC": "Flyktning",
}
"""Codes of passports and of the immigration authorities that ISO leaves to its users; ``RKS`` is read as Kosovo too."""

_OTHER_CODES = {"RKS": "XXK", "XKX": "XXK", "STATELESS": "XXX", "STATSLØS": "XXX", "KOSOVO": "XXK"}

NORWEGIAN_LANGUAGES: dict[str, str] = {
    "albansk": "sq", "amharisk": "am", "arabisk": "ar", "armensk": "hy", "aserbajdsjansk": "az", "belarusisk": "be",
    "hviterussisk": "be", "bengali": "bn", "bosnisk": "bs", "bulgarsk": "bg", "burmesisk": "my", "dari": "prs",
    "engelsk": "en", "farsi": "fa", "fransk": "fr", "fulani": "ff", "georgisk": "ka", "gresk": "el", "hausa": "ha",
    "hebraisk": "he", "hindi": "hi", "italiensk": "it", "karen": "kar", "kinesisk": "zh", "kinyarwanda": "rw",
    "kirundi": "rn", "kurdisk": "ku", "kurmanji": "kmr", "lingala": "ln", "litauisk": "lt", "makedonsk": "mk",
    "mandarin": "cmn", "nepali": "ne", "nepalsk": "ne", "norsk": "no", "oromo": "om", "panjabi": "pa", "punjabi": "pa",
    "pashto": "ps", "persisk": "fa", "polsk": "pl", "portugisisk": "pt", "romani": "rom", "rumensk": "ro",
    "russisk": "ru", "serbisk": "sr", "somali": "so", "somalisk": "so", "sorani": "ckb", "spansk": "es",
    "swahili": "sw", "tamil": "ta", "thai": "th", "tigrinja": "ti", "tigrinya": "ti", "tyrkisk": "tr",
    "tysk": "de", "ukrainsk": "uk", "urdu": "ur", "uigurisk": "ug", "usbekisk": "uz", "vietnamesisk": "vi",
}  # fmt: skip
"""The languages that people settled in Norway speak, by their Norwegian names."""


def read_language(text: str) -> str | None:
    """The ISO 639 code (two letters where there are two) of a Norwegian or English name or a code.

    Raises:
        UnknownValueError: no such language.

    """
    return None if is_blank(text) else _language(search_key(text))


def read_citizenship(text: str) -> str | None:
    """The alpha-3 code; an alpha-2 code and a Norwegian or English country name are read as well.

    Raises:
        UnknownValueError: no such country.

    """
    return None if is_blank(text) else _country(" ".join(text.split()))


@cache
def _language(name: str) -> str:
    if name in NORWEGIAN_LANGUAGES:
        return NORWEGIAN_LANGUAGES[name]
    try:
        language = pycountry.languages.lookup(_norwegian_names().get(name, name))
    except LookupError as error:
        raise UnknownValueError(name) from error
    return str(getattr(language, "alpha_2", None) or language.alpha_3)


@cache
def _country(text: str) -> str:
    code = _OTHER_CODES.get(text.upper(), text.upper())
    if code in USER_ASSIGNED_COUNTRIES:
        return code
    try:
        return str(pycountry.countries.lookup(_norwegian_countries().get(search_key(text), text)).alpha_3)
    except LookupError as error:
        raise UnknownValueError(text) from error


@cache
def _norwegian_names() -> dict[str, str]:
    """Unicode's Norwegian names of languages, to their codes."""
    return {search_key(name): code for code, name in Locale("nb").languages.items() if "_" not in code}


@cache
def _norwegian_countries() -> dict[str, str]:
    """Unicode's Norwegian names of countries, to alpha-2 codes."""
    return {search_key(name): code for code, name in Locale("nb").territories.items() if code.isalpha()}
