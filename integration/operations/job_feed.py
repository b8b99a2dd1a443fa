"""Reads the feed of advertisements into places, page by page; each page and the cursor in one transaction."""

import datetime as dt
import logging
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from agencies.access import Actor, Channel, acting_as
from agencies.models import Agency, AgencyKind, Municipality
from employers.models import Employer, Occupation, OfferedPlace, PlaceSource, Suggestion
from integration.job_feed import client
from integration.job_feed.advertisements import Advertisement, changed_at, id_of, is_active, read_entry
from integration.job_feed.client import FeedPage, FeedUnavailable
from integration.models import JobFeedCursor

logger = logging.getLogger(__name__)

CURSOR = "nav"
MOST_PAGES = 50
"""Pages a run; the next run goes on from there."""

States = Mapping[UUID, tuple[Advertisement | None, dt.datetime | None]]


def read_feed(now: dt.datetime) -> int:
    """Read what is new; answers how many advertisements were written or deleted.

    A fault stops the run with the cursor where it was; the next run asks for the same page again.
    """
    if not client.is_configured():
        return 0
    JobFeedCursor.objects.get_or_create(name=CURSOR)
    done = 0
    try:
        for _page in range(MOST_PAGES):
            count, goes_on = _read_page(now)
            done += count
            if not goes_on:
                break
    except FeedUnavailable as fault:
        logger.warning("The job feed cannot be read: %s", fault)
        JobFeedCursor.objects.filter(name=CURSOR).update(fault=str(fault)[:200])
    return done


def _read_page(now: dt.datetime) -> tuple[int, bool]:
    cursor = JobFeedCursor.objects.get(name=CURSOR)
    path, etag = cursor.page or client.FIRST_PAGE, cursor.etag
    page = client.fetch_page(path, etag)
    if page is None:
        JobFeedCursor.objects.filter(pk=cursor.pk).update(read_at=now, fault="")
        return 0, False
    # The network is asked before the transaction, so that no row is held while somebody else's machine thinks.
    states = _newest_states(page)
    with transaction.atomic(), acting_as(_everywhere()):
        locked = JobFeedCursor.objects.select_for_update().get(pk=cursor.pk)
        if (locked.page, locked.etag) != (cursor.page, cursor.etag):
            return 0, False  # another worker was faster
        _apply(states)
        locked.page, locked.etag = (page.next_page, "") if page.next_page else (path, page.etag)
        locked.read_at, locked.fault = now, ""
        locked.save()
    return len(states), bool(page.next_page)


def _newest_states(page: FeedPage) -> States:
    """What has become of each advertisement of the page that we do not know yet."""
    items = {pk: item for item in page.items if (pk := id_of(item)) is not None}
    known = dict(OfferedPlace.objects.filter(feed_id__in=items).values_list("feed_id", "feed_changed_at"))
    states: dict[UUID, tuple[Advertisement | None, dt.datetime | None]] = {}
    for pk, item in items.items():
        when, seen = changed_at(item), known.get(pk)
        if not is_active(item):
            if pk in known:
                states[pk] = (None, when)
        elif seen is None or when is None or when > seen:
            entry = client.fetch_entry(str(item.get("url", "")))
            states[pk] = (read_entry(entry) if entry else None, when)
    return states


def _apply(states: States) -> None:
    gone = [pk for pk, (ad, _when) in states.items() if ad is None]
    Suggestion.objects.filter(place__feed_id__in=gone).update(place=None)
    OfferedPlace.objects.filter(feed_id__in=gone).delete()
    ads = {pk: (ad, when) for pk, (ad, when) in states.items() if ad is not None}
    numbers = {ad.organisation_number for ad, _when in ads.values()}
    known = Employer.objects.filter(organisation_number__in=numbers).select_related("merged_into")
    employers = {row.organisation_number: row.merged_into or row for row in known}
    codes = {ad.occupation_code for ad, _when in ads.values()}
    occupations = set(Occupation.objects.filter(pk__in=codes).values_list("pk", flat=True))
    for pk, (ad, when) in ads.items():
        OfferedPlace.objects.update_or_create(
            feed_id=pk,
            defaults={
                "source": PlaceSource.FEED,
                "feed_changed_at": when,
                "title": ad.title,
                "description": ad.description,
                "employer": employers.get(ad.organisation_number),
                "employer_name": ad.employer_name,
                "organisation_number": ad.organisation_number,
                "occupation_id": ad.occupation_code if ad.occupation_code in occupations else None,
                "number": ad.number,
                "work_in": _municipality(ad),
                "starts_on": ad.starts_on,
                "apply_by": ad.apply_by,
                "link": ad.link,
            },
        )


def _municipality(ad: Advertisement) -> Municipality | None:
    """By the name, with the county where two have the same; the feed has no numbers."""
    found = list(Municipality.objects.filter(name__iexact=ad.municipality)) if ad.municipality else []
    near = [row for row in found if row.county_name.casefold() == ad.county.casefold()]
    return next(iter(near or found), None)


def _everywhere() -> Actor:
    """The system in all municipalities: decisions about an advertisement that goes may stand in any of them."""
    kinds = (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT)
    ids = frozenset(Agency.objects.filter(kind__in=kinds).values_list("pk", flat=True))
    return Actor(name="Fotfeste", municipality_ids=ids, is_system=True, channel=Channel.WORKER)
