"""Tells PostgreSQL who acts, for the length of one transaction.

Row-level security and the change triggers read the settings ``fot.*``. They are set with ``SET LOCAL`` semantics, so a
pooled connection never carries one person's sight to the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from agencies.access.actor import NOBODY, Actor
from agencies.access.table import may_meet_people

_bound: ContextVar[Actor | None] = ContextVar("bound_actor", default=None)

_WRITE = """
SELECT set_config('fot.user', %s, true), set_config('fot.agencies', %s, true), set_config('fot.system', %s, true),
       set_config('fot.clearance', %s, true), set_config('fot.request', %s, true),
       set_config('fot.link', %s, true), set_config('fot.agency', %s, true)
"""


def bound_actor() -> Actor:
    """The actor of the running transaction; nobody when none is bound."""
    return _bound.get() or NOBODY


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Run a block as ``actor``, atomically; the actor bound before is bound again afterwards."""
    previous = _bound.get()
    with transaction.atomic():
        if previous == actor:
            yield
            return
        _write_settings(actor)
        token = _bound.set(actor)
        try:
            yield
        finally:
            _bound.reset(token)
        # On an exception the savepoint takes the settings back by itself.
        _write_settings(previous or NOBODY)


def _write_settings(actor: Actor) -> None:
    visible = sorted(str(pk) for pk in actor.municipality_ids) if may_meet_people(actor) else []
    values = [
        str(actor.user_id or ""),
        "{" + ",".join(visible) + "}",
        "on" if actor.is_system else "",
        _clearances(actor),
        actor.request_id,
        str(actor.link_id or ""),
        str(actor.agency_id or ""),
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
