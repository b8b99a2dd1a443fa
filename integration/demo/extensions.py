"""Extensions of the demonstration: one granted and one drafted in each town, where the law has them (Act § 14)."""

import datetime as dt
from collections.abc import Sequence

from agencies.access import acting_as
from integration.demo.telling import Scene
from participants.models import Confidentiality
from programmes.models import DecisionType, Participation
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.extending import Extension, decide_extension
from programmes.operations.extension_watch import extension_left

_DAY = dt.timedelta(days=1)
_MONTHS = 6
_BEGUN, _FAR_FROM_THE_END = 60 * _DAY, 100 * _DAY
"""Cases near their end are told elsewhere, on a day each."""
_REASONS = "Mangler to fag til studiekompetanse og har bestått alle til nå. Målet nås med et halvt år til."


def extend_some(scene: Scene) -> int:
    """Decide one extension and draft another; answers on how many cases."""
    asked_on = scene.today - 14 * _DAY
    actor = scene.leader
    found = _may_be_extended(scene)
    granted, drafted = found[:1], found[1:2]
    for programme in granted:
        extension = Extension(months=_MONTHS, requested_on=asked_on, reasons=_REASONS)
        decide_extension(actor, programme.pk, extension, decided_on=scene.today - 7 * _DAY)
    for programme in drafted:
        draft = Draft(
            decision_type=DecisionType.EXTENSION, participation_id=programme.pk, requested_on=asked_on,
            content={"extension_months": _MONTHS}, reasons=_REASONS,
        )  # fmt: skip
        draft_decision(actor, programme.participant_id, draft)
    return len(granted) + len(drafted)


def _may_be_extended(scene: Scene) -> Sequence[Participation]:
    with acting_as(scene.leader):
        rows = Participation.objects.filter(
            municipality=scene.staff.agencies[scene.number], ended_on__isnull=True, extension_months=0,
            first_day__lte=scene.today - _BEGUN, last_day__gte=scene.today + _FAR_FROM_THE_END,
            participant__confidentiality=Confidentiality.OPEN, participant__moved_on__isnull=True,
        )  # fmt: skip
        found = rows.select_related("participant").order_by("first_day", "participant__sort_key", "id")
        return [programme for programme in found if extension_left(programme) >= _MONTHS]
