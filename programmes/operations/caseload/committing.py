"""Takes the rows over, each in a transaction of its own: one bad row never stops the others.

A row that is done says so in the transaction that did it, so that a worker may die at any line and the next one goes on
with the rest. Who is known is looked up anew at each row.
"""

import datetime as dt
import logging
from dataclasses import replace
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.models import User
from agencies.operations.jobs import RunningJob, job_handler
from participants.arrivals.person import ParsedPerson
from participants.models import AssignmentKind, BatchState, Education, Intake, Participant, Sex
from participants.operations.assignment import assign, contacts_available
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, write_deadlines
from participants.operations.enrolment import Enrolment, enrol_participant
from participants.operations.importing.batches import actor_behind
from programmes.caseload.reading import Fault, TakenProgramme
from programmes.clocks import store
from programmes.models import Absence, CaseloadImport, CaseloadRow, Participation, RowState, Takeover
from programmes.operations.caseload.clock import clock_of_taken, computed_clock
from programmes.operations.caseload.matching import candidates_of, find_person
from programmes.operations.caseload.uploading import COMMIT
from programmes.operations.duties import write_duties_of_award
from programmes.operations.following import follow_facts

logger = logging.getLogger(__name__)

TAKEOVER_END = "takeover_end"
COMPARE_WITHIN = dt.timedelta(days=30)
PARAGRAPH = "integreringsforskriften §§ 10, 19"
_REPORT_EVERY = 10


@job_handler(COMMIT)
def commit_caseload(run: RunningJob) -> None:
    """Take over every row that is ready."""
    actor = actor_behind(run.job)
    with acting_as(actor):
        batch = CaseloadImport.objects.defer("raw").filter(pk=run.arguments["batch_id"], job=run.job).first()
        if batch is None or batch.state != BatchState.COMMITTING:
            return
        ready = list(
            CaseloadRow.objects.filter(batch=batch, state=RowState.READY).order_by("line").values_list("pk", flat=True)
        )
    advisers = _advisers(batch)
    for done, pk in enumerate(ready, start=1):
        _take_over_or_say_why(actor, batch, pk, advisers)
        if done % _REPORT_EVERY == 0:
            run.report(done, len(ready))
    with acting_as(actor):
        CaseloadImport.objects.filter(pk=batch.pk, job=run.job).update(
            state=BatchState.COMMITTED, committed_at=timezone.now(), raw=None, changed_at=timezone.now()
        )
    run.report(len(ready), len(ready))


def _take_over_or_say_why(actor: Actor, batch: CaseloadImport, pk: UUID, advisers: dict[str, User]) -> None:
    try:
        with acting_as(actor), transaction.atomic():
            _take_over(actor, batch, pk, advisers)
    except RuleRefused as refused:
        faults = [Fault(each.code, each.detail, paragraph=each.paragraph) for each in refused.refusals]
        _set_aside(actor, pk, faults)
    except DatabaseError as error:
        # What the database refuses is a row that a person must look at; a database that is gone stops the step.
        if error.__class__.__name__ in ("OperationalError", "InterfaceError"):
            raise
        logger.warning("caseload_row_refused", extra={"row_id": str(pk), "error": type(error).__name__})
        text = _("Raden motsier noe som alt er registrert på personen, for eksempel fravær i samme tid.")
        _set_aside(actor, pk, [Fault("contradiction", text)])


def _take_over(actor: Actor, batch: CaseloadImport, pk: UUID, advisers: dict[str, User]) -> None:
    row = CaseloadRow.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.state != RowState.READY:
        return
    parsed, programme = ParsedPerson.from_json(row.person), TakenProgramme.from_json(row.programme)
    candidates = candidates_of(batch.municipality_id, parsed)
    if candidates.is_protected:
        _leave_to_hands(row)
        return
    found = find_person(candidates, parsed, programme)
    if found.fault:
        _mark(row, RowState.FAULTY, [found.fault])
        return
    if found.is_here:
        row.participant = found.person
        _mark(row, RowState.KNOWN)
        return
    person = lock_case(actor, found.person.pk) if found.person else _enrol(actor, batch, parsed)
    participation = _write(actor, person, programme)
    _mark_as_taken(actor, batch, participation, programme)
    adviser = advisers.get(programme.adviser)
    if adviser is not None:
        assign(actor, person.pk, user_id=adviser.pk, kind=AssignmentKind.ADVISER.value, first_day=timezone.localdate())
    row.participant = person
    _mark(row, RowState.DONE)


def _enrol(actor: Actor, batch: CaseloadImport, parsed: ParsedPerson) -> Participant:
    if parsed.birth_date is None:
        raise ValueError("a row without a birth date was not stopped")
    enrolment = Enrolment(
        given_name=parsed.given_name,
        family_name=parsed.family_name,
        birth_date=parsed.birth_date,
        sex=parsed.sex or Sex.UNKNOWN,
        citizenship=parsed.citizenship,
        mother_tongue=parsed.mother_tongue,
        interpreter_language=parsed.interpreter_language,
        education=parsed.education or Education.UNKNOWN,
        phone=parsed.phone,
        email=parsed.email,
        arrived_on=parsed.arrived_on,
        settled_on=parsed.settled_on,
        intake=Intake.NEW,
        numbers=tuple((number.kind.value, number.value) for number in parsed.numbers),
        basis=parsed.residence_basis or "",
        permit_granted_on=parsed.permit_date if parsed.residence_basis else None,
        permit_valid_until=parsed.permit_valid_until if parsed.residence_basis else None,
    )
    return enrol_participant(actor, batch.municipality_id, enrolment)


def _write(actor: Actor, person: Participant, programme: TakenProgramme) -> Participation:
    participation = Participation(
        participant=person,
        municipality_id=person.municipality_id,
        offer_date=programme.offer_date,
        protection=programme.protection,
        education=programme.education,
        goal=programme.goal,
        first_day=programme.first_day,
        months=programme.months,
        extension_months=programme.extension_months,
        decided_last_day=programme.decided_last_day,
        decided_end_stands=programme.decided_last_day is not None,
        awarded_on=programme.awarded_on,
        plan_made_on=programme.plan_made_on,
    )
    # Without the absences yet; ``follow_facts`` computes again when they are there.
    store(participation, clock_of_taken(replace(programme, absences=())))
    participation.save()
    Absence.objects.bulk_create(
        Absence(
            participation=participation,
            participant=person,
            municipality_id=person.municipality_id,
            kind=each.kind,
            first_day=each.first_day,
            last_day=each.last_day,
            registered_by_id=actor.user_id,
        )
        for each in programme.absences
    )
    write_duties_of_award(participation)
    follow_facts(participation)
    return participation


def _mark_as_taken(
    actor: Actor, batch: CaseloadImport, participation: Participation, programme: TakenProgramme
) -> None:
    """Say where the programme comes from; where the decided day is another than the computed one, it is compared."""
    today, person = timezone.localdate(), participation.participant
    differs = programme.decided_last_day not in (None, computed_clock(participation).last_day)
    Takeover.objects.create(
        participation=participation,
        participant=person,
        municipality_id=person.municipality_id,
        source=batch.source,
        taken_on=today,
        decided_last_day=programme.decided_last_day,
        confirmed_on=None if differs else today,
    )
    if differs:
        write_deadlines([Duty(TAKEOVER_END, person, participation.pk, today + COMPARE_WITHIN, PARAGRAPH)])
    note_event(
        actor, person, "programme_taken_over", today, source=batch.source, first_day=str(participation.first_day),
        last_day=str(participation.last_day),
    )  # fmt: skip


def _mark(row: CaseloadRow, state: RowState, faults: list[Fault] | None = None) -> None:
    row.state = state
    row.findings = [*row.findings, *(fault.as_json() for fault in faults or [])]
    row.save(update_fields=["state", "findings", "participant", "changed_at"])


def _leave_to_hands(row: CaseloadRow) -> None:
    """Somebody was protected since the check: the row is emptied and counted, as it would have been then."""
    row.state, row.is_protected = RowState.FAULTY, True
    row.raw, row.person, row.programme, row.findings = {}, {}, {}, []
    row.participant = row.computed_last_day = None
    row.save()


def _set_aside(actor: Actor, pk: UUID, faults: list[Fault]) -> None:
    with acting_as(actor):
        _mark(CaseloadRow.objects.get(pk=pk), RowState.FAULTY, faults)


def _advisers(batch: CaseloadImport) -> dict[str, User]:
    users = contacts_available(batch.municipality_id, AssignmentKind.ADVISER, timezone.localdate())
    return {user.email.lower(): user for user in users}
