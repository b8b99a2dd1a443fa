"""Enrols people: one by one from a form or the API, a thousand from a list; the same rule for all."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.hooks import people_enrolled
from participants.identity.numbers import NumberFault, UnreadableNumberError, parse_number
from participants.identity.numbers import faults_of as number_faults_of
from participants.models import (
    CaseEvent,
    Confidentiality,
    Education,
    IdentityNumber,
    Intake,
    NamedAccess,
    Participant,
    ResidenceBasis,
    ResidencePermit,
    Sex,
)
from participants.operations.cases import event_of
from participants.operations.elsewhere import lock_numbers, report_elsewhere
from participants.operations.naming import refuse_others_than_staff, refuse_without_deputy, without_machines
from participants.operations.permits import write_permit_deadlines
from participants.operations.plausible import day_faults, name_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What is known of a person who arrives. Dates are inclusive days; numbers are (kind, digits)."""

    given_name: str = ""
    family_name: str = ""
    birth_date: dt.date
    sex: str = Sex.UNKNOWN
    citizenship: str = ""
    mother_tongue: str = ""
    interpreter_language: str = ""
    education: str = Education.UNKNOWN
    phone: str = ""
    email: str = ""
    remark: str = ""
    confidentiality: int = Confidentiality.OPEN
    is_shielded: bool = False
    is_reserved_against_research: bool = False
    arrived_on: dt.date | None = None
    settled_on: dt.date | None = None
    claimed_on: dt.date | None = None
    intake: str = Intake.NEW
    numbers: tuple[tuple[str, str], ...] = ()
    basis: str = ""
    permit_granted_on: dt.date | None = None
    permit_valid_until: dt.date | None = None


_PERSON_FIELDS = (
    "given_name", "family_name", "birth_date", "sex", "citizenship", "mother_tongue", "interpreter_language",
    "education", "phone", "email", "remark", "confidentiality", "is_shielded",
    "is_reserved_against_research", "arrived_on", "settled_on", "claimed_on", "intake",
)  # fmt: skip
_DAYS = ("birth_date", "arrived_on", "settled_on", "claimed_on", "permit_granted_on", "permit_valid_until")


@operation
def enrol_participant(
    actor: Actor, municipality_id: UUID, enrolment: Enrolment, *, named_user_ids: Sequence[UUID] = ()
) -> Participant:
    """Enrol one person; raises ``RuleRefused`` with one refusal per fault.

    A machine enrols nobody who is protected: it is named on no case, so it could not be shown what it made. It sends a
    list, whose protected people somebody is named for before it is committed.
    """
    _require_own_municipality(actor, municipality_id)
    if actor.is_machine and (enrolment.confidentiality or enrolment.is_shielded):
        text = _("Beskyttede personer registreres av en ansatt, eller i en liste der noen er navngitt for dem.")
        raise RuleRefused(Refusal("protected_by_staff", text, "confidentiality"))
    refusals = faults_of(enrolment, timezone.localdate())
    if refusals:
        raise RuleRefused(*refusals)
    refuse_others_than_staff(municipality_id, named_user_ids, "named_user_ids")
    return enrol_many(actor, municipality_id, [enrolment], named_user_ids=named_user_ids)[0]


@operation
def enrol_many(
    actor: Actor,
    municipality_id: UUID,
    enrolments: Sequence[Enrolment],
    *,
    named_user_ids: Sequence[UUID] = (),
    origin: Mapping[str, str] | None = None,
) -> list[Participant]:
    """Enrol people whose facts were checked, set-based and all or none; in the order given.

    ``named_user_ids`` may open the cases of those among them who are protected; the actor always may. Such a case needs
    a deputy among them: ``RuleRefused`` without.
    ``origin`` is noted in the history: where the facts came from.
    """
    _require_own_municipality(actor, municipality_id)
    people = Participant.objects.bulk_create(
        [
            Participant(municipality_id=municipality_id, **{name: getattr(item, name) for name in _PERSON_FIELDS})
            for item in enrolments
        ],
        batch_size=2000,
    )
    _name_people(actor, people, named_user_ids)
    _write_numbers(people, enrolments)
    _refuse_close_family([person for person, item in zip(people, enrolments, strict=True) if item.numbers])
    report_elsewhere([person for person, item in zip(people, enrolments, strict=True) if item.numbers])
    _write_permits(people, enrolments)
    today = timezone.localdate()
    CaseEvent.objects.bulk_create(
        [event_of(actor, person, "enrolled", today, **(origin or {})) for person in people], batch_size=2000
    )
    people_enrolled(actor, people)
    return people


def _require_own_municipality(actor: Actor, municipality_id: UUID) -> None:
    require(actor, Action.CREATE, Resource.PARTICIPANT)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")


def faults_of(enrolment: Enrolment, today: dt.date) -> list[Refusal]:
    """Everything that stops the person from being enrolled, each with its field."""
    faults = name_faults({"given_name": enrolment.given_name, "family_name": enrolment.family_name})
    if not (enrolment.given_name.strip() or enrolment.family_name.strip()):
        faults.append(Refusal("name_missing", _("Skriv fornavn eller etternavn."), "family_name"))
    faults.extend(_day_faults(enrolment, today))
    faults.extend(_permit_faults(enrolment))
    for kind, value in enrolment.numbers:
        faults.extend(_number_faults(kind, value))
    return faults


def _day_faults(enrolment: Enrolment, today: dt.date) -> list[Refusal]:
    faults = day_faults({name: getattr(enrolment, name) for name in _DAYS})
    if enrolment.birth_date > today:
        faults.append(Refusal("birth_date_in_future", _("Fødselsdatoen er fram i tid."), "birth_date"))
    faults.extend(
        Refusal("in_future", _("Datoen er fram i tid."), name)
        for name in ("arrived_on", "claimed_on")
        if (day := getattr(enrolment, name)) and day > today
    )
    return faults


def _permit_faults(enrolment: Enrolment) -> list[Refusal]:
    granted, until = enrolment.permit_granted_on, enrolment.permit_valid_until
    faults: list[Refusal] = []
    if enrolment.basis and enrolment.basis not in ResidenceBasis.values:
        faults.append(Refusal("unknown_basis", _("Ukjent oppholdsgrunnlag."), "basis"))
    if not enrolment.basis and (granted or until):
        text = _("Velg oppholdsgrunnlaget som datoene gjelder, eller fjern datoene.")
        faults.append(Refusal("basis_missing", text, "basis"))
    if granted and until and until < granted:
        text = _("«Gyldig til» kan ikke være før vedtaksdatoen.")
        faults.append(Refusal("permit_ends_before", text, "permit_valid_until"))
    return faults


def _number_faults(kind: str, value: str) -> list[Refusal]:
    try:
        number = parse_number(value)
    except UnreadableNumberError:
        return [Refusal("number_unreadable", _("Nummeret skal ha 11 eller 12 sifre."), kind)]
    if number.kind != kind:
        return [Refusal("number_of_other_kind", _("Dette er et nummer av en annen type."), kind)]
    faults = number_faults_of(number, synthetic_only=settings.SYNTHETIC_PEOPLE_ONLY)
    return [Refusal(fault, _number_text(fault), kind) for fault in faults if not fault.is_warning]


def _number_text(fault: NumberFault) -> str:
    return {
        NumberFault.CHECK_DIGITS: _("Kontrollsifrene stemmer ikke. Se etter en skrivefeil."),
        NumberFault.NOT_SYNTHETIC: _("Her brukes bare oppdiktede personer (måned + 80, DUF-år 2099)."),
        NumberFault.SYNTHETIC_IN_PRODUCTION: _("Oppdiktede numre kan ikke brukes her."),
        NumberFault.NOT_A_BIRTH_NUMBER: _("Nummeret hører til en annen nummerserie."),
    }[fault]


def _name_people(actor: Actor, people: Sequence[Participant], named_user_ids: Sequence[UUID]) -> None:
    protected = [person for person in people if person.is_protected]
    if not protected:
        return
    if actor.must_prove:
        raise NotPermitted(STEP_UP)
    # Whoever enrols a protected person must be named too, and may not name anybody, so the system writes it. Of a
    # background step it was asked before it began whether there is a deputy.
    users = {user for user in (actor.user_id, *named_user_ids) if user}
    users = without_machines(users)
    if not actor.is_system:
        refuse_without_deputy(people[0].municipality_id, users, "named_user_ids")
    with acting_as(actor.as_system()):
        NamedAccess.objects.bulk_create(
            NamedAccess(participant=person, municipality_id=person.municipality_id, user_id=user)
            for person in protected
            for user in sorted(users)
        )


def _write_numbers(people: Sequence[Participant], enrolments: Sequence[Enrolment]) -> None:
    today = timezone.localdate()
    rows = [
        IdentityNumber(
            participant=person,
            municipality_id=person.municipality_id,
            kind=kind,
            value=number.value,
            valid_from=item.settled_on or today,
            check_digits_hold=number.check_digits_hold,
        )
        for person, item in zip(people, enrolments, strict=True)
        for kind, number in ((kind, parse_number(value)) for kind, value in item.numbers)
    ]
    lock_numbers(row.value for row in rows)
    try:
        with transaction.atomic():
            IdentityNumber.objects.bulk_create(rows, batch_size=2000)
    except IntegrityError as error:
        if "identity_number_once_in_municipality" not in str(error):
            raise
        known = Refusal("number_known", _("Nummeret er allerede registrert på en annen person i kommunen."), "numbers")
        raise RuleRefused(known) from error


def _refuse_close_family(people: Sequence[Participant]) -> None:
    """Nobody enrols oneself or close family: the case would be gone from whoever made it before it was whole."""
    with connection.cursor() as cursor:
        ids = [person.pk for person in people]
        cursor.execute("SELECT EXISTS (SELECT FROM unnest(%s::uuid[]) person WHERE fot_kinship(person) <> '')", [ids])
        (is_close,) = cursor.fetchone()
    if is_close:
        text = _("Nummeret er ditt eget eller en nær slektnings, etter det du har oppgitt. Be en kollega registrere.")
        raise RuleRefused(Refusal("close_family", text, "numbers"))


def _write_permits(people: Sequence[Participant], enrolments: Sequence[Enrolment]) -> None:
    permits = ResidencePermit.objects.bulk_create(
        [
            ResidencePermit(
                participant=person,
                municipality_id=person.municipality_id,
                basis=item.basis,
                granted_on=item.permit_granted_on,
                valid_until=item.permit_valid_until,
            )
            for person, item in zip(people, enrolments, strict=True)
            if item.basis
        ],
        batch_size=2000,
    )
    write_permit_deadlines(permits)
