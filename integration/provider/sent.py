"""What a client has been sent of people, and what of it is gone since: told once more, by the id alone (law.md 7.3).

Whoever becomes protected, moves or leaves a class is absent from every collection from then on. A client that reads
what has changed would keep name and place for ever; so what it was sent is remembered by id, and what is not there any
more stands in the next delta as ``tobedeleted``. Why it is gone is not told.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from integration.models import SentEntity
from integration.provider.rosters import moment
from integration.provider.sight import Sight

Row = dict[str, Any]
_REMOVED = "tobedeleted"
_KINDS: Mapping[str, tuple[str, ...]] = {
    "users": ("student", "teacher"),
    "students": ("student",),
    "enrollments": ("enrollment",),
    "demographics": ("demographics",),
}
"""The kinds of what is sent, by the path of the collection that tells of removals."""


def remember(sight: Sight, collection: str, rows: Iterable[Row]) -> None:
    """Keep the ids of what is sent to the client."""
    told = {(kind, UUID(str(row["sourcedId"]))) for row in rows if (kind := _kind_of(collection, row))}
    if not told:
        return
    sent = SentEntity.objects.filter(client=sight.client, sourced_id__in=[sourced_id for _kind, sourced_id in told])
    new = told - set(sent.values_list("kind", "sourced_id"))
    SentEntity.objects.bulk_create(
        [
            SentEntity(client=sight.client, municipality_id=sight.client.municipality_id, kind=kind, sourced_id=pk)
            for kind, pk in sorted(new)
        ],
        ignore_conflicts=True,
    )


def note_told(sight: Sight, collection: str, rows: Iterable[Row]) -> None:
    """Note which of the rows that are answered tell the client, for the first time, that something is gone."""
    removed = [UUID(str(row["sourcedId"])) for row in rows if row["status"] == _REMOVED]
    if removed:
        untold = SentEntity.objects.filter(client=sight.client, sourced_id__in=removed, told_at__isnull=True)
        untold.filter(kind__in=_KINDS.get(collection, ()), gone_at__isnull=False).update(told_at=timezone.now())


def gone(sight: Sight, path: str, here: Iterable[UUID]) -> list[Row]:
    """What the client was sent in this collection and is not ``here`` any more; it is noted when that is first met.

    ``here`` are the ids of all rows of the collection. What comes back is no longer gone.
    """
    sent = SentEntity.objects.filter(client=sight.client, kind__in=_KINDS.get(path, ()))
    there, now = frozenset(here), timezone.now()
    known = {row.pk: row for row in sent}
    left = [row for row in known.values() if row.gone_at is None and row.sourced_id not in there]
    back = [row for row in known.values() if row.gone_at is not None and row.sourced_id in there]
    # What is told of it may be forgotten later; what comes and goes again is told again.
    for rows, moment_of in ((left, now), (back, None)):
        for row in rows:
            row.gone_at = moment_of
        if rows:
            sent.filter(pk__in=[row.pk for row in rows]).update(gone_at=moment_of, told_at=None)
    return [
        {"sourcedId": str(row.sourced_id), "status": _REMOVED, "dateLastModified": moment(row.gone_at)}
        for row in known.values()
        if row.gone_at is not None
    ]


def _kind_of(collection: str, row: Row) -> str:
    """What a row is; nothing for what is not remembered, and for what is itself told as gone."""
    if row["status"] != "active":
        return ""
    if collection == "users":
        return str(row["roles"][0]["role"])
    return {"enrollments": "enrollment", "demographics": "demographics"}.get(collection, "")
