"""Keeps a table of the figures as known from day to day: what has changed is closed on the day and written again.

Figures «as known on» a past day so come out the same for ever. A second run on the same day replaces the day's rows, so
a run may be repeated or killed at any point.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

# The digest is of the whole row as text, so that an empty fact never passes for its neighbour.
_FRESH = """
CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS
SELECT found.*, md5(found::text) AS digest FROM ({facts}) found
"""
_IS_STALE = "NOT EXISTS (SELECT FROM {fresh} f WHERE f.{key} = o.{key} AND f.digest = o.digest)"
_FORGET_TODAY = """
DELETE FROM {table} o WHERE o.municipality_id = %(municipality)s AND o.known_from = %(day)s AND {is_stale}
"""
_CLOSE = """
UPDATE {table} o SET known_until = %(day)s
WHERE o.municipality_id = %(municipality)s AND o.known_until IS NULL AND o.known_from < %(day)s AND {is_stale}
"""
_WRITE = """
INSERT INTO {table} (municipality_id, known_from, digest, {columns})
SELECT %(municipality)s, %(day)s, f.digest, {values} FROM {fresh} f
WHERE NOT EXISTS (SELECT FROM {table} o WHERE o.{key} = f.{key} AND o.known_until IS NULL)
"""


class Kept:
    """A table, the column that names what a row is about, and the columns of facts."""

    def __init__(self, table: str, key: str, columns: Sequence[str]) -> None:
        self.table, self.key, self.columns = table, key, tuple(columns)
        self.fresh = f"{table}_fresh"

    def make_fresh(self, cursor: CursorWrapper, facts_sql: str, parameters: Mapping[str, Any]) -> int:
        """Make what is true now, in a temporary table; answers how many rows there are."""
        cursor.execute(f"DROP TABLE IF EXISTS {self.fresh}")
        cursor.execute(_FRESH.format(fresh=self.fresh, facts=facts_sql), parameters)
        found: int = cursor.rowcount
        cursor.execute(f"ANALYZE {self.fresh}")
        return found

    def forget_today(self, cursor: CursorWrapper, municipality_id: UUID, day: dt.date) -> None:
        """Take out what an earlier run of the day has written and is no longer so."""
        self._run(cursor, _FORGET_TODAY, municipality_id, day)

    def close(self, cursor: CursorWrapper, municipality_id: UUID, day: dt.date) -> None:
        """End on ``day`` what is no longer so."""
        self._run(cursor, _CLOSE, municipality_id, day)

    def write(self, cursor: CursorWrapper, municipality_id: UUID, day: dt.date) -> int:
        """Write what is new; answers how many rows it was."""
        self._run(cursor, _WRITE, municipality_id, day)
        written: int = cursor.rowcount
        return written

    def keep(self, cursor: CursorWrapper, municipality_id: UUID, day: dt.date) -> int:
        """All three; answers how many rows were new."""
        self.forget_today(cursor, municipality_id, day)
        self.close(cursor, municipality_id, day)
        return self.write(cursor, municipality_id, day)

    def _run(self, cursor: CursorWrapper, sql: str, municipality_id: UUID, day: dt.date) -> None:
        names = {"table": self.table, "fresh": self.fresh, "key": self.key}
        statement = sql.format(
            **names,
            is_stale=_IS_STALE.format(**names),
            columns=", ".join(self.columns),
            values=", ".join(f"f.{name}" for name in self.columns),
        )
        cursor.execute(statement, {"municipality": municipality_id, "day": day})
