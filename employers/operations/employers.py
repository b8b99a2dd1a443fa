"""Employers: registered by number with what the register says, merged when doubles, with contacts and notes."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import Municipality
from agencies.operations.base import operation, require, require_version
from employers.models import Employer, EmployerContact, EmployerNote, OfferedPlace, Placement, TrackCohort
from employers.operations.register_snapshots import faults_of_unit, keep_snapshot
from employers.organisation_number import has_valid_check_digit, is_synthetic, plain_digits
from employers.register import client
from employers.register.client import RegisterUnavailable
from employers.register.units import RegisterUnit


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register answered: the unit, or nothing; ``is_silent`` when it could not be asked."""

    unit: RegisterUnit | None = None
    is_silent: bool = True


@operation
def register_employer(
    actor: Actor, *, organisation_number: str, name: str = "", municipality_number: str = ""
) -> Employer:
    """Make an employer known by its organisation number; one that is known already is returned as it is.

    The register's word is taken for everything where it answers, and refuses deleted units and main units; where it is
    silent, the name is what the person writes and the snapshot follows in the night.
    """
    require(actor, Action.CREATE, Resource.EMPLOYER)
    digits = plain_digits(organisation_number)
    known = Employer.objects.filter(organisation_number=digits).select_related("merged_into").first()
    if known is not None:
        return known.merged_into or known
    answer = ask_register(digits) if not number_faults(digits) else Answer()
    refusals = _faults(digits, name, municipality_number, answer)
    if refusals:
        raise RuleRefused(*refusals)
    stated = answer.unit.name if answer.unit else name.strip()
    employer, is_new = Employer.objects.get_or_create(
        organisation_number=digits, defaults={"name": stated, "municipality_number": municipality_number}
    )
    if is_new and answer.unit is not None:
        keep_snapshot(employer, answer.unit, timezone.now())
    return employer


@operation
def refresh_employer(actor: Actor, employer_id: UUID, *, expected_version: int | None = None) -> Employer:
    """Ask the register again about one employer, now."""
    employer = _lock(actor, employer_id, expected_version)
    answer = ask_register(employer.organisation_number)
    if answer.is_silent:
        raise RuleRefused(Refusal("register_silent", _("Enhetsregisteret svarer ikke. Prøv igjen om litt.")))
    if answer.unit is None:
        raise RuleRefused(Refusal("unit_unknown", _("Enhetsregisteret kjenner ikke dette nummeret.")))
    keep_snapshot(employer, answer.unit, timezone.now())
    return employer


@operation
def merge_employers(actor: Actor, kept_id: UUID, *, merged_id: UUID, expected_version: int | None = None) -> Employer:
    """Two registrations are one workplace (a new number after a take-over): all but agreements follows the kept.

    That is jobs, contacts, notes, places that are offered, and the part in cohorts of qualification tracks. Jobs and
    notes that the actor does not see stay with the merged registration and are read through it; agreements keep the
    number they were made with.
    """
    kept = _lock(actor, kept_id, expected_version)
    merged = Employer.objects.visible_to(actor).select_for_update().get(pk=merged_id)
    if kept.pk == merged.pk or merged.merged_into_id or kept.merged_into_id:
        text = _("Velg to ulike arbeidsgivere som ikke er slått sammen fra før.")
        raise RuleRefused(Refusal("cannot_merge", text, "merged"))
    Placement.objects.filter(employer=merged).update(employer=kept)
    EmployerContact.objects.filter(employer=merged).update(employer=kept)
    EmployerNote.objects.filter(employer=merged).update(employer=kept)
    OfferedPlace.objects.filter(employer=merged).update(employer=kept)
    for cohort in TrackCohort.objects.filter(partners=merged):
        cohort.partners.add(kept)
        cohort.partners.remove(merged)
    Employer.objects.filter(merged_into=merged).update(merged_into=kept)
    merged.merged_into = kept
    merged.save()
    return kept


@operation
def add_contact(
    actor: Actor, employer_id: UUID, *, name: str, title: str = "", phone: str = "", email: str = ""
) -> EmployerContact:
    """Note somebody whom we call at the employer."""
    employer = _lock(actor, employer_id, None)
    if not name.strip():
        raise RuleRefused(Refusal("name_missing", _("Skriv navnet."), "name"))
    return EmployerContact.objects.create(
        employer=employer, name=name.strip(), title=title.strip(), phone=phone.strip(), email=email.strip()
    )


@operation
def remove_contact(actor: Actor, contact_id: UUID, *, on: dt.date | None = None) -> EmployerContact:
    """Somebody is no longer our contact."""
    require(actor, Action.CHANGE, Resource.EMPLOYER)
    contact = EmployerContact.objects.select_for_update().get(pk=contact_id)
    contact.removed_on = on or timezone.localdate()
    contact.save()
    return contact


@operation
def write_note(actor: Actor, employer_id: UUID, *, municipality_id: UUID, text: str) -> EmployerNote:
    """Remember something of an employer, for those who work with the same municipality."""
    employer = _lock(actor, employer_id, None)
    if municipality_id not in actor.municipality_ids:
        raise RuleRefused(Refusal("unknown_municipality", _("Velg en kommune du arbeider for."), "municipality_id"))
    if not text.strip():
        raise RuleRefused(Refusal("text_missing", _("Skriv notatet."), "text"))
    return EmployerNote.objects.create(
        employer=employer, municipality_id=municipality_id, text=text.strip(), written_by_id=actor.user_id,
        written_for_id=actor.agency_id,
    )  # fmt: skip


def ask_register(digits: str) -> Answer:
    """The register's answer for one number; silent where it is not configured or does not answer."""
    if not client.is_configured():
        return Answer()
    try:
        return Answer(client.look_up(digits), is_silent=False)
    except RegisterUnavailable:
        return Answer()


def search_register(words: str) -> list[RegisterUnit]:
    """Workplaces that the register finds by name; none where it is silent."""
    if not client.is_configured():
        return []
    try:
        return client.search(words)
    except RegisterUnavailable:
        return []


def number_faults(digits: str) -> list[Refusal]:
    """What is wrong with an organisation number here; empty when it can be registered."""
    if not has_valid_check_digit(digits):
        text = _("Organisasjonsnummeret skal ha ni sifre og riktig kontrollsiffer.")
        return [Refusal("organisation_number_invalid", text, "organisation_number")]
    if is_synthetic(digits) == settings.SYNTHETIC_PEOPLE_ONLY:
        return []
    text = _("Oppdiktede organisasjonsnumre kan ikke brukes her.")
    if settings.SYNTHETIC_PEOPLE_ONLY:
        text = _("Her brukes bare oppdiktede organisasjonsnumre.")
    return [Refusal("organisation_number_series", text, "organisation_number")]


def _faults(digits: str, name: str, municipality_number: str, answer: Answer) -> list[Refusal]:
    """Everything that stops an employer from being registered, each with its field."""
    faults = number_faults(digits)
    if answer.unit is not None:
        return [*faults, *faults_of_unit(answer.unit)]
    if not answer.is_silent:
        text = _("Enhetsregisteret kjenner ikke dette nummeret. Se over det.")
        faults.append(Refusal("unit_unknown", text, "organisation_number"))
    elif not name.strip():
        faults.append(Refusal("name_missing", _("Skriv navnet på arbeidsgiveren."), "name"))
    if municipality_number and not Municipality.objects.filter(pk=municipality_number).exists():
        text = _("Kommunenummeret finnes ikke. Skriv fire sifre, med ledende null.")
        faults.append(Refusal("unknown_municipality", text, "municipality_number"))
    return faults


def _lock(actor: Actor, employer_id: UUID, expected_version: int | None) -> Employer:
    require(actor, Action.CHANGE, Resource.EMPLOYER)
    employer = Employer.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=employer_id)
    require_version(employer, expected_version)
    return employer
