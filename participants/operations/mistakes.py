"""Takes back what was registered by mistake: a person who never should have been, and a merge of two who are two."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import household_changed, people_parted
from participants.models import (
    CaseReversal,
    FamilyMember,
    IdentityNumber,
    Participant,
    ReversibleAct,
    TransferRequest,
)
from participants.operations.cases import lock_case, note_event, refuse_anothers, refuse_moved
from participants.operations.deadlines import close_all_deadlines
from participants.operations.household.correcting import withdraw
from participants.operations.reversing import put_back, remembered, take_back_access


@operation
def register_in_error(
    actor: Actor, participant_id: UUID, *, reason: str, expected_version: int | None = None
) -> Participant:
    """Mark that the person was registered by mistake. The row is kept and leaves every list, figure, duty and flag.

    Its numbers are free for whoever they belong to.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hva som var feil."), "reason"))
    if TransferRequest.objects.waiting().filter(participant=person).exists():
        text = _("Saken venter på svar om flytting. Trekk forespørselen tilbake først.")
        raise RuleRefused(Refusal("transfer_waiting", text))
    today = timezone.localdate()
    with remembered(actor, ReversibleAct.ERROR, person, reason.strip()):
        close_all_deadlines(person, today)
        IdentityNumber.objects.filter(participant=person, left_on__isnull=True).update(left_on=today)
        withdraw(list(FamilyMember.objects.current().filter(related=person)), _("Saken ble registrert ved en feil."))
        person.registered_in_error_on = today
        person.save(update_fields=["registered_in_error_on", "changed_at"])
    note_event(actor, person, "registered_in_error", today, reason=reason.strip())
    return person


@operation
def restore_registration(actor: Actor, participant_id: UUID, *, reason: str) -> Participant:
    """Take back that the person was registered by mistake; duties, numbers and family stand as they did."""
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    mistaken = Participant.objects.visible_to(actor).filter(registered_in_error_on__isnull=False)
    person = mistaken.select_for_update(of=("self",), no_key=True).get(pk=participant_id)
    refuse_anothers(actor, person)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor saken likevel er riktig."), "reason"))
    reversals = CaseReversal.objects.standing().filter(participant=person, act=ReversibleAct.ERROR)
    try:
        with transaction.atomic():
            for reversal in reversals:
                put_back(actor, reversal)
    except IntegrityError as error:
        if "identity_number_once_in_municipality" not in str(error):
            raise
        text = _("Et av numrene er registrert på en annen sak nå. Slå sakene sammen, eller rett nummeret der først.")
        raise RuleRefused(Refusal("number_known", text)) from error
    person.refresh_from_db()
    if person.registered_in_error_on is not None:
        person.registered_in_error_on = None
        person.save(update_fields=["registered_in_error_on", "changed_at"])
    note_event(actor, person, "registration_restored", timezone.localdate(), reason=reason.strip())
    return person


@operation
def undo_merge(actor: Actor, reversal_id: UUID, *, reason: str) -> Participant:
    """Make two of one again, each with the rows it had; answers with the person who had been merged.

    What was written on the kept case since the merge stays there; whoever was named on the one because of the other is
    so no more. Possible for 30 days.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    found = CaseReversal.objects.visible_to(actor).standing().get(pk=reversal_id, act=ReversibleAct.MERGE)
    kept = lock_case(actor, found.participant_id)
    reversal = CaseReversal.objects.select_for_update(of=("self",)).get(pk=found.pk)
    merged = Participant.objects.visible_to(actor).filter(pk__in=[found.other_id])
    other = merged.select_for_update(of=("self",), no_key=True).get()
    refuse_moved(kept)
    refuse_anothers(actor, other)
    if refusals := _undo_faults(reversal, kept, other, reason):
        raise RuleRefused(*refusals)
    put_back(actor, reversal)
    kept.refresh_from_db()
    other.refresh_from_db()
    today = timezone.localdate()
    for person, counterpart in ((kept, other), (other, kept)):
        note_event(actor, person, "merge_undone", today, other=str(counterpart.pk), reason=reason.strip())
    people_parted(actor, kept, other, reversal.created_at)
    household_changed(actor, [kept, other])
    take_back_access(actor, reversal)
    return other


def _undo_faults(reversal: CaseReversal, kept: Participant, other: Participant, reason: str) -> list[Refusal]:
    faults = []
    if not reason.strip():
        faults.append(Refusal("reason_required", _("Skriv hvorfor de likevel er to personer."), "reason"))
    if reversal.undone_on is not None:
        faults.append(Refusal("undone", _("Sammenslåingen er allerede angret.")))
    if timezone.localdate() > reversal.last_day:
        text = _("Fristen for å angre var %(day)s. Del saken i stedet.") % {"day": f"{reversal.last_day:%d.%m.%Y}"}
        faults.append(Refusal("too_late", text))
    later = CaseReversal.objects.standing().filter(participant=kept, act=ReversibleAct.MERGE)
    if other.merged_into_id != kept.pk or later.filter(created_at__gt=reversal.created_at).exists():
        text = _("Saken er slått sammen med flere etterpå. Angre den siste sammenslåingen først.")
        faults.append(Refusal("later_merge", text))
    return faults
