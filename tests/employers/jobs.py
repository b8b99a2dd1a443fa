"""Makes employers and jobs for tests."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from agencies.access import Actor
from agencies.models import Role
from employers.models import Employer, Placement
from employers.operations.placements import log_placement
from employers.organisation_number import has_valid_check_digit
from participants.models import Participant
from tests.world import make_actor

BAKERS = "7512"
_numbers = count(310_000_000)


def a_number() -> str:
    """A synthetic organisation number that nobody has had in this run."""
    return next(number for number in map(str, _numbers) if has_valid_check_digit(number))


def make_employer(name: str = "Havnebakeriet", number: str = "") -> Employer:
    """An employer."""
    return Employer.objects.create(organisation_number=number or a_number(), name=name)


def make_job(person: Participant, actor: Actor | None = None, **facts: Any) -> Placement:
    """A job of the person: 80 % as a baker from 1 November 2026 unless told otherwise."""
    known: dict[str, Any] = {
        "occupation_code": BAKERS,
        "form": "permanent",
        "percent": Decimal(80),
        "first_day": dt.date(2026, 11, 1),
        "last_day": None,
    } | facts
    if "employer_id" not in known:
        known["employer_id"] = make_employer().pk
    logger = actor or make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    return log_placement(logger, person.pk, **known)
