"""A stop and an absence never share a day: whoever is stopped has nothing to be away from (law.md 5.5)."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.errors import Refusal
from programmes.models import Absence, Participation, Stop

_PARAGRAPH = "integreringsloven § 18"


def stops_in_the_way(participation: Participation, first_day: dt.date, last_day: dt.date) -> list[Refusal]:
    """What stands against an absence on these days (inclusive): a stop on any of them."""
    stops = Stop.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=first_day), participation=participation)
    stop = stops.filter(first_day__lte=last_day).order_by("first_day").first()
    if stop is None:
        return []
    text = _("Programmet er stanset %(days)s. Fravær registreres bare på dager utenfor stansen.")
    text %= {"days": _days(stop.first_day, stop.last_day)}
    return [Refusal("in_stop", text, "first_day", _PARAGRAPH)]


def absences_in_the_way(participation: Participation, first_day: dt.date) -> list[Refusal]:
    """What stands against a stop from ``first_day`` on: an absence on that day or later."""
    standing = Absence.objects.standing().filter(participation=participation, last_day__gte=first_day)
    absence = standing.order_by("first_day", "id").first()
    if absence is None:
        return []
    text = _("Det er registrert fravær %(days)s. Rett eller annuller det før programmet stanses.")
    text %= {"days": _days(absence.first_day, absence.last_day)}
    return [Refusal("absence_in_stop", text, "first_day", _PARAGRAPH)]


def _days(first_day: dt.date, last_day: dt.date | None) -> str:
    if last_day is None:
        return _("fra og med %(day)s") % {"day": f"{first_day:%d.%m.%Y}"}
    return f"{first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}"
