"""Keeps the next months of the access log ready, each a part of the table by itself."""

import datetime as dt

from django.db import connection
from django.utils import timezone

MONTHS_AHEAD = 3


def make_access_months(today: dt.date | None = None) -> int:
    """Make the parts of this month and the next ones, where they are missing; answers how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_make_access_months(%s, %s)", [today or timezone.localdate(), MONTHS_AHEAD])
        (made,) = cursor.fetchone()
    return int(made)
