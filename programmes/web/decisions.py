"""Decisions on the case page and on a page of their own."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, decide, may
from agencies.operations.access_log import log_read
from agencies.web.pages import Page, show
from participants.models import Participant
from programmes.law.procedure_states import DecisionAct, DecisionState, next_acts
from programmes.law_words import is_english
from programmes.letters.writing import WORDS, fact_rows
from programmes.models import Decision, DecisionStep, Letter, LetterKind, LetterLanguage, Participation, Stop
from programmes.operations.effects import foretold
from programmes.operations.extending import taking_back_refusals
from programmes.operations.procedure import notice_is_due, procedure_roles
from programmes.web.decision_words import ACT_LABELS, ACT_SAID, STATE_LABELS, STATE_TONES

Text = str | Promise
_URGENT = (DecisionAct.DECIDE, DecisionAct.APPROVE, DecisionAct.NOTIFY, DecisionAct.REVERSE, DecisionAct.FORWARD)


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with where it stands."""

    row: Decision
    state: Text
    tone: str
    url: str
    letter_url: str
    appeal_ends_on: dt.date | None


def decisions_context(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any]:
    """The tab «Vedtak»: every decision of the case with its state, the newest first, and the other letters."""
    mine = Decision.objects.visible_to(actor).filter(participant=person)
    rows = mine.select_related("replaces").order_by("-number", "-id")
    shown = [shown_decision(row, today) for row in rows.prefetch_related("steps", letters_of(actor))]
    others = Letter.objects.visible_to(actor).filter(participant=person, kind=LetterKind.CERTIFICATE)
    stop = Stop.objects.visible_to(actor).filter(participant=person, last_day__isnull=True).first()
    is_running = Participation.objects.visible_to(actor).filter(participant=person).standing().exists()
    may_decide = may(actor, Resource.DECISION, Action.DECIDE)
    return {
        "decisions": shown,
        "certificates": list(others.select_related("document")),
        "certificate_url": _certificate_url(actor, person),
        "stop": stop,
        "extend_url": reverse("programmes:extend", args=[person.pk]) if is_running and may_decide else "",
        "draft_url": reverse("programmes:draft", args=[person.pk]) if may_decide else "",
        "resume_url": reverse("programmes:resume", args=[person.pk]) if stop and may_decide else "",
    }


def _certificate_url(actor: Actor, person: Participant) -> str:
    """Where the certificate of the newest ended programme is made in one more language; empty when all are made."""
    ended = Participation.objects.visible_to(actor).filter(participant=person, ended_on__isnull=False)
    newest = ended.exclude(end_reason="deceased").order_by("-ended_on").first()
    if newest is None or not may(actor, Resource.PARTICIPATION, Action.DECIDE):
        return ""
    made = Letter.objects.filter(participation=newest, kind=LetterKind.CERTIFICATE).count()
    return reverse("programmes:certificate", args=[newest.pk]) if made < len(LetterLanguage.choices) else ""


def letters_of(actor: Actor) -> "Prefetch[str, Any, str]":
    """The letters of decisions with their documents, in one query for all."""
    rows = Letter.objects.visible_to(actor).select_related("document").order_by("created_at", "id")
    return Prefetch("letters", queryset=rows)


def shown_decision(row: Decision, today: dt.date) -> ShownDecision:
    """A decision whose steps and letters were fetched, as a line of a list."""
    state = row.state_on(today)
    letter = next((letter for letter in row.letters.all() if letter.kind == LetterKind.DECISION), None)
    return ShownDecision(
        row=row,
        state=STATE_LABELS[state],
        tone=STATE_TONES[state],
        url=reverse("programmes:decision", args=[row.pk]),
        letter_url=reverse("participants:document", args=[letter.document_id]) if letter else "",
        appeal_ends_on=row.appeal_ends_on_day() if state is DecisionState.RECEIVED else None,
    )


class DecisionPage(Page):
    """One decision: what, why, where it stands, and what may be done now."""

    needs = (Resource.DECISION, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Show it; the reading is logged."""
        actor, today = self.request.actor, timezone.localdate()
        decision = decision_of(actor, pk)
        log_read(
            actor,
            Resource.DECISION,
            participant_id=decision.participant_id,
            municipality_id=decision.municipality_id,
        )
        shown = shown_decision(decision, today)
        acts = next_acts(decision.happened(), today, procedure_roles(actor))
        may_write = decision.decided_on is None and DecisionAct.ABANDON in acts
        # Before anything is decided to the participant's disadvantage they are told, so that comes first.
        is_unheard = shown.row.state_on(today) is DecisionState.DRAFT and notice_is_due(decision)
        urgent = (DecisionAct.ADVANCE_NOTICE, *_URGENT) if is_unheard else _URGENT
        coming = foretold(decision, today) if may_write else {}
        context = {
            "decision": decision,
            "shown": shown,
            "person": decision.participant,
            "facts": fact_rows(WORDS["en" if is_english() else "nb"], {**decision.content, **coming}),
            "steps": [_step_row(step) for step in sorted(decision.steps.all(), key=lambda step: step.sequence)],
            "computed": _with_days(decision.computed),
            "letters": list(decision.letters.all()),
            "primary": [_button(decision, act) for act in acts if act in urgent],
            "others": [_button(decision, act) for act in acts if act not in urgent],
            "write_url": reverse("programmes:write-draft", args=[decision.pk]) if may_write else "",
            "take_back_url": _take_back_url(actor, decision, today),
            "replaced_url": reverse("programmes:decision", args=[decision.replaces_id]) if decision.replaces_id else "",
            "replacing": _replacing(actor, decision),
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {
                    "label": decision.participant.full_name,
                    "url": reverse("participants:case-tab", args=[decision.participant_id, "vedtak"]),
                },
            ],
        }
        return show(self.request, "programmes/decisions/page.html", context)


def decision_of(actor: Actor, pk: UUID) -> Decision:
    """The decision with all that a page shows of it; ``Decision.DoesNotExist`` when the actor may not see it."""
    steps = Prefetch("steps", queryset=DecisionStep.objects.select_related("done_by"))
    rows = Decision.objects.visible_to(actor).select_related("participant", "participation", "decided_by", "replaces")
    return rows.prefetch_related(steps, letters_of(actor)).get(pk=pk)


def _take_back_url(actor: Actor, decision: Decision, today: dt.date) -> str:
    """Where a granted extension is taken back; empty for who may not, and where something stands against it."""
    if not decision.is_granted_extension:
        return ""
    verdict = decide(actor, Resource.DECISION, Action.DECIDE, decision.participant.facts_for(actor))
    if not verdict.allowed or taking_back_refusals(decision, today):
        return ""
    return reverse("programmes:take-back-extension", args=[decision.pk])


def _replacing(actor: Actor, decision: Decision) -> list[dict[str, Any]]:
    """The decisions that replace it, and the drafts that would; what was put away is neither."""
    rows = Decision.objects.visible_to(actor).filter(replaces=decision)
    standing = Q(decided_on__isnull=False) | Q(pk__in=rows.under_work().values("pk"))
    found = rows.filter(standing).select_related("replaces").order_by("number")
    return [{"row": row, "url": reverse("programmes:decision", args=[row.pk])} for row in found]


def _step_row(step: DecisionStep) -> dict[str, Any]:
    said = str(ACT_SAID[DecisionAct(step.act)])
    return {"step": step, "said": said[:1].upper() + said[1:]}


def _button(decision: Decision, act: DecisionAct) -> dict[str, Any]:
    return {"label": ACT_LABELS[act], "url": reverse("programmes:decision-act", args=[decision.pk, act.value])}


def _with_days(computed: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{**step, "date": dt.date.fromisoformat(step["date"])} for step in computed]
