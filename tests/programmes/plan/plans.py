"""Makes plans for tests."""

import datetime as dt
from typing import Any
from uuid import uuid4

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role
from participants.models import Participant
from programmes.models import Participation, Plan, PlanVersion
from programmes.operations.plan.basis import Mapping, save_mapping
from programmes.operations.plan.finalising import finalise_plan
from programmes.operations.plan.opening import open_plan, standing_elements
from programmes.operations.plan.saving import PlanChange, Saved, save_plan
from programmes.plan_content import Content, Values, content_of, empty_element
from tests.programmes.awards import make_programme
from tests.world import make_actor, make_municipality, make_person

FIRST_DAY, LAST_DAY = dt.date(2026, 10, 12), dt.date(2027, 10, 11)

WHOLE: Values = {
    "long_term_goal": "Arbeide som kokk.",
    "strategy": "both",
    "strategy_reason": "Trenger norsk ved siden av jobben.",
    "norwegian_hours": "400",
    "involvement": "Planen ble laget i to samtaler med tolk.",
    "appeal_informed": True,
}


def an_element(kind: str = "work_practice", **values: Any) -> Values:
    """An element that says everything that a final plan asks of it."""
    known: Values = {
        "id": str(uuid4()),
        "provider": "employer",
        "hours_a_week": "18",
        "reason": "Vil bli kokk.",
        "benefit": "Prøver yrket på norsk.",
        "counts_as_work": kind == "work_practice",
    }
    return empty_element(kind, **(known | values))


def whole_elements() -> list[Values]:
    """The elements that collective protection without children asks for, and full time."""
    return [
        an_element("norwegian", provider="school", hours_a_week="12"),
        an_element("life_skills", provider="municipality", hours_a_week="3"),
        an_element("work_practice", title="Kjøkken på Fisketorget"),
    ]


def make_case(**facts: Any) -> tuple[Actor, Participation]:
    """An adviser and a programme of somebody in a town of their own."""
    person = facts.pop("person", None) or make_person(make_municipality(), education="upper_secondary")
    adviser = make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    return adviser, make_programme(person, **facts)


def make_plan(actor: Actor, participation: Participation, **fields: Any) -> Plan:
    """A plan that lacks nothing but its finalising."""
    plan = open_plan(actor, participation.pk)
    content = now(plan)
    content["fields"] |= WHOLE | fields
    content["elements"] = whole_elements()
    save_plan(actor, plan.pk, content, base=plan.number)
    map_skills(actor, participation.participant)
    return stored_plan(plan)


def make_final_plan(actor: Actor, participation: Participation, **fields: Any) -> Plan:
    """A plan that is final."""
    return finalise_plan(actor, make_plan(actor, participation, **fields).pk)


def map_skills(actor: Actor, person: Participant) -> None:
    """Register a mapping."""
    save_mapping(actor, person.pk, Mapping(work_experience="Kokk i ti år.", done_on=dt.date(2026, 10, 2)))


def now(plan: Plan) -> Content:
    """What the plan holds now."""
    with acting_as(system_actor(plan.municipality_id)):
        row = Plan.objects.select_related("participation").get(pk=plan.pk)
        return content_of(row, standing_elements(row))


def stored_plan(plan: Plan) -> Plan:
    """The plan as the database has it."""
    with acting_as(system_actor(plan.municipality_id)):
        return Plan.objects.select_related("participation__participant").get(pk=plan.pk)


def save_fields(actor: Actor, plan: Plan, change: PlanChange | None = None, **fields: Any) -> Saved:
    """Save a few fields of the plan on top of what it holds."""
    content = now(plan)
    content["fields"] |= fields
    return save_plan(actor, plan.pk, content, base=stored_plan(plan).number, change=change)


def grow(adviser: Actor, plan: Plan, elements: int = 40, versions: int = 60) -> None:
    """Give the plan many elements and versions."""
    content = now(plan)
    day = dt.date(2026, 10, 12)
    content["elements"] += [
        an_element("work_practice", title=f"Praksis {number}",
                   first_day=(day + dt.timedelta(days=7 * number)).isoformat(),
                   timetable=[{"day": number % 5 + 1, "from": "09:00", "to": "14:00"}])
        for number in range(elements - len(content["elements"]))
    ]  # fmt: skip
    save_plan(adviser, plan.pk, content, base=stored_plan(plan).number)
    with acting_as(adviser):
        newest = PlanVersion.objects.filter(plan=plan).order_by("-number")[0]
        PlanVersion.objects.bulk_create(
            [
                PlanVersion(plan=plan, participant_id=plan.participant_id, municipality_id=plan.municipality_id,
                            number=number, change="draft", content=newest.content, author_id=adviser.user_id)
                for number in range(newest.number + 1, versions + 1)
            ]
        )  # fmt: skip
        Plan.objects.filter(pk=plan.pk).update(number=versions)
