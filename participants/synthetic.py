"""Production must not start on a demonstration's people."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def refuse_synthetic_people() -> None:
    """Raise ``ImproperlyConfigured`` in production when the database holds synthetic people.

    Called by whatever starts: the web server, a worker, ``manage.py prepare``. Elsewhere nothing is asked.
    """
    if settings.ENVIRONMENT == "production" and holds_synthetic_people():
        raise ImproperlyConfigured(
            "Fotfeste will not start in production: the database holds synthetic people (identity numbers with month"
            " 81-92 or DUF numbers of 2099). Use another database."
        )


def holds_synthetic_people() -> bool:
    """Whether anybody in any municipality has an identity number of a synthetic person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_has_synthetic_people()")
        return bool(cursor.fetchone()[0])
