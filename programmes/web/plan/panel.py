"""The tab «Plan» on the case: the goals, the elements as a picture, the week, and what waits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from participants.models import Assignment, Participant
from programmes.models import CareerGuidance, Plan, PlanElement, Proposal, SkillsMapping
from programmes.plan_content import element_values
from programmes.web.followup.panel import reviews_of
from programmes.web.panels import newest_of
from programmes.web.plan.editor import pictures
from programmes.web.plan.forms import programme_in_words
from programmes.web.plan.proposals import shown_proposal


def plan_tab(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any]:
    """What the tab shows to everybody who may see plans; writing stands on the plan's own page."""
    programme = newest_of(actor, person, today)
    proposals = Proposal.objects.visible_to(actor).filter(participant=person).waiting().select_related("proposed_from")
    context: dict[str, Any] = {
        "programme": programme,
        "person": person,
        "plan": None,
        "mapping": SkillsMapping.objects.visible_to(actor).filter(participant=person).first(),
        "guidance": CareerGuidance.objects.visible_to(actor).filter(participant=person).first(),
        "proposals": [shown_proposal(row) for row in proposals.order_by("created_at", "id")],
        "mapping_url": _url(actor, Resource.SKILLS_MAPPING, "programmes:skills-mapping", person.pk),
        "guidance_url": _url(actor, Resource.SKILLS_MAPPING, "programmes:career-guidance", person.pk),
    }
    if programme is None:
        return context
    context |= reviews_of(actor, programme)
    context["plan_url"] = _url(actor, Resource.PLAN, "programmes:plan", programme.pk)
    plan = Plan.objects.visible_to(actor).filter(participation=programme).select_related("finalised_by").first()
    if plan is None:
        return context
    rows = [element_values(row) for row in PlanElement.objects.visible_to(actor).filter(plan=plan).standing()]
    last_day = programme.ended_on or programme.last_day
    may_propose = may(actor, Resource.PROPOSAL, Action.CREATE) and not may(actor, Resource.PLAN, Action.CHANGE)
    return context | {
        "plan": plan,
        "facts": [*programme_in_words(programme), *_goals(plan)],
        "propose_url": reverse("programmes:propose-element", args=[person.pk]) if may_propose else "",
        "print_url": reverse("programmes:plan-print", args=[programme.pk]),
        "versions_url": reverse("programmes:plan-versions", args=[programme.pk]),
        "agreement": plan.agreements.order_by("-signed_on", "-id").first(),
        **pictures(None, rows, programme.first_day, last_day, today),
    }


def proposals_to_answer(actor: Actor, only_mine: bool, today: dt.date) -> int | None:
    """How many proposals wait, for those who answer them."""
    if not may(actor, Resource.PROPOSAL, Action.DECIDE):
        return None
    rows = Proposal.objects.listed_for(actor).to_answer(actor)
    if only_mine:
        mine = Assignment.objects.filter(participant=OuterRef("participant"), user=actor.user_id).on(today)
        rows = rows.filter(Exists(mine))
    return rows.count()


def _goals(plan: Plan) -> list[tuple[str, str]]:
    levels = (
        (_("lytting"), plan.norwegian_listening),
        (_("lesing"), plan.norwegian_reading),
        (_("skriving"), plan.norwegian_writing),
        (_("muntlig"), plan.norwegian_oral),
    )
    said = ", ".join(f"{name} {level}" for name, level in levels if level)
    return [
        (_("Langsiktig mål"), plan.long_term_goal),
        (_("Norskmål"), said),
        (_("Strategi"), str(plan.get_strategy_display())),
    ]


def _url(actor: Actor, resource: Resource, name: str, pk: object) -> str:
    return reverse(name, args=[pk]) if may(actor, resource, Action.CHANGE) else ""
