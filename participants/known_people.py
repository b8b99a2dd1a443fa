"""Who in the municipality a person may be already, before anything is saved."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.access import Actor
from participants.arrivals.matching import REASON_TEXTS, KnownPerson, MatchKind, PersonIndex
from participants.models import Participant
from participants.operations.enrolment import Enrolment


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may be the same person, and why; ``is_certain`` says that it is."""

    person: Participant
    reasons: tuple[str, ...]
    is_certain: bool


def likely_same(actor: Actor, enrolment: Enrolment, numbers: frozenset[str]) -> list[Likely]:
    """The visible people with one of the numbers, or with the same birth date and a like name."""
    candidates = (
        Participant.objects.listed_for(actor)
        .still_here()
        .filter(Q(birth_date=enrolment.birth_date) | Q(identity_numbers__value__in=numbers))
        .distinct()
        .prefetch_related("identity_numbers")
        .order_by("id")
    )
    people = {str(person.pk): person for person in candidates}
    match = PersonIndex(_known(person) for person in people.values()).match(
        KnownPerson(
            id="new",
            given=enrolment.given_name,
            family=enrolment.family_name,
            birth_date=enrolment.birth_date,
            settled_on=enrolment.settled_on,
            numbers=numbers,
        )
    )
    reasons = tuple(_(REASON_TEXTS[reason]) for reason in match.reasons)
    is_certain = match.kind is MatchKind.KNOWN
    return [Likely(people[str(UUID(pk))], reasons, is_certain) for pk in match.person_ids]


def likely_doubles(actor: Actor, person: Participant) -> list[Likely]:
    """The visible people of the same municipality who may be ``person`` registered once more, each with the reasons."""
    own = _known(person)
    candidates = (
        Participant.objects.listed_for(actor)
        .still_here()
        .filter(Q(birth_date=person.birth_date) | Q(identity_numbers__value__in=own.numbers))
        .filter(municipality=person.municipality_id)
        .exclude(pk=person.pk)
        .distinct()
        .prefetch_related("identity_numbers")
        .order_by("id")
    )
    compared = [(other, PersonIndex([_known(other)]).match(own)) for other in candidates]
    found = [
        Likely(other, tuple(_(REASON_TEXTS[reason]) for reason in match.reasons), match.kind is MatchKind.KNOWN)
        for other, match in compared
        if match.kind is not MatchKind.NEW
    ]
    return sorted(found, key=lambda likely: not likely.is_certain)


def _known(person: Participant) -> KnownPerson:
    return KnownPerson(
        id=str(person.pk),
        given=person.given_name,
        family=person.family_name,
        birth_date=person.birth_date,
        settled_on=person.settled_on,
        numbers=frozenset(number.value for number in person.identity_numbers.all()),
    )
