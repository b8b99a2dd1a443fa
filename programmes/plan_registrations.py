"""What plans and proposals hand up to the frame."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.hooks import on_merge
from participants.panels import (
    Act,
    CasePanel,
    PanelSpot,
    WorkCounter,
    register_act,
    register_panel,
    register_work_counter,
)
from participants.transfers import register_transfer_part
from programmes.operations.plan.moving import PLAN_BASIS, merge_plans
from programmes.operations.plan.proposing import ELEMENT_PROPOSAL
from programmes.plan_history import register_plan_events
from programmes.proposals import register_proposal_kind
from programmes.web.plan.panel import plan_tab, proposals_to_answer

on_merge(merge_plans)
register_transfer_part(PLAN_BASIS)
register_proposal_kind(ELEMENT_PROPOSAL)
register_plan_events()
register_panel(
    CasePanel(
        code="plan",
        title=_("Plan"),
        spot=PanelSpot.TAB,
        order=10,
        template="programmes/plan/tab.html",
        fields=FieldGroup.PLAN,
        context=plan_tab,
    )
)
register_work_counter(
    WorkCounter(label=_("Forslag å svare på"), url_name="programmes:proposals", order=20, count=proposals_to_answer)
)
for _title, _name, _order in (
    (_("Kompetansekartlegging"), "programmes:skills-mapping", 50),
    (_("Karriereveiledning"), "programmes:career-guidance", 52),
):
    register_act(
        Act(label=_title, url_name=_name, resource=Resource.SKILLS_MAPPING, action=Action.CHANGE, order=_order)
    )
