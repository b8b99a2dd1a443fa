"""A municipality and its NAV office with one running case between them."""

from dataclasses import dataclass
from typing import Any

from agencies.access import Actor
from agencies.models import Agency, Role, User
from participants.operations.assignment import assign
from programmes.models import Participation
from tests.programmes.plan.plans import make_case
from tests.world import LONG_AGO, actor_of, make_nav_office, make_user


@dataclass(frozen=True)
class Shared:
    """Both sides of a case; ``contact`` is the person's NAV contact."""

    adviser: Actor
    nav: Actor
    contact: User
    office: Agency
    programme: Participation


def make_shared_case(**facts: Any) -> Shared:
    """A programme (``facts`` of its award), with a NAV contact at an office that has an agreement."""
    adviser, programme = make_case(**facts)
    office = make_nav_office(programme.municipality)
    contact = make_user(office, Role.NAV_ADVISER)
    leader = actor_of(make_user(programme.municipality, Role.TEAM_LEADER))
    assign(leader, programme.participant_id, user_id=contact.pk, kind="nav_contact", first_day=LONG_AGO)
    assert adviser.user_id is not None
    assign(leader, programme.participant_id, user_id=adviser.user_id, kind="adviser", first_day=LONG_AGO)
    return Shared(adviser, actor_of(contact), contact, office, programme)
