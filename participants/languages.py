"""Languages by their names in the language of the page; the codes are ISO 639, two letters where there are two."""

from functools import cache

import pycountry
from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language

from participants.arrivals.languages import NORWEGIAN_LANGUAGES

# What Unicode has no name for, or another than the one in use here.
_ENGLISH = {
    "bn": "Bengali", "ckb": "Sorani", "cmn": "Mandarin", "fa": "Persian (Farsi)", "kar": "Karen", "kmr": "Kurmanji",
    "prs": "Dari", "rn": "Kirundi",
}  # fmt: skip


@cache
def language_names(language: str) -> dict[str, str]:
    """The languages that people settled here speak, by code, each by the first of its names."""
    norwegian: dict[str, str] = {}
    for name, code in NORWEGIAN_LANGUAGES.items():
        norwegian.setdefault(code, name)
    if language != "en":
        return norwegian
    known = Locale("en").languages
    return {code: _ENGLISH.get(code) or known.get(code, name) for code, name in norwegian.items()}


def language_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Code and name of each language, by name, in ``language`` or that of the page."""
    names = language_names(language or get_language() or "nb")
    return sorted(names.items(), key=lambda pair: pair[1].lower())


def language_name(code: str, language: str | None = None) -> str:
    """The name in ``language`` or that of the page; of one outside the list too, and a code that nobody knows."""
    spoken = language or get_language() or "nb"
    return language_names(spoken).get(code) or _elsewhere(code, spoken)


lazy_language_name = lazy(language_name, str)
"""The name as it is where it is shown, for lists that are made once."""


@cache
def _elsewhere(code: str, language: str) -> str:
    name = Locale.parse(language).languages.get(code)
    if name or not code:
        return str(name or "")
    two, three = pycountry.languages.get(alpha_2=code), pycountry.languages.get(alpha_3=code)
    found = two or three
    return str(found.name) if found else code
