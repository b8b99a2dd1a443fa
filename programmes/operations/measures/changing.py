"""Extends, shortens and cancels measures: three acts with guards of their own, each a new version of the content."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from participants.operations.deadlines import meet_deadline
from programmes.models import MeasureEndReason, MeasureResult, VersionKind, WorkMeasure
from programmes.operations.measures.contents import content_of, faults_of_content, keep_version
from programmes.operations.measures.preparing import lock_measure, refuse_cancelled
from programmes.operations.measures.statuses import MEASURE_END, MEASURE_REVIEW, follow_measure

_CANCEL_REASONS = frozenset(MeasureEndReason.values) - {MeasureEndReason.COMPLETED}
_SHORTEN_REASONS = frozenset(MeasureEndReason.values) - {MeasureEndReason.REGISTERED_IN_ERROR}


@operation
def extend_measure(
    actor: Actor, measure_id: UUID, *, last_day: dt.date, expected_version: int | None = None
) -> WorkMeasure:
    """Move the last day of an agreement later; the maximum is tested again on the whole."""
    require(actor, Action.DECIDE, Resource.MEASURE)
    measure = _made(actor, measure_id, expected_version)
    if measure.last_day is None or last_day <= measure.last_day:
        text = _("Ny siste dag må være senere enn den som er avtalt.")
        raise RuleRefused(Refusal("not_later", text, "last_day"))
    content = replace(content_of(measure), last_day=last_day)
    refusals = faults_of_content(measure.participant, content, is_extended=True)
    if refusals:
        raise RuleRefused(*refusals)
    measure.last_day, measure.is_extended = last_day, True
    measure.end_reason, measure.end_note, measure.result = "", "", ""
    _close(actor, measure, VersionKind.EXTENDED)
    return measure


@operation
def shorten_measure(
    actor: Actor, measure_id: UUID, *, last_day: dt.date, reason: str, note: str = "",
    expected_version: int | None = None,
) -> WorkMeasure:  # fmt: skip
    """Move the last day of an agreement earlier, for a reason; not before the first day."""
    measure = _made(actor, measure_id, expected_version)
    refusals = _faults_of_reason(reason, note, _SHORTEN_REASONS)
    if measure.last_day is not None and last_day >= measure.last_day:
        text = _("Ny siste dag må være tidligere enn den som er avtalt.")
        refusals.append(Refusal("not_earlier", text, "last_day"))
    if last_day < measure.first_day:
        text = _("Siste dag kan ikke være før første dag. Begynte tiltaket aldri, annulleres det.")
        refusals.append(Refusal("ends_before_it_begins", text, "last_day"))
    if refusals:
        raise RuleRefused(*refusals)
    measure.last_day, measure.end_reason, measure.end_note = last_day, reason, note.strip()
    _close(actor, measure, VersionKind.SHORTENED)
    return measure


@operation
def cancel_measure(
    actor: Actor, measure_id: UUID, *, reason: str, note: str = "", expected_version: int | None = None
) -> WorkMeasure:
    """Take a measure back that never came to be or was wrongly registered; what has run is shortened instead."""
    measure = lock_measure(actor, measure_id, expected_version)
    refuse_cancelled(measure)
    refusals = _faults_of_reason(reason, note, _CANCEL_REASONS)
    today = timezone.localdate()
    has_run = measure.entered_at is not None and measure.first_day < today
    if has_run and reason not in (MeasureEndReason.REGISTERED_IN_ERROR, MeasureEndReason.NO_SHOW):
        text = _("Tiltaket har begynt. Forkort det til den siste dagen deltakeren var der.")
        refusals.append(Refusal("measure_has_run", text, "reason"))
    if refusals:
        raise RuleRefused(*refusals)
    measure.cancelled_on, measure.end_reason, measure.end_note = today, reason, note.strip()
    if measure.entered_at is not None:
        _close(actor, measure, VersionKind.CANCELLED)
    else:
        follow_measure(actor, measure)
    return measure


@operation
def review_measure(
    actor: Actor, measure_id: UUID, *, reviewed_on: dt.date, expected_version: int | None = None
) -> WorkMeasure:
    """Note that the measure was gone through with those it concerns; the next review is counted from that day."""
    measure = _made(actor, measure_id, expected_version)
    refusals = []
    if reviewed_on > timezone.localdate():
        refusals.append(Refusal("in_future", _("Datoen er fram i tid."), "reviewed_on"))
    if reviewed_on < measure.first_day:
        refusals.append(Refusal("before_first_day", _("Datoen er før tiltaket begynte."), "reviewed_on"))
    if refusals:
        raise RuleRefused(*refusals)
    measure.last_reviewed_on = reviewed_on
    meet_deadline(MEASURE_REVIEW, measure.pk, reviewed_on)
    follow_measure(actor, measure)
    note_event(actor, measure.participant, "measure_reviewed", reviewed_on, measure=measure.kind)
    return measure


@operation
def conclude_measure(
    actor: Actor, measure_id: UUID, *, result: str, note: str = "", expected_version: int | None = None
) -> WorkMeasure:
    """Register what a measure led to, from its last fortnight on; the outcome of work training is documented."""
    measure = _made(actor, measure_id, expected_version)
    today = timezone.localdate()
    refusals = []
    if result not in MeasureResult.values:
        refusals.append(Refusal("unknown_result", _("Velg hva tiltaket førte til."), "result"))
    if measure.last_day is None or measure.last_day > today + dt.timedelta(days=14):
        text = _("Resultatet registreres når tiltaket er i ferd med å slutte.")
        refusals.append(Refusal("measure_not_over", text, "result"))
    if refusals:
        raise RuleRefused(*refusals)
    measure.result, measure.result_note = result, note.strip()
    follow_measure(actor, measure)
    meet_deadline(MEASURE_END, measure.pk, today)
    note_event(actor, measure.participant, "measure_concluded", today, measure=measure.kind, result=result)
    return measure


def _made(actor: Actor, measure_id: UUID, expected_version: int | None) -> WorkMeasure:
    measure = lock_measure(actor, measure_id, expected_version)
    refuse_cancelled(measure)
    if measure.entered_at is None:
        text = _("Avtalen er ikke inngått ennå. Endre utkastet i stedet.")
        raise RuleRefused(Refusal("agreement_not_made", text))
    return measure


def _faults_of_reason(reason: str, note: str, allowed: frozenset[str]) -> list[Refusal]:
    if reason not in allowed:
        return [Refusal("reason_missing", _("Velg en grunn."), "reason")]
    if reason == MeasureEndReason.OTHER and not note.strip():
        return [Refusal("note_missing", _("Skriv hva grunnen er."), "note")]
    return []


def _close(actor: Actor, measure: WorkMeasure, kind: VersionKind) -> None:
    keep_version(actor, measure, kind)
    follow_measure(actor, measure)
    day = measure.last_day or measure.first_day
    note_event(actor, measure.participant, f"measure_{kind}", day, measure=measure.kind, last_day=str(day),
               reason=measure.end_reason)  # fmt: skip
