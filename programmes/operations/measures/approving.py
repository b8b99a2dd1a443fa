"""Approvals of an agreement: employer and participant in any order, the adviser last (nav-and-schools.md 1.1)."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.document_files import Upload
from participants.operations.cases import note_event
from participants.operations.documents import store_document
from programmes.law.measures import Party, rule_for
from programmes.measure_words import missing_refusals
from programmes.models import (
    AgreementParty,
    ApprovalWay,
    MeasureApproval,
    OnBehalfReason,
    VersionKind,
    WorkMeasure,
)
from programmes.operations.measures.contents import keep_version
from programmes.operations.measures.preparing import clear_approvals, lock_measure, refuse_cancelled
from programmes.operations.measures.statuses import follow_measure

_PARAGRAPH = "tiltaksforskriften § 1-5"
REASONS_FOR: dict[AgreementParty, frozenset[OnBehalfReason]] = {
    AgreementParty.PARTICIPANT: frozenset(
        {OnBehalfReason.NO_BANKID, OnBehalfReason.RESERVED, OnBehalfReason.DIGITAL_SKILLS}
    ),
    AgreementParty.EMPLOYER: frozenset(
        {OnBehalfReason.CANNOT_GIVE_ACCESS, OnBehalfReason.UNKNOWN_ACCESS, OnBehalfReason.PRIVACY}
    ),
}


@operation
def approve_on_behalf(
    actor: Actor, measure_id: UUID, *, party: str, reasons: Sequence[str], expected_version: int | None = None
) -> WorkMeasure:
    """The adviser approves for the employer or the participant, for at least one coded reason of that party's."""
    require(actor, Action.DECIDE, Resource.MEASURE)
    measure = _open_for(actor, measure_id, party, expected_version)
    allowed = REASONS_FOR.get(AgreementParty(party), frozenset())
    if not reasons or not allowed.issuperset(reasons):
        text = _("Velg minst én grunn til at du godkjenner på vegne av parten.")
        raise RuleRefused(Refusal("on_behalf_reason_missing", text, "reasons", _PARAGRAPH))
    write_approval(actor, measure, AgreementParty(party), ApprovalWay.ON_BEHALF, reasons=sorted(set(reasons)))
    return measure


@operation
def approve_on_paper(
    actor: Actor, measure_id: UUID, *, party: str, name: str, filename: str, content: Upload,
    expected_version: int | None = None,
) -> WorkMeasure:  # fmt: skip
    """Attach the paper that the employer or the participant has signed; it is kept among the case's documents."""
    measure = _open_for(actor, measure_id, party, expected_version)
    if not name.strip():
        raise RuleRefused(Refusal("name_missing", _("Skriv navnet på den som har signert."), "name"))
    # NAV has no right to the case's documents; this one paper it brings itself.
    title = _("Signert avtale om tiltak")
    system = actor.as_system()
    document = store_document(system, measure.participant_id, title=title, filename=filename, content=content)
    approval = write_approval(actor, measure, AgreementParty(party), ApprovalWay.PAPER, name=name.strip())
    MeasureApproval.objects.filter(pk=approval.pk).update(document=document)
    return measure


@operation
def approve_as_adviser(actor: Actor, measure_id: UUID, *, expected_version: int | None = None) -> WorkMeasure:
    """The adviser approves last, and the agreement is made: version 1 of its content."""
    require(actor, Action.DECIDE, Resource.MEASURE)
    measure = _open_for(actor, measure_id, AgreementParty.ADVISER, expected_version)
    waiting = parties_waiting(measure)
    if waiting != [AgreementParty.ADVISER]:
        names = ", ".join(str(party.label) for party in waiting if party is not AgreementParty.ADVISER)
        text = _("NAV-veilederen godkjenner sist. Vi venter på: %(parties)s.") % {"parties": names}
        raise RuleRefused(Refusal("adviser_approves_last", text, "", _PARAGRAPH))
    write_approval(actor, measure, AgreementParty.ADVISER, ApprovalWay.OWN, name=actor.name)
    return measure


@operation
def withdraw_approvals(actor: Actor, measure_id: UUID, *, expected_version: int | None = None) -> WorkMeasure:
    """Take all approvals back before the agreement is made, so that it can be talked over again."""
    measure = lock_measure(actor, measure_id, expected_version)
    _refuse_made(measure)
    clear_approvals(actor, measure)
    follow_measure(actor, measure)
    return measure


def parties_of(measure: WorkMeasure) -> list[AgreementParty]:
    """Who must approve this kind of measure, in the order of the rule."""
    rule = rule_for(measure.kind, measure.first_day)
    return [AgreementParty(party.value) for party in (rule.parties if rule else (Party.ADVISER,))]


def parties_waiting(measure: WorkMeasure) -> list[AgreementParty]:
    """Who has still to approve."""
    standing = set(MeasureApproval.objects.filter(measure=measure).standing().values_list("party", flat=True))
    return [party for party in parties_of(measure) if party not in standing]


def write_approval(
    actor: Actor, measure: WorkMeasure, party: AgreementParty, way: ApprovalWay, *, name: str = "",
    reasons: Sequence[str] = (),
) -> MeasureApproval:  # fmt: skip
    """Write the approval under the case's lock; the last one makes the agreement."""
    approval = MeasureApproval.objects.create(
        measure=measure,
        participant_id=measure.participant_id,
        municipality_id=measure.municipality_id,
        party=party,
        way=way,
        name=name,
        reasons=list(reasons),
        registered_by_id=actor.user_id,
    )
    today = timezone.localdate()
    note_event(actor, measure.participant, "measure_approved", today, measure=measure.kind, party=party, way=way)
    if party is AgreementParty.ADVISER:
        measure.entered_at, measure.decided_by_id = timezone.now(), actor.agency_id
        keep_version(actor, measure, VersionKind.ENTERED)
    # A new approval is a new version of what the others have read.
    follow_measure(actor, measure)
    return approval


def refuse_unless_waiting(measure: WorkMeasure, party: AgreementParty) -> None:
    """Raise ``RuleRefused`` unless this party's approval of a whole content is what is missing."""
    refuse_cancelled(measure)
    _refuse_made(measure)
    if party not in parties_of(measure):
        raise RuleRefused(Refusal("party_not_asked", _("Denne avtalen trenger ikke den partens godkjenning."), "party"))
    if measure.missing:
        raise RuleRefused(*missing_refusals(measure))
    if party not in parties_waiting(measure):
        raise RuleRefused(Refusal("already_approved", _("Parten har allerede godkjent."), "party"))


def _open_for(actor: Actor, measure_id: UUID, party: str, expected_version: int | None) -> WorkMeasure:
    measure = lock_measure(actor, measure_id, expected_version)
    if party not in AgreementParty.values:
        raise RuleRefused(Refusal("unknown_party", _("Velg hvem som godkjenner."), "party"))
    refuse_unless_waiting(measure, AgreementParty(party))
    return measure


def _refuse_made(measure: WorkMeasure) -> None:
    if measure.entered_at is not None:
        text = _("Avtalen er inngått. Forleng, forkort eller annuller den.")
        raise RuleRefused(Refusal("agreement_made", text))
