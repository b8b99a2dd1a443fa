"""What school systems told us: classes without people, and, of people, only those who are participants."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, TimestampedModel, User
from agencies.querysets import VisibleQuerySet
from integration.models.source import SchoolSource, SourceRun
from participants.models import Participant
from participants.models.participant import CaseQuerySet


class SchoolRecordQuerySet(VisibleQuerySet["SchoolRecord"]):
    """Questions about what a source told of orgs, sessions, courses, classes and line items."""

    resource = Resource.SCHOOL_SOURCE


class SchoolRecord(TimestampedModel):
    """Something at the school that is no person, as its system told it, and which row of ours it has become.

    ``kind`` is the collection of OneRoster. A record that the school has ended stays, with ``is_deleted``.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20)
    sourced_id = models.CharField(max_length=255)
    is_deleted = models.BooleanField(default=False)
    modified_at = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    object_id = models.UUIDField(null=True)
    run = models.ForeignKey(SourceRun, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[SchoolRecordQuerySet] = SchoolRecordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("post fra skolesystem")
        ordering = ["kind", "sourced_id"]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "sourced_id"], name="school_record_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sourced_id}"


class MatchKind(models.TextChoices):
    """How a school's pupil became a participant of ours; a name alone is never enough."""

    IDENTITY_NUMBER = "identity_number", _("identitetsnummer")
    PERSON = "person", _("en ansatt har koblet dem")


class SchoolPersonQuerySet(CaseQuerySet["SchoolPerson"]):
    """Questions about whom schools know by which id."""

    resource = Resource.SCHOOL_REPORT


class SchoolPerson(TimestampedModel):
    """The id that a school system has for a participant."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="school_ids")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.CASCADE, related_name="people")
    sourced_id = models.CharField(max_length=255)
    matched_as = models.CharField(max_length=20, choices=MatchKind.choices)
    matched_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)

    objects: ClassVar[SchoolPersonQuerySet] = SchoolPersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("skolens id for en deltaker")
        ordering = ["source", "sourced_id"]
        constraints = [models.UniqueConstraint(fields=["source", "sourced_id"], name="school_person_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.sourced_id}"


class EnrolmentState(models.TextChoices):
    """Whether the school still has somebody in a class."""

    ACTIVE = "active", _("går i klassen")
    ENDED = "ended", _("avsluttet")


class SchoolEnrolmentQuerySet(CaseQuerySet["SchoolEnrolment"]):
    """Questions about who goes where."""

    resource = Resource.SCHOOL_REPORT


class SchoolEnrolment(TimestampedModel):
    """A participant's place in a class, as the school system tells it. The days are inclusive."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="school_enrolments")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.CASCADE, related_name="enrolments")
    sourced_id = models.CharField(max_length=255)
    class_sourced_id = models.CharField(max_length=255)
    school_sourced_id = models.CharField(max_length=255, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    ended_on = models.DateField(null=True)
    modified_at = models.DateTimeField(null=True)
    object_id = models.UUIDField(null=True)
    run = models.ForeignKey(SourceRun, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[SchoolEnrolmentQuerySet] = SchoolEnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("plass i klasse, fra skolesystem")
        ordering = ["source", "sourced_id"]
        constraints = [models.UniqueConstraint(fields=["source", "sourced_id"], name="school_enrolment_once")]
        indexes = [models.Index(fields=["source", "class_sourced_id"], name="school_enrolment_by_class")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.sourced_id}"


class SchoolResultQuerySet(CaseQuerySet["SchoolResult"]):
    """Questions about results."""

    resource = Resource.SCHOOL_REPORT


class SchoolResult(TimestampedModel):
    """A participant's result on a line item, as the school system tells it."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="school_results")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.CASCADE, related_name="results")
    sourced_id = models.CharField(max_length=255)
    line_item_sourced_id = models.CharField(max_length=255)
    score_status = models.CharField(max_length=40)
    score = models.CharField(max_length=40, blank=True)
    text_score = models.CharField(max_length=80, blank=True)
    scored_on = models.DateField(null=True)
    is_deleted = models.BooleanField(default=False)
    modified_at = models.DateTimeField(null=True)
    object_id = models.UUIDField(null=True)

    objects: ClassVar[SchoolResultQuerySet] = SchoolResultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("resultat fra skolesystem")
        ordering = ["source", "sourced_id"]
        constraints = [models.UniqueConstraint(fields=["source", "sourced_id"], name="school_result_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.sourced_id}"


class UnmatchedPersonQuerySet(VisibleQuerySet["UnmatchedPerson"]):
    """Questions about pupils of whom it is not known which participant they are."""

    resource = Resource.SCHOOL_SOURCE

    def visible_to(self, actor: Actor) -> "UnmatchedPersonQuerySet":
        """For those who may say who it is."""
        return super().visible_to(actor) if may(actor, self.resource, Action.CHANGE) else self.none()


class UnmatchedPerson(TimestampedModel):
    """A pupil who may be a participant, waiting for a person to say so.

    Pupils who cannot be one are not kept at all. ``digest`` knows the pupil again without telling who it is, also after
    ``material`` (sealed: id, name, birth date) has been wiped, thirty days after it came or as soon as it is settled.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(SchoolSource, on_delete=models.CASCADE, related_name="unmatched")
    digest = models.CharField(max_length=64)
    material = models.BinaryField(null=True)
    candidate_ids = ArrayField(models.UUIDField(), default=list)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[UnmatchedPersonQuerySet] = UnmatchedPersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("elev uten kobling")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="unmatched_person_once")]

    def __str__(self) -> str:
        return self.digest[:8]
