"""What becomes of a family when two registrations are one person, and when the case moves to another municipality."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from participants.hooks import household_changed
from participants.models import FamilyMember, FamilyPeriod, Kinship, Participant
from participants.operations.household.changing import Living
from participants.operations.household.correcting import withdraw
from participants.operations.household.joining import NewMember, write_member
from participants.transfers import Line, Packed, TransferPart


def merge_family(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the family of ``merged``. What both had (the same relative, a partner in the same period) stands once."""
    reason = _("Sto også på den andre registreringen av samme person.")
    withdraw(list(_doubled(kept, merged)), reason)
    # A row about the kept person stays where it was: on the kept case it would make them their own family.
    FamilyPeriod.objects.filter(participant=merged).exclude(member__related=kept).update(participant=kept)
    FamilyMember.objects.filter(participant=merged).exclude(related=kept).update(participant=kept)
    elsewhere = FamilyMember.objects.filter(related=merged)
    known = FamilyMember.objects.current().filter(related=kept).values("participant")
    withdraw(list(elsewhere.current().filter(Q(participant__in=known) | Q(participant=kept))), reason)
    elsewhere.exclude(participant=kept).update(related=kept, birth_date=kept.birth_date)
    household_changed(actor, [kept])


def _doubled(kept: Participant, merged: Participant) -> Iterator[FamilyMember]:
    own = list(FamilyMember.objects.current().filter(participant=kept).prefetch_related("periods"))
    for row in FamilyMember.objects.current().filter(participant__in=(kept, merged)).prefetch_related("periods"):
        if row.related_id in {kept.pk, merged.pk} or (
            row.participant_id == merged.pk and any(_is_same(row, other) for other in own)
        ):
            yield row
    if any(row.is_reference for row in own):
        FamilyMember.objects.filter(participant=merged, is_reference=True).update(is_reference=False)


def _is_same(row: FamilyMember, other: FamilyMember) -> bool:
    if row.kinship != other.kinship:
        return False
    if row.kinship == Kinship.PARTNER and any(_meet(a, b) for a in row.periods.all() for b in other.periods.all()):
        return True
    if row.related_id and row.related_id == other.related_id:
        return True
    same_name = row.full_name.casefold() == other.full_name.casefold()
    return row.common_id == other.common_id or (same_name and row.birth_date == other.birth_date)


def _meet(one: FamilyPeriod, other: FamilyPeriod) -> bool:
    return one.first_day <= (other.last_day or dt.date.max) and other.first_day <= (one.last_day or dt.date.max)


def pack_family(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """Who belongs to the family on the last day, without links: cases stay in their municipality.

    A relative with a protected address does not go along; the new municipality asks the family.
    """
    rows = FamilyPeriod.objects.current().on(last_day).filter(participant=person, end_reason="")
    unprotected = rows.filter(Q(member__related__isnull=True) | Q(member__related__confidentiality=0))
    return {
        "members": [
            {
                "member": {
                    "kinship": row.member.kinship,
                    "given_name": _given(row.member),
                    "family_name": _family(row.member),
                    "birth_date": row.member.birth_date,
                    "is_reference": row.member.is_reference,
                    "reference_settled_on": row.member.reference_settled_on,
                },
                "living": {
                    "first_day": row.first_day,
                    "lives_here": row.lives_here,
                    "tie": row.tie,
                    "custody": row.custody,
                },
            }
            for row in unprotected.select_related("member__related").order_by("member__birth_date", "member_id")
        ]
    }


def family_lines(packed: Packed) -> Sequence[Line]:
    """How many children, and whether there is a partner; names follow with the case."""
    kinds = [each["member"]["kinship"] for each in packed["members"]]
    if not kinds:
        return []
    said = [str(Kinship.PARTNER.label)] if Kinship.PARTNER in kinds else []
    if children := kinds.count(Kinship.CHILD):
        said.append(_("barn: %(count)d") % {"count": children})
    return [Line(_("Familie"), ", ".join(said) or _("registrert"))]


def unpack_family(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write the family on the new case."""
    for each in packed["members"]:
        write_member(person, NewMember(**each["member"]), Living(**each["living"]))


def _given(member: FamilyMember) -> str:
    return member.related.given_name if member.related else member.given_name


def _family(member: FamilyMember) -> str:
    return member.related.family_name if member.related else member.family_name


FAMILY = TransferPart(
    code="family",
    title=gettext_lazy("Familien"),
    order=15,
    pack=pack_family,
    lines=family_lines,
    unpack=unpack_family,
)
