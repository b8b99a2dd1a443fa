"""Corrects what was written of a member: who it is, that it has a case of its own, that it was a mistake."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import household_changed
from participants.models import FamilyMember, FamilyPeriod, Kinship, Participant
from participants.operations.cases import note_event
from participants.operations.household.changing import Living
from participants.operations.household.counterparts import lock_member, lock_people, mirror_of, rows_of_other_parent
from participants.operations.household.joining import NewMember, birth_faults, conflict_of, write_mirror
from participants.operations.plausible import name_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """Who a member is; name and birth date of somebody with a case of their own are corrected on that case."""

    given_name: str
    family_name: str
    birth_date: dt.date | None
    is_reference: bool
    reference_settled_on: dt.date | None = None


@operation
def correct_member(
    actor: Actor, member_id: UUID, *, facts: MemberFacts, expected_version: int | None = None
) -> FamilyMember:
    """Write the facts; the rows about the same child on the other parent's case follow."""
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, people = lock_member(actor, member_id)
    require_version(member, expected_version)
    if faults := _faults(member, facts):
        raise RuleRefused(*faults)
    rows = [member, *rows_of_other_parent(actor, member)]
    try:
        with transaction.atomic():
            for row in rows:
                _write(row, facts, is_own=row is member)
    except IntegrityError as error:
        raise RuleRefused(conflict_of(error)) from error
    touched = [people[row.participant_id] for row in rows if row.participant_id in people]
    for person in touched:
        note_event(actor, person, "household_corrected", timezone.localdate(), kinship=str(member.kinship))
    household_changed(actor, touched)
    return member


@operation
def link_member(
    actor: Actor, member_id: UUID, *, related_id: UUID, expected_version: int | None = None
) -> FamilyMember:
    """Say which case is the member's own: a child who grew up, a partner who was enrolled later. Both cases show it."""
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, _people = lock_member(actor, member_id)
    require_version(member, expected_version)
    if member.related_id:
        raise RuleRefused(Refusal("linked", _("Familiemedlemmet har allerede en sak."), "related_id"))
    people = lock_people(actor, member.participant_id, related_id)
    person, related = people[member.participant_id], people[related_id]
    newest = FamilyPeriod.objects.filter(member=member).order_by("-first_day").first()
    try:
        with transaction.atomic():
            member.related, member.given_name, member.family_name = related, "", ""
            member.birth_date = related.birth_date
            member.save()
    except IntegrityError as error:
        raise RuleRefused(conflict_of(error)) from error
    if newest and not newest.end_reason and mirror_of(actor, member) is None:
        living = Living(first_day=newest.first_day, lives_here=newest.lives_here, tie=newest.tie)
        write_mirror(related, person, NewMember(kinship=member.kinship, related_id=related.pk), living)
    for each in people.values():
        note_event(actor, each, "household_linked", timezone.localdate(), kinship=str(member.kinship))
    household_changed(actor, list(people.values()))
    return member


@operation
def remove_member(actor: Actor, member_id: UUID, *, reason: str, expected_version: int | None = None) -> FamilyMember:
    """Take out a member who was written by mistake; the row is kept with the reason, on the member's own case too."""
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, people = lock_member(actor, member_id)
    require_version(member, expected_version)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hva som var feil."), "reason"))
    rows = [row for row in (member, mirror_of(actor, member)) if row]
    withdraw(rows, reason.strip())
    for row in rows:
        note_event(
            actor, people[row.participant_id], "household_removed", timezone.localdate(),
            kinship=str(row.kinship), reason=reason.strip(),
        )  # fmt: skip
    household_changed(actor, [people[row.participant_id] for row in rows])
    return member


def withdraw(rows: list[FamilyMember], reason: str) -> None:
    """Mark rows as written by mistake; they count nowhere any more."""
    FamilyPeriod.objects.filter(member__in=rows).update(is_removed=True)
    for row in rows:
        row.removed_on, row.removed_reason, row.is_reference = timezone.localdate(), reason, False
        row.save()


def follow_birth_date(_actor: Actor, person: Participant, fields: frozenset[str]) -> None:
    """A corrected birth date is the birth date on every case that has the person in its family."""
    if "birth_date" in fields:
        FamilyMember.objects.filter(related=person).update(birth_date=person.birth_date)


def _faults(member: FamilyMember, facts: MemberFacts) -> list[Refusal]:
    faults = birth_faults(facts.birth_date)
    faults.extend(name_faults({"given_name": facts.given_name, "family_name": facts.family_name}))
    is_child = member.kinship == Kinship.CHILD
    if is_child and not member.related_id and facts.birth_date is None:
        faults.append(Refusal("birth_date_missing", _("Skriv barnets fødselsdato."), "birth_date"))
    if not is_child and not member.related_id and not (facts.given_name.strip() or facts.family_name.strip()):
        faults.append(Refusal("name_missing", _("Skriv fornavn eller etternavn."), "family_name"))
    if facts.reference_settled_on and not facts.is_reference:
        text = _("Kryss av for referanseperson, eller fjern datoen.")
        faults.append(Refusal("not_reference", text, "is_reference"))
    return faults


def _write(row: FamilyMember, facts: MemberFacts, *, is_own: bool) -> None:
    if not row.related_id:
        row.given_name, row.family_name = facts.given_name.strip(), facts.family_name.strip()
        row.birth_date = facts.birth_date
    if is_own:
        row.is_reference, row.reference_settled_on = facts.is_reference, facts.reference_settled_on
    row.save()
