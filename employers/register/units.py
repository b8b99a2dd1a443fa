"""One unit of the register of organisations, read from the JSON that the register answers with.

A deleted unit answers 200 with little more than its number, name and «slettedato»; «antallAnsatte» is absent, not 0,
where the number is too small to be published. What is not there is empty here.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

_FORM_OF_SUB_UNITS = ("BEDR", "AAFY")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    """What the register says of one unit. ``is_sub_unit``: a workplace; only such a unit can be an employer."""

    organisation_number: str
    name: str
    organisation_form: str = ""
    industry_code: str = ""
    address: str = ""
    postal_code: str = ""
    postal_town: str = ""
    municipality_number: str = ""
    employees: int | None = None
    parent_number: str = ""
    deleted_on: dt.date | None = None
    is_sub_unit: bool = True
    is_bankrupt: bool = False
    is_winding_up: bool = False


class UnreadableUnit(ValueError):
    """The answer is no unit as the register describes them."""


def unit_of(answer: Any) -> RegisterUnit:
    """Read one unit; ``UnreadableUnit`` when number or name are not there."""
    if not isinstance(answer, dict):
        raise UnreadableUnit("no object")
    number, name = str(answer.get("organisasjonsnummer") or ""), str(answer.get("navn") or "")
    if not number or not name:
        raise UnreadableUnit("no number or name")
    place = _part(answer, "beliggenhetsadresse") or _part(answer, "forretningsadresse")
    form = str(_part(answer, "organisasjonsform").get("kode") or "")
    return RegisterUnit(
        organisation_number=number,
        name=name,
        organisation_form=form,
        industry_code=str(_part(answer, "naeringskode1").get("kode") or ""),
        address=", ".join(str(line) for line in place.get("adresse") or []),
        postal_code=str(place.get("postnummer") or ""),
        postal_town=str(place.get("poststed") or ""),
        municipality_number=str(place.get("kommunenummer") or ""),
        employees=_number(answer.get("antallAnsatte")),
        parent_number=str(answer.get("overordnetEnhet") or ""),
        deleted_on=_day(answer.get("slettedato") or answer.get("nedleggelsesdato")),
        is_sub_unit=form in _FORM_OF_SUB_UNITS,
        is_bankrupt=bool(answer.get("konkurs")),
        is_winding_up=bool(answer.get("underAvvikling"))
        or bool(answer.get("underTvangsavviklingEllerTvangsopplosning")),
    )


def units_of(answer: Any) -> list[RegisterUnit]:
    """The units of a search; an empty search has no «_embedded» at all."""
    if not isinstance(answer, dict):
        raise UnreadableUnit("no object")
    embedded = _part(answer, "_embedded")
    return [unit_of(item) for item in embedded.get("underenheter") or embedded.get("enheter") or []]


def _part(answer: dict[str, Any], name: str) -> dict[str, Any]:
    part = answer.get(name)
    return part if isinstance(part, dict) else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError as error:
        raise UnreadableUnit("no date") from error
