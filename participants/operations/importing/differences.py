"""What a row says otherwise than the case of the person it is: shown to somebody, never written over."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from participants.arrivals.columns import Column, ColumnMapping
from participants.arrivals.findings import Severity
from participants.arrivals.person import ParsedPerson
from participants.models import Education, Participant, ResidenceBasis, Sex
from participants.names.search import plain_name

Facts = Mapping[str, Any]

_AT_ONCE = 1000
_COMPARED: dict[str, Column] = {
    "given_name": Column.GIVEN_NAME,
    "family_name": Column.FAMILY_NAME,
    "birth_date": Column.BIRTH_DATE,
    "sex": Column.SEX,
    "citizenship": Column.CITIZENSHIP,
    "arrived_on": Column.ARRIVED_ON,
    "settled_on": Column.SETTLED_ON,
    "education": Column.EDUCATION,
    "mother_tongue": Column.MOTHER_TONGUE,
    "interpreter_language": Column.INTERPRETER_LANGUAGE,
    "phone": Column.PHONE,
    "email": Column.EMAIL,
    "residence_basis": Column.RESIDENCE_BASIS,
    "permit_valid_until": Column.PERMIT_VALID_UNTIL,
}
_OF_PERSON = tuple(name for name in _COMPARED if name not in ("residence_basis", "permit_valid_until"))
_CHOICES: dict[str, dict[Any, Any]] = {
    "sex": dict(Sex.choices),
    "education": dict(Education.choices),
    "residence_basis": dict(ResidenceBasis.choices),
}
_UNKNOWN = ("", None, Sex.UNKNOWN, Education.UNKNOWN)


def facts_of_people(ids: Iterable[UUID]) -> dict[UUID, Facts]:
    """What the cases of these people say, with the permit that runs longest."""
    wanted = sorted(set(ids))
    facts: dict[UUID, Facts] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = Participant.objects.filter(pk__in=wanted[start : start + _AT_ONCE]).prefetch_related("permits")
        for person in chunk:
            facts[person.pk] = {name: getattr(person, name) for name in _OF_PERSON} | _permit_of(person)
    return facts


def facts_of_row(person: ParsedPerson) -> Facts:
    """The same facts, as an earlier row of the file has them."""
    return {name: getattr(person, name) for name in _COMPARED}


def differences(known: Facts, row: ParsedPerson, mapping: ColumnMapping) -> list[dict[str, object]]:
    """A notice for each fact that the row has otherwise; a fact that the row does not have says nothing."""
    return [
        _notice(column, mapping.heading_of(column), _shown(name, known[name]), _shown(name, getattr(row, name)))
        for name, column in _COMPARED.items()
        if getattr(row, name) not in _UNKNOWN and not _is_same(name, known[name], getattr(row, name))
    ]


def _permit_of(person: Participant) -> dict[str, Any]:
    permits = sorted(person.permits.all(), key=lambda permit: (permit.valid_until or dt.date.min, permit.pk))
    last = permits[-1] if permits else None
    return {
        "residence_basis": last.basis if last else "",
        "permit_valid_until": last.valid_until if last else None,
    }


def _is_same(name: str, known: Any, given: Any) -> bool:
    if name in ("given_name", "family_name"):
        return plain_name(known) == plain_name(given)
    return bool(known == given)


def _shown(name: str, value: Any) -> str:
    if value in _UNKNOWN:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(_CHOICES.get(name, {}).get(value, value))


def _notice(column: Column, heading: str, known: str, given: str) -> dict[str, object]:
    values = {"known": known, "given": given}
    if known:
        text = _("Saken har «%(known)s», raden sier «%(given)s». Saken er ikke endret.") % values
    else:
        text = _("Saken mangler dette, raden sier «%(given)s». Saken er ikke endret.") % values
    return {
        "severity": Severity.NOTICE.value,
        "code": "differs_from_case" if known else "missing_on_case",
        "column": column.value,
        "heading": heading,
        "text": text,
        "values": values,
    }
