"""The Celery app and its timetable.

The timetable holds only sweeps and nightly work that may be run twice without harm: two beats at once make no
duplicate, because the rows behind the work decide what is left to do.
"""

import os

from celery import Celery
from celery.schedules import crontab

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
    "escalate-flags": {"task": "programmes.tasks.escalate_flags", "schedule": crontab(minute=20)},
    "digest": {"task": "participants.tasks.send_digests", "schedule": crontab(hour=6, minute=30)},
    "purge-raw-input": {"task": "participants.tasks.purge_raw_input", "schedule": crontab(hour=3, minute=40)},
    "settle-incoming-documents": {
        "task": "participants.tasks.settle_incoming_documents",
        "schedule": crontab(minute=50),
    },
    "sweep-jobs": {"task": "agencies.tasks.sweep_jobs", "schedule": 30.0},
    "sweep-outbox": {"task": "agencies.tasks.sweep_outbox", "schedule": 15.0},
}
