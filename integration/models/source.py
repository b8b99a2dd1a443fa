"""A school system that we read, and each time that we read it."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, Job, User, VersionedModel
from agencies.querysets import VisibleQuerySet


class SourceKind(models.TextChoices):
    """How a source is read."""

    REST = "rest", _("OneRoster over nettet")
    CSV = "csv", _("OneRoster som fil")


class SchoolSourceQuerySet(VisibleQuerySet["SchoolSource"]):
    """Questions about sources; they hold nobody's data themselves."""

    resource = Resource.SCHOOL_SOURCE


class SchoolSource(VersionedModel):
    """One school system of one school, read for one municipality.

    ``client_secret`` is sealed and never shown. ``cursor`` holds, for each collection, the moment up to which it has
    been read; it is written in the transaction of its effect. ``failing_since`` is the first of the failures that no
    success has followed.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="school_sources")
    school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="read_by", verbose_name=_("skole"))
    name = models.CharField(_("navn"), max_length=120)
    kind = models.CharField(_("leses som"), max_length=10, choices=SourceKind.choices, default=SourceKind.REST)
    oneroster_version = models.CharField(
        _("OneRoster-versjon"), max_length=3, choices=[("1.2", "1.2"), ("1.1", "1.1")], default="1.2"
    )
    base_url = models.URLField(_("adresse"), max_length=300, blank=True)
    token_url = models.URLField(_("adresse for nøkkel"), max_length=300, blank=True)
    attendance_url = models.URLField(_("adresse for oppmøte"), max_length=300, blank=True)
    client_id = models.CharField(_("klient-ID"), max_length=200, blank=True)
    client_secret = models.BinaryField(null=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    folder = models.CharField(_("mappe"), max_length=120, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ansvarlig"))
    is_active = models.BooleanField(_("leses hver natt"), default=True)
    cursor = models.JSONField(default=dict)
    last_success_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[SchoolSourceQuerySet] = SchoolSourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("skolesystem")
        verbose_name_plural = _("skolesystemer")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="school_source_name_once",
                violation_error_message=_("Det finnes allerede et skolesystem med dette navnet."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def to_be_mended_by(self) -> dt.date | None:
        """The day by which the owner must have seen to a source that fails: three days after it began."""
        return timezone.localdate(self.failing_since) + dt.timedelta(days=3) if self.failing_since else None

    def is_late_on(self, day: dt.date) -> bool:
        """Whether the owner should have seen to it before ``day``."""
        return self.to_be_mended_by is not None and self.to_be_mended_by < day


class RunKind(models.TextChoices):
    """What was read."""

    FULL = "full", _("alt")
    DELTA = "delta", _("endringer")
    FILE = "file", _("fil")


class RunState(models.TextChoices):
    """How far a run has come."""

    WAITING = "waiting", _("venter")
    RUNNING = "running", _("leser")
    HELD = "held", _("venter på bekreftelse")
    DONE = "done", _("ferdig")
    FAILED = "failed", _("mislyktes")
    DISCARDED = "discarded", _("forkastet")


class SourceRunQuerySet(VisibleQuerySet["SourceRun"]):
    """Questions about runs."""

    resource = Resource.SCHOOL_SOURCE


class SourceRun(VersionedModel):
    """One reading of a source: what came of it, what was tolerated, and what stopped it.

    ``raw_path`` is where the file as it came lies sealed, until the run is resolved or thirty days have passed.
    ``counts`` has what happened to rows; ``held_back`` the schools whose enrolments would end (name, ended, of).
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=10, choices=RunKind.choices)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    filename = models.CharField(max_length=255, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    raw_path = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    held_back = models.JSONField(default=list)
    error = models.CharField(max_length=40, blank=True)
    error_where = models.CharField(max_length=80, blank=True)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[SourceRunQuerySet] = SourceRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kjøring")
        verbose_name_plural = _("kjøringer")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["source", "-created_at"], name="run_by_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.get_state_display()}"

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in (RunState.WAITING, RunState.RUNNING)
