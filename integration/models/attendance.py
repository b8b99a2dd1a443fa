"""Attendance that schools send: the batch, what came of it, and the rows that wait for a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, AgencyKind, Job, User, VersionedModel
from agencies.querysets import VisibleQuerySet


class BatchState(models.TextChoices):
    """How far a batch has come."""

    RECEIVED = "received", _("mottatt")
    READING = "reading", _("leses")
    DONE = "done", _("ferdig")
    FAILED = "failed", _("mislyktes")


class AttendanceBatchQuerySet(VisibleQuerySet["AttendanceBatch"]):
    """Questions about batches."""

    resource = Resource.SCHOOL_REPORT

    def visible_to(self, actor: Actor) -> "AttendanceBatchQuerySet":
        """A school sees its own; a municipality those about its participants."""
        rows = super().visible_to(actor)
        return rows.filter(school=actor.agency_id) if actor.agency_kind == AgencyKind.SCHOOL else rows


class AttendanceBatch(VersionedModel):
    """Rows of attendance that came together. The body lies sealed at ``raw_path`` before anybody reads it."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="attendance_batches")
    filename = models.CharField(_("fil"), max_length=255, blank=True)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(default=0)
    checksum = models.CharField(max_length=64)
    raw_path = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.RECEIVED)
    received = models.PositiveIntegerField(default=0)
    applied = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    error = models.CharField(max_length=40, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[AttendanceBatchQuerySet] = AttendanceBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppmøteliste")
        verbose_name_plural = _("oppmøtelister")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["municipality", "-created_at"], name="attendance_by_municipality")]

    def __str__(self) -> str:
        return self.filename or str(self.pk)

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in (BatchState.RECEIVED, BatchState.READING)


class FaultState(models.TextChoices):
    """What became of a row in quarantine."""

    OPEN = "open", _("venter")
    APPLIED = "applied", _("rettet og registrert")
    DISMISSED = "dismissed", _("lagt bort")


class AttendanceFaultQuerySet(VisibleQuerySet["AttendanceFault"]):
    """Questions about rows in quarantine."""

    resource = Resource.SCHOOL_REPORT

    def visible_to(self, actor: Actor) -> "AttendanceFaultQuerySet":
        """As the batch they came with."""
        return super().visible_to(actor).filter(batch__in=AttendanceBatch.objects.visible_to(actor))


class AttendanceFault(VersionedModel):
    """A row that could not be applied: sealed as it came, with the reasons, until somebody has seen to it."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(AttendanceBatch, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField(_("rad"))
    raw = models.BinaryField(null=True)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=FaultState.choices, default=FaultState.OPEN)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AttendanceFaultQuerySet] = AttendanceFaultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rad i karantene")
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="attendance_fault_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.line}"
