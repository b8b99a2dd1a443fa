"""How fresh the figures are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min

from agencies.access import Actor, acting_as
from integration.models import OutcomeRefresh
from integration.operations.outcomes.questions import municipalities_asked, statistician


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the municipality that was brought up to date longest ago was so, and how many are not there at all.

    ``first_day``: the first day of which anything was known.
    """

    oldest: dt.datetime | None
    missing: int
    first_day: dt.date | None


def freshness(actor: Actor) -> Freshness:
    """How fresh the actor's figures are."""
    asked = municipalities_asked(actor)
    with acting_as(statistician(actor)):
        rows = OutcomeRefresh.objects.filter(municipality_id__in=asked).order_by().values("municipality_id")
        found = list(rows.annotate(newest=Max("finished_at"), first=Min("day")).values_list("newest", "first"))
    newest, first = ([row[place] for row in found] for place in (0, 1))
    return Freshness(min(newest, default=None), len(asked) - len(found), min(first, default=None))
