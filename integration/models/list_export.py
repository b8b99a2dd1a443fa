"""Lists as files: asked for, made in the background, fetched by whoever asked, deleted after a week."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from agencies.models import Agency, Job, TimestampedModel, User
from integration.models.subject_access import ExportState


class ListForm(models.TextChoices):
    """The kinds of file."""

    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class ListExportQuerySet(models.QuerySet["ListExport"]):
    """Questions about files."""

    def own(self, actor: Actor) -> Self:
        """What the actor asked for, in the agency that they act for: nobody opens another's file."""
        return self.filter(requested_by=actor.user_id, agency=actor.agency_id)

    def openable(self) -> Self:
        """Those that can be fetched now."""
        return self.filter(state=ExportState.READY, expires_at__gt=timezone.now())


class ListExport(TimestampedModel):
    """One list: which, with which filters (as the address has them), and where its sealed file lies.

    ``people`` are the ids of everybody in the file, so that who has been hidden since is noticed before it is opened.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("liste"), max_length=20)
    form = models.CharField(_("format"), max_length=4, choices=ListForm.choices)
    query: Any = models.JSONField(default=dict)
    state = models.CharField(_("status"), max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    path = models.CharField(max_length=120, blank=True, editable=False)
    people = ArrayField(models.UUIDField(), default=list, editable=False)
    rows = models.PositiveIntegerField(_("rader"), default=0)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[ListExportQuerySet] = ListExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("liste som fil")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["requested_by", "-created_at"], name="list_export_own"),
            models.Index(fields=["expires_at"], name="list_export_expiry", condition=Q(state="ready")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY) | Q(expires_at__isnull=False), name="ready_list_expires"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.form} {self.get_state_display()}"
