"""Celery's doors to the work of this floor."""

import datetime as dt
import logging
from uuid import UUID

from celery import group, shared_task
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from participants.operations.flagging import municipalities_to_flag
from participants.operations.flags import escalate_untaken
from programmes.law.working_days import is_working_day
from programmes.operations.caseload import corrections
from programmes.operations.classes.extending import extend_sessions as extend_class_sessions
from programmes.operations.decision_duties import close_expired_appeal_periods
from programmes.operations.followup import reminders
from programmes.operations.measures.statuses import recompute_statuses
from programmes.operations.recomputing import recompute_end_dates
from programmes.operations.recomputing_everywhere import TASK, recompute_for
from programmes.operations.shared_case.handovers import open_handovers

logger = logging.getLogger(__name__)


@shared_task(name="programmes.tasks.escalate_flags")
def escalate_flags() -> int:
    """Lift flags that nobody took in time to the team leaders. It stands here because it needs the calendar."""
    now = timezone.now()
    day_before = _working_day_before(timezone.localdate(now))
    lifted = 0
    for municipality_id in municipalities_to_flag():
        with acting_as(system_actor(municipality_id)):
            lifted += escalate_untaken(municipality_id, now, day_before)
    return lifted


@shared_task(name=TASK)
def recompute_municipality(run: str, municipality_id: str, dry_run: bool) -> bool:
    """One municipality of a run of ``recompute_end_dates``."""
    return recompute_for(run, UUID(municipality_id), dry_run=dry_run)


@shared_task(name="programmes.tasks.check_end_dates_everywhere")
def check_end_dates_everywhere() -> int:
    """The night's self-check, split by municipality: stored end dates against their facts."""
    municipalities = municipalities_to_flag()
    group(check_end_dates.si(str(pk)) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="programmes.tasks.check_end_dates")
def check_end_dates(municipality_id: str) -> int:
    """Report drift in one municipality; it is put right by ``manage.py recompute_end_dates``, by somebody who looks."""
    found = recompute_end_dates(UUID(municipality_id), dry_run=True)
    if found:
        ids = [str(drift.participation_id) for drift in found]
        logger.error("end_dates_drifted", extra={"municipality_id": municipality_id, "participations": ids})
    return len(found)


@shared_task(name="programmes.tasks.close_appeal_periods")
def close_appeal_periods() -> int:
    """Take the appeal periods that are over off the lists; the decisions have become final by themselves."""
    today, closed = timezone.localdate(), 0
    for municipality_id in municipalities_to_flag():
        with acting_as(system_actor(municipality_id)):
            closed += close_expired_appeal_periods(municipality_id, today)
    return closed


@shared_task(name="programmes.tasks.recompute_measures")
def recompute_measures() -> int:
    """Store the status of the new day for every measure that the day has changed; answers how many."""
    today = timezone.localdate()
    return sum(recompute_statuses(municipality_id, today) for municipality_id in municipalities_to_flag())


@shared_task(name="programmes.tasks.remind_of_appointments")
def remind_of_appointments() -> int:
    """Put reminders of tomorrow's appointments in the outbox; answers how many are new."""
    today = timezone.localdate()
    return sum(reminders.write_reminders(pk, today) for pk in municipalities_to_flag())


@shared_task(name="programmes.tasks.extend_sessions")
def extend_sessions() -> int:
    """Make the sessions of the days that come into reach, of classes without a last day; answers how many."""
    return extend_class_sessions(timezone.localdate())


@shared_task(name="programmes.tasks.open_handovers_everywhere")
def open_handovers_everywhere() -> int:
    """Open the hand-over of every programme that is near its end; answers how many are new."""
    today = timezone.localdate()
    return sum(open_handovers(municipality_id, today) for municipality_id in municipalities_to_flag())


def _working_day_before(day: dt.date) -> dt.date:
    earlier = day - dt.timedelta(days=1)
    while not is_working_day(earlier):
        earlier -= dt.timedelta(days=1)
    return earlier


@shared_task(name="programmes.tasks.purge_caseload_files")
def purge_caseload_files() -> int:
    """Clear away what old files of running cases hold about people."""
    return corrections.purge_caseload_files()
