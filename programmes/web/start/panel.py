"""The tab «Rett og plikt»: where the law puts the person and why, the claims, the offers, and work before the start."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from agencies.access import Action, Actor, Resource, may
from participants.models import Participant
from programmes.law.target_group import TargetGroup
from programmes.law.target_words import TargetOutcome
from programmes.models import Claim, EarlyJob, RightAssessment, StartOffer
from programmes.operations.duties import start_due_on
from programmes.start_facts import group_of, target_catalogue

TAB = "oppstart"
OUTCOME_TONES = {
    TargetOutcome.RIGHT_AND_DUTY: "success",
    TargetOutcome.RIGHT: "success",
    TargetOutcome.MAY_BE_OFFERED: "info",
    TargetOutcome.EXCLUDED: "danger",
    TargetOutcome.OUTSIDE: "danger",
    TargetOutcome.UNKNOWN: "warning",
}


def start_tab(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any] | None:
    """What the tab shows; only for those who may see the start of a case (NAV may not)."""
    if not may(actor, Resource.START, Action.VIEW):
        return None
    newest = RightAssessment.objects.visible_to(actor).filter(participant=person).newest_first()
    assessments = list(newest.select_related("confirmed_by"))
    may_write = may(actor, Resource.START, Action.CREATE) and person.moved_on is None
    may_confirm = may(actor, Resource.START, Action.DECIDE) and person.moved_on is None
    return {
        "group": shown_group(group_of(person, today)),
        "confirmed": assessments[0] if assessments else None,
        "earlier": assessments[1:],
        "claims": list(Claim.objects.visible_to(actor).filter(participant=person)),
        "offers": list(StartOffer.objects.visible_to(actor).filter(participant=person)),
        "jobs": list(EarlyJob.objects.visible_to(actor).filter(participant=person)),
        "start_due_on": None if person.participations.exists() else start_due_on(person),
        "may_write": may_write,
        "assess_url": reverse("programmes:assess-right", args=[person.pk]) if may_confirm else "",
        "claim_url": reverse("programmes:register-claim", args=[person.pk]) if may_write else "",
        "offer_url": reverse("programmes:make-offer", args=[person.pk]) if may_write else "",
        "job_url": reverse("programmes:register-early-job", args=[person.pk]) if may_write else "",
    }


def shown_group(group: TargetGroup) -> dict[str, Any]:
    """The answer in the language of the request, with a mark for each step."""
    words = target_catalogue()
    return {
        "outcome": group.outcome.value,
        "label": words.names[group.outcome],
        "tone": OUTCOME_TONES[group.outcome],
        "window_last_day": group.window_last_day,
        "steps": [
            {
                "text": step.text(words),
                "paragraph": step.paragraph,
                "tone": OUTCOME_TONES[step.speaks_for] if step.speaks_for else "neutral",
                "mark": capfirst(words.names[step.speaks_for]) if step.speaks_for else "",
            }
            for step in group.steps
        ],
    }
