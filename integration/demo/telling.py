"""Lets the stories happen, by the operations that staff use, so that rules, deadlines and histories are true."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from agencies.access import Actor, acting_as
from agencies.models import Role, User
from employers.models import Employer
from employers.operations.placements import log_placement
from integration.demo.jobs import Job
from integration.demo.staffing import Staff
from integration.demo.starts import begin_case
from integration.demo.stories import Story
from participants.models import AssignmentKind, Participant
from participants.operations.assignment import assign
from participants.operations.cases import note_event
from participants.operations.deadlines import meet_deadline
from participants.operations.permits import renew_permit
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, Delivery, Participation
from programmes.operations.awarding import Award, award_programme
from programmes.operations.duties import PLAN
from programmes.operations.ending import end_programme
from programmes.operations.procedure import StepFacts
from programmes.operations.steps import take_step

_DAY = dt.timedelta(days=1)
_DAYS_WITH_THE_FIRST = 40


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a municipality's stories happen, and who acts in them."""

    number: str
    staff: Staff
    advisers: list[User]
    nav_number: str
    nav_advisers: list[User]
    employers: list[Employer]
    today: dt.date

    @property
    def leader(self) -> Actor:
        """The team leader, who gives people their advisers."""
        return self.staff.acting(self.staff.with_role(self.number, Role.TEAM_LEADER)[0], self.number)


def live(chance: Random, scene: Scene, person: Participant, story: Story, adviser: User) -> None:
    """Everything that has happened on one case, in its order."""
    acting = scene.staff.acting(adviser, scene.number)
    if story.is_assigned:
        _assign(chance, scene, person, story, adviser)
    for granted_on, valid_until in story.permits.renewals:
        renew_permit(acting, person.pk, basis=story.enrolment.basis, granted_on=granted_on, valid_until=valid_until)
    begin_case(chance, acting, person, story, scene.today)
    if story.award:
        _run(acting, person, story, story.award, scene.today)
    contact = chance.choice(scene.nav_advisers)
    if story.has_nav_contact and story.award:
        first_day = min(story.award.first_day + 30 * _DAY, scene.today)
        assign(scene.leader, person.pk, user_id=contact.pk, kind=AssignmentKind.NAV_CONTACT, first_day=first_day)
    for job in story.jobs:
        _log(scene.staff.acting(contact, scene.nav_number) if job.is_logged_by_nav else acting, scene, person, job)


def _assign(chance: Random, scene: Scene, person: Participant, story: Story, adviser: User) -> None:
    first_day = min((story.enrolment.settled_on or scene.today) + 2 * _DAY, scene.today)
    others = [user for user in scene.advisers if user != adviser]
    if story.had_another_adviser and others and (scene.today - first_day).days > _DAYS_WITH_THE_FIRST + 5:
        earlier = chance.choice(others)
        assign(scene.leader, person.pk, user_id=earlier.pk, kind=AssignmentKind.ADVISER, first_day=first_day)
        first_day += _DAYS_WITH_THE_FIRST * _DAY
    assign(scene.leader, person.pk, user_id=adviser.pk, kind=AssignmentKind.ADVISER, first_day=first_day)


def _run(adviser: Actor, person: Participant, story: Story, award: Award, today: dt.date) -> None:
    programme = award_programme(adviser, person.pk, award)
    _tell_participant(adviser, programme, award, today)
    if story.plan_registered_on:
        _note_plan(adviser, programme, story.plan_registered_on)
    if story.ending:
        end_programme(
            adviser,
            programme.pk,
            ended_on=story.ending.ended_on,
            end_reason=story.ending.reason,
            main_activity=story.ending.activity,
        )


def _note_plan(adviser: Actor, programme: Participation, made_on: dt.date) -> None:
    """The day on which the plan became final; the plan itself is written with all others, by ``write_plans``."""
    with acting_as(adviser):
        programme.plan_made_on = made_on
        programme.save()
        meet_deadline(PLAN, programme.pk, made_on)
        note_event(adviser, programme.participant, "plan_made", made_on)


def _tell_participant(adviser: Actor, programme: Participation, award: Award, today: dt.date) -> None:
    """Hand the letter over two days after the decision; the latest decisions still wait for it."""
    handed_over_on = award.awarded_on + 2 * _DAY
    if handed_over_on > today:
        return
    with acting_as(adviser):
        decision = Decision.objects.visible_to(adviser).get(participation=programme)
    facts = StepFacts(happened_on=handed_over_on, channel=Delivery.HANDED_OVER)
    take_step(adviser, decision.pk, DecisionAct.NOTIFY, facts)


def _log(actor: Actor, scene: Scene, person: Participant, job: Job) -> None:
    log_placement(
        actor,
        person.pk,
        employer_id=scene.employers[job.workplace].pk,
        occupation_code=job.occupation,
        form=job.form,
        percent=job.percent,
        first_day=job.first_day,
        last_day=job.last_day,
    )
