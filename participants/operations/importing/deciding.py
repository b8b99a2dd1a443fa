"""What people decide about a list before it is committed: intake, who is named, and who is who."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import User
from agencies.operations.base import operation, require, require_version
from participants.models import BatchState, ImportBatch, ImportRow, Intake, RowCategory, RowDecision
from participants.operations.importing.batches import COMMIT, lock_batch, start_job
from participants.operations.importing.counting import outstanding
from participants.operations.naming import refuse_others_than_staff, refuse_without_deputy, without_machines

_OPEN = (BatchState.PREVIEW, BatchState.COMMITTED)


@operation
def prepare_commit(
    actor: Actor,
    batch_id: UUID,
    *,
    intake: str | None = None,
    named_user_ids: Sequence[UUID] | None = None,
    expected_version: int | None = None,
) -> ImportBatch:
    """Answer what is asked once a list; what is None stays as it is.

    ``named_user_ids`` may open the cases of people with address protection, besides whoever uploads and commits.
    """
    require(actor, Action.CHANGE, Resource.IMPORT)
    batch = lock_batch(actor, batch_id, expected_version)
    if batch.state in (BatchState.COMMITTING, BatchState.FAILED):
        raise RuleRefused(Refusal("not_ready", _("Listen kan ikke endres nå.")))
    if intake is not None:
        if intake not in Intake.values:
            raise RuleRefused(Refusal("intake_unknown", _("Velg ett av svarene."), "intake"))
        batch.intake = intake
    if named_user_ids is not None:
        _name(batch, named_user_ids)
        _refuse_without_deputy(actor, batch)
    batch.save(update_fields=["intake", "changed_at"])
    return batch


@operation
def decide_row(
    actor: Actor,
    row_id: UUID,
    *,
    decision: str,
    person_id: UUID | None = None,
    line: int | None = None,
    expected_version: int | None = None,
) -> ImportRow:
    """Say who a possible duplicate is: one of those it may be (``person_id``, ``line`` in the file), or somebody new.

    With an empty decision the row is left for later, here and whenever the file comes again.
    """
    require(actor, Action.CHANGE, Resource.IMPORT)
    rows = ImportRow.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).select_related("batch")
    row = rows.get(pk=row_id, category=RowCategory.POSSIBLE_DUPLICATE)
    require_version(row, expected_version)
    _refuse_unless_open(row.batch)
    if row.participant_id is not None or row.batch.purged_at is not None:
        raise RuleRefused(Refusal("row_done", _("Raden er avgjort og registrert.")))
    row.decision = _decision(decision)
    row.matched_id, row.matched_line = _who(row, row.decision, person_id, line)
    row.save(update_fields=["decision", "matched", "matched_line", "changed_at"])
    return row


@operation
def request_commit(actor: Actor, batch_id: UUID, *, expected_version: int | None = None) -> ImportBatch:
    """Have the list committed in the background; ``RuleRefused`` while something that is asked is not answered.

    Of protected people in the list, a deputy must be named besides whoever sends and commits it.

    A list that was committed may be committed again for what was decided since, and for nothing else.
    """
    require(actor, Action.CHANGE, Resource.IMPORT)
    batch = lock_batch(actor, batch_id, expected_version)
    if not (batch.is_stuck and batch.state == BatchState.COMMITTING):
        _refuse_unless_open(batch)
    if not batch.intake:
        text = _("Svar på om personene er nye, har program et annet sted eller avgjøres senere.")
        raise RuleRefused(Refusal("intake_missing", text, "intake"))
    if batch.state == BatchState.COMMITTED:
        rest = outstanding(actor, batch)
        if not rest.decided_same + rest.decided_new:
            raise RuleRefused(Refusal("already_committed", _("Listen er registrert. Det er ikke mer å registrere.")))
    if batch.committed_at is None:
        # It is asked once: what is decided later is about nobody who is protected.
        _refuse_without_deputy(actor, batch)
    batch.state = BatchState.COMMITTING
    start_job(actor, batch, COMMIT)
    batch.save(update_fields=["state", "job", "changed_at"])
    return batch


def _refuse_unless_open(batch: ImportBatch) -> None:
    if batch.state not in _OPEN:
        raise RuleRefused(Refusal("not_ready", _("Listen er ikke klar. Vent til den er kontrollert.")))


def _name(batch: ImportBatch, user_ids: Sequence[UUID]) -> None:
    refuse_others_than_staff(batch.municipality_id, user_ids, "named_users")
    batch.named_users.set(User.objects.filter(pk__in=user_ids))


def _refuse_without_deputy(actor: Actor, batch: ImportBatch) -> None:
    """Of a list with protected people, whoever uploaded and committed it is named, and somebody more."""
    if batch.counts.get("protected"):
        chosen = set(batch.named_users.values_list("pk", flat=True))
        users = chosen | {user for user in (batch.uploaded_by_id, actor.user_id) if user}
        refuse_without_deputy(batch.municipality_id, without_machines(users), "named_users")


def _decision(decision: str) -> RowDecision:
    try:
        return RowDecision(decision)
    except ValueError:
        raise RuleRefused(Refusal("decision_unknown", _("Velg ett av svarene."), "decision")) from None


def _who(
    row: ImportRow, decision: RowDecision, person_id: UUID | None, line: int | None
) -> tuple[UUID | None, int | None]:
    """Whom the row points at: who was chosen, or else the first that it may be."""
    if decision is not RowDecision.SAME_PERSON:
        return (row.candidate_ids[0] if row.candidate_ids else None), None
    if person_id in row.candidate_ids and line is None:
        return person_id, None
    if line in row.candidate_lines and person_id is None:
        return None, line
    raise RuleRefused(Refusal("who_missing", _("Velg hvem raden er den samme som."), "decision"))
