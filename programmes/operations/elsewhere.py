"""Whether the person is in a programme in another municipality: yes or no, and nothing about it."""

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from agencies.errors import Refusal
from participants.models import Participant


def programme_elsewhere(person: Participant, first_day: dt.date, last_day: dt.date) -> list[Refusal]:
    """A refusal when a programme of the same person elsewhere shares a day with the period (inclusive)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_has_programme_elsewhere(%s, %s, %s)", [person.pk, first_day, last_day])
        (has_programme,) = cursor.fetchone()
    if not has_programme:
        return []
    text = _(
        "Personen er i program et annet sted i denne perioden. Programmet må avsluttes der, eller saken flyttes hit,"
        " før det kan tildeles her."
    )
    return [Refusal("programme_elsewhere", text, "first_day", "integreringsloven § 12")]
