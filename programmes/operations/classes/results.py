"""Registers and takes back test results and exemptions, and the entry for a test (law.md 4.4)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.models.classes import Exemption, Outcome, Skill, TestResult, TestSubject
from programmes.models.classes.results import LEVELS, NEEDS_STATEMENT, PASS_OR_NOT

_TESTS = "integreringsforskriften § 41"
_EXEMPTIONS = "integreringsforskriften §§ 23–25, 36"


@operation
def register_result(
    actor: Actor,
    participant_id: UUID,
    *,
    subject: str,
    outcome: str,
    taken_on: dt.date,
    skill: str = "",
    system: str = "",
) -> TestResult:
    """Register the result of a test: a level for each skill of Norwegian, passed or not for social studies."""
    require(actor, Action.CREATE, Resource.TEST_RESULT)
    person = lock_case(actor, participant_id)
    refusals = _result_faults(subject, skill, outcome, taken_on)
    if refusals:
        raise RuleRefused(*refusals)
    row = TestResult(
        participant=person, municipality_id=person.municipality_id, subject=subject, skill=skill, outcome=outcome,
        taken_on=taken_on, registered_by_id=actor.user_id, system=system,
    )  # fmt: skip
    _save(row, "one_result_a_test", "taken_on")
    note_event(actor, person, "test_result", taken_on, subject=subject, skill=skill, outcome=outcome)
    return row


@operation
def void_result(actor: Actor, result_id: UUID, *, why: str, expected_version: int | None = None) -> TestResult:
    """Take back a result that was wrong; the row stays, with the reason."""
    require(actor, Action.CHANGE, Resource.TEST_RESULT)
    found = TestResult.objects.visible_to(actor).get(pk=result_id)
    person = lock_case(actor, found.participant_id)
    row = TestResult.objects.select_for_update(of=("self",)).get(pk=result_id)
    _close(row, why, expected_version)
    note_event(actor, person, "test_result_voided", row.taken_on, subject=row.subject, skill=row.skill,
               outcome=row.outcome)  # fmt: skip
    return row


@operation
def grant_exemption(  # noqa: PLR0913 - the facts of one exemption, each by its name
    actor: Actor,
    participant_id: UUID,
    *,
    exempt_from: str,
    basis: str,
    first_day: dt.date,
    last_day: dt.date | None = None,
    documented_on: dt.date | None = None,
    reason: str = "",
) -> Exemption:
    """Register an exemption; health and weighty reasons need the statement of a doctor or psychologist."""
    require(actor, Action.CREATE, Resource.EXEMPTION)
    person = lock_case(actor, participant_id)
    refusals = []
    if basis in NEEDS_STATEMENT and documented_on is None:
        text = _("Dette grunnlaget trenger uttalelse fra lege eller psykolog. Skriv når den kom.")
        refusals.append(Refusal("statement_needed", text, "documented_on", _EXEMPTIONS))
    if documented_on and documented_on > timezone.localdate():
        refusals.append(Refusal("in_future", _("Datoen er fram i tid."), "documented_on"))
    if last_day and last_day < first_day:
        refusals.append(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day"))
    if refusals:
        raise RuleRefused(*refusals)
    row = Exemption.objects.create(
        participant=person, municipality_id=person.municipality_id, exempt_from=exempt_from, basis=basis,
        first_day=first_day, last_day=last_day, documented_on=documented_on, reason=reason.strip(),
        decided_by_id=actor.user_id,
    )  # fmt: skip
    note_event(actor, person, "exemption_granted", first_day, exempt_from=exempt_from)
    return row


@operation
def void_exemption(actor: Actor, exemption_id: UUID, *, why: str, expected_version: int | None = None) -> Exemption:
    """Take back an exemption that should not have been."""
    require(actor, Action.CHANGE, Resource.EXEMPTION)
    found = Exemption.objects.visible_to(actor).get(pk=exemption_id)
    person = lock_case(actor, found.participant_id)
    row = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption_id)
    _close(row, why, expected_version)
    note_event(actor, person, "exemption_voided", row.first_day, exempt_from=row.exempt_from)
    return row


def _result_faults(subject: str, skill: str, outcome: str, taken_on: dt.date) -> list[Refusal]:
    refusals = []
    if subject == TestSubject.NORWEGIAN and skill not in Skill.values:
        refusals.append(Refusal("skill_missing", _("Velg hvilken ferdighet prøven gjelder."), "skill", _TESTS))
    if subject == TestSubject.SOCIAL_STUDIES and skill:
        text = _("Samfunnskunnskapsprøven har ingen ferdigheter.")
        refusals.append(Refusal("skill_not_here", text, "skill", _TESTS))
    allowed: Sequence[str] = PASS_OR_NOT if subject == TestSubject.SOCIAL_STUDIES else (*LEVELS, Outcome.NOT_PASSED)
    if outcome not in allowed:
        text = _("Norskprøven gir et nivå. Samfunnskunnskapsprøven er bestått eller ikke bestått.")
        refusals.append(Refusal("outcome_does_not_fit", text, "outcome", _TESTS))
    if taken_on > timezone.localdate():
        refusals.append(Refusal("in_future", _("Datoen er fram i tid."), "taken_on"))
    return refusals


def _save(row: Any, constraint: str, field: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        found = next(each for each in row._meta.constraints if each.name == constraint)  # noqa: SLF001
        raise RuleRefused(Refusal(constraint, str(found.violation_error_message), field)) from error


def _close(row: TestResult | Exemption, why: str, expected_version: int | None) -> None:
    require_version(row, expected_version)
    if row.voided_at is not None:
        raise RuleRefused(Refusal("already_voided", _("Registreringen er allerede tatt tilbake.")))
    if not why.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor registreringen tas tilbake."), "why"))
    row.voided_at, row.void_reason = timezone.now(), why.strip()
    row.save()
