"""How hand-overs are said in the history of a case."""

from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models.shared_case import HandoverAnswer


def register_shared_case_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("handover_sent", lambda _facts: _("Overleveringen ble sendt til NAV."))
    register_event("handover_answered", _answered)


def _answered(facts: Facts) -> str:
    return _("Overleveringen ble besvart: %(answer)s.") % {"answer": HandoverAnswer(facts["answer"]).label}
