"""Loads the whole demonstration in one transaction: all of it, or nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from agencies.models import Role, User
from agencies.web.demo import DEMO_DOMAIN
from employers.models import Employer
from employers.operations.employers import register_employer
from employers.operations.register_snapshots import keep_snapshot
from employers.register.units import unit_of
from integration.demo.cast import BERGEN, NARVIK, NAV_BERGEN, NAV_INTRO, OSLO
from integration.demo.chance import new_chance
from integration.demo.classrooms import fill_classrooms, people_in_programmes
from integration.demo.enterprise_register import demo_register
from integration.demo.extensions import extend_some
from integration.demo.families import write_families
from integration.demo.flagging import raise_and_handle
from integration.demo.followup import write_follow_up
from integration.demo.measures import tell_measures
from integration.demo.nir import report_to_nir
from integration.demo.numbers import NumberMaker, organisation_numbers
from integration.demo.plans import write_plans
from integration.demo.population import newcomers
from integration.demo.schools import load_school_system
from integration.demo.shared_case import write_shared_case
from integration.demo.staffing import Staff, write_staff
from integration.demo.stages import BEFORE_AWARD, COUNTS, SHARES
from integration.demo.stories import Story, tell_stories
from integration.demo.team import work_as_a_team
from integration.demo.telling import Scene, live
from integration.demo.tracks import write_tracks_and_places
from integration.demo.twins import twins_of
from integration.demo.workplaces import WORKPLACES
from integration.operations.outcomes.refreshing import refresh_everywhere
from integration.operations.outcomes.traits import refresh_traits_everywhere
from participants.models import Confidentiality, Participant
from participants.operations.enrolment import enrol_many
from participants.operations.flagging import seed_thresholds

Say = Callable[[str], None]

PEOPLE = sum(COUNTS.values())
_NAV = {BERGEN: NAV_BERGEN, OSLO: NAV_INTRO, NARVIK: NAV_INTRO}
_PROTECTED = (
    Confidentiality.CONFIDENTIAL,
    Confidentiality.STRICTLY_CONFIDENTIAL,
    Confidentiality.CONFIDENTIAL,
)
"""Protected people in each municipality."""


class RealPeopleHere(Exception):
    """This installation is for real people, and the demonstration's may not stand among them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load has made."""

    people: int
    programmes: int
    flags: int


def is_loaded() -> bool:
    """Whether the demonstration is there already."""
    return User.objects.filter(email__endswith=DEMO_DOMAIN).exists()


def load_demo(today: dt.date, say: Say) -> Loaded:
    """Make agencies, staff, employers and people, and let everything happen to them up to ``today``.

    Raises ``RealPeopleHere`` where only real people are allowed.
    """
    if not settings.SYNTHETIC_PEOPLE_ONLY:
        raise RealPeopleHere
    with transaction.atomic(), translation.override("nb"):
        seed_thresholds()
        chance = new_chance()
        staff = write_staff(today)
        say("Virksomheter og ansatte")
        employers = _register_employers(staff)
        stories = tell_stories(chance, NumberMaker(chance), newcomers(chance, PEOPLE), today)
        flags = 0
        for number in SHARES:
            part = [story for story in stories if story.municipality == number]
            scene = _scene(number, staff, employers, today)
            _load_municipality(chance, scene, part)
            load_school_system(chance, scene)
            tell_measures(scene)
            write_tracks_and_places(scene)
            extend_some(scene)
            if number == BERGEN:
                report_to_nir(scene, staff.acting(staff.users["Per Dahl"], BERGEN))
            flags += raise_and_handle(chance, scene)
            say(f"{staff.agencies[number].name}: {len(part)} deltakere")
        work_as_a_team(staff, today)
        # Once all is there for good: counted inside the load, it reads tables that nobody has measured yet.
        transaction.on_commit(lambda: refresh_everywhere(today))
        transaction.on_commit(lambda: refresh_traits_everywhere(today))
        say("Resultater")
    return Loaded(len(stories), sum(story.award is not None for story in stories), flags)


def _register_employers(staff: Staff) -> list[Employer]:
    actor = staff.acting(staff.with_role(BERGEN, Role.PROGRAMME_ADVISER)[0], BERGEN)
    numbers = organisation_numbers(len(WORKPLACES))
    register = demo_register()
    employers = []
    for number, place in zip(numbers, WORKPLACES, strict=True):
        employer = register_employer(
            actor, organisation_number=number, name=place.name, municipality_number=place.municipality_number
        )
        # As the register has it, under the name that people know it by.
        keep_snapshot(employer, replace(unit_of(register.sub_units[number]), name=place.name), timezone.now())
        employers.append(employer)
    return employers


def _scene(number: str, staff: Staff, employers: list[Employer], today: dt.date) -> Scene:
    nav = _NAV[number]
    return Scene(
        number=number,
        staff=staff,
        advisers=staff.with_role(number, Role.PROGRAMME_ADVISER),
        nav_number=nav,
        nav_advisers=staff.with_role(nav, Role.NAV_ADVISER),
        employers=employers,
        today=today,
    )


def _load_municipality(chance: Random, scene: Scene, stories: list[Story]) -> None:
    protected, others = _protect(stories)
    pairs = [*_enrol(scene, protected, protected=True), *_enrol(scene, others, protected=False)]
    for place, (person, story) in enumerate(pairs):
        live(chance, scene, person, story, scene.advisers[place % len(scene.advisers)])
    write_families(scene, pairs)
    write_plans(chance, scene)
    write_shared_case(chance, scene)
    fill_classrooms(chance, scene, people_in_programmes(scene.leader, scene.today))
    write_follow_up(scene)


def _protect(stories: list[Story]) -> tuple[list[Story], list[Story]]:
    """A few running cases with a protected address, and all the others with twins of the latest arrivals."""
    running = [story for story in stories if story.stage not in BEFORE_AWARD and not story.jobs][: len(_PROTECTED)]
    protected = [
        replace(
            story, enrolment=replace(story.enrolment, confidentiality=grade), has_nav_contact=False, is_assigned=True,
            had_another_adviser=False,
        )
        for story, grade in zip(running, _PROTECTED, strict=True)
    ]  # fmt: skip
    others = [story for story in stories if story not in running]
    return protected, twins_of(others)


def _enrol(scene: Scene, stories: list[Story], *, protected: bool) -> list[tuple[Participant, Story]]:
    staff, number = scene.staff, scene.number
    officer = staff.with_role(number, Role.ENROLMENT_OFFICER)[0]
    named: list[User] = [*staff.with_role(number, Role.TEAM_LEADER), *scene.advisers[:3]] if protected else []
    people = enrol_many(
        staff.acting(officer, number),
        staff.agencies[number].pk,
        [story.enrolment for story in stories],
        named_user_ids=[user.pk for user in named if user != officer],
    )
    return list(zip(people, stories, strict=True))
