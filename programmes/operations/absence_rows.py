"""The rows of absence: what a registration would mean, and how one is written, closed and noted.

Used under the lock of the case by ``absences`` (what is registered) and ``leaves`` (what is applied for and decided).
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import require_version
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
from programmes.household_facts import with_household
from programmes.law.limits import check_absence
from programmes.law.limits_facts import AbsenceCheck
from programmes.law.limits_words import CertificateNeed, ConditionCode
from programmes.models import Absence, AbsenceKind, Decision, Documentation, Participation
from programmes.operations.awarding import lock_participation
from programmes.operations.stop_overlaps import stops_in_the_way

_AWAY = "integreringsforskriften §§ 10, 19"
_SHARED_BY_PARENTS = (AbsenceKind.PARENTAL, AbsenceKind.ADOPTION)


def preview_absence(
    actor: Actor, participation: Participation, facts: AbsenceFacts, *, replacing: Absence | None = None
) -> AbsenceCheck:
    """What the registration would mean; nothing is stored. ``replacing`` is the row that a correction would close.

    What is not stated of children, custody and the other parent comes from the household.
    """
    facts = with_household(actor, participation, facts)
    other = other_parent_of(actor, participation, facts)
    standing = [row for row in participation.absences.standing() if replacing is None or row.pk != replacing.pk]
    # The counters go on where they stood in the municipality that the person came from.
    existing = [*absences_elsewhere(participation.participant_id), *(registered_of(row) for row in standing)]
    return check_absence(limit_context(participation, other), facts.registered, existing)


def other_parent_of(actor: Actor, participation: Participation, facts: AbsenceFacts) -> Participation | None:
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


def lock_for_absence(
    actor: Actor, participation_id: UUID, facts: AbsenceFacts, expected_version: int | None
) -> Participation:
    """The participation under the lock of its case; the other parent's case too, since leave is counted together."""
    participation = Participation.objects.visible_to(actor).select_related("participant").get(pk=participation_id)
    other = other_parent_of(actor, participation, with_household(actor, participation, facts))
    people = {participation.participant_id} | ({other.participant_id} if other else set())
    # In the order of ids, as at merging, so that two parents' registrations wait for each other.
    for participant_id in sorted(people):
        lock_case(actor, participant_id)
    return lock_participation(actor, participation_id, expected_version)


def visible_absence(actor: Actor, absence_id: UUID) -> Absence:
    """The row as the actor sees it; ``Absence.DoesNotExist`` when it is not there."""
    return Absence.objects.visible_to(actor).get(pk=absence_id)


def standing_absence(absence_id: UUID, expected_version: int | None) -> Absence:
    """The row, read again under the lock of its case."""
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence_id)
    require_version(row, expected_version)
    if not row.is_standing:
        raise RuleRefused(Refusal("absence_closed", _("Registreringen er allerede rettet eller annullert.")))
    return row


def checked(
    actor: Actor, participation: Participation, facts: AbsenceFacts, *, replacing: Absence | None = None
) -> AbsenceCheck:
    """What it would mean; raises ``RuleRefused`` with everything that stands against it."""
    check = preview_absence(actor, participation, facts, replacing=replacing)
    refusals = absence_faults(participation, facts, check)
    if refusals:
        raise RuleRefused(*refusals)
    return check


def absence_faults(participation: Participation, facts: AbsenceFacts, check: AbsenceCheck) -> list[Refusal]:
    """Everything that stands against it: hard limits, soft ones without a reason, stops, and days in the future."""
    refusals = [*refusals_of_findings(check.refusals), *missing_reasons(check, facts)]
    refusals += stops_in_the_way(participation, facts.first_day, facts.last_day)
    if facts.documented_on and facts.documented_on > timezone.localdate():
        refusals.append(Refusal("in_future", _("Datoen er fram i tid."), "documented_on"))
    return refusals


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


def create_absence(
    actor: Actor,
    participation: Participation,
    facts: AbsenceFacts,
    check: AbsenceCheck,
    *,
    replaces: Absence | None = None,
    decision: Decision | None = None,
) -> Absence:
    """Write the row; ``decision`` is the one that grants it, where it is leave."""
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
        decision=decision,
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


def close_absence(actor: Actor, row: Absence, why: str) -> None:
    """Void the row; raises ``RuleRefused`` without a reason."""
    if not why.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor fraværet rettes eller annulleres."), "why"))
    row.voided_at, row.voided_by_id, row.void_reason = timezone.now(), actor.user_id, why.strip()
    row.save()


def note_absence(actor: Actor, participation: Participation, event: str, row: Absence, **facts: str) -> None:
    """Write into the history what was done with which absence."""
    note_event(
        actor, participation.participant, event, row.first_day,
        absence_kind=row.kind, first_day=str(row.first_day), last_day=str(row.last_day),
        programme_last_day=str(participation.last_day), **facts,
    )  # fmt: skip
