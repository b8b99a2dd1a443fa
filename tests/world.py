"""Makes the people, agencies and cases that tests are about. Every call makes something new and synthetic."""

import datetime as dt
from itertools import count
from typing import Any

from agencies.access import Actor, Channel, acting_as
from agencies.actors import actor_for, system_actor, workplaces_of
from agencies.models import Agency, AgencyKind, AgencyService, CooperationAgreement, Membership, Role, User
from participants.models import Participant
from participants.operations.enrolment import Enrolment, enrol_many

LONG_AGO = dt.date(2020, 1, 1)
_numbers = count(1)


def make_municipality(name: str = "Bergen", number: str | None = None) -> Agency:
    """A municipality; its number, unless given, is one that no real municipality has."""
    own = f"{5700 + next(_numbers) % 4200}"
    return Agency.objects.create(kind=AgencyKind.MUNICIPALITY, name=name, number=number or own)


def make_nav_office(*municipalities: Agency, name: str = "NAV Årstad") -> Agency:
    """A NAV office that serves the municipalities, under an agreement with each."""
    office = Agency.objects.create(kind=AgencyKind.NAV_OFFICE, name=name, number=f"{next(_numbers) % 10_000:04d}")
    for municipality in municipalities:
        AgencyService.objects.create(provider=office, municipality=municipality, first_day=LONG_AGO)
        make_agreement(office, municipality)
    return office


def make_agreement(office: Agency, municipality: Agency, **facts: Any) -> CooperationAgreement:
    """An agreement on cooperation that has been in force for long and has no end."""
    known: dict[str, Any] = {"signed_on": LONG_AGO, "first_day": LONG_AGO}
    return CooperationAgreement.objects.create(provider=office, municipality=municipality, **(known | facts))


def make_user(agency: Agency, *roles: Role, name: str = "", **membership: Any) -> User:
    """A member of staff with these roles in the agency; the password is «passord»."""
    number = next(_numbers)
    user = User.objects.create_user(f"ansatt{number}@example.test", "passord", name=name or f"Ansatt {number}")
    for role in roles:
        Membership.objects.create(user=user, agency=agency, role=role, first_day=LONG_AGO, **membership)
    return user


def actor_of(user: User, channel: Channel = Channel.WEB) -> Actor:
    """The user acting for the first workplace."""
    return actor_for(user, workplaces_of(user)[0], channel, "test-request")


def make_actor(agency: Agency, *roles: Role, **membership: Any) -> Actor:
    """Somebody new with these roles in the agency."""
    return actor_of(make_user(agency, *roles, **membership))


def make_person(municipality: Agency, **facts: Any) -> Participant:
    """An enrolled person: a woman of 35 from Ukraine with collective protection unless told otherwise."""
    number = next(_numbers)
    known: dict[str, Any] = {
        "given_name": f"Olena{number}",
        "family_name": "Kovalenko",
        "birth_date": dt.date(1991, 3, 14),
        "sex": "woman",
        "citizenship": "UKR",
        "settled_on": dt.date(2026, 10, 1),
        "basis": "collective",
        "permit_granted_on": dt.date(2026, 9, 1),
        "permit_valid_until": dt.date(2027, 9, 1),
    }
    actor = system_actor(municipality.pk)
    with acting_as(actor):
        return enrol_many(actor, municipality.pk, [Enrolment(**(known | facts))])[0]
