"""How fresh the figures are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from agencies.access import Actor, acting_as
from integration.models import OutcomeRefresh
from integration.operations.outcomes.questions import municipalities_asked, statistician


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the municipality that was brought up to date longest ago was so, and how many are not there at all."""

    oldest: dt.datetime | None
    missing: int


def freshness(actor: Actor) -> Freshness:
    """How fresh the actor's figures are."""
    asked = municipalities_asked(actor)
    with acting_as(statistician(actor)):
        rows = OutcomeRefresh.objects.filter(municipality_id__in=asked).order_by().values("municipality_id")
        newest = list(rows.annotate(newest=Max("finished_at")).values_list("newest", flat=True))
    return Freshness(min(newest, default=None), len(asked) - len(newest))
