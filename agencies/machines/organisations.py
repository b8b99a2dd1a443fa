"""Norwegian organisations as tokens name them: ISO 6523 with the Brønnøysund register's code (Digdir's documents)."""

from typing import Any

_AUTHORITY = "iso6523-actorid-upis"
_REGISTER = "0192"
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_PARTS = range(2, 5)
_DIGITS = 9
_TEN = 10


def is_organisation_number(text: str) -> bool:
    """Whether ``text`` is nine digits of which the last is the check digit (modulus 11)."""
    if len(text) != _DIGITS or not (text.isascii() and text.isdigit()):
        return False
    check = -sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False)) % 11
    return check != _TEN and check == int(text[-1])


def organisation_in(claim: Any) -> str:
    """The organisation number in a claim such as ``consumer``; empty when it names no Norwegian organisation.

    ``{"authority": "iso6523-actorid-upis", "ID": "0192:910753614"}``; longer forms name a part of it after the number.
    """
    if not isinstance(claim, dict) or claim.get("authority") != _AUTHORITY or not isinstance(claim.get("ID"), str):
        return ""
    register, *rest = claim["ID"].split(":")
    if register != _REGISTER or len(rest) + 1 not in _PARTS or not is_organisation_number(rest[0]):
        return ""
    return str(rest[0])
