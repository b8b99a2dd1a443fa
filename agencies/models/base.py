"""What every table of Fotfeste has in common."""

from typing import Any

from django.db import models
from django.db.models import Func
from uuid_utils.compat import uuid7


class UuidModel(models.Model):
    """A row known by a UUIDv7: ordered in time, and known before the row is written, so that rows can point at it.

    PostgreSQL makes the id where a statement of SQL writes the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, db_default=Func(function="uuidv7"), editable=False)

    class Meta:
        abstract = True


class TimestampedModel(UuidModel):
    """A row that remembers when it came."""

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class VersionedModel(TimestampedModel):
    """A row that people and systems edit.

    ``version`` is raised by a database trigger (``agencies.database.version_trigger``) at every update, also by
    bulk statements, so that the ETag of the API and the hidden field of a form can tell a stale copy.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and take over the version that the trigger has given the row."""
        was_new = self._state.adding
        super().save(*args, **kwargs)
        if not was_new:
            self.refresh_from_db(fields=["version"])
