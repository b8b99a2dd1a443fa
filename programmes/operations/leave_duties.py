"""Meets the duties of long leave: follow-up from the fourth month, and the end of the leave."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from participants.operations.deadlines import meet_deadline
from programmes.models import Absence
from programmes.operations.awarding import lock_participation
from programmes.operations.following import LEAVE_END, PARENTAL_FOLLOW_UP

_EVENTS = {PARENTAL_FOLLOW_UP: "leave_followed_up", LEAVE_END: "leave_ended"}


@operation
def meet_leave_duty(actor: Actor, absence_id: UUID, *, duty: str, met_on: dt.date) -> Absence:
    """Note that follow-up was offered (``PARENTAL_FOLLOW_UP``) or that the end of leave was seen to (``LEAVE_END``)."""
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    row = Absence.objects.visible_to(actor).get(pk=absence_id)
    participation = lock_participation(actor, row.participation_id, None)
    if met_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "met_on"))
    if met_on < row.first_day:
        raise RuleRefused(Refusal("before_leave", _("Permisjonen hadde ikke begynt da."), "met_on"))
    meet_deadline(duty, row.pk, met_on)
    note_event(
        actor, participation.participant, _EVENTS[duty], met_on,
        absence_kind=row.kind, first_day=str(row.first_day), last_day=str(row.last_day),
    )  # fmt: skip
    return row
