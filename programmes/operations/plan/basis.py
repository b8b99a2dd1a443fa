"""Registers what a plan stands on: skills mapping (Act § 10) and career guidance (Act § 11), and the signatures."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.law.agreements import AGREEMENT_PARAGRAPH, agreement_kind
from programmes.models import CareerGuidance, PlanAgreement, SignedForReason, SigningWay, SkillsMapping
from programmes.models.plan_basis import DigitalSkills
from programmes.operations.plan.opening import lock_plan

_MAPPING_PARAGRAPH = "integreringsloven § 10"
_MOST_LANGUAGES = 12
_TEXTS = (
    "schooling", "work_experience", "digital_skills", "driving_licence", "interests", "wishes", "done_by",
    "not_done_reason",
)  # fmt: skip
MAPPED = (*_TEXTS, "languages", "done_on")
"""What a mapping holds, by the names of ``Mapping``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What is mapped. ``languages`` are pairs of language and level."""

    schooling: str = ""
    work_experience: str = ""
    languages: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    digital_skills: str = ""
    driving_licence: str = ""
    interests: str = ""
    wishes: str = ""
    done_on: dt.date | None = None
    done_by: str = ""
    not_done_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the contract or declaration, when and how."""

    signed_on: dt.date
    way: str
    signed_by: str = ""
    on_behalf_reason: str = ""


@operation
def save_mapping(
    actor: Actor, participant_id: UUID, mapping: Mapping, *, expected_version: int | None = None
) -> SkillsMapping:
    """Register the skills mapping of a person, or change it; what it was before stands in the history."""
    require(actor, Action.CHANGE, Resource.SKILLS_MAPPING)
    person = lock_case(actor, participant_id)
    row = SkillsMapping.objects.filter(participant=person).first()
    if row is not None:
        require_version(row, expected_version)
    else:
        row = SkillsMapping(participant=person, municipality_id=person.municipality_id)
    faults = _mapping_faults(mapping)
    if faults:
        raise RuleRefused(*faults)
    for name in _TEXTS:
        setattr(row, name, str(getattr(mapping, name)).strip())
    row.done_on = mapping.done_on
    row.languages = [{"language": language, "level": level} for language, level in mapping.languages]
    row.save()
    note_event(actor, person, "skills_mapped", mapping.done_on or timezone.localdate(), is_done=bool(mapping.done_on))
    return row


@operation
def register_guidance(
    actor: Actor,
    participant_id: UUID,
    *,
    county: str,
    held_on: dt.date,
    recommendation: str = "",
    expected_version: int | None = None,
) -> CareerGuidance:
    """Register a career guidance that the county gave. ``expected_version`` is that of the participant."""
    require(actor, Action.CREATE, Resource.SKILLS_MAPPING)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    faults = []
    if not county.strip():
        faults.append(Refusal("county_missing", _("Skriv hvilken fylkeskommune."), "county"))
    if held_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "held_on"))
    if faults:
        raise RuleRefused(*faults)
    row = CareerGuidance(
        participant=person,
        municipality_id=person.municipality_id,
        county=county.strip(),
        held_on=held_on,
        recommendation=recommendation.strip(),
    )
    row.save()
    note_event(actor, person, "career_guidance", held_on)
    return row


@operation
def sign_plan(
    actor: Actor, plan_id: UUID, signature: Signature, *, expected_version: int | None = None
) -> PlanAgreement:
    """Register that the contract or declaration of a final plan was signed; signing for another has a coded reason."""
    require(actor, Action.CHANGE, Resource.PLAN)
    plan = lock_plan(actor, plan_id, expected_version)
    if plan.finalised_on is None:
        text = _("Planen signeres når den er ferdigstilt.")
        raise RuleRefused(Refusal("plan_not_final", text, "", AGREEMENT_PARAGRAPH))
    faults = _signature_faults(signature)
    if faults:
        raise RuleRefused(*faults)
    row = PlanAgreement(
        plan=plan,
        plan_version=plan.versions.get(number=plan.number),
        participant_id=plan.participant_id,
        municipality_id=plan.municipality_id,
        kind=agreement_kind(plan.finalised_on).value,
        signed_on=signature.signed_on,
        way=signature.way,
        signed_by=signature.signed_by.strip() or plan.participant.full_name,
        on_behalf_reason=signature.on_behalf_reason,
        for_municipality_id=actor.user_id,
    )
    row.save()
    note_event(actor, plan.participant, "plan_signed", signature.signed_on, agreement=row.kind)
    return row


def _mapping_faults(mapping: Mapping) -> list[Refusal]:
    faults = []
    if mapping.done_on is None and not mapping.not_done_reason.strip():
        text = _("Skriv når kartleggingen ble gjort, eller hvorfor den ikke er gjort.")
        faults.append(Refusal("mapping_undone", text, "done_on", _MAPPING_PARAGRAPH))
    if mapping.done_on is not None and mapping.done_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "done_on"))
    if mapping.digital_skills and mapping.digital_skills not in DigitalSkills.values:
        faults.append(Refusal("unknown_choice", _("Velg en av mulighetene."), "digital_skills"))
    if len(mapping.languages) > _MOST_LANGUAGES:
        faults.append(Refusal("too_many", _("Skriv høyst tolv språk."), "languages"))
    return faults


def _signature_faults(signature: Signature) -> list[Refusal]:
    faults = []
    if signature.signed_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "signed_on"))
    if signature.way not in SigningWay.values:
        faults.append(Refusal("unknown_choice", _("Velg en av mulighetene."), "way"))
    if signature.on_behalf_reason and signature.on_behalf_reason not in SignedForReason.values:
        faults.append(Refusal("unknown_choice", _("Velg en av mulighetene."), "on_behalf_reason"))
    if signature.signed_by.strip() and not signature.on_behalf_reason:
        text = _("Velg hvorfor en annen enn deltakeren har signert.")
        faults.append(Refusal("on_behalf_reason_missing", text, "on_behalf_reason", AGREEMENT_PARAGRAPH))
    if signature.on_behalf_reason and not signature.signed_by.strip():
        faults.append(Refusal("signer_missing", _("Skriv hvem som har signert."), "signed_by"))
    return faults
