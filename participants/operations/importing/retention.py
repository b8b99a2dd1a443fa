"""Clears away what lists hold about people when it is no longer needed (law.md 7.5, design decision 10)."""

import datetime as dt

from django.utils import timezone

from agencies.access import Actor, Channel, acting_as
from agencies.models import Agency, AgencyKind
from participants.models import ImportBatch, ImportRow

KEPT = dt.timedelta(days=30)


def purge_raw_input() -> int:
    """Delete files and empty rows of lists older than ``KEPT``; answers how many lists that were.

    What stays: that there was a list, its counts, and which row became whom.
    """
    with_people = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    everywhere = frozenset(with_people.values_list("pk", flat=True))
    housekeeper = Actor(name="Fotfeste", municipality_ids=everywhere, is_system=True, channel=Channel.WORKER)
    with acting_as(housekeeper):
        old = ImportBatch.objects.filter(created_at__lt=timezone.now() - KEPT)
        due = list(old.filter(purged_at__isnull=True).values_list("pk", flat=True))
        ImportRow.objects.filter(batch__in=due).update(
            raw={}, parsed={}, findings=[], match_reasons=[], candidate_ids=[], candidate_lines=[]
        )
        ImportBatch.objects.filter(pk__in=due).update(raw=None, notices=[], purged_at=timezone.now())
    return len(due)
