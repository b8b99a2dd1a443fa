"""Writes down who has read what, who was refused, and who gave themselves access.

One statement an entry, in the transaction of what it tells of: what was not answered was not read, and what was
answered is in the log. The same statement says whether the person is protected, so that the opening alerts.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection

from agencies.access import Action, Actor, Resource
from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted
from agencies.operations.protection_alerts import alert_of_opening

Entry = tuple[str, str, UUID | None]

_LISTED = "listed"

# What this request has noted already: a page may open its case in several places, and reads it once.
_noted: ContextVar[set[Entry] | None] = ContextVar("noted", default=None)
# Whoever comes by a secret address, and not by a log-in, becomes an actor within the request that has this id.
_request_id: ContextVar[str] = ContextVar("request_id", default="")

# The function that names the municipality of a refused case runs as the owner: the actor does not see that case.
_WRITE = """
WITH noted AS (
    INSERT INTO agencies_accesslogentry
        (created_at, user_id, agency_id, municipality_id, participant_id, role, resource, action, rule, granted,
         channel, client, request_id, row_count, people)
    SELECT clock_timestamp(), %(user)s, %(agency)s, place, %(participant)s, %(role)s, %(resource)s, %(action)s,
           %(rule)s, true, %(channel)s, %(client)s, %(request)s, %(rows)s, %(people)s::uuid[]
    FROM unnest(%(places)s::uuid[]) AS place
)
SELECT fot_is_protected(%(participant)s)
"""
_REFUSE = """
SELECT fot_log_refusal(%(asked)s::uuid[], %(place)s, %(agency)s, %(role)s, %(resource)s, %(action)s, %(rule)s,
                       %(channel)s, %(client)s, %(request)s)
"""


@contextmanager
def one_request(request_id: str = "") -> Iterator[None]:
    """Within it the same reading is noted once, and every entry has the id of the request."""
    noted, named = _noted.set(set()), _request_id.set(request_id)
    try:
        yield
    finally:
        _noted.reset(noted)
        _request_id.reset(named)


def people_opened() -> list[UUID]:
    """The people whose data this request has shown so far, one by one or in a list."""
    return sorted({participant_id for _resource, _act, participant_id in _noted.get() or () if participant_id})


def log_read(
    actor: Actor,
    resource: Resource,
    *,
    participant_id: UUID | None = None,
    municipality_id: UUID | None = None,
    rule: str = "need_to_know",
    row_count: int = 1,
) -> None:
    """Note one reading: of a person, or of ``row_count`` rows that are not people; for people see ``log_list``."""
    log_access(
        actor, resource, Action.VIEW, participant_id=participant_id, municipality_id=municipality_id, rule=rule,
        row_count=row_count,
    )  # fmt: skip


def log_list(
    actor: Actor,
    resource: Resource,
    people: Collection[UUID | None],
    *,
    municipality_id: UUID | None = None,
    rule: str = "need_to_know",
) -> None:
    """Note the reading of a list: one entry, which says whom it showed. A row without a person counts all the same.

    A list over several municipalities is noted at each of them, with the whole count: a privacy officer sees the
    entries of the own municipality only, and must see that its people may have been among those read.
    """
    values = _values(actor, resource, Action.VIEW, rule) | {
        "participant": None,
        "places": _places(actor, None, municipality_id),
        "rows": len(people),
        "people": sorted({person for person in people if person}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
    noted = _noted.get()
    if noted is not None:
        noted.update((resource, _LISTED, person) for person in values["people"])


def log_access(
    actor: Actor,
    resource: Resource,
    action: Action,
    *,
    participant_id: UUID | None = None,
    municipality_id: UUID | None = None,
    rule: str = "need_to_know",
    row_count: int = 1,
) -> None:
    """Note an access and the rule that gave it; the opening of a protected case alerts those who watch over it.

    Every door notes what it opens before it answers, so here whoever must prove the log-in anew is stopped before a
    protected case (``NotPermitted``).
    """
    if participant_id and actor.must_prove and _is_protected(participant_id):
        raise NotPermitted(STEP_UP)
    if participant_id and _is_noted((resource, action, participant_id)):
        return
    values = _values(actor, resource, action, rule) | {
        "participant": participant_id,
        "places": _places(actor, participant_id, municipality_id),
        "rows": row_count,
        "people": [],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        (is_protected,) = cursor.fetchone()
    if is_protected and participant_id and not actor.is_system:
        alert_of_opening(actor, participant_id, municipality_id)


def log_refusal(actor: Actor, resource: str, action: Action, asked: Collection[UUID], rule: str) -> None:
    """Note that rows were asked for and not given: one statement, whether or not the ids are of anything.

    Where a row is somebody's, the entry names the person and stands with the privacy officer of the case's own
    municipality; else with the actor's. Whoever was refused cannot read it.
    """
    (place,) = actor.municipality_ids if len(actor.municipality_ids) == 1 else (actor.agency_id,)
    values = _values(actor, resource, action, rule) | {"asked": [*asked], "place": place}
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE, values)


def _is_protected(participant_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_is_protected(%s)", [participant_id])
        return bool(cursor.fetchone()[0])


def _values(actor: Actor, resource: str, action: Action, rule: str) -> dict[str, Any]:
    return {
        "user": actor.user_id,
        "agency": actor.agency_id,
        "role": ",".join(sorted(actor.roles)),
        "resource": str(resource),
        "action": str(action),
        "rule": rule,
        "channel": str(actor.channel),
        "client": actor.client,
        "request": actor.request_id or _request_id.get(),
    }


def _is_noted(entry: Entry) -> bool:
    noted = _noted.get()
    if noted is None:
        return False
    if entry in noted:
        return True
    noted.add(entry)
    return False


def _places(actor: Actor, participant_id: UUID | None, municipality_id: UUID | None) -> list[UUID | None]:
    if municipality_id:
        return [municipality_id]
    if participant_id and len(actor.municipality_ids) > 1:
        # A person has one municipality; one that is not said must not be told to the others.
        return [None]
    return [*sorted(actor.municipality_ids)] or [None]
