"""Legal duties with a date, and the flags that are raised when the date comes near."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource, fields_for
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.duties import kinds_hidden_from
from participants.models.participant import CaseQuerySet, Participant


class DeadlineThreshold(models.Model):
    """How many days before the due day a kind of deadline is flagged; -1 is the day after it was missed."""

    kind = models.CharField(max_length=30)
    days = models.SmallIntegerField()

    class Meta:
        verbose_name = _("varslingsterskel")
        ordering = ["kind", "-days"]
        constraints = [models.UniqueConstraint(fields=["kind", "days"], name="threshold_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class DeadlineQuerySet(CaseQuerySet["Deadline"]):
    """Questions about what is due."""

    resource = Resource.DEADLINE

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """As for every case, and without duties that tell of a part of it that the actor may not see."""
        shown = super().without_hidden(rows, actor)
        hidden = kinds_hidden_from(fields_for(actor))
        return shown.exclude(kind__in=hidden) if hidden else shown

    def open(self) -> Self:
        """Neither met nor closed."""
        return self.filter(met_on__isnull=True, closed_on__isnull=True)

    def due_by(self, day: dt.date) -> Self:
        """Open and due on or before ``day``."""
        return self.open().filter(due_on__lte=day)


class Deadline(VersionedModel):
    """A duty: what, about whom or what (``subject_id``), when, by which paragraph, and whose.

    What a kind is called, how it is flagged and which act resolves it stands in ``participants.duties``, where each
    floor registers its own kinds.
    ``next_flag_on`` is the day of the next threshold; the nightly scan reads only rows whose day has come.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="deadlines")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("frist"), max_length=30)
    subject_id = models.UUIDField()
    due_on = models.DateField(_("forfaller"))
    paragraph = models.CharField(_("hjemmel"), max_length=120)
    responsible_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="responsible_for", verbose_name=_("ansvarlig")
    )
    met_on = models.DateField(_("oppfylt"), null=True, blank=True)
    closed_on = models.DateField(_("lukket"), null=True, blank=True)
    next_flag_on = models.DateField(null=True, blank=True)

    objects: ClassVar[DeadlineQuerySet] = DeadlineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("frist")
        verbose_name_plural = _("frister")
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="one_deadline_per_duty")]
        indexes = [
            models.Index(
                fields=["municipality", "next_flag_on"],
                name="deadline_to_flag",
                condition=Q(met_on__isnull=True, closed_on__isnull=True, next_flag_on__isnull=False),
            ),
            models.Index(
                fields=["municipality", "due_on", "id"],
                name="deadline_open",
                condition=Q(met_on__isnull=True, closed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether the duty still stands."""
        return self.met_on is None and self.closed_on is None


class FlagState(models.TextChoices):
    """What has become of a flag."""

    OPEN = "open", _("åpent")
    TAKEN = "taken", _("tatt")
    ACTED_ON = "acted_on", _("fulgt opp")
    DISMISSED = "dismissed", _("avvist")
    SUPERSEDED = "superseded", _("avløst av et nærmere varsel")
    LAPSED = "lapsed", _("bortfalt")


STANDING_FLAGS = (FlagState.OPEN, FlagState.TAKEN)


class FlagQuerySet(CaseQuerySet["Flag"]):
    """Questions about flags."""

    resource = Resource.FLAG

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """As for every case, and without duties that tell of a part of it that the actor may not see."""
        shown = super().without_hidden(rows, actor)
        hidden = kinds_hidden_from(fields_for(actor))
        return shown.exclude(deadline__kind__in=hidden) if hidden else shown

    def standing(self) -> Self:
        """Open or taken: somebody has still to act."""
        return self.filter(state__in=STANDING_FLAGS)


class Flag(VersionedModel):
    """A warning raised once per deadline, due date and threshold; at most one stands per deadline."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="flags")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="flags")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("forfaller"))
    threshold = models.SmallIntegerField(_("terskel, dager før"))
    raised_on = models.DateField(_("varslet"))
    state = models.CharField(_("status"), max_length=12, choices=FlagState.choices, default=FlagState.OPEN)
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(_("løftet til teamleder"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)

    objects: ClassVar[FlagQuerySet] = FlagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("varsel")
        verbose_name_plural = _("varsler")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "due_on", "threshold"], name="flag_once_per_threshold"),
            models.UniqueConstraint(
                fields=["deadline"], name="one_standing_flag_per_deadline", condition=Q(state__in=STANDING_FLAGS)
            ),
            models.CheckConstraint(
                condition=~Q(state=FlagState.DISMISSED) | ~Q(reason=""),
                name="dismissed_flag_has_reason",
                violation_error_message=_("Skriv hvorfor varselet avvises."),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_on"], name="flag_standing", condition=Q(state__in=STANDING_FLAGS))
        ]

    def __str__(self) -> str:
        return f"{self.deadline} ({self.threshold})"


class CaseEventQuerySet(CaseQuerySet["CaseEvent"]):
    """Questions about what has happened."""

    resource = Resource.PARTICIPANT


class CaseEvent(TimestampedModel):
    """Something that was done on a case, by whom; written by every operation, never changed."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="events")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    happened_on = models.DateField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)

    objects: ClassVar[CaseEventQuerySet] = CaseEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("hendelse")
        verbose_name_plural = _("hendelser")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["participant", "-created_at"], name="event_by_participant")]

    def __str__(self) -> str:
        return self.kind
