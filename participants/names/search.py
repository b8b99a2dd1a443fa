"""The key a name is searched by: one spelling for what people type in many ways.

It is the Python twin of the generated column ``Participant.search_key``: lower case, æ ø å kept (ä and ö fold into æ
and ø), other diacritics and all apostrophes gone, hyphens and blanks one space. Other scripts are written in Latin
letters, so that a Cyrillic name is found from a Norwegian keyboard.
"""

import re
import unicodedata

from anyascii import anyascii

APOSTROPHES = "'’‘‛`´ʼʹʻʽˈ′＇ʾʿ"
_KEPT = frozenset("æøå")
_SWEDISH = str.maketrans("äö", "æø")
_DROP_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_ONE_APOSTROPHE = str.maketrans(APOSTROPHES, "'" * len(APOSTROPHES))
_NOT_A_LETTER = re.compile(r"[^0-9a-zæøå]+")


def search_key(text: str) -> str:
    """The normalised form of a name or of what somebody typed to find it."""
    lowered = unicodedata.normalize("NFC", text.replace("İ", "I").lower()).translate(_DROP_APOSTROPHES)
    latin = "".join(_to_latin(character) for character in lowered.translate(_SWEDISH))
    return _NOT_A_LETTER.sub(" ", latin).strip()


def plain_name(text: str) -> str:
    """A name for the question «is it identical?»: case, blanks and the form of an apostrophe do not count."""
    composed = unicodedata.normalize("NFC", text).translate(_ONE_APOSTROPHE)
    return " ".join(composed.replace("İ", "i").casefold().split())


def _to_latin(character: str) -> str:
    if character.isascii() or character in _KEPT:
        return character
    return anyascii(character).translate(_DROP_APOSTROPHES).lower()
