"""Cover: an adviser who stands in for another."""

import datetime as dt
from typing import Any

from django.db.models import Model

from agencies.models import Role
from participants.models import Cover
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject
from tests.world import make_user

_DAY = dt.date(2026, 11, 20)


def _rows(case: FullCase) -> dict[str, Model]:
    absent, substitute = (make_user(case.municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    cover = Cover.objects.create(
        municipality=case.municipality, absent=absent, substitute=substitute, first_day=_DAY, last_day=_DAY
    )
    return {"Cover": cover}


def _bodies(case: FullCase) -> dict[tuple[str, str], dict[str, Any]]:
    cover: Any = case.more["Cover"]
    facts = {"absent_id": str(cover.absent_id), "substitute_id": str(cover.substitute_id)}
    return {("Cover", "create"): facts | {"first_day": "2099-01-01", "last_day": "2099-01-02"}}


SUBJECT = Subject(rows=_rows, bodies=_bodies, addresses={"teamet/vikar": "Cover"})
