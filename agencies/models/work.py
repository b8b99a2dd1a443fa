"""Background work and outgoing messages as rows, so that a lost broker loses nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.base import TimestampedModel
from agencies.models.staff import User


class JobState(models.TextChoices):
    """How far a background job has come."""

    QUEUED = "queued", _("venter")
    RUNNING = "running", _("pågår")
    SUCCEEDED = "succeeded", _("ferdig")
    FAILED = "failed", _("mislyktes")


class Job(TimestampedModel):
    """A piece of background work, written in the transaction of its cause and sent to Celery after it.

    A worker owns a job while ``lease_until`` is ahead; a job whose lease ran out is sent again by the sweeper.
    ``arguments`` holds ids only, never personal data.
    """

    kind = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="jobs")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("bakgrunnsjobb")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["created_at"], name="job_unfinished", condition=Q(state__in=["queued", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"


class OutboxState(models.TextChoices):
    """What has become of a message."""

    PENDING = "pending", _("venter")
    SENT = "sent", _("sendt")
    DEAD = "dead", _("gitt opp")


class OutboxEvent(TimestampedModel):
    """A message to somebody outside the database, written in the transaction of its cause.

    The payload carries no content about a person (design decision 12). ``dedupe_key`` makes a cause that is met twice
    one message. A message that cannot be delivered stays as ``dead``, to be seen and sent again.
    """

    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("utgående melding")
        ordering = ["next_attempt_at", "id"]
        indexes = [models.Index(fields=["next_attempt_at"], name="outbox_pending", condition=Q(state="pending"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"


class IdempotencyRecord(TimestampedModel):
    """The first answer to a POST with an Idempotency-Key, replayed when the same request comes again.

    ``participant_ids`` are the people whose data the answer shows: it is replayed while all of them may be seen.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    participant_ids = ArrayField(models.UUIDField(), default=list, db_default=[])

    class Meta:
        verbose_name = _("idempotensnøkkel")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "method", "path", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
