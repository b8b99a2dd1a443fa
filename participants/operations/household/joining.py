"""Writes a new member of a household, and the rows that follow on other cases."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.hooks import household_changed
from participants.household import partner_of
from participants.models import Custody, FamilyMember, FamilyPeriod, Kinship, Participant
from participants.operations.cases import note_event
from participants.operations.household.changing import Living, living_faults
from participants.operations.household.counterparts import MIRRORED, OTHER_PARENTS, lock_people
from participants.operations.plausible import day_faults, name_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Who it is. ``related_id`` is the member's own case in the municipality; name and birth date are then read there.

    ``common_id`` is given when the same human being has a row on another case already.
    """

    kinship: str
    given_name: str = ""
    family_name: str = ""
    birth_date: dt.date | None = None
    related_id: UUID | None = None
    is_reference: bool = False
    reference_settled_on: dt.date | None = None
    common_id: UUID | None = None


@operation
def add_member(
    actor: Actor, participant_id: UUID, *, member: NewMember, living: Living, also_partners: bool = False
) -> FamilyMember:
    """Write a partner, child, parent or other relative, from ``living.first_day`` on.

    Where the member is a participant, the tie is written on that case too. ``also_partners`` writes a child on the case
    of the person's partner as well, when the partner is a participant.
    """
    require(actor, Action.CREATE, Resource.HOUSEHOLD)
    other_parent_id = _other_parent_id(actor, participant_id, member, living) if also_partners else None
    others = {pk for pk in (member.related_id, other_parent_id) if pk}
    people = lock_people(actor, participant_id, *others)
    person = people[participant_id]
    related = people[member.related_id] if member.related_id else None
    member = _told_by_case(member, related)
    if faults := member_faults(member, living, related):
        raise RuleRefused(*faults)
    member = replace(member, common_id=member.common_id or uuid7())
    row = write_member(person, member, living)
    if related:
        write_mirror(related, person, member, living)
    if other_parent_id:
        _write_for_other_parent(people[other_parent_id], related, member, living)
    for each in people.values():
        note_event(actor, each, "household_joined", living.first_day, kinship=_seen_from(each, person, member))
    household_changed(actor, list(people.values()))
    return row


def write_member(person: Participant, member: NewMember, living: Living) -> FamilyMember:
    """The rows on one case; ``RuleRefused`` when the person has another partner in the period, or the same relative."""
    try:
        with transaction.atomic():
            row = FamilyMember.objects.create(
                participant=person,
                municipality_id=person.municipality_id,
                related_id=member.related_id,
                common_id=member.common_id or uuid7(),
                kinship=member.kinship,
                # The name of somebody with a case of their own is read there, under the protection of that case.
                given_name="" if member.related_id else member.given_name.strip(),
                family_name="" if member.related_id else member.family_name.strip(),
                birth_date=member.birth_date,
                is_reference=member.is_reference,
                reference_settled_on=member.reference_settled_on,
            )
            FamilyPeriod.objects.create(
                participant=person,
                municipality_id=person.municipality_id,
                member=row,
                first_day=living.first_day,
                tie=living.tie,
                lives_here=living.lives_here,
                custody=living.custody,
                is_partner=member.kinship == Kinship.PARTNER,
            )
    except IntegrityError as error:
        raise RuleRefused(conflict_of(error)) from error
    return row


def write_mirror(related: Participant, person: Participant, member: NewMember, living: Living) -> FamilyMember:
    """The row on the member's own case about the person of this case."""
    kinship = MIRRORED[Kinship(member.kinship)]
    mirrored = NewMember(kinship=kinship, related_id=person.pk, birth_date=person.birth_date)
    return write_member(related, mirrored, replace(living, custody=""))


def conflict_of(error: IntegrityError) -> Refusal:
    """What the database refused, as a sentence; anything else is a fault and is raised again."""
    texts = {
        "one_partner_at_a_time": Refusal(
            "has_partner",
            _("Personen har allerede en ektefelle eller samboer i perioden. Registrer når det tok slutt først."),
            "first_day",
        ),
        "relative_once_on_a_case": Refusal("relative_known", _("Personen står allerede i familien."), "related_id"),
        "one_reference_person": Refusal(
            "has_reference", _("Saken har allerede en referanseperson. Rett den andre først."), "is_reference"
        ),
    }
    for constraint, refusal in texts.items():
        if constraint in str(error):
            return refusal
    raise error


def member_faults(member: NewMember, living: Living, related: Participant | None) -> list[Refusal]:
    """Everything that stops the member from being written, each with its field."""
    if member.kinship not in Kinship.values:
        return [Refusal("unknown_kinship", _("Velg hvem det er."), "kinship")]
    faults = name_faults({"given_name": member.given_name, "family_name": member.family_name})
    is_named = related or member.given_name.strip() or member.family_name.strip()
    if not is_named and member.kinship != Kinship.CHILD:
        faults.append(Refusal("name_missing", _("Skriv fornavn eller etternavn."), "family_name"))
    if member.kinship == Kinship.CHILD and member.birth_date is None:
        faults.append(Refusal("birth_date_missing", _("Skriv barnets fødselsdato."), "birth_date"))
    faults.extend(birth_faults(member.birth_date))
    if member.birth_date and living.first_day < member.birth_date:
        faults.append(Refusal("before_birth", _("Dagen er før personen ble født."), "first_day"))
    if member.reference_settled_on and not member.is_reference:
        text = _("Kryss av for referanseperson, eller fjern datoen.")
        faults.append(Refusal("not_reference", text, "is_reference"))
    return [*faults, *living_faults(Kinship(member.kinship), living)]


def birth_faults(birth_date: dt.date | None) -> list[Refusal]:
    """A birth date is a day that has been."""
    faults = day_faults({"birth_date": birth_date})
    if birth_date and birth_date > timezone.localdate():
        faults.append(Refusal("birth_date_in_future", _("Fødselsdatoen er fram i tid."), "birth_date"))
    return faults


def _told_by_case(member: NewMember, related: Participant | None) -> NewMember:
    return replace(member, birth_date=related.birth_date) if related else member


def _other_parent_id(actor: Actor, participant_id: UUID, member: NewMember, living: Living) -> UUID | None:
    if member.kinship != Kinship.CHILD:
        return None
    person = Participant.objects.visible_to(actor).current().get(pk=participant_id)
    partner = partner_of(person, living.first_day)
    # The partner of today is meant when the child was born before the two were known to be partners.
    partner = partner or partner_of(person, timezone.localdate())
    return partner.participant_id if partner else None


def _write_for_other_parent(
    parent: Participant, related: Participant | None, member: NewMember, living: Living
) -> None:
    custody, lives_here = OTHER_PARENTS[Custody(living.custody or Custody.TOGETHER)]
    theirs = replace(member, is_reference=False, reference_settled_on=None)
    shared = replace(living, custody=custody if living.custody else "", lives_here=lives_here)
    write_member(parent, theirs, shared)
    if related:
        write_mirror(related, parent, theirs, shared)


def _seen_from(each: Participant, person: Participant, member: NewMember) -> str:
    if each.pk == person.pk or each.pk != member.related_id:
        return str(member.kinship)
    return MIRRORED[Kinship(member.kinship)].value
