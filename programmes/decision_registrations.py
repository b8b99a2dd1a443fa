"""What decisions hand up to the frame: their duties, their tab, their acts, and how their history reads."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.history import Facts, register_event
from participants.hooks import on_merge
from participants.models import Deadline, Participant
from participants.panels import Act, CasePanel, PanelSpot, register_act, register_panel
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionStep, DecisionType, EndDraft, Letter, Participation, Reentry, Stop
from programmes.operations import (  # noqa: F401 - they register what their decisions do
    absence_decisions,
    deduction_decisions,
    digital_post,
    extending,
    leaves,
    self_certification,
)
from programmes.operations import decision_duties as duties
from programmes.operations.extension_watch import EXTENSION_WINDOW
from programmes.operations.stopping import STOP_REVIEW
from programmes.web.decision_words import ACT_SAID
from programmes.web.decisions import decisions_context

_MOVING: tuple[Any, ...] = (Decision, DecisionStep, Letter, Stop, EndDraft, Reentry)


def _page(deadline: Deadline) -> str:
    return reverse("programmes:decision", args=[deadline.subject_id])


def _extend(deadline: Deadline) -> str:
    return reverse("programmes:extend", args=[deadline.participant_id])


def _resume(deadline: Deadline) -> str:
    return reverse("programmes:resume", args=[deadline.participant_id])


def _is_running(person: Participant) -> bool:
    return Participation.objects.filter(participant=person).standing().exists()


def _had_programme(person: Participant) -> bool:
    return not _is_running(person) and Participation.objects.filter(participant=person).exists()


def _is_stopped(person: Participant) -> bool:
    return Stop.objects.filter(participant=person, last_day__isnull=True).exists()


def _may_be_stopped(person: Participant) -> bool:
    return _is_running(person) and not _is_stopped(person)


def _merge(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Decisions keep their number and everything in them; only whose case they lie in changes."""
    for model in _MOVING:
        model.objects.filter(participant=merged).update(participant=kept)


on_merge(_merge)
for _code, _label, _thresholds, _action_label in (
    (duties.DECISION_DRAFT, _("Vedtak under arbeid"), (14, 0), _("Se utkastet")),
    (duties.DECISION_NOTIFY, _("Vedtaket skal sendes deltakeren"), (0,), _("Send vedtaket")),
    (duties.DECISION_UNDELIVERED, _("Vedtaket kom ikke fram"), (3, 0), _("Send på en annen måte")),
    (duties.APPEAL_PERIOD, _("Klagefrist"), (), _("Se vedtaket")),
    (duties.APPEAL_CASE, _("Klage skal behandles"), (14, 0), _("Behandle klagen")),
):
    register_duty(
        DutyKind(
            code=_code,
            label=_label,
            thresholds=_thresholds,
            action_label=_action_label,
            action_url=_page,
            resource=Resource.DECISION,
            fields=FieldGroup.DECISIONS,
        )
    )
register_duty(
    DutyKind(
        code=EXTENSION_WINDOW,
        label=_("Vurder forlengelse"),
        thresholds=(30, 0),
        action_label=_("Vurder"),
        action_url=_extend,
        resource=Resource.DECISION,
        action=Action.DECIDE,
        fields=FieldGroup.DECISIONS,
    )
)
register_duty(
    DutyKind(
        code=STOP_REVIEW,
        label=_("Stansen skal vurderes på nytt"),
        thresholds=(14, 0),
        action_label=_("Ta opp igjen"),
        action_url=_resume,
        resource=Resource.DECISION,
        action=Action.DECIDE,
        fields=FieldGroup.DECISIONS,
    )
)
register_panel(
    CasePanel(
        code="vedtak",
        title=_("Vedtak"),
        spot=PanelSpot.TAB,
        order=30,
        template="programmes/decisions/tab.html",
        fields=FieldGroup.DECISIONS,
        context=decisions_context,
    )
)
for _text, _url_name, _order, _is_possible in (
    (_("Forlengelse"), "programmes:extend", 61, _is_running),
    (_("Stans"), "programmes:stop", 62, _may_be_stopped),
    (_("Ta opp igjen etter stans"), "programmes:resume", 63, _is_stopped),
    (_("Ny deltakelse (gjeninntreden)"), "programmes:award-again", 60, _had_programme),
    (_("Annet vedtak"), "programmes:draft", 64, lambda _person: True),
):
    register_act(
        Act(
            label=_text,
            url_name=_url_name,
            resource=Resource.DECISION,
            action=Action.DECIDE,
            order=_order,
            is_possible=_is_possible,
        )
    )


def _said(text: Any) -> Any:
    def say(facts: Facts) -> str:
        what = DecisionType(facts["decision_type"]).label
        return gettext("Vedtak %(number)s (%(what)s): %(act)s") % {"number": facts["number"], "what": what, "act": text}

    return say


register_event("decision_drafted", _said(_("utkast laget.")))
for _act in DecisionAct:
    register_event(f"decision_{_act}", _said(ACT_SAID[_act]))
register_event("programme_resumed", lambda _facts: _("Programmet ble tatt opp igjen etter stans."))
register_event(
    "reentry_awarded",
    lambda facts: gettext("Nytt program etter et tidligere: %s måneder er brukt.") % facts["months_used"],
)
register_event("end_drafted", lambda _facts: _("Avslutningen er begynt, men mangler opplysninger."))
