"""What the start of a case hands up: the tab «Rett og plikt», its acts, the duty to answer, its history."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.history import register_event
from participants.hooks import on_merge
from participants.models import Deadline, Participant
from participants.panels import Act, CasePanel, PanelSpot, register_act, register_panel
from programmes.models import Claim, EarlyJob, OfferAnswer, Participation, RightAssessment, StartOffer, TargetOutcome
from programmes.operations.duties import OFFER_ANSWER
from programmes.web.start.panel import TAB, start_tab


def _has_no_programme(person: Participant) -> bool:
    return not Participation.objects.filter(participant=person).standing().exists()


def _answer(deadline: Deadline) -> str:
    return reverse("programmes:answer-offer", args=[deadline.subject_id])


def _merge(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """The rows follow; of two open offers the newest stays open, and assessments are numbered on."""
    for model in (Claim, EarlyJob):
        rows: Any = model
        rows.objects.filter(participant=merged).update(participant=kept)
    if StartOffer.objects.filter(participant=kept, answer="", withdrawn_on__isnull=True).exists():
        for offer in StartOffer.objects.filter(participant=merged, answer="", withdrawn_on__isnull=True):
            offer.withdrawn_on, offer.withdrawn_reason = offer.offered_on, "Samme person var registrert to ganger."
            offer.save()
    StartOffer.objects.filter(participant=merged).update(participant=kept)
    taken = RightAssessment.objects.filter(participant=kept).count()
    for number, row in enumerate(RightAssessment.objects.filter(participant=merged).order_by("number"), taken + 1):
        RightAssessment.objects.filter(pk=row.pk).update(participant=kept, number=number)


on_merge(_merge)
register_duty(
    DutyKind(
        code=OFFER_ANSWER,
        label=_("Svar på tilbud om oppstart"),
        thresholds=(3, 0),
        action_label=_("Registrer svaret"),
        action_url=_answer,
        resource=Resource.START,
        fields=FieldGroup.SETTLEMENT,
    )
)
register_panel(
    CasePanel(
        code=TAB,
        title=_("Rett og plikt"),
        spot=PanelSpot.TAB,
        order=15,
        template="programmes/start/tab.html",
        fields=FieldGroup.SETTLEMENT,
        context=start_tab,
    )
)
for _text, _url_name, _order in (
    (_("Tilbud om oppstart"), "programmes:make-offer", 12),
    (_("Krav om program"), "programmes:register-claim", 13),
    (_("Arbeid før oppstart"), "programmes:register-early-job", 14),
):
    register_act(
        Act(
            label=_text,
            url_name=_url_name,
            resource=Resource.START,
            action=Action.CREATE,
            order=_order,
            is_possible=_has_no_programme,
        )
    )
register_event("claim_registered", lambda _facts: _("Krav om program er registrert."))
register_event("claim_withdrawn", lambda _facts: _("Kravet om program er trukket."))
register_event("start_offered", lambda _facts: _("Tilbud om oppstart er gitt."))
register_event(
    "start_offer_answered",
    lambda facts: gettext("Tilbudet om oppstart er %s.") % OfferAnswer(facts["answer"]).label,
)
register_event("start_offer_withdrawn", lambda _facts: _("Tilbudet om oppstart er trukket."))
register_event("early_job_registered", lambda facts: gettext("Arbeid før oppstart: %s timer i uken.") % facts["hours"])
register_event("early_job_ended", lambda facts: gettext("Arbeidet på %s timer i uken falt bort.") % facts["hours"])
register_event(
    "right_assessed", lambda facts: gettext("Rett og plikt er vurdert: %s.") % TargetOutcome(facts["outcome"]).label
)
