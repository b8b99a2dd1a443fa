"""How the events of measures are said in the history of a case."""

import datetime as dt

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models import AgreementParty, ApprovalWay, MeasureKind, MeasureResult, MeasureStatus


def register_measure_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("measure_registered", _registered)
    register_event("measure_status", _status)
    register_event("measure_approved", _approved)
    register_event("measure_approvals_cleared", _cleared)
    register_event("measure_link_made", _link_made)
    register_event("measure_load", _load)
    register_event("measure_extended", lambda facts: _("%(measure)s er forlenget til og med %(day)s.") % _named(facts))
    register_event("measure_shortened", lambda facts: _("%(measure)s er forkortet til %(day)s.") % _named(facts))
    register_event("measure_cancelled", lambda facts: _("%(measure)s er annullert.") % _named(facts))
    register_event("measure_reviewed", lambda facts: _("%(measure)s er gjennomgått.") % _named(facts))
    register_event("measure_concluded", _concluded)


def _registered(facts: Facts) -> str:
    if not facts["organisation"]:
        return _("Tiltak registrert: %(measure)s.") % {"measure": _kind(facts)}
    values = {"measure": _kind(facts), "organisation": facts["organisation"]}
    return _("Tiltak registrert: %(measure)s hos %(organisation)s.") % values


def _status(facts: Facts) -> str:
    values = {"measure": capfirst(_kind(facts)), "status": MeasureStatus(facts["after"]).label}
    return _("%(measure)s: %(status)s.") % values


def _approved(facts: Facts) -> str:
    values = {
        "party": capfirst(str(AgreementParty(facts["party"]).label)),
        "measure": _kind(facts),
        "way": ApprovalWay(facts["way"]).label,
    }
    return _("%(party)s har godkjent avtalen om %(measure)s (%(way)s).") % values


def _cleared(facts: Facts) -> str:
    names = ", ".join(str(AgreementParty(party).label) for party in facts["parties"])
    return _("Avtalen om %(measure)s er endret. Disse må godkjenne på nytt: %(parties)s.") % {
        "measure": _kind(facts),
        "parties": names,
    }


def _link_made(facts: Facts) -> str:
    values = {"party": AgreementParty(facts["party"]).label, "measure": _kind(facts)}
    return _("Engangslenke laget til %(party)s for avtalen om %(measure)s.") % values


def _load(facts: Facts) -> str:
    values = {"measure": capfirst(_kind(facts)), "percent": _number(facts["percent"]), "hours": _number(facts["hours"])}
    return _("%(measure)s: %(percent)s prosent, %(hours)s timer i uken.") % values


def _concluded(facts: Facts) -> str:
    values = {"measure": capfirst(_kind(facts)), "result": MeasureResult(facts["result"]).label}
    return _("%(measure)s er over. Resultat: %(result)s.") % values


def _named(facts: Facts) -> dict[str, str]:
    day = facts.get("last_day")
    return {
        "measure": capfirst(_kind(facts)),
        "day": f"{dt.date.fromisoformat(day):%d.%m.%Y}" if day else "",
    }


def _kind(facts: Facts) -> str:
    return str(MeasureKind(facts["measure"]).label)


def _number(text: str) -> str:
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0")
    return f"{whole},{rest}" if rest else whole
