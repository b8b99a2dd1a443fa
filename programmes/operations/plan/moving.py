"""What becomes of plans when two registrations are one person, and what goes along to another municipality."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.errors import Refusal
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart
from programmes.models import (
    CareerGuidance,
    Plan,
    PlanAgreement,
    PlanElement,
    PlanVersion,
    Proposal,
    SkillsMapping,
)

_MAPPING = (
    "schooling", "work_experience", "languages", "digital_skills", "driving_licence", "interests", "wishes", "done_on",
    "done_by", "not_done_reason",
)  # fmt: skip
_GUIDANCE = ("county", "held_on", "recommendation")
_MOVING = (Plan, PlanElement, PlanVersion, PlanAgreement, CareerGuidance, Proposal)


def merge_plans(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move everything of ``merged``. One person has one skills mapping: that of the kept registration when it has one.

    The other then stays with the merged registration, where the history leads to it.
    """
    for model in _MOVING:
        model.objects.filter(participant=merged).update(participant=kept)
    if not SkillsMapping.objects.filter(participant=kept).exists():
        SkillsMapping.objects.filter(participant=merged).update(participant=kept)


def pack_basis(_actor: Actor, person: Participant, _last_day: dt.date) -> Packed:
    """Mapping and guidance. The plan itself stays: the new municipality makes its own (Act § 15)."""
    return {
        "mapping": list(SkillsMapping.objects.filter(participant=person).values(*_MAPPING)),
        "guidance": list(
            CareerGuidance.objects.filter(participant=person).order_by("held_on", "id").values(*_GUIDANCE)
        ),
    }


def basis_lines(packed: Packed) -> Iterator[Line]:
    """Whether they were done, and when."""
    for row in packed["mapping"]:
        if row["done_on"]:
            yield Line(_("Kompetansekartlegging"), f"{row['done_on']:%d.%m.%Y}")
    for row in packed["guidance"]:
        yield Line(_("Karriereveiledning"), f"{row['held_on']:%d.%m.%Y}")


def unpack_basis(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write mapping and guidance on the new case, where it has none of its own."""
    if not SkillsMapping.objects.filter(participant=person).exists():
        for row in packed["mapping"]:
            SkillsMapping(participant=person, municipality_id=person.municipality_id, **row).save()
    CareerGuidance.objects.bulk_create(
        [
            CareerGuidance(participant=person, municipality_id=person.municipality_id, **row)
            for row in packed["guidance"]
        ]
    )


def open_proposals(person: Participant, _day: dt.date) -> list[Refusal]:
    """A proposal that waits would never be answered."""
    if not Proposal.objects.filter(participant=person).waiting().exists():
        return []
    return [Refusal("proposal_waiting", _("Et forslag venter på svar. Svar på det før saken flyttes."))]


PLAN_BASIS = TransferPart(
    code="plan_basis",
    title=gettext_lazy("Kartlegging og veiledning"),
    order=25,
    pack=pack_basis,
    lines=lambda packed: list(basis_lines(packed)),
    unpack=unpack_basis,
    hindrances=open_proposals,
)
