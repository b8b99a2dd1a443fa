"""Running programmes from the system before: the file, its rows, and which programmes came from it."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, Job, JobState, User, VersionedModel
from participants.models import BatchState, CaseQuerySet, Participant
from programmes.models.participation import Participation

_AT_WORK = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING)


class CaseloadImportQuerySet(CaseQuerySet["CaseloadImport"]):
    """Questions about files; they hold many people and are shown by agency only."""

    resource = Resource.CASELOAD

    def without_hidden(self, rows: Self, _actor: Actor) -> Self:
        """A file as a whole is never hidden; its rows may be."""
        return rows

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """A file as a whole is never hidden; its rows may be."""
        return self

    def for_pages(self) -> Self:
        """Without the file itself, with what pages show beside it."""
        return self.select_related("uploaded_by", "job").defer("raw")


class CaseloadImport(VersionedModel):
    """One file of running programmes; ``source`` is the system they are taken over from.

    The raw bytes are sealed and kept until the rows are taken over or 30 days have passed. ``mapping`` is a person's
    choice of columns (position as text -> field).
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("overtatt fra"), max_length=80)
    filename = models.CharField(_("fil"), max_length=255)
    checksum = models.CharField(max_length=64)
    raw = models.BinaryField(null=True)
    state = models.CharField(max_length=14, choices=BatchState.choices, default=BatchState.UPLOADED)
    mapping = models.JSONField(default=dict)
    headings = ArrayField(models.TextField(), default=list)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    failure = models.CharField(max_length=20, blank=True)
    committed_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    objects: ClassVar[CaseloadImportQuerySet] = CaseloadImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fil med løpende saker")
        verbose_name_plural = _("filer med løpende saker")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["municipality", "-created_at"], name="caseload_by_municipality")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_stuck(self) -> bool:
        """Whether its worker gave up; the step may be asked for again."""
        return self.state in _AT_WORK and self.job is not None and self.job.state == JobState.FAILED

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in _AT_WORK and not self.is_stuck


class RowState(models.TextChoices):
    """What becomes of a row."""

    READY = "ready", _("klar")
    FAULTY = "faulty", _("feil")
    KNOWN = "known", _("allerede her")
    DONE = "done", _("overtatt")


class CaseloadRowQuerySet(CaseQuerySet["CaseloadRow"]):
    """Questions about rows."""

    resource = Resource.CASELOAD

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """Protected rows are counted, never listed; nor is a row about somebody whom the actor may not know of."""
        seen = Participant.objects.visible_to(actor).values("pk")
        return rows.filter(Q(participant__isnull=True) | Q(participant__in=seen), is_protected=False)

    def without_protected(self, actor: Actor) -> Self:
        """Rows about nobody who is protected by now."""
        seen = Participant.objects.listed_for(actor).values("pk")
        return self.filter(Q(participant__isnull=True) | Q(participant__in=seen))


class CaseloadRow(VersionedModel):
    """One row: as it came, as it was understood (person and programme), why it is stopped, and who it became.

    ``is_protected`` says that it is or may be about a protected person: nothing of it is kept, and no list has it.
    """

    batch = models.ForeignKey(CaseloadImport, on_delete=models.CASCADE, related_name="rows")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(_("linje"))
    raw = models.JSONField(default=dict)
    person = models.JSONField(default=dict)
    programme = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RowState.choices)
    is_protected = models.BooleanField(default=False)
    computed_last_day = models.DateField(null=True)
    participant = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[CaseloadRowQuerySet] = CaseloadRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rad med løpende sak")
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="caseload_row_once")]
        indexes = [models.Index(fields=["batch", "state", "line"], name="caseload_row_by_state")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class TakeoverQuerySet(CaseQuerySet["Takeover"]):
    """Questions about programmes that were taken over."""

    resource = Resource.PARTICIPATION


class Takeover(VersionedModel):
    """That a programme comes from another system, and which last day was decided there.

    The decided day stands until a caseworker has compared it with the computed one; ``confirmed_on`` is when.
    """

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="takeover")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("overtatt fra"), max_length=80)
    taken_on = models.DateField(_("overtatt"))
    decided_last_day = models.DateField(_("vedtatt siste dag"), null=True, blank=True)
    confirmed_on = models.DateField(_("bekreftet"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    keeps_decided = models.BooleanField(_("vedtatt dato beholdes"), default=False)

    objects: ClassVar[TakeoverQuerySet] = TakeoverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("overtatt program")
        verbose_name_plural = _("overtatte programmer")
        ordering = ["-taken_on", "-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.taken_on}"

    @property
    def waits(self) -> bool:
        """Whether somebody has still to compare the two days."""
        return self.decided_last_day is not None and self.confirmed_on is None
