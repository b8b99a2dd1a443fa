"""Makes measures and agreements for tests."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from agencies.access import Actor
from agencies.models import Role
from participants.models import Participant
from programmes.models import WorkMeasure
from programmes.operations.measures.approving import approve_as_adviser, approve_on_behalf
from programmes.operations.measures.contents import Load, MeasureContent
from programmes.operations.measures.preparing import register_measure
from tests.world import make_actor, make_nav_office

FIRST_DAY, LAST_DAY = dt.date(2026, 12, 1), dt.date(2027, 5, 31)
TRAINING = MeasureContent(
    kind="work_training",
    first_day=FIRST_DAY,
    last_day=LAST_DAY,
    organisation_number="312345676",
    organisation_name="Kaffebrenneriet",
    contact_name="Kari Nes",
    contact_email="kari@kaffe.example",
    purpose="Norsk på arbeidsplassen",
    tasks="Servering og lager",
    training_plan="Opplæring i kasse de første ukene",
)
LOAD = Load(percent=Decimal(60), days_per_week=Decimal(3))


def nav_adviser(person: Participant) -> Actor:
    """An adviser of a NAV office that serves the person's municipality."""
    return make_actor(make_nav_office(person.municipality), Role.NAV_ADVISER)


def make_measure(person: Participant, actor: Actor | None = None, **facts: Any) -> WorkMeasure:
    """A draft of work training that lacks nothing but approvals."""
    return register_measure(actor or nav_adviser(person), person.pk, replace(TRAINING, **facts), LOAD)


def enter(actor: Actor, measure: WorkMeasure) -> WorkMeasure:
    """The agreement made: both parties by the adviser, then the adviser."""
    approve_on_behalf(actor, measure.pk, party="employer", reasons=["cannot_give_access"])
    approve_on_behalf(actor, measure.pk, party="participant", reasons=["no_bankid"])
    return approve_as_adviser(actor, measure.pk)


def make_agreement(person: Participant, actor: Actor | None = None, **facts: Any) -> WorkMeasure:
    """Work training that everybody has agreed to."""
    who = actor or nav_adviser(person)
    return enter(who, make_measure(person, who, **facts))
