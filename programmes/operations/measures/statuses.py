"""The status of measures, stored for lists: computed again on every change and every night, one event a change.

It also keeps the deadlines that follow from a measure's days: the review that the regulations ask for, and the end.
"""

import datetime as dt
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from participants.models import CaseEvent
from participants.operations.cases import event_of
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.law.measures import review_days, rule_for
from programmes.models import MeasureStatus, WorkMeasure

MEASURE_REVIEW = "measure_review"
MEASURE_END = "measure_end"


def follow_measure(actor: Actor, measure: WorkMeasure) -> None:
    """Store the status of today with an event when it differs, and move the deadlines. Saves the measure."""
    today = timezone.localdate()
    before, measure.status = measure.status, measure.status_on(today)
    measure.save()
    if before != measure.status:
        CaseEvent.objects.bulk_create([_event(actor, measure, before, today)])
    _keep_deadlines(measure, today)


def recompute_statuses(municipality_id: UUID, today: dt.date) -> int:
    """The night's run in one municipality: every stored status that the day has made untrue; answers how many.

    One event for each that changed, none for the others: a second run the same night finds nothing.
    """
    actor = system_actor(municipality_id)
    with acting_as(actor):
        stale = WorkMeasure.objects.filter(municipality_id=municipality_id).with_status_on(today)
        rows = stale.exclude(status=F("derived")).select_related("participant").order_by("id")
        changed = list(rows.select_for_update(of=("self",), no_key=True))
        events = []
        for measure in changed:
            before, measure.status = measure.status, measure.status_on(today)
            events.append(_event(actor, measure, before, today))
        WorkMeasure.objects.bulk_update(changed, ["status"])
        CaseEvent.objects.bulk_create(events)
    return len(changed)


def _event(actor: Actor, measure: WorkMeasure, before: str, today: dt.date) -> CaseEvent:
    facts = {"measure": measure.kind, "before": before, "after": measure.status}
    return event_of(actor, measure.participant, "measure_status", today, **facts)


def _keep_deadlines(measure: WorkMeasure, today: dt.date) -> None:
    if measure.entered_at is None or measure.status == MeasureStatus.CANCELLED:
        close_deadlines([MEASURE_REVIEW, MEASURE_END], [measure.pk], today)
        return
    due = review_days(measure.kind, measure.first_day, measure.last_day, measure.last_reviewed_on)
    if due is None:
        close_deadlines([MEASURE_REVIEW], [measure.pk], today)
    duties = [] if due is None else [_duty(MEASURE_REVIEW, measure, due)]
    if measure.last_day is not None and not measure.result:
        duties.append(_duty(MEASURE_END, measure, measure.last_day))
    write_deadlines(duties)


def _duty(kind: str, measure: WorkMeasure, due_on: dt.date) -> Duty:
    rule = rule_for(measure.kind, measure.first_day)
    return Duty(kind, measure.participant, measure.pk, due_on, rule.paragraph if rule else "tiltaksforskriften")
