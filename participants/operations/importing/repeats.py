"""What a list brings that is new about people who are known: numbers and stricter protection. The rest stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from agencies.access import Actor
from participants.arrivals.person import ParsedPerson
from participants.identity.numbers import IdentityNumber as ParsedNumber
from participants.models import (
    Assignment,
    CaseEvent,
    Confidentiality,
    IdentityKind,
    IdentityNumber,
    NamedAccess,
    Participant,
)
from participants.operations.cases import event_of
from participants.operations.naming import without_machines

Repeats = Sequence[tuple[UUID, ParsedPerson]]

_STRICTNESS = (
    Confidentiality.OPEN,
    Confidentiality.CONFIDENTIAL,
    Confidentiality.STRICTLY_CONFIDENTIAL,
    Confidentiality.STRICTLY_CONFIDENTIAL_ABROAD,
)
_AT_ONCE = 2000
_SUCCEEDS = {IdentityKind.D_NUMBER: IdentityKind.NATIONAL_ID}
"""A D-number is replaced by the national identity number (law.md 11)."""


def learn_from_repeats(actor: Actor, municipality_id: UUID, repeats: Repeats, named: Iterable[UUID]) -> None:
    """Add missing numbers and raise the protection of people who are known; run as the system.

    The people are locked in the order of their ids, as by every operation on several cases.
    """
    ids = sorted({pk for pk, _person in repeats})
    locked = Participant.objects.filter(pk__in=ids, municipality=municipality_id, moved_on__isnull=True).order_by("id")
    people = {person.pk: person for person in locked.select_for_update(of=("self",), no_key=True)}
    known = [(people[pk], person) for pk, person in repeats if pk in people]
    _add_numbers(actor, municipality_id, known)
    _raise_protection(actor, known, named)


def numbers_taken(municipality_id: UUID, values: Iterable[str]) -> set[str]:
    """Those of ``values`` that somebody in the municipality has or had."""
    rows = IdentityNumber.objects.filter(
        municipality=municipality_id, value__in=sorted(set(values)), left_on__isnull=True
    )
    return set(rows.values_list("value", flat=True))


def _add_numbers(actor: Actor, municipality_id: UUID, known: Sequence[tuple[Participant, ParsedPerson]]) -> None:
    taken = numbers_taken(municipality_id, (number.value for _p, row in known for number in row.numbers))
    missing: dict[Participant, dict[str, ParsedNumber]] = defaultdict(dict)
    for person, row in known:
        for number in row.numbers:
            if number.value not in taken:
                taken.add(number.value)
                missing[person][number.value] = number
    if not missing:
        return
    today = timezone.localdate()
    standing = _standing_numbers(missing)
    new: list[IdentityNumber] = []
    for person, numbers in missing.items():
        for number in sorted(numbers.values(), key=lambda item: item.kind):
            new.append(_succeed(person, number, standing[person.pk], today))
            standing[person.pk].append(new[-1])
    IdentityNumber.objects.bulk_create(new, batch_size=_AT_ONCE)
    ended = [row for rows in standing.values() for row in rows if row.valid_to is not None and row not in new]
    IdentityNumber.objects.bulk_update(ended, ["valid_to"], batch_size=_AT_ONCE)
    kinds = {person: sorted({number.kind.value for number in numbers.values()}) for person, numbers in missing.items()}
    events = [event_of(actor, person, "numbers_added", today, kinds=found) for person, found in kinds.items()]
    CaseEvent.objects.bulk_create(events, batch_size=_AT_ONCE)


def _standing_numbers(missing: Mapping[Participant, object]) -> defaultdict[UUID, list[IdentityNumber]]:
    standing: defaultdict[UUID, list[IdentityNumber]] = defaultdict(list)
    ids = [person.pk for person in missing]
    for row in IdentityNumber.objects.filter(participant__in=ids, valid_to__isnull=True).order_by("id"):
        standing[row.participant_id].append(row)
    return standing


def _succeed(
    person: Participant, number: ParsedNumber, standing: Sequence[IdentityNumber], today: dt.date
) -> IdentityNumber:
    """The number as a row; the number that it replaces ends the day before, and is kept."""
    kind = IdentityKind(number.kind.value)
    new = IdentityNumber(
        participant=person,
        municipality_id=person.municipality_id,
        kind=kind,
        value=number.value,
        valid_from=today,
        check_digits_hold=number.check_digits_hold,
    )
    successor = next((row for row in standing if row.kind == _SUCCEEDS.get(kind) and row.valid_to is None), None)
    if successor is not None:
        # It was replaced before we heard of it: it is kept, and was never the one that counted here.
        new.valid_from = new.valid_to = successor.valid_from
        return new
    for row in standing:
        if row.valid_to is None and (row.kind == kind or _SUCCEEDS.get(IdentityKind(row.kind)) == kind):
            row.valid_to = max(row.valid_from, today - dt.timedelta(days=1))
    return new


def _raise_protection(actor: Actor, known: Sequence[tuple[Participant, ParsedPerson]], named: Iterable[UUID]) -> None:
    raised: dict[UUID, Participant] = {}
    for person, row in known:
        grade = Confidentiality(int(row.protection))
        if _STRICTNESS.index(grade) > _STRICTNESS.index(Confidentiality(person.confidentiality)):
            person.confidentiality = grade
            raised[person.pk] = person
    if not raised:
        return
    today = timezone.localdate()
    now = timezone.now()
    for person in raised.values():
        person.changed_at = now
    _name_staff(actor, raised, named, today)
    Participant.objects.bulk_update(raised.values(), ["confidentiality", "changed_at"], batch_size=_AT_ONCE)
    people = raised.values()
    events = [event_of(actor, person, "protection_raised", today, grade=person.confidentiality) for person in people]
    CaseEvent.objects.bulk_create(events, batch_size=_AT_ONCE)


def _name_staff(actor: Actor, raised: Mapping[UUID, Participant], named: Iterable[UUID], today: dt.date) -> None:
    """Whoever works with the person now goes on doing so; the others are named by whoever commits the list."""
    users = without_machines({user for user in (actor.user_id, *named) if user})
    pairs = {(pk, user) for pk in raised for user in users}
    contacts = Assignment.objects.filter(participant__in=raised).on(today)
    pairs |= set(contacts.values_list("participant_id", "user_id"))
    NamedAccess.objects.bulk_create(
        [
            NamedAccess(participant=raised[pk], municipality_id=raised[pk].municipality_id, user_id=user)
            for pk, user in sorted(pairs)
        ],
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def hold_commits(municipality_id: UUID) -> None:
    """Wait until no other list of the municipality is being committed; let go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"arrivals.commit:{municipality_id}"])
