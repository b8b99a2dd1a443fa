"""Systems that read classes from us by OneRoster, and what they add to the gradebook."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, VersionedModel
from agencies.querysets import VisibleQuerySet
from participants.models import Participant
from participants.models.participant import CaseQuerySet


class RosterClientQuerySet(VisibleQuerySet["RosterClient"]):
    """Questions about the systems that may read."""

    resource = Resource.SCHOOL_SOURCE


class RosterClient(VersionedModel):
    """A system that may read a municipality's classes, or one school's. Its secret is shown once and kept as a hash."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("navn"), max_length=120)
    client_id = models.CharField(max_length=60, unique=True)
    secret_digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    sends_identity_numbers = models.BooleanField(_("får fødselsnummer"), default=False)
    is_active = models.BooleanField(_("i bruk"), default=True)
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[RosterClientQuerySet] = RosterClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("system som leser klasser")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SentEntityQuerySet(VisibleQuerySet["SentEntity"]):
    """Questions about what a system has been told of."""

    resource = Resource.SCHOOL_SOURCE


class SentEntity(TimestampedModel):
    """That a system was sent a pupil, a teacher, a place or birth facts, by id alone; ``gone_at`` since it is not sent.

    Kept to tell the system to delete what it was sent, also of somebody who is hidden from it by now (law.md 7.3);
    ``told_at`` since it was told so, after which the row is of no more use.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(RosterClient, on_delete=models.CASCADE, related_name="sent")
    kind = models.CharField(max_length=12)
    sourced_id = models.UUIDField()
    gone_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects: ClassVar[SentEntityQuerySet] = SentEntityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("sendt til skolesystem")
        ordering = ["client", "kind", "sourced_id"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "sourced_id"], name="sent_entity_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sourced_id}"


class RosterToken(TimestampedModel):
    """A token of the client-credentials grant, kept as a hash."""

    client = models.ForeignKey(RosterClient, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("nøkkel til klasselister")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.client_id)


class GradebookItemQuerySet(VisibleQuerySet["GradebookItem"]):
    """Questions about line items and categories."""

    resource = Resource.SCHOOL_SOURCE


class GradebookItem(TimestampedModel):
    """A line item or a category that a learning platform has put into the gradebook."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(RosterClient, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=[("lineItem", "lineItem"), ("category", "category")])
    sourced_id = models.CharField(max_length=255)
    values = models.JSONField(default=dict)
    modified_at = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)

    objects: ClassVar[GradebookItemQuerySet] = GradebookItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppgave i karakterboken")
        ordering = ["sourced_id"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "sourced_id"], name="gradebook_item_once")]

    def __str__(self) -> str:
        return self.sourced_id


class GradebookResultQuerySet(CaseQuerySet["GradebookResult"]):
    """Questions about results."""

    resource = Resource.SCHOOL_REPORT


class GradebookResult(TimestampedModel):
    """A participant's result that a learning platform has put into the gradebook."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="gradebook_results")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(RosterClient, on_delete=models.CASCADE, related_name="results")
    sourced_id = models.CharField(max_length=255)
    line_item_sourced_id = models.CharField(max_length=255)
    values = models.JSONField(default=dict)
    modified_at = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)

    objects: ClassVar[GradebookResultQuerySet] = GradebookResultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("resultat i karakterboken")
        ordering = ["sourced_id"]
        constraints = [
            models.UniqueConstraint(fields=["client", "sourced_id"], name="gradebook_result_once"),
            models.CheckConstraint(condition=~Q(sourced_id=""), name="gradebook_result_has_id"),
        ]

    def __str__(self) -> str:
        return self.sourced_id
