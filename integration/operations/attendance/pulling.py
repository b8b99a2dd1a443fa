"""Fetches attendance from a school system that offers it, and hands it in as a batch like any other."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from integration.attendance.bodies import NDJSON
from integration.models import AttendanceBatch, SchoolSource
from integration.oneroster.findings import Findings
from integration.oneroster.rest import Client
from integration.oneroster.values import Place, moment
from integration.operations.attendance.receiving import receive_batch, seal_body

CURSOR = "attendance"


def pull_attendance(actor: Actor, client: Client, source: SchoolSource) -> AttendanceBatch | None:
    """Fetch what is new since the last time; none when there is nothing. Raises ``SourceFault``.

    The rows are sealed as they come, and the batch and the moment up to which was read are saved together.
    """
    base, _slash, name = source.attendance_url.rstrip("/").rpartition("/")
    reader = replace(client, endpoint=replace(client.endpoint, base_url=base))
    since = source.cursor.get(CURSOR)
    lines = _Lines(reader.collection(name, _moment(since) if since else None), since or "")
    try:
        sealed = seal_body(source.municipality_id, iter(lines))
    except RuleRefused:
        return None
    with acting_as(actor):
        batch = receive_batch(actor, source.municipality_id, source.school_id, media_type=NDJSON, sealed=sealed)
        kept = SchoolSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
        kept.cursor[CURSOR] = lines.newest
        SchoolSource.objects.filter(pk=source.pk).update(cursor=kept.cursor)
    source.cursor = kept.cursor
    return batch


class _Lines:
    """Pages of rows as lines of JSON; ``newest`` is the latest change among them."""

    def __init__(self, pages: Iterator[list[dict[str, Any]]], newest: str) -> None:
        self._pages = pages
        self.newest = newest

    def __iter__(self) -> Iterator[bytes]:
        for rows in self._pages:
            for row in rows:
                self.newest = max(self.newest, str(row.get("dateLastModified") or ""))
                yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _moment(text: str) -> dt.datetime | None:
    read: dt.datetime | None = moment(text, Place(Findings(), CURSOR))
    return read
