"""How the events of programmes are said in the history of a case."""

import datetime as dt

from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models import EndReason, Goal, MainActivity


def register_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("programme_awarded", _awarded)
    register_event("plan_made", lambda _facts: _("Integreringsplanen ble laget."))
    register_event("programme_ended", _ended)
    register_event("end_date_recomputed", _recomputed)


def _awarded(facts: Facts) -> str:
    return _("Program tildelt: %(months)s måneder, %(first)s – %(last)s, mål: %(goal)s.") % {
        "months": facts["months"],
        "first": _day(facts["first_day"]),
        "last": _day(facts["last_day"]),
        "goal": Goal(facts["goal"]).label,
    }


def _ended(facts: Facts) -> str:
    return _("Programmet ble avsluttet: %(reason)s. Hovedaktivitet: %(activity)s.") % {
        "reason": EndReason(facts["reason"]).label,
        "activity": MainActivity(facts["main_activity"]).label,
    }


def _recomputed(facts: Facts) -> str:
    return _("Sluttdatoen ble regnet ut på nytt; den var %(date)s.") % {"date": _day(facts["earlier_last_day"])}


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"
