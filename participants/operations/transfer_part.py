"""The person's own part of a move: who it is, numbers, permits, how to reach them. Remarks and documents stay."""

import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.countries import country_name
from participants.models import (
    Confidentiality,
    Education,
    IdentityNumber,
    Participant,
    ResidenceBasis,
    ResidencePermit,
    Sex,
)
from participants.operations.enrolment import Enrolment
from participants.operations.permits import write_permit_deadlines
from participants.transfers import Line, Packed

PERSON = "person"
_FACTS = (
    "given_name", "family_name", "birth_date", "sex", "citizenship", "mother_tongue", "interpreter_language",
    "education", "phone", "email", "confidentiality", "is_shielded",
    "is_reserved_against_research", "arrived_on",
)  # fmt: skip
_NUMBER = ("kind", "value", "valid_from", "valid_to", "check_digits_hold")
_PERMIT = ("basis", "granted_on", "valid_until")


def pack_person(_actor: Actor, person: Participant, _last_day: dt.date) -> Packed:
    """What the new municipality must know to be able to serve the person (Regulations § 46)."""
    numbers = IdentityNumber.objects.filter(participant=person).order_by("valid_from", "id")
    permits = ResidencePermit.objects.filter(participant=person).order_by("granted_on", "id")
    return {
        "facts": {name: getattr(person, name) for name in _FACTS},
        "settled_on": person.settled_on,
        "numbers": list(numbers.values(*_NUMBER)),
        "permits": list(permits.values(*_PERMIT)),
    }


def enrolment_of(packed: Packed, settled_on: dt.date) -> Enrolment:
    """The person as somebody who comes to the new municipality, which now owes a decision (Act § 12)."""
    return Enrolment(**packed["facts"], settled_on=settled_on)


def person_lines(packed: Packed) -> Iterator[Line]:
    """Who it is about. Numbers, telephone and e-mail follow with the case, not before."""
    facts = packed["facts"]
    yield Line(_("Navn"), f"{facts['given_name']} {facts['family_name']}".strip())
    yield Line(_("Født"), f"{facts['birth_date']:%d.%m.%Y}")
    yield Line(_("Kjønn"), Sex(facts["sex"]).label)
    if facts["citizenship"]:
        yield Line(_("Statsborgerskap"), country_name(facts["citizenship"], get_language() or "nb"))
    yield Line(_("Utdanning"), Education(facts["education"]).label)
    if facts["confidentiality"]:
        yield Line(_("Adressesperre"), Confidentiality(facts["confidentiality"]).label)
    if packed["permits"]:
        yield Line(_("Oppholdsgrunnlag"), _permit_in_words(packed["permits"][-1]))
    if packed["settled_on"]:
        yield Line(_("Bosatt hos avsender"), f"{packed['settled_on']:%d.%m.%Y}")


def unpack_person(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write numbers and permits with their validity; ``RuleRefused`` when the person is registered here already."""
    known = set(IdentityNumber.objects.filter(participant=person).values_list("kind", "value"))
    numbers = [
        IdentityNumber(participant=person, municipality_id=person.municipality_id, **row)
        for row in packed["numbers"]
        if (row["kind"], row["value"]) not in known
    ]
    try:
        with transaction.atomic():
            IdentityNumber.objects.bulk_create(numbers)
    except IntegrityError as error:
        if "identity_number_once_in_municipality" not in str(error):
            raise
        text = _("Personen er alt registrert i kommunen med samme nummer. Da kan saken ikke tas over som en ny sak.")
        raise RuleRefused(Refusal("number_known", text)) from error
    held = set(ResidencePermit.objects.filter(participant=person).values_list("basis", "granted_on"))
    permits = ResidencePermit.objects.bulk_create(
        [
            ResidencePermit(participant=person, municipality_id=person.municipality_id, **row)
            for row in packed["permits"]
            if (row["basis"], row["granted_on"]) not in held
        ]
    )
    write_permit_deadlines(permits[-1:])


def _permit_in_words(permit: Packed) -> str:
    basis = ResidenceBasis(permit["basis"]).label
    if permit["valid_until"] is None:
        return str(basis)
    return _("%(basis)s, gyldig til %(date)s") % {"basis": basis, "date": f"{permit['valid_until']:%d.%m.%Y}"}
