"""What an act on whole cases changed, row by row, so that it can be taken back."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User
from participants.models.participant import CaseQuerySet, Participant

UNDO_DAYS = 30
"""How long two registrations that were made one can be made two again."""


class ReversibleAct(models.TextChoices):
    """What was done."""

    MERGE = "merge", _("slått sammen")
    ERROR = "error", _("registrert ved en feil")


class ReversalQuerySet(CaseQuerySet["CaseReversal"]):
    """Questions about what can be taken back."""

    resource = Resource.PARTICIPANT

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_on__isnull=True)


class CaseReversal(TimestampedModel):
    """One act on ``participant`` (and ``other``, who was merged into them), with every value that it changed.

    ``rows`` holds ``[table, id, {column: [before, after]}]`` of each changed row, ``added`` the ``[table, id]`` of each
    new one; both in the order in which they are put back.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="reversals")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=ReversibleAct.choices)
    reason = models.TextField()
    done_on = models.DateField()
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    added = models.JSONField(default=list)
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ReversalQuerySet] = ReversalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("handling som kan angres")
        verbose_name_plural = _("handlinger som kan angres")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.done_on}"

    @property
    def last_day(self) -> dt.date:
        """The last day on which a merge can be undone."""
        return self.done_on + dt.timedelta(days=UNDO_DAYS)
