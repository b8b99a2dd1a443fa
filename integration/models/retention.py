"""Cases and parts of cases whose time has come (law.md 7.5): noticed, confirmed, packed, restricted, removed."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, Job, TimestampedModel, User
from agencies.querysets import VisibleQuerySet
from participants.models import CaseQuerySet, Participant


class RetentionState(models.TextChoices):
    """How far a case has come on its way out."""

    NOTICED = "noticed", _("venter på bekreftelse")
    CONFIRMED = "confirmed", _("pakkes for arkivet")
    RESTRICTED = "restricted", _("sperret")
    REMOVED = "removed", _("fjernet")


class CasePart(models.TextChoices):
    """What of a case is on its way out: all of it, or what the Regulations § 60 count by itself."""

    WHOLE = "", _("hele saken")
    PROGRAMME = "programme", _("programmet")
    TRAINING = "training", _("opplæringen")
    MAPPING = "mapping", _("kartleggingen")
    TEST = "test", _("prøvene")


class PackageState(models.TextChoices):
    """How far a package has come."""

    WAITING = "waiting", _("lages")
    READY = "ready", _("klar")


class RetentionBatchQuerySet(VisibleQuerySet["RetentionBatch"]):
    """Questions about packages."""

    resource = Resource.RETENTION


class RetentionBatch(TimestampedModel):
    """Cases that were confirmed at once: one package. ``folder`` is its name under the archive's folder.

    ``checksum`` is the SHA-256 of the package's own list of checksums; nobody's name stands here.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("status"), max_length=10, choices=PackageState.choices, default=PackageState.WAITING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    folder = models.CharField(max_length=120, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    cases = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    objects: ClassVar[RetentionBatchQuerySet] = RetentionBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arkivpakke")
        verbose_name_plural = _("arkivpakker")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(folder="") & ~Q(checksum="")), name="ready_package_is_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.folder or str(self.pk)


class RetentionCaseQuerySet(CaseQuerySet["RetentionCase"]):
    """Questions about cases on their way out."""

    resource = Resource.RETENTION

    def waiting(self) -> Self:
        """Those that somebody must confirm, the oldest first."""
        return self.filter(state=RetentionState.NOTICED).order_by("due_on", "id")

    def restricted(self) -> Self:
        """Those that are closed and not yet removed, the first to go first."""
        return self.filter(state=RetentionState.RESTRICTED).order_by("remove_on", "id")

    def restricted_for(self, actor: Actor) -> Self:
        """The restricted ones, for those who may see what is restricted."""
        return self.visible_to(actor).restricted() if actor.sees_restricted else self.none()


class RetentionCase(TimestampedModel):
    """One case, or one part of it, on its way out. ``case_key`` is the person's id, kept when the person is gone.

    ``reasons`` are the steps of ``programmes.law.retention``: what, counted from when, until when, and the paragraph.
    ``roots`` are the ids of the rows that a part begins with, by model; a whole case has none.
    """

    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case_key = models.UUIDField(editable=False)
    part = models.CharField(
        _("del av saken"), max_length=12, choices=CasePart.choices, default=CasePart.WHOLE, blank=True
    )
    roots = models.JSONField(default=dict)
    state = models.CharField(_("status"), max_length=10, choices=RetentionState.choices, default=RetentionState.NOTICED)
    due_on = models.DateField(_("fristen gikk ut"))
    reasons = models.JSONField(default=list)
    batch = models.ForeignKey(RetentionBatch, null=True, on_delete=models.PROTECT, related_name="members")
    restricted_on = models.DateField(null=True)
    remove_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[RetentionCaseQuerySet] = RetentionCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("sak til arkivering")
        verbose_name_plural = _("saker til arkivering")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["municipality", "state", "due_on"], name="retention_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="restricted") | Q(remove_on__isnull=False, batch__isnull=False),
                name="restricted_case_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="removed") | Q(participant__isnull=False), name="only_removed_case_has_nobody"
            ),
            models.UniqueConstraint(
                fields=["participant", "part"], condition=~Q(state="removed"), name="one_way_out_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_key} {self.get_state_display()}"


class RetentionRowQuerySet(CaseQuerySet["RetentionRow"]):
    """Questions about rows of restricted parts."""

    resource = Resource.RETENTION


class RetentionRow(models.Model):
    """One row of a restricted part: the database hides it from all but privacy officers until it is removed."""

    retention = models.ForeignKey(RetentionCase, on_delete=models.CASCADE, related_name="rows")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    table_name = models.CharField(max_length=80)
    row_id = models.UUIDField()

    objects: ClassVar[RetentionRowQuerySet] = RetentionRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rad i en sperret del")
        ordering = ["table_name", "row_id"]
        constraints = [models.UniqueConstraint(fields=["row_id"], name="a_row_is_restricted_once")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"
