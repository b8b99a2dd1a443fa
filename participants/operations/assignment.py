"""Gives a person an adviser, a deputy or a NAV contact."""

import datetime as dt
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import Membership, Role, User
from agencies.operations.base import operation, require
from agencies.serving import serving
from participants.models import Assignment, AssignmentKind, NamedAccess, Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.plausible import day_faults

ROLES_WITH = {
    AssignmentKind.ADVISER: (Role.PROGRAMME_ADVISER, Role.TEAM_LEADER),
    AssignmentKind.DEPUTY: (Role.PROGRAMME_ADVISER, Role.TEAM_LEADER),
    AssignmentKind.NAV_CONTACT: (Role.NAV_ADVISER,),
}


@operation
def assign(actor: Actor, participant_id: UUID, *, user_id: UUID, kind: str, first_day: dt.date) -> Assignment:
    """Make a user the person's contact of this kind from ``first_day``; the one before ends the day before.

    Where another is already to take over on a later day, the new contact ends the day before that.
    """
    require(actor, Action.CHANGE, Resource.ASSIGNMENT)
    person = lock_case(actor, participant_id, even_anothers=True)
    if faults := day_faults({"first_day": first_day}):
        raise RuleRefused(*faults)
    user = _candidate(person, user_id, _known_kind(kind), first_day)
    _end_current(person, kind, first_day)
    assignment = Assignment.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        user=user,
        kind=kind,
        first_day=first_day,
        last_day=_day_before_the_next(person, kind, first_day),
    )
    if person.is_protected:
        NamedAccess.objects.bulk_create(
            [NamedAccess(participant=person, municipality_id=person.municipality_id, user=user)], ignore_conflicts=True
        )
    note_event(actor, person, "assigned", first_day, task=kind, name=user.name)
    return assignment


def contacts_available(municipality_id: UUID, kind: AssignmentKind, day: dt.date) -> list[User]:
    """The staff who may be given this task for the municipality's people on ``day``, by name."""
    members = Membership.objects.active_on(day).filter(role__in=ROLES_WITH[kind])
    if kind is AssignmentKind.NAV_CONTACT:
        members = members.filter(agency__in=serving(day).filter(municipality=municipality_id).values("provider"))
    else:
        members = members.filter(agency=municipality_id)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("name", "id"))


def _candidate(person: Participant, user_id: UUID, kind: AssignmentKind, day: dt.date) -> User:
    for user in contacts_available(person.municipality_id, kind, day):
        if user.pk == user_id:
            return user
    raise RuleRefused(Refusal("not_available", _("Velg en ansatt som kan ha denne oppgaven."), "user"))


def _end_current(person: Participant, kind: str, first_day: dt.date) -> None:
    current = Assignment.objects.filter(participant=person, kind=kind).on(first_day)
    if current.filter(first_day=first_day).exists():
        current.filter(first_day=first_day).delete()
    current.update(last_day=first_day - dt.timedelta(days=1))


def _day_before_the_next(person: Participant, kind: str, first_day: dt.date) -> dt.date | None:
    later = Assignment.objects.filter(participant=person, kind=kind, first_day__gt=first_day)
    next_day: dt.date | None = later.aggregate(day=Min("first_day"))["day"]
    return next_day and next_day - dt.timedelta(days=1)


def _known_kind(kind: str) -> AssignmentKind:
    if kind not in AssignmentKind.values:
        raise RuleRefused(Refusal("unknown_kind", _("Velg programrådgiver, stedfortreder eller NAV-kontakt."), "kind"))
    return AssignmentKind(kind)
