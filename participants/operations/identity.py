"""Corrects who a person is: name, birth date, sex, and the number that replaced another (D-number to national)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import person_corrected
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.models import IdentityNumber, Participant, Sex
from participants.operations.cases import lock_case, note_event
from participants.operations.elsewhere import lock_numbers, report_elsewhere
from participants.operations.enrolment import Enrolment, faults_of
from participants.operations.plausible import day_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFacts:
    """Who the person is."""

    given_name: str
    family_name: str
    birth_date: dt.date
    sex: str


@operation
def correct_identity(
    actor: Actor, participant_id: UUID, *, facts: IdentityFacts, reason: str, expected_version: int | None = None
) -> Participant:
    """Write name, birth date and sex; what is counted from the birth date follows at once."""
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    enrolment = Enrolment(given_name=facts.given_name, family_name=facts.family_name, birth_date=facts.birth_date)
    refusals = faults_of(enrolment, timezone.localdate())
    if facts.sex not in Sex.values:
        refusals.append(Refusal("unknown_sex", _("Ukjent kjønn."), "sex"))
    if not reason.strip():
        refusals.append(Refusal("reason_required", _("Skriv hvor opplysningen kommer fra."), "reason"))
    if refusals:
        raise RuleRefused(*refusals)
    written = {
        "given_name": facts.given_name.strip(),
        "family_name": facts.family_name.strip(),
        "birth_date": facts.birth_date,
        "sex": facts.sex,
    }
    changed = frozenset(name for name, value in written.items() if getattr(person, name) != value)
    if changed:
        for name in changed:
            setattr(person, name, written[name])
        person.save()
        today = timezone.localdate()
        note_event(actor, person, "identity_corrected", today, fields=sorted(changed), reason=reason.strip())
        person_corrected(actor, person, changed)
    return person


@operation
def replace_number(
    actor: Actor, participant_id: UUID, *, number: str, valid_from: dt.date, expected_version: int | None = None
) -> IdentityNumber:
    """Register a new number from a day; the one of the same use before it ends the day before and stays as history.

    A national identity number replaces a D-number as well.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    try:
        parsed = parse_number(number)
    except UnreadableNumberError as error:
        raise RuleRefused(Refusal("number_unreadable", _("Nummeret skal ha 11 eller 12 sifre."), "number")) from error
    kind = str(parsed.kind)
    as_enrolled = Enrolment(family_name=person.full_name, birth_date=person.birth_date, numbers=((kind, parsed.value),))
    faults = [
        Refusal(fault.code, fault.detail, "number", fault.paragraph)
        for fault in faults_of(as_enrolled, timezone.localdate())
        if fault.field == kind
    ] + day_faults({"valid_from": valid_from})
    replaced = IdentityNumber.objects.filter(participant=person, kind__in=_replaced_by(kind), valid_to__isnull=True)
    if replaced.filter(valid_from__gte=valid_from).exclude(value=parsed.value).exists():
        text = _("Nummeret som gjelder nå, begynner samme dag eller senere. Skriv en senere dag.")
        faults.append(Refusal("before_current", text, "valid_from"))
    if faults:
        raise RuleRefused(*faults)
    lock_numbers([parsed.value])
    replaced.exclude(value=parsed.value).update(valid_to=valid_from - dt.timedelta(days=1))
    try:
        with transaction.atomic():
            row = IdentityNumber.objects.create(
                participant=person,
                municipality_id=person.municipality_id,
                kind=kind,
                value=parsed.value,
                valid_from=valid_from,
                check_digits_hold=parsed.check_digits_hold,
            )
    except IntegrityError as error:
        text = _("Nummeret er allerede registrert i kommunen. Søk etter det; er det samme person, slå sakene sammen.")
        raise RuleRefused(Refusal("number_known", text, "number")) from error
    report_elsewhere([person])
    note_event(actor, person, "number_replaced", valid_from, number_kind=kind)
    return row


def _replaced_by(kind: str) -> tuple[str, ...]:
    return ("national_id", "d_number") if kind == "national_id" else (kind,)
