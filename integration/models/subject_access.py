"""Copies of all about a person, made for the person who asks (GDPR art. 15)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, Job, TimestampedModel, User
from participants.models import CaseQuerySet, Participant


class ExportState(models.TextChoices):
    """How far a copy has come."""

    WAITING = "waiting", _("lages")
    READY = "ready", _("klar")
    FAILED = "failed", _("mislyktes")
    DELETED = "deleted", _("slettet")


class SubjectExportQuerySet(CaseQuerySet["SubjectExport"]):
    """Questions about copies."""

    resource = Resource.SUBJECT_ACCESS

    def openable(self) -> Self:
        """Those whose files can be opened now."""
        return self.filter(state=ExportState.READY, expires_at__gt=timezone.now())


class SubjectExport(TimestampedModel):
    """One copy: who asked for it, what it holds, and where its sealed files lie until ``expires_at``."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    includes_access_log = models.BooleanField(_("med hvem som har lest saken"), default=False)
    includes_internal = models.BooleanField(_("med interne notater og utkast"), default=False)
    state = models.CharField(_("status"), max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    json_path = models.CharField(max_length=120, blank=True, editable=False)
    pdf_path = models.CharField(max_length=120, blank=True, editable=False)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[SubjectExportQuerySet] = SubjectExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("innsynskopi")
        verbose_name_plural = _("innsynskopier")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["expires_at"], name="subject_export_expiry", condition=Q(state="ready"))]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], name="one_copy_at_a_time", condition=Q(state=ExportState.WAITING)
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY) | Q(expires_at__isnull=False), name="ready_copy_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.get_state_display()}"
