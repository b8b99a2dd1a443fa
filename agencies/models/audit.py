"""The logs: who read what, and what changed. Both can only be added to."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models.base import TimestampedModel


def tells_of(*person_ids: UUID) -> Q:
    """The condition on an entry of the access log that it tells of one of the people, by itself or in a list."""
    return Q(pk__in=RawSQL("SELECT fot_entries_telling_of(%s)", [list(person_ids)]))


class AccessLogEntry(TimestampedModel):
    """One reading of a person's data: who, for whom, in which role, what, why allowed, from where.

    Ids are not foreign keys: the entry outlives what it speaks of, and neither lock nor delete may reach it. The table
    is divided by months (``agencies.access_months``), so that old ones can be taken out whole. A list has no
    ``participant_id``: those whom it showed stand in ``people``.
    """

    user_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    municipality_id = models.UUIDField(null=True)
    participant_id = models.UUIDField(null=True)
    role = models.CharField(max_length=60, blank=True)
    resource = models.CharField(max_length=40)
    action = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    granted = models.BooleanField(default=True)
    channel = models.CharField(max_length=10)
    client = models.CharField(max_length=100, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField(default=1)
    people = ArrayField(models.UUIDField(), default=list, db_default=[])

    class Meta:
        verbose_name = _("innsyn")
        verbose_name_plural = _("innsynslogg")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["participant_id", "-created_at"], name="access_by_participant"),
            models.Index(fields=["municipality_id", "-created_at"], name="access_by_municipality"),
            models.Index(fields=["user_id", "-created_at"], name="access_by_user"),
            GinIndex(fields=["people"], name="access_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.action} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"


class ChangeRecord(models.Model):
    """One change of one row, written by a trigger (``agencies.database.change_trigger``) with the actor.

    ``before`` and ``after`` hold the changed columns only.
    """

    id = models.BigAutoField(primary_key=True)
    happened_at = models.DateTimeField()
    table_name = models.CharField(max_length=80)
    row_id = models.UUIDField()
    municipality_id = models.UUIDField(null=True)
    participant_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    user_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("endring")
        verbose_name_plural = _("endringshistorikk")
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["participant_id", "-happened_at"], name="change_by_participant")]

    def __str__(self) -> str:
        return f"{self.kind} {self.table_name} {self.row_id}"
