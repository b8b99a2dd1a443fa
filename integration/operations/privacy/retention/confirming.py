"""Somebody who answers for the cases confirms them in a batch; only then anything happens to them."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import JobState
from agencies.operations.access_log import log_access
from agencies.operations.base import operation, require
from agencies.operations.jobs import enqueue_job
from integration.models import CasePart, PackageState, RetentionBatch, RetentionCase, RetentionRow, RetentionState
from integration.operations.privacy.retention.due import due_cases, due_parts
from participants.models import Participant
from participants.operations.cases import note_event

PACK = "retention.pack"
_SHORTEST_REASON = 10


@operation
def confirm_cases(actor: Actor, case_ids: Collection[UUID]) -> list[RetentionBatch]:
    """Have the cases, or parts of them, packed, restricted and later removed: one batch for each municipality.

    Raises ``RuleRefused`` when none is chosen or something has happened in one of them since the notice, and
    ``RetentionCase.DoesNotExist`` when one is not the actor's to see.
    """
    require(actor, Action.CHANGE, Resource.RETENTION)
    visible = RetentionCase.objects.visible_to(actor).waiting().filter(pk__in=case_ids)
    rows = list(visible.select_for_update(of=("self",)))
    if not case_ids:
        raise RuleRefused(Refusal("nothing_chosen", _("Velg minst én sak."), "cases"))
    if len(rows) != len(set(case_ids)):
        raise RetentionCase.DoesNotExist
    by_home: dict[UUID, list[RetentionCase]] = defaultdict(list)
    for row in rows:
        by_home[row.municipality_id].append(row)
    return [_confirm(actor, home, members) for home, members in by_home.items()]


@operation
def lift_restriction(actor: Actor, case_id: UUID, *, reason: str) -> RetentionCase:
    """Open a restricted case or part again, with a reason: it waits for confirmation anew, and is packed anew.

    Only privacy officers see restricted cases. Raises ``RuleRefused`` without a reason.
    """
    require(actor, Action.CHANGE, Resource.RETENTION)
    row = RetentionCase.objects.restricted_for(actor).select_for_update(of=("self",)).get(pk=case_id)
    if len(reason.strip()) < _SHORTEST_REASON:
        text = _("Skriv hvorfor saken må åpnes igjen, med minst ti tegn.")
        raise RuleRefused(Refusal("reason_required", text, "reason"))
    row.state, row.batch, row.restricted_on, row.remove_on = RetentionState.NOTICED, None, None, None
    row.save()
    with acting_as(actor.as_system()):
        person = Participant.objects.get(pk=row.case_key)
        if row.part == CasePart.WHOLE:
            person.restricted_on = None
            person.save(update_fields=["restricted_on", "changed_at"])
        RetentionRow.objects.filter(retention=row).delete()
        note_event(actor, person, "restriction_lifted", timezone.localdate(), reason=reason.strip())
    log_access(actor, Resource.RETENTION, Action.CHANGE, participant_id=person.pk, municipality_id=row.municipality_id)
    return row


def retry_batches(municipality_id: UUID) -> int:
    """Ask again for packages whose work failed; answers how many."""
    actor = system_actor(municipality_id)
    with acting_as(actor):
        failed = RetentionBatch.objects.filter(
            municipality=municipality_id, state=PackageState.WAITING, job__state=JobState.FAILED
        )
        batches = list(failed)
        for batch in batches:
            _enqueue(actor, batch)
    return len(batches)


def _confirm(actor: Actor, home: UUID, members: list[RetentionCase]) -> RetentionBatch:
    with acting_as(system_actor(home)):
        if not _are_due(home, members):
            text = _("Noe er registrert i en av sakene etter varselet. Se over listen på nytt.")
            raise RuleRefused(Refusal("no_longer_due", text, "cases"))
    batch = RetentionBatch.objects.create(municipality_id=home, confirmed_by_id=actor.user_id, cases=len(members))
    RetentionCase.objects.filter(pk__in=[row.pk for row in members]).update(state=RetentionState.CONFIRMED, batch=batch)
    for row in members:
        log_access(actor, Resource.RETENTION, Action.CHANGE, participant_id=row.participant_id, municipality_id=home)
    _enqueue(actor, batch)
    return batch


def _are_due(home: UUID, members: list[RetentionCase]) -> bool:
    """Whether all still is as the notices say."""
    today = timezone.localdate()
    whole = [row.case_key for row in members if row.part == CasePart.WHOLE]
    parts = [row for row in members if row.part != CasePart.WHOLE]
    found = due_parts([row.case_key for row in parts], home, today) if parts else {}
    now = {key: part.roots for key, part in found.items()}
    return len(due_cases(whole, today)) == len(whole) and all(
        now.get((row.case_key, row.part)) == row.roots for row in parts
    )


def _enqueue(actor: Actor, batch: RetentionBatch) -> None:
    batch.job = enqueue_job(actor, PACK, batch.municipality_id, batch_id=str(batch.pk))
    batch.save(update_fields=["job"])
