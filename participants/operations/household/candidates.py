"""Which cases may be a family member's own."""

from agencies.access import Actor
from participants.known_people import likely_same
from participants.models import FamilyMember, Participant
from participants.operations.enrolment import Enrolment
from participants.searching import people_named

_MOST = 10


def cases_like(actor: Actor, member: FamilyMember) -> list[Participant]:
    """The cases of the same municipality with the name or, about, the birth date; without those in the family."""
    found: list[Participant] = []
    if member.birth_date:
        sought = Enrolment(given_name=member.given_name, family_name=member.family_name, birth_date=member.birth_date)
        found += [each.person for each in likely_same(actor, sought, frozenset())]
    name = f"{member.given_name} {member.family_name}".strip()
    found += people_named(actor, name) if name else []
    family = FamilyMember.objects.visible_to(actor).current().filter(participant=member.participant_id)
    taken = {member.participant_id, *family.exclude(related=None).values_list("related_id", flat=True)}
    here = {
        each.pk: each
        for each in found
        if each.municipality_id == member.municipality_id and each.moved_on is None and each.pk not in taken
    }
    return list(here.values())[:_MOST]
