"""Raises flags as the nightly work would have done, and lets staff handle some of them."""

import datetime as dt
from random import Random

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.demo.telling import Scene
from participants.models import AssignmentKind, Flag
from participants.operations.flagging import flag_municipality
from participants.operations.flags import dismiss_flag, escalate_untaken, take_flag

_NIGHTS_BEFORE = 9
_TAKEN, _DISMISSED = 0.35, 0.05


def raise_and_handle(chance: Random, scene: Scene) -> int:
    """Flag as of some nights ago, have some flags taken or dismissed, then flag as of today; answers how many stand."""
    municipality_id = scene.staff.agencies[scene.number].pk
    earlier = scene.today - dt.timedelta(days=_NIGHTS_BEFORE)
    flag_municipality(municipality_id, earlier)
    _handle(chance, scene)
    flag_municipality(municipality_id, scene.today)
    with acting_as(system_actor(municipality_id)):
        escalate_untaken(municipality_id, timezone.now(), scene.today - dt.timedelta(days=1))
        return Flag.objects.standing().filter(municipality=municipality_id).count()


def _handle(chance: Random, scene: Scene) -> None:
    users = {user.pk: user for user in scene.advisers}
    with acting_as(system_actor(scene.staff.agencies[scene.number].pk)):
        flags = Flag.objects.standing().filter(municipality=scene.staff.agencies[scene.number])
        mine = flags.filter(
            participant__assignments__kind=AssignmentKind.ADVISER, participant__assignments__last_day__isnull=True
        )
        rows = list(
            mine.order_by("due_on", "participant__sort_key", "id").values_list("pk", "participant__assignments__user")
        )
    for flag_id, user_id in rows:
        drawn = chance.random()
        adviser = scene.staff.acting(users[user_id], scene.number) if user_id in users else scene.leader
        if drawn < _TAKEN:
            take_flag(adviser, flag_id)
        elif drawn < _TAKEN + _DISMISSED:
            dismiss_flag(adviser, flag_id, reason=_("Avklart i telefon; følges opp i neste samtale."))
