"""The other side of a tie: what a row on one case means on the case of the member, or of the child's other parent."""

from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.models import Custody, FamilyMember, Kinship, Participant
from participants.operations.cases import lock_case

MIRRORED = {
    Kinship.PARTNER: Kinship.PARTNER,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.PARENT: Kinship.CHILD,
    Kinship.OTHER: Kinship.OTHER,
}
OTHER_PARENTS = {
    Custody.TOGETHER: (Custody.TOGETHER, True),
    Custody.SHARED: (Custody.SHARED, True),
    Custody.ALONE: (Custody.OTHER_PARENT, False),
    Custody.OTHER_PARENT: (Custody.ALONE, True),
    Custody.OTHERS: (Custody.OTHERS, False),
}
"""What one parent's custody is for the other parent, and whether the child then lives there."""


def lock_people(actor: Actor, person_id: UUID, *other_ids: UUID) -> dict[UUID, Participant]:
    """All these cases, locked in the order of ids, so that two changes of one family never cross.

    ``Participant.DoesNotExist`` when the actor may not see the first; ``RuleRefused`` when another cannot be linked.
    """
    visible = Participant.objects.visible_to(actor).current()
    person = visible.get(pk=person_id)
    here = set(
        visible.filter(pk__in=other_ids, municipality=person.municipality_id, moved_on=None).values_list(
            "pk", flat=True
        )
    )
    if here != set(other_ids):
        text = _("Personen finnes ikke blant sakene i kommunen. Søk på nytt.")
        raise RuleRefused(Refusal("unknown_related", text, "related_id"))
    return {pk: lock_case(actor, pk) for pk in sorted({person_id, *other_ids})}


def lock_member(actor: Actor, member_id: UUID) -> tuple[FamilyMember, dict[UUID, Participant]]:
    """A member and the cases that a change of it touches; ``FamilyMember.DoesNotExist`` when it is not visible."""
    found = FamilyMember.objects.visible_to(actor).current().get(pk=member_id)
    others = {row.participant_id for row in _counterparts(actor, found)}
    people = lock_people(actor, found.participant_id, *others)
    member = FamilyMember.objects.select_for_update(of=("self",)).get(pk=member_id)
    return member, people


def mirror_of(actor: Actor, member: FamilyMember) -> FamilyMember | None:
    """The row on the member's own case about the person of this case."""
    if not member.related_id:
        return None
    rows = FamilyMember.objects.visible_to(actor).current()
    return rows.filter(participant=member.related_id, related=member.participant_id).first()


def rows_of_other_parent(actor: Actor, member: FamilyMember) -> list[FamilyMember]:
    """The rows about the same child on other cases."""
    if member.kinship != Kinship.CHILD:
        return []
    rows = FamilyMember.objects.visible_to(actor).current().filter(kinship=Kinship.CHILD, common_id=member.common_id)
    return list(rows.exclude(participant=member.participant_id).order_by("id"))


def _counterparts(actor: Actor, member: FamilyMember) -> list[FamilyMember]:
    mirror = mirror_of(actor, member)
    standing = [row for row in rows_of_other_parent(actor, member) if row.participant.moved_on is None]
    return ([mirror] if mirror and mirror.participant.moved_on is None else []) + standing
