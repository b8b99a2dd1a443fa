"""The municipality's people, as rows of a list are compared with them."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from participants.arrivals.matching import KnownPerson
from participants.models import IdentityNumber, Participant


def known_people(municipality_id: UUID) -> Iterator[KnownPerson]:
    """Everybody in the municipality, with two queries; whoever moved away is not there and comes back as somebody new.

    People merged into another are that other one. People registered in error are known by their numbers only: nobody
    else can have those, but whoever is merely called the same is somebody new.
    """
    numbers: defaultdict[UUID, set[str]] = defaultdict(set)
    for person_id, value in IdentityNumber.objects.filter(
        municipality=municipality_id, left_on__isnull=True
    ).values_list("participant_id", "value"):
        numbers[person_id].add(value)
    here = Participant.objects.filter(municipality=municipality_id, merged_into__isnull=True, moved_on__isnull=True)
    people = here.order_by("id")
    facts = people.values_list("id", "given_name", "family_name", "birth_date", "settled_on", "registered_in_error_on")
    for pk, given, family, birth_date, settled_on, in_error in facts.iterator(chunk_size=5000):
        yield KnownPerson(
            id=str(pk),
            given=given,
            family=family,
            birth_date=None if in_error else birth_date,
            settled_on=settled_on,
            numbers=frozenset(numbers.get(pk, ())),
        )


def protected_people(municipality_id: UUID) -> frozenset[str]:
    """The ids of those with address protection."""
    rows = Participant.objects.filter(municipality=municipality_id).protected()
    return frozenset(str(pk) for pk in rows.values_list("pk", flat=True))
