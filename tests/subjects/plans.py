"""Plans, their basis and proposals in the tests that hold for everything."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Model

from agencies.actors import system_actor
from programmes.models import CareerGuidance, PlanTemplate, Proposal
from programmes.operations.plan.basis import Mapping, Signature, register_guidance, save_mapping, sign_plan
from programmes.operations.plan.finalising import finalise_plan
from programmes.operations.plan.opening import open_plan
from programmes.operations.plan.saving import save_plan
from programmes.operations.proposals import propose
from tests.programmes.plan.plans import WHOLE, an_element, now, whole_elements
from tests.subjects import Bodies, Subject

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: "FullCase") -> dict[str, Model]:
    actor = system_actor(case.municipality.pk)
    save = save_mapping(actor, case.person.pk, Mapping(done_on=dt.date(2026, 10, 5)))
    guidance = register_guidance(actor, case.person.pk, county="Vestland", held_on=dt.date(2026, 10, 6))
    plan = open_plan(actor, case.participation.pk)
    content = now(plan)
    content["fields"] |= WHOLE | {f"norwegian_{skill}": "B1" for skill in ("listening", "reading", "writing", "oral")}
    content["fields"] |= {"schooling": "primary"}
    content["elements"] = [*whole_elements(), an_element("parental_guidance"), an_element("social_studies")]
    save_plan(actor, plan.pk, content, base=plan.number)
    plan = finalise_plan(actor, plan.pk)
    agreement = sign_plan(actor, plan.pk, Signature(signed_on=dt.date(2026, 10, 7), way="paper"))
    proposal = propose(actor, case.person.pk, "plan_element", {"kind": "nav_measure", "title": f"{case.person.pk}"})
    return {
        "Plan": plan,
        "PlanVersion": plan.versions.get(number=plan.number),
        "PlanElement": plan.elements.all()[0],
        "PlanAgreement": agreement,
        "SkillsMapping": save,
        "CareerGuidance": guidance,
        "Proposal": proposal,
        "PlanTemplate": PlanTemplate.objects.create(municipality=case.municipality, name=f"Mal {case.person.pk}"),
    }


def _one_more(case: "FullCase", number: int) -> None:
    mine = {"participant": case.person, "municipality": case.municipality}
    CareerGuidance.objects.create(**mine, county=f"Fylke {number}", held_on=dt.date(2026, 1, 1))
    Proposal.objects.create(**mine, kind="plan_element", payload={})


def _bodies(case: "FullCase") -> Bodies:
    person, plan = str(case.person.pk), str(case.more["Plan"].pk)
    return {
        ("Plan", "create"): {"participation_id": str(case.participation.pk)},
        ("Plan", "partial_update"): {"long_term_goal": "Kokk."},
        ("Plan", "sign"): {"signed_on": "2026-10-12", "way": "paper"},
        ("PlanElement", "create"): {"plan_id": plan, "kind": "nav_measure"},
        ("PlanElement", "partial_update"): {"title": "Ny"},
        ("SkillsMapping", "create"): {"participant_id": person, "done_on": "2026-10-12"},
        ("SkillsMapping", "partial_update"): {"wishes": "Kokk"},
        ("CareerGuidance", "create"): {"participant_id": person, "county": "Vestland", "held_on": "2026-10-12"},
        ("Proposal", "create"): {"participant_id": person, "kind": "plan_element", "payload": {"kind": "other"}},
        ("Proposal", "decline"): {"reason": "Nei."},
    }


SUBJECT = Subject(rows=_rows, bodies=_bodies, one_more=_one_more)
