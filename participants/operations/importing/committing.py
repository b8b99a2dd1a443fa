"""Commits a list in the background: everybody who is to be enrolled, or nobody.

One transaction, and one list of a municipality at a time. Who is known is looked up anew inside it, so that what became
known since the preview is known, and running the step again enrols nobody twice.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.operations.jobs import RunningJob
from participants.arrivals.matching import MatchKind, PersonIndex
from participants.models import BatchState, Education, ImportBatch, ImportRow, Participant, RowCategory, Sex
from participants.operations.enrolment import Enrolment, enrol_many
from participants.operations.importing.batches import actor_behind, own_batch
from participants.operations.importing.counting import COMPARED, count_rows
from participants.operations.importing.known import known_people
from participants.operations.importing.planning import Planned, plan_rows
from participants.operations.importing.repeats import hold_commits, learn_from_repeats, numbers_taken

_CHUNK = 500
_TRIES = 3
_CATEGORIES = {
    MatchKind.NEW: RowCategory.NEW,
    MatchKind.KNOWN: RowCategory.KNOWN,
    MatchKind.POSSIBLE: RowCategory.POSSIBLE_DUPLICATE,
}
_LINK = """
UPDATE participants_importrow r SET participant_id = n.person, category = n.category, changed_at = now()
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS n (id, person, category)
WHERE r.id = n.id
"""


def commit_list(run: RunningJob) -> None:
    """Enrol and link what the list holds. Somebody enrolled by hand in the same moment is met by trying anew."""
    actor = actor_behind(run.job)
    for attempt in range(1, _TRIES + 1):
        try:
            with acting_as(actor):
                _commit(run, actor)
        except RuleRefused as refused:
            was_beaten = any(refusal.code == "number_known" for refusal in refused.refusals)
            if attempt == _TRIES or not was_beaten:
                raise
        else:
            return


def _commit(run: RunningJob, actor: Actor) -> None:
    hold_commits(run.job.agency_id)
    rows = ImportBatch.objects.filter(pk=run.arguments["batch_id"]).defer("raw")
    batch = own_batch(rows.select_for_update(of=("self",), no_key=True), run.job)
    if batch is None or batch.state != BatchState.COMMITTING:
        return
    planned = _plan(batch)
    named = _named(batch)
    people = _enrol(run, actor, batch, planned, named)
    _link(planned, people)
    repeats = [(pk, item.person) for item in planned if not item.enrols and (pk := _person_of(item, people))]
    learn_from_repeats(actor, batch.municipality_id, repeats, named)
    _note_undecided(planned)
    _finish(batch, enrolled=sum(item.enrols for item in planned), linked=len(repeats))
    run.report(len(planned), len(planned))


def _plan(batch: ImportBatch) -> list[Planned]:
    rows = ImportRow.objects.filter(batch=batch, category__in=COMPARED).order_by("line")
    linked = dict(rows.filter(participant__isnull=False).values_list("line", "participant_id"))
    waiting = rows.filter(participant__isnull=True).defer("raw", "findings")
    index = PersonIndex(known_people(batch.municipality_id))
    return list(plan_rows(waiting, index, {line: pk for line, pk in linked.items() if pk}))


def _named(batch: ImportBatch) -> list[UUID]:
    chosen = set(batch.named_users.values_list("pk", flat=True))
    return sorted(chosen | {batch.uploaded_by_id})


def _enrol(
    run: RunningJob, actor: Actor, batch: ImportBatch, planned: Sequence[Planned], named: Sequence[UUID]
) -> dict[str, UUID]:
    """Enrol the new people; answers with their ids by ``target``."""
    new = [item for item in planned if item.enrols]
    enrolments = list(_enrolments(batch, new))
    people: dict[str, UUID] = {}
    for start in range(0, len(new), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        enrolled = enrol_many(
            actor, batch.municipality_id, enrolments[chunk], named_user_ids=named, origin={"list": batch.filename}
        )
        people |= {str(item.target): person.pk for item, person in zip(new[chunk], enrolled, strict=True)}
        run.report(min(start + _CHUNK, len(new)), len(planned))
    return people


def _enrolments(batch: ImportBatch, new: Sequence[Planned]) -> Iterator[Enrolment]:
    """A number goes to one person: whoever has it, or else the first row; «another person» is enrolled without it."""
    taken = numbers_taken(batch.municipality_id, (number.value for item in new for number in item.person.numbers))
    for item in new:
        person = item.person
        numbers = tuple((number.kind.value, number.value) for number in person.numbers if number.value not in taken)
        taken.update(value for _kind, value in numbers)
        if person.birth_date is None:
            raise ValueError(f"row {item.row.line} has no birth date and was not stopped")
        yield Enrolment(
            given_name=person.given_name,
            family_name=person.family_name,
            birth_date=person.birth_date,
            sex=person.sex or Sex.UNKNOWN,
            citizenship=person.citizenship,
            mother_tongue=person.mother_tongue,
            interpreter_language=person.interpreter_language,
            education=person.education or Education.UNKNOWN,
            phone=person.phone,
            email=person.email,
            remark=person.remark,
            confidentiality=int(person.protection),
            arrived_on=person.arrived_on,
            settled_on=person.settled_on,
            intake=batch.intake,
            numbers=numbers,
            basis=person.residence_basis or "",
            permit_granted_on=person.permit_date,
            permit_valid_until=person.permit_valid_until,
        )


def _person_of(item: Planned, people: dict[str, UUID]) -> UUID | None:
    if item.target is None:
        return None
    return people[item.target] if item.target.startswith("row:") else UUID(item.target)


def _link(planned: Sequence[Planned], people: dict[str, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _LINK,
            [
                [item.row.pk for item in planned],
                [_person_of(item, people) for item in planned],
                [_CATEGORIES[item.match.kind] for item in planned],
            ],
        )


def _note_undecided(planned: Sequence[Planned]) -> None:
    """Keep for each row that is left whom it may be by now; what was decided about fewer is asked again."""
    left = [item for item in planned if item.target is None and item.match.kind is MatchKind.POSSIBLE]
    changed = []
    for item in left:
        row, match = item.row, item.match
        people, lines = [UUID(pk) for pk in match.person_ids], list(match.rows)
        if (set(people), set(lines)) == (set(row.candidate_ids), set(row.candidate_lines)):
            continue
        changed.append(row)
        row.candidate_ids, row.candidate_lines = people, lines
        row.match_reasons = [reason.value for reason in match.reasons]
        row.matched_id = row.candidate_ids[0] if row.candidate_ids else None
        row.matched_line, row.decision = None, ""
    fields = ["candidate_ids", "candidate_lines", "match_reasons", "matched", "matched_line", "decision"]
    ImportRow.objects.bulk_update(changed, fields, batch_size=_CHUNK)


def _finish(batch: ImportBatch, *, enrolled: int, linked: int) -> None:
    """Rows about people who are protected by now are hidden with them; no copy of them stays, nor of the file."""
    protected = Participant.objects.filter(municipality=batch.municipality_id).protected()
    rows = ImportRow.objects.filter(batch=batch)
    rows.filter(participant__in=protected.values("pk")).update(is_protected=True, raw={}, parsed={}, findings=[])
    rows.filter(matched__in=protected.values("pk"), participant__isnull=True).update(is_protected=True, raw={})
    before = batch.counts
    batch.counts = count_rows(batch) | {
        "enrolled": before.get("enrolled", 0) + enrolled,
        "linked": before.get("linked", 0) + linked,
    }
    batch.state, batch.committed_at = BatchState.COMMITTED, batch.committed_at or timezone.now()
    batch.save(update_fields=["counts", "state", "committed_at", "changed_at"])
    ImportBatch.objects.filter(pk=batch.pk).update(raw=None)
