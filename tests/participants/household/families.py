"""Makes families for the tests of households."""

import datetime as dt
from typing import Any

from agencies.access import Actor
from participants.models import FamilyMember, Participant
from participants.operations.household import Living, NewMember, add_member

SETTLED = dt.date(2026, 10, 1)


def marry(
    actor: Actor, one: Participant, other: Participant, first_day: dt.date = SETTLED, **living: Any
) -> FamilyMember:
    """Make two participants spouses who live together."""
    facts: dict[str, Any] = {"tie": "spouse", "lives_here": True} | living
    member = NewMember(kinship="partner", related_id=other.pk)
    return add_member(actor, one.pk, member=member, living=Living(first_day=first_day, **facts))


def add_child(
    actor: Actor,
    person: Participant,
    birth_date: dt.date,
    *,
    first_day: dt.date | None = None,
    also_partners: bool = False,
    name: str = "Sofia",
    **living: Any,
) -> FamilyMember:
    """Give a person a child, who lives there unless told otherwise."""
    facts: dict[str, Any] = {"lives_here": True, "custody": ""} | living
    return add_member(
        actor,
        person.pk,
        member=NewMember(kinship="child", given_name=name, family_name="Kovalenko", birth_date=birth_date),
        living=Living(first_day=first_day or birth_date, **facts),
        also_partners=also_partners,
    )
