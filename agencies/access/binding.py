"""Tells PostgreSQL who acts, for the length of one transaction.

Row-level security and the change triggers read the settings ``fot.*``. They are set with ``SET LOCAL`` semantics, so a
pooled connection never carries one person's sight to the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.db import connection, transaction

from agencies.access.actor import NOBODY, Actor
from agencies.access.table import may_meet_people, opened_to

_bound: ContextVar[Actor | None] = ContextVar("bound_actor", default=None)
_request: ContextVar[str] = ContextVar("bound_request", default="")

_WRITE = """
SELECT set_config('fot.user', %s, true), set_config('fot.agencies', %s, true), set_config('fot.system', %s, true),
       set_config('fot.clearance', %s, true), set_config('fot.request', %s, true),
       set_config('fot.link', %s, true), set_config('fot.agency', %s, true),
       set_config('fot.opens', %s, true)
"""


def bound_actor() -> Actor:
    """The actor of the running transaction; nobody when none is bound."""
    return _bound.get() or NOBODY


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Run a block as ``actor``, atomically; the actor bound before is bound again afterwards.

    What the system does within somebody's request belongs to that request; what it does by itself gets an id of its
    own, so that the change history can tell one act from the next.
    """
    previous, request = _bound.get(), _request.get()
    with transaction.atomic():
        if previous == actor:
            yield
            return
        own = actor.request_id or request or f"act-{uuid4().hex}"
        _write_settings(actor, own)
        token, request_token = _bound.set(actor), _request.set(own)
        try:
            yield
        finally:
            _bound.reset(token)
            _request.reset(request_token)
        # On an exception the savepoint takes the settings back by itself.
        _write_settings(previous or NOBODY, request)


def _write_settings(actor: Actor, request: str) -> None:
    visible = sorted(str(pk) for pk in actor.municipality_ids) if may_meet_people(actor) else []
    values = [
        str(actor.user_id or ""),
        "{" + ",".join(visible) + "}",
        "on" if actor.is_system else "",
        _clearances(actor),
        request,
        str(actor.link_id or ""),
        str(actor.agency_id or ""),
        ",".join(sorted(opened_to(actor))),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def _clearances(actor: Actor) -> str:
    cleared = {
        "confidential": actor.cleared_for_confidential,
        "shielded": actor.cleared_for_shielded,
        "restricted": actor.sees_restricted,
    }
    return ",".join(name for name, is_so in cleared.items() if is_so)
