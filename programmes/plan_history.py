"""How the events of plans, mapping, guidance and proposals are said in the history of a case."""

from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models import ChangeKind, ProposalState
from programmes.models.plan_basis import AgreementKind
from programmes.proposals import proposal_kind


def register_plan_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("plan_changed", _changed)
    register_event("plan_signed", _signed)
    register_event("skills_mapped", _mapped)
    register_event("career_guidance", lambda _facts: _("Fikk karriereveiledning."))
    register_event("proposal_made", _proposed)
    register_event("proposal_answered", _answered)


def _changed(facts: Facts) -> str:
    values = {"kind": ChangeKind(facts["change"]).label, "number": facts["number"]}
    return _("Integreringsplanen ble endret: %(kind)s, versjon %(number)s.") % values


def _signed(facts: Facts) -> str:
    return _("Signert: %(what)s.") % {"what": AgreementKind(facts["agreement"]).label}


def _mapped(facts: Facts) -> str:
    if facts["is_done"]:
        return _("Kompetansekartleggingen er registrert.")
    return _("Det er skrevet hvorfor kompetansekartleggingen ikke er gjort.")


def _proposed(facts: Facts) -> str:
    return _("Forslag mottatt: %(what)s.") % {"what": _kind(facts)}


def _answered(facts: Facts) -> str:
    values = {"what": _kind(facts), "state": ProposalState(facts["state"]).label}
    return _("Forslag besvart: %(what)s – %(state)s.") % values


def _kind(facts: Facts) -> str:
    kind = proposal_kind(facts["proposal_kind"])
    return str(kind.label) if kind else facts["proposal_kind"]
