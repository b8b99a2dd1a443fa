"""Asks the register of organisations over HTTP. Every fault of the line is ``RegisterUnavailable``; the rest goes on.

The base address is a setting: the register itself in production, a small local one in the demonstration and in tests,
and nothing at all where none is set (then employers are registered by what the person writes).
"""

from dataclasses import replace
from typing import Any

import requests
from django.conf import settings

from employers.register.units import RegisterUnit, UnreadableUnit, unit_of, units_of

TIMEOUT = (2, 4)
"""Seconds until the connection stands, and between two pieces of the answer: somebody sits and waits."""
MOST_HITS = 10
_NOT_THERE = (404, 410)
_NO_SUCH_NUMBER = 400


class RegisterUnavailable(Exception):
    """The register did not answer, answered with a fault, or with what cannot be read."""


def is_configured() -> bool:
    """Whether this installation has a register to ask."""
    return bool(settings.ENTERPRISE_REGISTER_URL)


def look_up(number: str) -> RegisterUnit | None:
    """The unit with this number, a sub-unit if there is one; None when the register knows none.

    Bankruptcy and winding-up are registered on the main unit, so that is asked too, and its word counts for both.
    """
    answer = _get(f"underenheter/{number}")
    if answer is None:
        main = _get(f"enheter/{number}")
        return None if main is None else replace(_unit(main), is_sub_unit=False)
    unit = replace(_unit(answer), is_sub_unit=True)
    if not unit.parent_number or unit.deleted_on:
        return unit
    parent = _get(f"enheter/{unit.parent_number}")
    if parent is None:
        return unit
    above = _unit(parent)
    return replace(
        unit,
        is_bankrupt=unit.is_bankrupt or above.is_bankrupt,
        is_winding_up=unit.is_winding_up or above.is_winding_up,
    )


def search(words: str) -> list[RegisterUnit]:
    """The first sub-units whose name holds the words."""
    answer = _get("underenheter", navn=words, size=str(MOST_HITS))
    try:
        return [] if answer is None else units_of(answer)
    except UnreadableUnit as error:
        raise RegisterUnavailable from error


def _unit(answer: Any) -> RegisterUnit:
    try:
        return unit_of(answer)
    except UnreadableUnit as error:
        raise RegisterUnavailable from error


def _get(path: str, **query: str) -> Any:
    """The answer as JSON; None when the register says that there is no such unit."""
    address = f"{settings.ENTERPRISE_REGISTER_URL.rstrip('/')}/{path}"
    try:
        # No redirects: the register has none, and an address that leads elsewhere is not the register.
        answer = requests.get(
            address, params=query, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"}
        )
        if answer.status_code in _NOT_THERE or (answer.status_code == _NO_SUCH_NUMBER and not query):
            return None
        if answer.status_code != requests.codes.ok:
            raise RegisterUnavailable(f"answered {answer.status_code}")
        return answer.json()
    except requests.RequestException as error:
        raise RegisterUnavailable(type(error).__name__) from error
