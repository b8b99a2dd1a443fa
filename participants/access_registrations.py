"""What access hands up: the act of protecting a case, and the sentences of its history."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from participants.history import Facts, register_event
from participants.panels import Act, register_act


def _taken(facts: Facts) -> str:
    until = parse_date(str(facts.get("until", "")))
    return _("Tok tilgang til saken til og med %(date)s.") % {"date": f"{until:%d.%m.%Y}" if until else ""}


def _protected(_facts: Facts) -> str:
    return _("Adressesperre, skjerming eller navngitt tilgang ble endret.")


register_act(
    Act(gettext_lazy("Adressesperre og skjerming"), "participants:protect", Resource.PARTICIPANT, Action.CHANGE, 95)
)
register_event("access_taken", _taken)
register_event("protection_changed", _protected)
