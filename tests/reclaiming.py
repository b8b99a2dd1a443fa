"""Gives back the room of rows that were deleted or taken back: the test services do not do so by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from config.embedded.roles import APP_ROLE, OWNER_ROLE


@contextmanager
def taken_back() -> Iterator[None]:
    """One transaction for what several tests share; the tests that follow do not read through what it left behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER_ROLE}")
        vacuum(cursor)
        cursor.execute(f"SET ROLE {APP_ROLE}")


def vacuum(cursor: Any) -> None:
    """As the owner of the tables, outside a transaction."""
    cursor.execute("VACUUM")
