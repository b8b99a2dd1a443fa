"""How the events of matching and tracks are said in the history of a case."""

from django.utils.translation import gettext as _

from employers.models import DropOutReason, NotRelevantReason, TrackResult, Verdict
from participants.history import Facts, register_event


def register_matching_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("place_decided", _decided)
    register_event("track_joined", lambda facts: _("Begynte i %(track)s, %(cohort)s.") % facts)
    register_event("track_moved", lambda facts: _("%(track)s: nå på trinnet %(step)s.") % facts)
    register_event("track_brought", lambda facts: _("Har vært i %(track)s, til trinnet %(step)s.") % facts)
    register_event("track_dropped", _dropped)
    register_event("track_finished", _finished)


def _decided(facts: Facts) -> str:
    values = {"place": facts["place"], "employer": facts["employer"]}
    if facts["verdict"] == Verdict.SUGGESTED:
        return _("Foreslått for %(place)s hos %(employer)s.") % values
    values["reason"] = str(NotRelevantReason(facts["reason"]).label)
    return _("Ikke aktuell for %(place)s hos %(employer)s: %(reason)s.") % values


def _dropped(facts: Facts) -> str:
    values = {"track": facts["track"], "reason": DropOutReason(facts["reason"]).label}
    return _("Sluttet i %(track)s: %(reason)s.") % values


def _finished(facts: Facts) -> str:
    values = {"track": facts["track"], "result": TrackResult(facts["result"]).label}
    return _("Fullførte %(track)s: %(result)s.") % values
