"""The Celery app and its timetable.

The timetable holds only sweeps and nightly work that may be run twice without harm: two beats at once make no
duplicate, because the rows behind the work decide what is left to do.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import task_prerun, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fotfeste")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Without this, Celery closes the database connection before and after each task.
app.conf.CELERY_DB_REUSE_MAX = 500
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "flag-deadlines-nightly": {
        "task": "participants.tasks.flag_deadlines_everywhere",
        "schedule": crontab(hour=2, minute=10),
    },
    "check-end-dates-nightly": {
        "task": "programmes.tasks.check_end_dates_everywhere",
        "schedule": crontab(hour=3, minute=10),
    },
    # Before the flags, so that they reach those who have the cases now.
    "release-cases": {"task": "participants.tasks.release_cases", "schedule": crontab(hour=1, minute=20)},
    # Before the flags: what is over raises none.
    "close-appeal-periods": {"task": "programmes.tasks.close_appeal_periods", "schedule": crontab(hour=1, minute=50)},
    "purge-lists": {"task": "integration.tasks.purge_lists", "schedule": crontab(hour=4, minute=45)},
    # Before the flags, so that what came yesterday is due today.
    "derive-nir": {"task": "integration.tasks.derive_nir_everywhere", "schedule": crontab(hour=1, minute=30)},
    "refresh-outcomes-nightly": {
        "task": "integration.tasks.refresh_outcomes_everywhere",
        "schedule": crontab(hour=4, minute=10),
    },
    # Before the flags: a status and a bankruptcy of the night are flagged the same night.
    "measure-statuses": {"task": "programmes.tasks.recompute_measures", "schedule": crontab(hour=0, minute=5)},
    "follow-ended-jobs": {"task": "employers.tasks.follow_ended_jobs", "schedule": crontab(hour=1, minute=5)},
    "extend-sessions": {"task": "programmes.tasks.extend_sessions", "schedule": crontab(hour=0, minute=25)},
    "open-handovers": {
        "task": "programmes.tasks.open_handovers_everywhere",
        "schedule": crontab(hour=1, minute=40),
    },
    "refresh-employers": {"task": "employers.tasks.refresh_employers", "schedule": crontab(hour=1, minute=10)},
    "escalate-flags": {"task": "programmes.tasks.escalate_flags", "schedule": crontab(minute=20)},
    "remind-of-appointments": {
        "task": "programmes.tasks.remind_of_appointments",
        "schedule": crontab(hour=9, minute=0),
    },
    "digest": {"task": "participants.tasks.send_digests", "schedule": crontab(hour=6, minute=30)},
    "make-access-months": {"task": "agencies.tasks.make_access_months", "schedule": crontab(hour=0, minute=40)},
    "purge-kept-answers": {"task": "agencies.tasks.purge_idempotency", "schedule": crontab(minute=35)},
    "purge-raw-input": {"task": "participants.tasks.purge_raw_input", "schedule": crontab(hour=3, minute=40)},
    "purge-caseload-files": {
        "task": "programmes.tasks.purge_caseload_files",
        "schedule": crontab(hour=3, minute=45),
    },
    "settle-incoming-documents": {
        "task": "participants.tasks.settle_incoming_documents",
        "schedule": crontab(minute=50),
    },
    # After the working day of whoever mends a school's data, before that of whoever uses it.
    "read-school-systems": {
        "task": "integration.tasks.read_sources_everywhere",
        "schedule": crontab(hour=4, minute=10),
    },
    "take-from-folders": {"task": "integration.tasks.take_from_folders", "schedule": crontab(minute="*/10")},
    "purge-school-input": {"task": "integration.tasks.purge_school_input", "schedule": crontab(hour=4, minute=40)},
    "purge-subject-copies": {"task": "integration.tasks.purge_subject_copies", "schedule": crontab(minute=45)},
    # After everything else of the night: it may want many tables for a moment.
    "keep-times": {"task": "integration.tasks.keep_times_everywhere", "schedule": crontab(hour=4, minute=55)},
    "read-job-feed": {"task": "integration.tasks.read_job_feed", "schedule": crontab(minute="7-59/20")},
    "sweep-jobs": {"task": "agencies.tasks.sweep_jobs", "schedule": 30.0},
    "sweep-outbox": {"task": "agencies.tasks.sweep_outbox", "schedule": 15.0},
}


@worker_init.connect
def refuse_synthetic_people(**_: Any) -> None:
    """End the worker before its first task when production holds a demonstration's people."""
    from django.db import connection

    from participants.synthetic import refuse_synthetic_people as refuse

    try:
        refuse()
    except ImproperlyConfigured as error:
        # Celery logs what a signal's receiver raises and goes on; only this ends it.
        raise SystemExit(str(error)) from error
    finally:
        # The processes that do the tasks are made after this and must not share the connection.
        connection.close()


@task_prerun.connect
def renew_dead_connections(**_: Any) -> None:
    """Close what the database has closed already, so that the task begins on a new connection.

    A connection is kept over hundreds of tasks; without this, each of them would fail after a restart of the database.
    """
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
            connection.close()
