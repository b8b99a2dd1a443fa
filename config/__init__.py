"""The frame around the apps: settings, URLs, background work, the embedded services and the commands in ``bin/``.

The Celery app is imported here so that tasks queued by a web process find it.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
