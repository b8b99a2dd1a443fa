"""Households: a child on every case."""

import datetime as dt

from django.db.models import Model

from agencies.actors import system_actor
from participants.models import FamilyPeriod
from participants.operations.household import Living, NewMember, add_member
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject


def _rows(case: FullCase) -> dict[str, Model]:
    actor = system_actor(case.municipality.pk)
    child = NewMember(kinship="child", given_name="Sofia", birth_date=dt.date(2019, 5, 4))
    member = add_member(actor, case.person.pk, member=child, living=Living(first_day=dt.date(2019, 5, 4)))
    return {"FamilyMember": member, "FamilyPeriod": FamilyPeriod.objects.get(member=member)}


SUBJECT = Subject(rows=_rows)
