"""An arrival list on its way in: the raw file, its rows, and what each row became."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, Job, JobState, User, VersionedModel
from participants.models.participant import CaseQuerySet, Intake, Participant


class BatchState(models.TextChoices):
    """How far an arrival list has come."""

    UPLOADED = "uploaded", _("lastet opp")
    NEEDS_MAPPING = "needs_mapping", _("trenger kolonner")
    CHECKING = "checking", _("kontrolleres")
    PREVIEW = "preview", _("klar til gjennomsyn")
    COMMITTING = "committing", _("registreres")
    COMMITTED = "committed", _("registrert")
    FAILED = "failed", _("mislyktes")


_AT_WORK = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING)


class ImportBatchQuerySet(CaseQuerySet["ImportBatch"]):
    """Questions about lists; they hold many people and are shown by agency only."""

    resource = Resource.IMPORT

    def for_pages(self) -> "ImportBatchQuerySet":
        """Without the file itself, with what every page shows beside the list."""
        return self.select_related("uploaded_by", "job").defer("raw")

    def without_hidden(self, rows: "ImportBatchQuerySet", _actor: Actor) -> "ImportBatchQuerySet":
        """A list as a whole is never hidden; its protected rows are."""
        return rows

    def without_protected(self, actor: Actor) -> "ImportBatchQuerySet":  # noqa: ARG002 - as the base has it
        """A list as a whole is never hidden; its protected rows are."""
        return self


class ImportBatch(VersionedModel):
    """One file with arrivals. The raw bytes are kept encrypted until the batch is done or 30 days have passed.

    ``mapping`` holds a person's choices (position of the column -> field, empty for «leave out»), ``failure`` why a
    file could not be read, ``counts`` what ``participants.operations.importing.counting`` found. ``purged_at`` says
    that the rows no longer hold anything about a person.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="import_batches")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(_("fil"), max_length=255)
    checksum = models.CharField(max_length=64)
    raw = models.BinaryField(null=True)
    state = models.CharField(max_length=14, choices=BatchState.choices, default=BatchState.UPLOADED)
    mapping = models.JSONField(default=dict)
    headings = ArrayField(models.TextField(), default=list)
    notices = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    intake = models.CharField(_("inntak"), max_length=10, choices=Intake.choices, blank=True)
    named_users = models.ManyToManyField(User, related_name="+", blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    committed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, blank=True)
    purged_at = models.DateTimeField(null=True)

    objects: ClassVar[ImportBatchQuerySet] = ImportBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ankomstliste")
        verbose_name_plural = _("ankomstlister")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["municipality", "-created_at"], name="batch_by_municipality")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in _AT_WORK and not self.is_stuck

    @property
    def is_stuck(self) -> bool:
        """Whether its worker gave up: nothing of the step was kept, and it may be asked for again."""
        return self.state in _AT_WORK and self.job is not None and self.job.state == JobState.FAILED


class RowCategory(models.TextChoices):
    """What a row is."""

    NEW = "new", _("ny")
    KNOWN = "known", _("allerede kjent")
    POSSIBLE_DUPLICATE = "possible_duplicate", _("mulig dobbel")
    OTHER_MUNICIPALITY = "other_municipality", _("annen kommune")
    PROTECTED = "protected", _("adressesperre")
    FAULTY = "faulty", _("feil")


class RowDecision(models.TextChoices):
    """What a person has decided about a possible duplicate."""

    NONE = "", _("ikke avgjort")
    SAME_PERSON = "same", _("samme person")
    NEW_PERSON = "new", _("en annen person")


class ImportRowQuerySet(CaseQuerySet["ImportRow"]):
    """Questions about rows."""

    resource = Resource.IMPORT

    def without_hidden(self, rows: "ImportRowQuerySet", actor: Actor) -> "ImportRowQuerySet":
        """Protected rows are counted, never listed; nor is a row about somebody whom the actor may not know of."""
        seen = Participant.objects.visible_to(actor).values("pk")
        matched = Q(matched__isnull=True) | Q(matched__in=seen)
        linked = Q(participant__isnull=True) | Q(participant__in=seen)
        return rows.filter(matched, linked, is_protected=False)

    def without_protected(self, actor: Actor) -> "ImportRowQuerySet":
        """Rows about nobody who is protected by now."""
        seen = Participant.objects.listed_for(actor).values("pk")
        matched = Q(matched__isnull=True) | Q(matched__in=seen)
        return self.filter(matched, Q(participant__isnull=True) | Q(participant__in=seen))


class ImportRow(VersionedModel):
    """One row of a list: as it came (``raw``), as it was understood (``parsed``), and why (``findings``).

    A row that is or may be somebody points at them: at ``matched`` or, when that is a row of the same file, at
    ``matched_line``. Where it may be several, all are in ``candidate_ids`` and ``candidate_lines``. ``participant`` is
    who the row became.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(_("linje"))
    raw = models.JSONField(default=dict)
    parsed = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    category = models.CharField(_("gruppe"), max_length=20, choices=RowCategory.choices)
    is_protected = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=RowDecision.choices, default=RowDecision.NONE, blank=True)
    match_reasons = models.JSONField(default=list)
    matched_line = models.PositiveIntegerField(null=True, blank=True)
    candidate_ids = ArrayField(models.UUIDField(), default=list)
    candidate_lines = ArrayField(models.PositiveIntegerField(), default=list)
    matched = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="matched_rows"
    )
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows"
    )

    objects: ClassVar[ImportRowQuerySet] = ImportRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rad i ankomstliste")
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "category", "line"], name="import_row_by_category")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"
