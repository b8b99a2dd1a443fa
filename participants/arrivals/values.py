"""What the words in an arrival list stand for: sex, residence basis, education, protection, municipality, contact.

Each function takes the text of one cell and gives the code, None where the cell is blank, and raises
``UnknownValueError`` where it says something that is not understood.
"""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeVar

from participants.names.search import search_key

Code = TypeVar("Code")

_BLANK = frozenset({"", "-", "–", "?", "ukjent", "mangler", "n/a", "na", "unknown", "ikke oppgitt", "null"})
_SECTION = re.compile(
    r"(?:§+|\b(?:paragraf|section|sec))\.?\s*(\d+)(?:\s*\(?(\d|første|femte)\)?(?:\s*ledd)?)?", re.IGNORECASE
)
_MUNICIPALITY = re.compile(r"(?<!\d)(\d{3,4})(?!\d)")
MAX_EMAIL_LENGTH = 254
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


class UnknownValueError(ValueError):
    """The cell says something that none of the known codes stands for."""


class Sex(StrEnum):
    """Registered sex; an own field, never derived from a number (law.md 11.2)."""

    WOMAN = "woman"
    MAN = "man"


class ResidenceBasis(StrEnum):
    """Permits that give right and duty (law.md 1.1, Integration Act § 9)."""

    REFUGEE = "refugee"
    RESETTLEMENT = "resettlement"
    HUMANITARIAN = "humanitarian"
    LIMITED_FAMILY = "limited_family"
    COLLECTIVE = "collective"
    FAMILY = "family"
    INDEPENDENT = "independent"


class Education(StrEnum):
    """Education on arrival; the Ukrainian one lacks the year of higher education (law.md 1.2, REG § 65a)."""

    NONE = "none"
    PRIMARY = "primary"
    UPPER_SECONDARY = "upper_secondary"
    UPPER_SECONDARY_UA = "upper_secondary_ua_no_he_year"
    HIGHER = "higher"


class Protection(IntEnum):
    """Address protection by the population register's codes (law.md 7.3)."""

    OPEN = 0
    STRICTLY_CONFIDENTIAL = 6
    CONFIDENTIAL = 7
    STRICTLY_CONFIDENTIAL_ABROAD = 19


@dataclass(frozen=True, slots=True)
class Repaired:
    """A value and whether it had to be mended to be read (a leading zero, a country code)."""

    value: str
    is_repaired: bool = False


_SEXES = {
    Sex.WOMAN: ("k", "kvinne", "f", "female", "woman", "w", "jente"),
    Sex.MAN: ("m", "mann", "male", "man", "gutt"),
}
_BASES = {
    ResidenceBasis.REFUGEE: ("flyktning", "asyl", "refugee", "asylum", "flyktningstatus", "refugee status"),
    ResidenceBasis.RESETTLEMENT: (
        "overføringsflyktning",
        "resettlement",
        "resettlement refugee",
        "resettled refugee",
        "kvoteflyktning",
    ),
    ResidenceBasis.HUMANITARIAN: (
        "humanitært grunnlag",
        "opphold på humanitært grunnlag",
        "humanitarian",
        "humanitært",
    ),
    ResidenceBasis.LIMITED_FAMILY: ("begrenset tillatelse", "limited family", "barnefamilie begrenset tillatelse"),
    ResidenceBasis.COLLECTIVE: (
        "kollektiv beskyttelse",
        "midlertidig kollektiv beskyttelse",
        "collective",
        "collective protection",
        "temporary collective protection",
        "temporary protection",
    ),
    ResidenceBasis.FAMILY: (
        "familieinnvandring",
        "familiegjenforening",
        "familieetablering",
        "family",
        "family immigration",
        "family reunification",
    ),
    ResidenceBasis.INDEPENDENT: ("selvstendig", "selvstendig tillatelse", "independent", "independent permit"),
}
_SECTIONS = {
    "28": ResidenceBasis.REFUGEE,
    "34": ResidenceBasis.COLLECTIVE,
    "35": ResidenceBasis.RESETTLEMENT,
    "53": ResidenceBasis.INDEPENDENT,
}
_EDUCATIONS = {
    Education.NONE: ("ingen", "none", "no education", "ingen utdanning", "ingen fullført"),
    Education.PRIMARY: ("grunnskole", "primary", "primary school", "lower secondary", "barneskole", "ungdomsskole"),
    Education.UPPER_SECONDARY: (
        "videregående",
        "upper secondary",
        "upper secondary school",
        "videregående skole",
        "fullført videregående",
        "videregående opplæring",
        "completed upper secondary",
    ),
    Education.UPPER_SECONDARY_UA: (
        "fullført videregående ukraina",
        "completed upper secondary ukraine",
        "upper secondary ukraine",
        "videregående ukraina",
        "upper secondary ua no he year",
    ),
    Education.HIGHER: (
        "universitet høgskole",
        "university college",
        "university",
        "higher",
        "higher education",
        "universitet",
        "høgskole",
        "høyskole",
        "universitet høyskole",
        "høyere utdanning",
    ),
}
_PROTECTIONS = {
    Protection.OPEN: ("0", "nei", "ingen", "ugradert", "no", "none", "open"),
    Protection.STRICTLY_CONFIDENTIAL: ("6", "kode 6", "strengt fortrolig", "spsf", "strictly confidential", "code 6"),
    Protection.CONFIDENTIAL: ("7", "kode 7", "fortrolig", "spfo", "confidential", "code 7"),
    Protection.STRICTLY_CONFIDENTIAL_ABROAD: (
        "19",
        "strengt fortrolig utland",
        "strengt fortrolig utlandet",
        "strictly confidential abroad",
    ),
}

_SEX_BY_WORD = {word: code for code, words in _SEXES.items() for word in words}
_BASIS_BY_WORD = {
    **{search_key(word): code for code, words in _BASES.items() for word in words},
    **{search_key(code.value.replace("_", " ")): code for code in ResidenceBasis},
}
_EDUCATION_BY_WORD = {search_key(word): code for code, words in _EDUCATIONS.items() for word in words}
_PROTECTION_BY_WORD = {word: code for code, words in _PROTECTIONS.items() for word in words}
_LAW_WORDS = re.compile(r"\b(utl|utlendingsloven|jf|jfr|etter|lov|loven|first|fjerde|tredje|ledd)\b\.?", re.IGNORECASE)


def is_blank(text: str) -> bool:
    """Whether the cell is empty or says in words that nothing is known."""
    return text.strip().casefold() in _BLANK


def read_sex(text: str) -> Sex | None:
    """K, M, F and the words for them."""
    return None if is_blank(text) else _known(_SEX_BY_WORD.get(search_key(text)), text)


def read_education(text: str) -> Education | None:
    """The five levels, in Norwegian or English."""
    return None if is_blank(text) else _known(_EDUCATION_BY_WORD.get(search_key(text)), text)


def read_protection(text: str) -> Protection:
    """Code or words; only an empty cell is unprotected, «ukjent» is for the caller to take as the strictest."""
    if text.strip() in ("", "-", "–"):
        return Protection.OPEN
    return _known(_PROTECTION_BY_WORD.get(search_key(text)), text)


def read_residence_basis(text: str) -> ResidenceBasis | None:
    """Words, a section of the Immigration Act, or both; where both are given they must agree."""
    if is_blank(text):
        return None
    section = _SECTION.search(text)
    words = search_key(_LAW_WORDS.sub(" ", _SECTION.sub(" ", text)))
    by_words = _BASIS_BY_WORD.get(words)
    by_section = _basis_of_section(section) if section else None
    if words and by_words is None:
        raise UnknownValueError(text)
    if by_words and by_section and by_words is not by_section:
        raise UnknownValueError(text)
    return _known(by_words or by_section, text)


def read_municipality(text: str, known: frozenset[str]) -> Repaired | None:
    """A known municipality's number, its leading zero put back where a spreadsheet took it («301» → 0301).

    Raises:
        UnknownValueError: no known number in the cell.

    """
    if is_blank(text):
        return None
    numbers = _MUNICIPALITY.findall(text)
    if len(numbers) == 1:
        padded = numbers[0].zfill(4)
        if padded in known:
            return Repaired(padded, is_repaired=padded != numbers[0])
    raise UnknownValueError(text)


def read_phone(text: str) -> Repaired | None:
    """A number in international form, +47 put before eight Norwegian digits."""
    if is_blank(text):
        return None
    compact = re.sub(r"[\s().\-/]", "", text)
    compact = re.sub(r"^00", "+", compact)
    if re.fullmatch(r"\d{8}", compact):
        return Repaired(f"+47{compact}")
    if re.fullmatch(r"47\d{8}", compact):
        return Repaired(f"+{compact}", is_repaired=True)
    if re.fullmatch(r"\+\d{7,15}", compact):
        return Repaired(compact)
    raise UnknownValueError(text)


def read_email(text: str) -> str | None:
    """An address of the form name@domain.tld, its domain in lower case."""
    if is_blank(text):
        return None
    address = text.strip().removeprefix("mailto:")
    if len(address) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(address):
        raise UnknownValueError(text)
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _basis_of_section(section: re.Match[str]) -> ResidenceBasis | None:
    if section[1] == "38":
        is_fifth = (section[2] or "").casefold() in ("5", "femte")
        return ResidenceBasis.LIMITED_FAMILY if is_fifth else ResidenceBasis.HUMANITARIAN
    return _SECTIONS.get(section[1])


def _known(code: Code | None, text: str) -> Code:
    if code is None:
        raise UnknownValueError(text)
    return code
