"""What the participant says about an entry that is contested: added beside it, never in its place (law.md 7.5)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User
from participants.models.deadline import CaseEvent
from participants.models.participant import CaseQuerySet, Participant


class StatementQuerySet(CaseQuerySet["Statement"]):
    """Questions about statements."""

    resource = Resource.STATEMENT


class Statement(TimestampedModel):
    """The participant's own words, on the entry of the history that they are about, or on the case as a whole.

    It can only be added to (archive regulations § 11): who has changed their mind makes another.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="statements")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(
        CaseEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="statements", verbose_name=_("gjelder")
    )
    text = models.TextField(_("forklaring"))
    stated_on = models.DateField(_("gitt"))
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StatementQuerySet] = StatementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deltakerens forklaring")
        verbose_name_plural = _("deltakerens forklaringer")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["participant", "created_at"], name="statement_by_participant")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="statement_says_something",
                violation_error_message=_("Skriv hva deltakeren sier."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.stated_on}"
