"""Begins the plan of a programme, and finds it again under the lock of its case."""

from uuid import UUID, uuid5

from agencies.access import Action, Actor, Resource
from agencies.operations.base import operation, require, require_version
from participants.models import Education
from participants.operations.cases import lock_case
from programmes.law.enums import Protection
from programmes.law.norwegian_goals import GUIDING_MINIMUM
from programmes.law.plan_requirements import plan_rule_of
from programmes.law.plan_words import Schooling
from programmes.models import ChangeKind, Participation, Plan, PlanElement, PlanVersion
from programmes.operations.awarding import lock_participation
from programmes.plan_content import Content, Values, content_of, write_element

_SCHOOLING = {
    Education.NONE: Schooling.BELOW_PRIMARY,
    Education.PRIMARY: Schooling.PRIMARY,
    Education.UPPER_SECONDARY: Schooling.UPPER_SECONDARY,
    Education.UPPER_SECONDARY_UA: Schooling.UPPER_SECONDARY,
    Education.HIGHER: Schooling.UPPER_SECONDARY,
}


@operation
def open_plan(actor: Actor, participation_id: UUID) -> Plan:
    """The plan of a programme, begun when there is none: with the guiding minimum for the schooling as Norwegian goal.

    Version 1 is what it was begun with.
    """
    require(actor, Action.CREATE, Resource.PLAN)
    participation = lock_participation(actor, participation_id, None)
    plan = Plan.objects.filter(participation=participation).first()
    if plan is not None:
        return plan
    plan = Plan(
        participation=participation,
        participant_id=participation.participant_id,
        municipality_id=participation.municipality_id,
        number=1,
        **_proposed(participation),
    )
    plan.save()
    write_version(actor, plan, content_of(plan, []), ChangeKind.DRAFT, "")
    return plan


def lock_plan(actor: Actor, plan_id: UUID, expected_version: int | None = None) -> Plan:
    """The plan with its programme, its case locked first; ``Plan.DoesNotExist`` when the actor may not see it."""
    found = Plan.objects.visible_to(actor).only("participant_id").get(pk=plan_id)
    person = lock_case(actor, found.participant_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("participation").get(pk=plan_id)
    plan.participation.participant = plan.participant = person
    require_version(plan, expected_version)
    return plan


def standing_elements(plan: Plan) -> list[PlanElement]:
    """The elements of a plan, in order."""
    return list(plan.elements.standing().order_by("position", "id"))


def write_version(actor: Actor, plan: Plan, content: Content, change: str, reason: str) -> PlanVersion:
    """Keep what the plan now holds; the caller has given the plan its new number."""
    version = PlanVersion(
        plan=plan,
        participant_id=plan.participant_id,
        municipality_id=plan.municipality_id,
        number=plan.number,
        change=change,
        reason=reason.strip(),
        content=content,
        author_id=actor.user_id,
    )
    version.save()
    return version


def own_row_id(plan_id: UUID, key: str) -> UUID:
    """The id of the row of an element that was written under ``key``.

    It is the plan's own, so that a key taken from elsewhere meets no other row and tells of none.
    """
    return uuid5(plan_id, key)


def new_element(plan: Plan, values: Values, position: int) -> PlanElement:
    """A row for an element that the plan did not have; it is not saved."""
    row = PlanElement(
        id=own_row_id(plan.pk, values["id"]),
        plan=plan,
        participant_id=plan.participant_id,
        municipality_id=plan.municipality_id,
        position=position,
    )
    write_element(row, values)
    return row


def _proposed(participation: Participation) -> dict[str, object]:
    schooling = _SCHOOLING.get(Education(participation.participant.education))
    is_collective = participation.protection == Protection.COLLECTIVE
    hours = plan_rule_of(participation.rule_set).social_studies_hours
    proposed: dict[str, object] = {"social_studies_hours": None if is_collective else hours}
    if schooling is not None:
        levels = GUIDING_MINIMUM[schooling]
        proposed |= {"schooling": schooling.value}
        proposed |= {f"norwegian_{skill}": level.value for skill, level in levels.items()}
    return proposed
