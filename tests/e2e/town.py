"""The place that the browser tests happen in: a municipality with staff, its NAV office, and a neighbour."""

import datetime as dt
from dataclasses import dataclass

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from employers.models import Employer
from employers.operations.employers import register_employer
from participants.models import AssignmentKind, Flag, Participant
from participants.operations.assignment import assign
from programmes.law.months import same_day_after
from programmes.models import Participation
from programmes.operations.awarding import Award, award_programme
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

_DAY = dt.timedelta(days=1)
DAYS_LEFT = 10
BAKERY, BAKERY_NUMBER = "Krinkelkroken Bakeri AS", "310000019"


@dataclass(frozen=True)
class Town:
    """Everybody and everything there; ``stranger`` is an adviser in the neighbouring municipality."""

    municipality: Agency
    neighbour: Agency
    office: Agency
    officer: User
    adviser: User
    leader: User
    nav_adviser: User
    stranger: User
    ending: Participation
    waiting: Participant
    theirs: Participant
    bakery: Employer


def build_town(today: dt.date) -> Town:
    """One programme with ten days left, one person who waits for a decision, and a stranger with a case of her own."""
    bergen, voss = make_municipality("Bergen kommune", "4601"), make_municipality("Voss kommune", "4621")
    office = make_nav_office(bergen, name="NAV Bergen")
    adviser = make_user(bergen, Role.PROGRAMME_ADVISER, name="Marte Solheim")
    leader = make_user(bergen, Role.TEAM_LEADER, name="Tone Lie")
    stranger = make_user(voss, Role.PROGRAMME_ADVISER, name="Nora Holm")
    long_ago = {"settled_on": today - 230 * _DAY, "basis": "collective", "permit_granted_on": today - 240 * _DAY}
    valid = {"permit_valid_until": today + 200 * _DAY}
    running = make_person(bergen, given_name="Iryna", family_name="Tkachuk", **long_ago, **valid)
    waiting = make_person(
        bergen, given_name="Saba", family_name="Negash", citizenship="ERI", basis="refugee",
        settled_on=today - 85 * _DAY, permit_granted_on=today - 120 * _DAY, permit_valid_until=today + 900 * _DAY,
    )  # fmt: skip
    for person in (running, waiting):
        assign(
            actor_of(leader), person.pk, user_id=adviser.pk, kind=AssignmentKind.ADVISER, first_day=today - 80 * _DAY
        )
    theirs = make_person(voss, given_name="Dmytro", family_name="Lysenko", **long_ago, **valid)
    _award(stranger, theirs, today)
    return Town(
        municipality=bergen,
        neighbour=voss,
        office=office,
        officer=make_user(bergen, Role.ENROLMENT_OFFICER, name="Ingrid Haugland"),
        adviser=adviser,
        leader=leader,
        nav_adviser=make_user(office, Role.NAV_ADVISER, name="Siri Vik"),
        stranger=stranger,
        ending=_award(adviser, running, today),
        waiting=waiting,
        theirs=theirs,
        bakery=register_employer(
            actor_of(adviser), organisation_number=BAKERY_NUMBER, name=BAKERY, municipality_number="4601"
        ),
    )


def enrolled_in(municipality: Agency) -> int:
    """How many people are enrolled there."""
    with acting_as(system_actor(municipality.pk)):
        return Participant.objects.filter(municipality=municipality).count()


def flags_in(municipality: Agency) -> int:
    """How many flags stand there."""
    with acting_as(system_actor(municipality.pk)):
        return Flag.objects.standing().filter(municipality=municipality).count()


def _award(adviser: User, person: Participant, today: dt.date) -> Participation:
    first_day = same_day_after(today + (DAYS_LEFT + 1) * _DAY, -6)
    return award_programme(
        actor_of(adviser),
        person.pk,
        Award(
            offer_date=first_day - 10 * _DAY,
            protection="collective",
            education="upper_secondary",
            goal="work",
            first_day=first_day,
            months=6,
            awarded_on=first_day - 7 * _DAY,
            plan_made_on=first_day - 7 * _DAY,
        ),
    )
