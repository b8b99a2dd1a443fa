"""Writes the demonstration's agencies and staff, and makes actors of them."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.hashers import make_password

from agencies.access import Actor, Channel
from agencies.actors import actor_for, workplaces_of
from agencies.models import Agency, AgencyKind, AgencyService, CooperationAgreement, Membership, Role, User
from agencies.web.demo import DEMO_DOMAIN
from integration.demo.cast import PLACES, WORKERS, Worker, address_of, workers_in

_COLLEAGUES_DOMAIN = "@colleagues.fotfeste.example"
_YEARS_BACK = 5


@dataclass(slots=True)
class Staff:
    """The agencies by number and the users by name."""

    agencies: dict[str, Agency]
    users: dict[str, User]
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def with_role(self, number: str, *roles: Role) -> list[User]:
        """The users with one of the roles in the agency, in the order of the cast."""
        return [self.users[worker.name] for worker in workers_in(number, *roles)]

    def acting(self, user: User, number: str) -> Actor:
        """The user acting for the agency."""
        key = (user.name, number)
        if key not in self._actors:
            agency = self.agencies[number]
            workplace = next(place for place in workplaces_of(user) if place.agency.pk == agency.pk)
            self._actors[key] = actor_for(user, workplace, Channel.COMMAND, "load_demo")
        return self._actors[key]


def write_staff(today: dt.date) -> Staff:
    """Make the agencies, what they serve, the users and their memberships."""
    since = today.replace(month=1, day=1, year=today.year - _YEARS_BACK)
    agencies = {
        place.number: Agency.objects.create(kind=place.kind, number=place.number, name=place.name) for place in PLACES
    }
    AgencyService.objects.bulk_create(
        AgencyService(provider=agencies[place.number], municipality=agencies[served], first_day=since)
        for place in PLACES
        for served in place.serves
    )
    CooperationAgreement.objects.bulk_create(
        CooperationAgreement(
            provider=agencies[place.number],
            municipality=agencies[served],
            signed_on=since - dt.timedelta(days=20),
            first_day=since,
            reference=f"{since.year}/{int(place.number)}",
        )
        for place in PLACES
        if place.kind is AgencyKind.NAV_OFFICE
        for served in place.serves
    )
    return Staff(agencies, _write_users(agencies, since))


def _write_users(agencies: dict[str, Agency], since: dt.date) -> dict[str, User]:
    # One hash for all: their password is on the log-in page, and a slow hash for each would only make people wait.
    password = make_password(settings.DEMO_PASSWORD)
    users = {
        worker.name: User.objects.create(
            email=_email(worker), name=worker.name, phone=f"55 00 {number // 10:02d} {number % 10}0", password=password
        )
        for number, worker in enumerate(WORKERS, start=11)
    }
    Membership.objects.bulk_create(
        Membership(
            user=users[worker.name],
            agency=agencies[number],
            role=role,
            first_day=since,
            cleared_for_confidential=worker.is_cleared,
        )
        for worker in WORKERS
        for number, role in worker.posts
    )
    return users


def _email(worker: Worker) -> str:
    return address_of(worker.name) + (DEMO_DOMAIN if worker.is_shown else _COLLEAGUES_DOMAIN)
