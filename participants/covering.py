"""Who stands in for whom on a day."""

import datetime as dt
from uuid import UUID

from agencies.access import Actor
from participants.models import Cover


def covered_by(actor: Actor, day: dt.date) -> dict[UUID, str]:
    """Those whose work is the actor's on ``day``, with their names; one query."""
    if actor.user_id is None:
        return {}
    rows = Cover.objects.visible_to(actor).on(day).filter(substitute=actor.user_id)
    return dict(rows.order_by("absent__name", "id").values_list("absent_id", "absent__name"))


def substitutes(municipality_id: UUID, day: dt.date) -> dict[UUID, UUID]:
    """Who gets what is for somebody who is away: where the substitute is away too, the substitute of that one."""
    direct = dict(Cover.objects.filter(municipality=municipality_id).on(day).values_list("absent_id", "substitute_id"))
    return {absent: _last(direct, absent) for absent in direct}


def _last(direct: dict[UUID, UUID], absent: UUID) -> UUID:
    seen, at = {absent}, direct[absent]
    while at in direct and at not in seen:
        seen.add(at)
        at = direct[at]
    # Two who cover for each other: neither is there, and each keeps the other's.
    return direct[absent] if at in seen else at
