"""Registers absence, time off and leave, corrects and voids it, and records its documentation (law.md 5.1-5.3).

A registration is never changed: a correction closes the row and adds another. Everything that follows from it (last
day, deadlines, duties of leave) is computed again under the lock of the case, in the same transaction.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.absence_facts import (
    OTHER_PARENT,
    AbsenceFacts,
    limit_context,
    limits_catalogue,
    refusals_of_findings,
    registered_of,
)
from programmes.earlier_time import absences_elsewhere
from programmes.law.limits import check_absence
from programmes.law.limits_facts import AbsenceCheck
from programmes.law.limits_words import CertificateNeed, ConditionCode
from programmes.models import Absence, AbsenceKind, Documentation, Participation
from programmes.operations.awarding import lock_participation
from programmes.operations.following import follow_facts
from programmes.operations.stop_overlaps import stops_in_the_way

_AWAY = "integreringsforskriften §§ 10, 19"
_SHARED_BY_PARENTS = (AbsenceKind.PARENTAL, AbsenceKind.ADOPTION)


def preview_absence(
    actor: Actor, participation: Participation, facts: AbsenceFacts, *, replacing: Absence | None = None
) -> AbsenceCheck:
    """What the registration would mean; nothing is stored. ``replacing`` is the row that a correction would close."""
    other = _other_parent(actor, participation, facts)
    standing = [row for row in participation.absences.standing() if replacing is None or row.pk != replacing.pk]
    # The counters go on where they stood in the municipality that the person came from.
    existing = [*absences_elsewhere(participation.participant_id), *(registered_of(row) for row in standing)]
    return check_absence(limit_context(participation, other), facts.registered, existing)


@operation
def register_absence(
    actor: Actor, participation_id: UUID, facts: AbsenceFacts, *, expected_version: int | None = None
) -> Absence:
    """Register an absence; raises ``RuleRefused`` with the paragraph of every hard limit that it would pass.

    A soft limit needs ``limit_reason``. ``expected_version`` is that of the participation.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    participation = _lock(actor, participation_id, facts, expected_version)
    check = _checked(actor, participation, facts)
    row = _create(actor, participation, facts, check)
    follow_facts(participation)
    _note(actor, participation, "absence_registered", row)
    return row


@operation
def correct_absence(
    actor: Actor, absence_id: UUID, facts: AbsenceFacts, *, why: str, expected_version: int | None = None
) -> Absence:
    """Close a registration and add the right one; everything that follows from it moves. Answers the new row."""
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    row = _visible(actor, absence_id)
    participation = _lock(actor, row.participation_id, facts, None)
    row = _standing(absence_id, expected_version)
    check = _checked(actor, participation, facts, replacing=row)
    _close(actor, row, why)
    new = _create(actor, participation, facts, check, replaces=row)
    follow_facts(participation)
    _note(actor, participation, "absence_corrected", new, earlier_first_day=str(row.first_day),
          earlier_last_day=str(row.last_day), earlier_kind=row.kind)  # fmt: skip
    return new


@operation
def void_absence(actor: Actor, absence_id: UUID, *, why: str, expected_version: int | None = None) -> Absence:
    """Take back a registration that should not have been: the case is as if it never was, and the row can be seen."""
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    found = _visible(actor, absence_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = _standing(absence_id, expected_version)
    _close(actor, row, why)
    follow_facts(participation)
    _note(actor, participation, "absence_voided", row)
    return row


@operation
def record_documentation(
    actor: Actor, absence_id: UUID, *, received_on: dt.date, expected_version: int | None = None
) -> Absence:
    """Note that the documentation of an absence was received."""
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    found = _visible(actor, absence_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = _standing(absence_id, expected_version)
    if received_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "received_on"))
    row.documentation, row.documented_on = Documentation.RECEIVED, received_on
    row.save()
    _note(actor, participation, "absence_documented", row)
    return row


def _other_parent(actor: Actor, participation: Participation, facts: AbsenceFacts) -> Participation | None:
    """The other parent's programme: the one stated, else the one whose own leave names this programme.

    ``RuleRefused`` when the actor sees none such, or when it is the same person.
    """
    if facts.other_parent_id is None:
        return _parent_who_names(actor, participation) if facts.kind in _SHARED_BY_PARENTS else None
    other = Participation.objects.visible_to(actor).filter(pk=facts.other_parent_id).first()
    if other is None or other.participant_id == participation.participant_id:
        text = _("Velg den andre forelderen blant deltakere som du kan se, eller ingen.")
        raise RuleRefused(Refusal("other_parent_unknown", text, "other_parent_id"))
    return other


def _parent_who_names(actor: Actor, participation: Participation) -> Participation | None:
    naming = (
        Absence.objects.visible_to(actor)
        .standing()
        .filter(kind__in=_SHARED_BY_PARENTS, circumstances__contains={OTHER_PARENT: str(participation.pk)})
    )
    newest = naming.select_related("participation").order_by("-created_at", "-id").first()
    return newest.participation if newest else None


def _lock(actor: Actor, participation_id: UUID, facts: AbsenceFacts, expected_version: int | None) -> Participation:
    """The participation under the lock of its case; the other parent's case too, since leave is counted together."""
    participation = Participation.objects.visible_to(actor).get(pk=participation_id)
    other = _other_parent(actor, participation, facts)
    people = {participation.participant_id} | ({other.participant_id} if other else set())
    # In the order of ids, as at merging, so that two parents' registrations wait for each other.
    for participant_id in sorted(people):
        lock_case(actor, participant_id)
    return lock_participation(actor, participation_id, expected_version)


def _visible(actor: Actor, absence_id: UUID) -> Absence:
    return Absence.objects.visible_to(actor).get(pk=absence_id)


def _standing(absence_id: UUID, expected_version: int | None) -> Absence:
    """The row, read again under the lock of its case."""
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence_id)
    require_version(row, expected_version)
    if not row.is_standing:
        raise RuleRefused(Refusal("absence_closed", _("Registreringen er allerede rettet eller annullert.")))
    return row


def _checked(
    actor: Actor, participation: Participation, facts: AbsenceFacts, *, replacing: Absence | None = None
) -> AbsenceCheck:
    check = preview_absence(actor, participation, facts, replacing=replacing)
    today = timezone.localdate()
    refusals = [*refusals_of_findings(check.refusals), *missing_reasons(check, facts)]
    refusals += stops_in_the_way(participation, facts.first_day, facts.last_day)
    if facts.documented_on and facts.documented_on > today:
        refusals.append(Refusal("in_future", _("Datoen er fram i tid."), "documented_on"))
    if refusals:
        raise RuleRefused(*refusals)
    return check


def missing_reasons(check: AbsenceCheck, facts: AbsenceFacts) -> list[Refusal]:
    """The soft limits that the caseworker has not yet reasoned; a permission is reasoned by the ordinary reason."""
    missing: list[Refusal] = []
    for finding in check.warnings:
        is_permission = finding.code is ConditionCode.PERMISSION_NEEDS_REASON
        if facts.limit_reason.strip() or (is_permission and facts.reason.strip()):
            continue
        text = finding.text(limits_catalogue())
        if not is_permission:
            text = _("%(limit)s Skriv hvorfor det likevel er riktig.") % {"limit": text}
        missing.append(
            Refusal(str(finding.code), text, "reason" if is_permission else "limit_reason", finding.paragraph)
        )
    return missing


def _create(
    actor: Actor,
    participation: Participation,
    facts: AbsenceFacts,
    check: AbsenceCheck,
    *,
    replaces: Absence | None = None,
) -> Absence:
    row = Absence(
        participation=participation,
        participant_id=participation.participant_id,
        municipality_id=participation.municipality_id,
        kind=facts.kind,
        first_day=facts.first_day,
        last_day=facts.last_day,
        hours=facts.hours,
        planned_hours=facts.planned_hours,
        documentation=_documentation(facts, check),
        documented_on=facts.documented_on,
        reason=facts.reason.strip(),
        limit_reason=facts.limit_reason.strip() if check.warnings else "",
        limits_passed=[str(finding.code) for finding in check.warnings],
        circumstances=facts.circumstances,
        replaces=replaces,
        registered_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        refusals = _constraint_refusals(str(error))
        if not refusals:
            raise
        raise RuleRefused(*refusals) from error
    return row


def _constraint_refusals(error: str) -> Sequence[Refusal]:
    """The message that the violated constraint itself carries."""
    for constraint in Absence._meta.constraints:  # noqa: SLF001 - Django's own way to them
        if constraint.name in error:
            return [Refusal(constraint.name, str(constraint.violation_error_message), "first_day", _AWAY)]
    return []


def _documentation(facts: AbsenceFacts, check: AbsenceCheck) -> Documentation:
    if facts.documented_on is not None:
        return Documentation.RECEIVED
    is_needed = check.certificate is CertificateNeed.REQUIRED
    return Documentation.REQUIRED if is_needed else Documentation.NOT_NEEDED


def _close(actor: Actor, row: Absence, why: str) -> None:
    if not why.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor fraværet rettes eller annulleres."), "why"))
    row.voided_at, row.voided_by_id, row.void_reason = timezone.now(), actor.user_id, why.strip()
    row.save()


def _note(actor: Actor, participation: Participation, event: str, row: Absence, **facts: str) -> None:
    note_event(
        actor, participation.participant, event, row.first_day,
        absence_kind=row.kind, first_day=str(row.first_day), last_day=str(row.last_day),
        programme_last_day=str(participation.last_day), **facts,
    )  # fmt: skip
