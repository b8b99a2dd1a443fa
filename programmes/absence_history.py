"""How the events of absence are said in the history of a case."""

import datetime as dt

from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models import AbsenceKind


def register_absence_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("absence_registered", _registered)
    register_event("absence_corrected", _corrected)
    register_event("absence_voided", _voided)
    register_event("absence_documented", _documented)
    register_event("leave_followed_up", _followed_up)
    register_event("leave_ended", _ended)
    register_event("self_certification_withdrawn", lambda _facts: _("Retten til egenmelding ble fratatt."))
    register_event("self_certification_reviewed", _reviewed)


def _registered(facts: Facts) -> str:
    return _("Registrert: %(what)s. Siste dag i programmet er %(end)s.") % _said(facts)


def _corrected(facts: Facts) -> str:
    earlier = {"absence_kind": facts["earlier_kind"], "first_day": facts["earlier_first_day"],
               "last_day": facts["earlier_last_day"], "programme_last_day": facts["programme_last_day"]}  # fmt: skip
    return _("Rettet fra %(earlier)s til %(what)s. Siste dag i programmet er %(end)s.") % {
        "earlier": _said(earlier)["what"],
        **_said(facts),
    }


def _voided(facts: Facts) -> str:
    return _("Annullert: %(what)s. Siste dag i programmet er %(end)s.") % _said(facts)


def _documented(facts: Facts) -> str:
    return _("Dokumentasjon mottatt: %(what)s.") % _said(facts)


def _followed_up(facts: Facts) -> str:
    return _("Oppfølging og norskopplæring ble tilbudt i permisjonen: %(what)s.") % _said(facts)


def _ended(facts: Facts) -> str:
    return _("Slutten av permisjonen ble fulgt opp: %(what)s.") % _said(facts)


def _reviewed(facts: Facts) -> str:
    if facts["is_restored"]:
        return _("Retten til egenmelding ble gitt tilbake. %(reason)s") % {"reason": facts["reason"]}
    return _("Tapet av rett til egenmelding ble vurdert på nytt og står. %(reason)s") % {"reason": facts["reason"]}


def _said(facts: Facts) -> dict[str, str]:
    first, last = _day(facts["first_day"]), _day(facts["last_day"])
    days = first if first == last else f"{first} – {last}"
    return {
        "what": f"{AbsenceKind(facts['absence_kind']).label} {days}",
        "end": _day(facts.get("programme_last_day", "")),
    }


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d.%m.%Y}" if iso else ""
