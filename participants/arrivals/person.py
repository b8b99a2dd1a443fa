"""What a row says about a person, once it is understood."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Self

from participants.arrivals.values import Education, Protection, ResidenceBasis, Sex
from participants.identity.numbers import IdentityNumber, parse_number

_DATES = ("birth_date", "permit_date", "permit_valid_until", "arrived_on", "settled_on")
_CODES = {"sex": Sex, "residence_basis": ResidenceBasis, "education": Education}


@dataclass(frozen=True, slots=True)
class ParsedPerson:
    """The readable values of a row; what is blank or was not understood is None or empty, never guessed."""

    given_name: str = ""
    family_name: str = ""
    birth_date: dt.date | None = None
    sex: Sex | None = None
    numbers: tuple[IdentityNumber, ...] = ()
    citizenship: str = ""
    residence_basis: ResidenceBasis | None = None
    permit_date: dt.date | None = None
    permit_valid_until: dt.date | None = None
    arrived_on: dt.date | None = None
    settled_on: dt.date | None = None
    municipality: str = ""
    education: Education | None = None
    mother_tongue: str = ""
    interpreter_language: str = ""
    protection: Protection = Protection.OPEN
    phone: str = ""
    email: str = ""
    remark: str = ""

    @property
    def is_protected(self) -> bool:
        """Whether the address is graded, by any code (law.md 7.3)."""
        return self.protection is not Protection.OPEN

    def as_json(self) -> dict[str, Any]:
        """Plain data that ``from_json`` reads back: dates as ISO, codes as they are, numbers as their digits."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["numbers"] = [number.value for number in self.numbers]
        data["protection"] = int(self.protection)
        for name in _DATES:
            data[name] = data[name].isoformat() if data[name] else None
        for name in _CODES:
            data[name] = data[name].value if data[name] else None
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The person that ``as_json`` wrote down."""
        values = dict(data)
        values["numbers"] = tuple(parse_number(number) for number in data["numbers"])
        values["protection"] = Protection(data["protection"])
        for name in _DATES:
            values[name] = dt.date.fromisoformat(data[name]) if data[name] else None
        for name, code in _CODES.items():
            values[name] = code(data[name]) if data[name] else None
        return cls(**values)
