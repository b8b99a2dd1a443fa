"""A person in a programme in Bergen who is to move to Voss, and the people on both sides."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import NamedAccess, Participant, TransferRequest
from participants.operations.transferring import Move, request_transfer
from programmes.models import Participation
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

FULL_TIME = {"programmes": "full_time_work"}
DUF = "209900000103"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with somebody in each role that may have to do with a move, and its NAV office."""

    home: Agency
    leader: Actor
    officer: Actor
    adviser_user: User
    nav: Actor

    @property
    def adviser(self) -> Actor:
        return actor_of(self.adviser_user)


def make_town(name: str) -> Town:
    home = make_municipality(name)
    return Town(
        home=home,
        leader=make_actor(home, Role.TEAM_LEADER),
        officer=make_actor(home, Role.ENROLMENT_OFFICER),
        adviser_user=make_user(home, Role.PROGRAMME_ADVISER),
        nav=make_actor(make_nav_office(home, name=f"NAV {name}"), Role.NAV_ADVISER),
    )


def make_mover(town: Town, **facts: Any) -> tuple[Participant, Participation]:
    """Somebody with a number, ways to reach them, a remark, and a programme that began 1 June 2026."""
    known: dict[str, Any] = {
        "given_name": "Zoriana", "family_name": "Flytter", "numbers": (("duf", DUF),), "phone": "90000001",
        "email": "zoriana@example.test", "remark": "Bare for Bergen.", "arrived_on": dt.date(2026, 3, 1),
        "settled_on": dt.date(2026, 4, 1),
    }  # fmt: skip
    person = make_person(town.home, **(known | facts))
    programme = make_programme(
        person, town.leader, offer_date=dt.date(2026, 5, 20), awarded_on=dt.date(2026, 5, 20),
        first_day=dt.date(2026, 6, 1), plan_made_on=dt.date(2026, 5, 20), education="below", months=24,
    )  # fmt: skip
    return person, programme


def make_protected(town: Town, **facts: Any) -> Participant:
    """Somebody with a graded address, unless told otherwise, on whose case the team leader is named."""
    person = make_person(town.home, **(facts or {"confidentiality": 6}))
    with acting_as(system_actor(town.home.pk)):
        NamedAccess.objects.create(participant=person, municipality=town.home, user=user_of(town.leader))
    return person


def ask(sender: Town, receiver: Town, person: Participant, **facts: Any) -> TransferRequest:
    """A request from the sender's team leader."""
    known: dict[str, Any] = {"to_municipality_id": receiver.home.pk, "stated": FULL_TIME}
    return request_transfer(sender.leader, person.pk, Move(**(known | facts)))


def rows_of(model: Any, home: Agency, **where: Any) -> list[Any]:
    """Rows as the system of a municipality has them."""
    with acting_as(system_actor(home.pk)):
        return list(model.objects.filter(**where))


def user_of(actor: Actor) -> User:
    """The member of staff who acts."""
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)
