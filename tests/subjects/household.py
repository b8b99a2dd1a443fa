"""Households: a child on every case."""

import datetime as dt
from typing import Any

from django.db.models import Model

from agencies.actors import system_actor
from participants.models import FamilyMember, FamilyPeriod
from participants.operations.household import Living, NewMember, add_member
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject

_BORN = dt.date(2019, 5, 4)


def _add(case: FullCase, name: str) -> FamilyMember:
    child = NewMember(kinship="child", given_name=name, birth_date=_BORN)
    return add_member(system_actor(case.municipality.pk), case.person.pk, member=child, living=Living(first_day=_BORN))


def _rows(case: FullCase) -> dict[str, Model]:
    member = _add(case, "Sofia")
    return {"FamilyMember": member, "FamilyPeriod": FamilyPeriod.objects.get(member=member)}


def _bodies(case: FullCase) -> dict[tuple[str, str], dict[str, Any]]:
    name = "FamilyMember"
    day = "2026-11-01"
    return {
        (name, "create"): {"participant_id": case.person.pk, "kinship": "child", "birth_date": day, "first_day": day},
        (name, "partial_update"): {"given_name": "Sofi"},
        (name, "change_living"): {"first_day": day, "lives_here": False},
        (name, "end"): {"last_day": day, "reason": "other"},
        (name, "link"): {"related_id": case.person.pk},
        (name, "remove"): {"reason": "Feil barn."},
    }


def _one_more(case: FullCase, number: int) -> None:
    _add(case, f"Barn{number}")


SUBJECT = Subject(rows=_rows, bodies=_bodies, one_more=_one_more)
