"""Enrols a family together: those who are known are chosen, only the missing are enrolled, and the ties are written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.household import ADULT_AGE, birthday
from participants.models import Custody, FamilyMember, Kinship, Participant
from participants.operations.enrolling import cases_here, enrol_by_hand
from participants.operations.enrolment import Enrolment, faults_of
from participants.operations.household import Living, NewMember, add_member
from participants.operations.household.correcting import link_member

MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """One of the family. ``known_id`` is the case that the person has already; ``has_case`` says whether to enrol.

    A child without a case is written on the parents' cases only. ``is_another`` says that those who are alike were
    looked at and are others.
    """

    enrolment: Enrolment
    kinship: str = "self"
    known_id: UUID | None = None
    has_case: bool = True
    is_another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The first is the person whose family it is. ``together_since`` is the day from which they live together here."""

    people: tuple[Kin, ...]
    tie: str = "spouse"
    together_since: dt.date


@dataclass(frozen=True, slots=True)
class EnrolledFamily:
    """The cases in the order of the people (None for a child without one), and which of them are new."""

    cases: tuple[Participant | None, ...]
    new_ids: frozenset[UUID]


@operation
def enrol_family(actor: Actor, municipality_id: UUID, family: Family) -> EnrolledFamily:
    """Enrol the missing of a family and write who is whose; all or none.

    Refusals name the field as ``people/<number>/<field>``, counted from 0.
    """
    require(actor, Action.CREATE, Resource.PARTICIPANT)
    require(actor, Action.CREATE, Resource.HOUSEHOLD)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    if refusals := family_faults(actor, municipality_id, family):
        raise RuleRefused(*refusals)
    known = cases_here(actor, municipality_id, [kin.known_id for kin in family.people if kin.known_id])
    cases: list[Participant | None] = []
    new_ids = set()
    for number, kin in enumerate(family.people):
        if kin.known_id:
            cases.append(known[kin.known_id])
        elif kin.has_case:
            cases.append(_enrol(actor, municipality_id, number, kin))
            new_ids.add(cases[-1].pk)  # type: ignore[union-attr]
        else:
            cases.append(None)
    _tie(actor, family, cases)
    return EnrolledFamily(tuple(cases), frozenset(new_ids))


def family_faults(actor: Actor, municipality_id: UUID, family: Family) -> list[Refusal]:
    """Everything that stops the family, each at its person."""
    faults = _shape_faults(family)
    today = timezone.localdate()
    known = cases_here(actor, municipality_id, [kin.known_id for kin in family.people if kin.known_id])
    for number, kin in enumerate(family.people):
        if kin.known_id:
            if kin.known_id not in known:
                text = _("Saken finnes ikke i kommunen. Søk på nytt.")
                faults.append(Refusal("unknown_related", text, f"people/{number}/known_id"))
            continue
        own = faults_of(kin.enrolment, today)
        if kin.kinship == Kinship.CHILD and not kin.has_case:
            own = [fault for fault in own if fault.code != "name_missing"]
        faults.extend(_at(number, fault) for fault in own)
    if family.together_since > today + dt.timedelta(days=366):
        faults.append(Refusal("too_far_ahead", _("Dagen er mer enn ett år fram i tid."), "together_since"))
    return faults


def is_adult(kin: Kin, day: dt.date) -> bool:
    """Whether the person has reached 18 on the day."""
    return birthday(kin.enrolment.birth_date, ADULT_AGE) <= day


def _shape_faults(family: Family) -> list[Refusal]:
    kinships = [kin.kinship for kin in family.people]
    faults = []
    if not kinships or kinships[0] != "self" or kinships.count("self") != 1:
        faults.append(Refusal("no_head", _("Den første i familien er den familien hører til."), "people"))
    if len(kinships) > MOST:
        faults.append(Refusal("too_many", _("Registrer høyst %(n)d om gangen.") % {"n": MOST}, "people"))
    if kinships.count(Kinship.PARTNER) > 1:
        faults.append(Refusal("two_partners", _("Familien kan ha én ektefelle eller samboer."), "people"))
    ids = [kin.known_id for kin in family.people if kin.known_id]
    if len(ids) != len(set(ids)):
        faults.append(Refusal("same_row", _("Samme sak er valgt for to personer."), "people"))
    for number, kin in enumerate(family.people):
        if kin.kinship not in {"self", *Kinship.values}:
            faults.append(Refusal("unknown_kinship", _("Velg hvem det er."), f"people/{number}/kinship"))
        if kin.kinship != Kinship.CHILD and not kin.has_case and not kin.known_id and kin.kinship == "self":
            text = _("Den første i familien må ha en sak.")
            faults.append(Refusal("head_without_case", text, f"people/{number}/has_case"))
    return faults


def _enrol(actor: Actor, municipality_id: UUID, number: int, kin: Kin) -> Participant:
    try:
        return enrol_by_hand(actor, municipality_id, kin.enrolment, is_another=kin.is_another)
    except RuleRefused as refused:
        raise RuleRefused(*(_at(number, fault) for fault in refused.refusals)) from refused


def _tie(actor: Actor, family: Family, cases: Sequence[Participant | None]) -> None:
    head = cases[0]
    if head is None:
        return
    # The partner first: children are then written on both cases.
    order = sorted(range(1, len(cases)), key=lambda number: family.people[number].kinship != Kinship.PARTNER)
    has_partner = any(kin.kinship == Kinship.PARTNER for kin in family.people)
    for number in order:
        kin, case = family.people[number], cases[number]
        if _is_tied(actor, head, kin, case):
            continue
        _add(actor, head, kin, case, family, has_partner=has_partner)


def _add(
    actor: Actor, head: Participant, kin: Kin, case: Participant | None, family: Family, *, has_partner: bool
) -> None:
    is_child = kin.kinship == Kinship.CHILD
    since = max(family.together_since, case.birth_date if case else kin.enrolment.birth_date)
    member = NewMember(
        kinship=kin.kinship,
        given_name=kin.enrolment.given_name,
        family_name=kin.enrolment.family_name,
        birth_date=kin.enrolment.birth_date,
        related_id=case.pk if case else None,
    )
    living = Living(
        first_day=since,
        tie=family.tie if kin.kinship == Kinship.PARTNER else "",
        custody=(Custody.TOGETHER if has_partner else Custody.ALONE).value if is_child else "",
    )
    add_member(actor, head.pk, member=member, living=living, also_partners=is_child)


def _is_tied(actor: Actor, head: Participant, kin: Kin, case: Participant | None) -> bool:
    """Whether the head's family has the person already; somebody who was only a name is linked to the case."""
    rows = FamilyMember.objects.visible_to(actor).current().filter(participant=head, kinship=kin.kinship)
    if case and rows.filter(related=case).exists():
        return True
    facts = kin.enrolment
    for row in rows.filter(related__isnull=True, birth_date=facts.birth_date):
        if row.given_name.casefold() == facts.given_name.strip().casefold():
            if case:
                link_member(actor, row.pk, related_id=case.pk)
            return True
    return False


def _at(number: int, fault: Refusal) -> Refusal:
    return Refusal(fault.code, fault.detail, f"people/{number}/{fault.field}", fault.paragraph)
