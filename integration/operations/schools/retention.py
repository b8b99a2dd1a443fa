"""Clears away what school systems sent when it is no longer needed (law.md 7.5, design decision 10)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from agencies.access import Actor, Channel, acting_as
from agencies.models import Agency, AgencyKind
from integration.models import AttendanceBatch, AttendanceFault, RosterToken, SentEntity, SourceRun, UnmatchedPerson
from integration.sealed_files import delete_sealed, sweep_sealed

KEPT = dt.timedelta(days=30)


def purge_school_input() -> int:
    """Delete files, rows in quarantine and material about pupils that are past their time; answers how many files.

    What a reader was sent and is gone is forgotten when the reader has known it for as long as the setting says.
    """
    now = timezone.now()
    with _everywhere():
        old = now - KEPT
        runs = list(SourceRun.objects.filter(created_at__lt=old).exclude(raw_path=""))
        batches = list(AttendanceBatch.objects.filter(created_at__lt=old).exclude(raw_path=""))
        paths = [run.raw_path for run in runs] + [batch.raw_path for batch in batches]
        SourceRun.objects.filter(pk__in=[run.pk for run in runs]).update(raw_path="")
        AttendanceBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(raw_path="")
        AttendanceFault.objects.filter(created_at__lt=old, raw__isnull=False).update(raw=None)
        UnmatchedPerson.objects.filter(expires_at__lt=now, material__isnull=False).update(material=None)
        UnmatchedPerson.objects.filter(expires_at__lt=now, settled_at__isnull=True).delete()
        known = set(SourceRun.objects.exclude(raw_path="").values_list("raw_path", flat=True))
        known |= set(AttendanceBatch.objects.exclude(raw_path="").values_list("raw_path", flat=True))
        told = now - dt.timedelta(days=settings.SCHOOL_DAYS_REMOVALS)
        SentEntity.objects.filter(gone_at__isnull=False, told_at__lt=told).delete()
    RosterToken.objects.filter(expires_at__lt=now).delete()
    # Only when the rows say so for good: a row that points at nothing would be worse than a file too many.
    for path in paths:
        delete_sealed(path)
    sweep_sealed(known)
    return len(paths)


@contextmanager
def _everywhere() -> Iterator[None]:
    homes = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    everywhere = frozenset(homes.values_list("pk", flat=True))
    with acting_as(Actor(name="Fotfeste", municipality_ids=everywhere, is_system=True, channel=Channel.WORKER)):
        yield
