"""Qualification tracks: ordered steps towards an occupation, cohorts that go through them, and who is where."""

import datetime as dt
from typing import ClassVar, Self
from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from employers.models.employer import Employer
from employers.models.offered_place import SectorChoice
from employers.models.placement import Occupation
from participants.models import CaseQuerySet, Participant


class TrackQuerySet(models.QuerySet["QualificationTrack"]):
    """Questions about tracks; they hold no people."""

    def visible_to(self, actor: Actor) -> Self:
        """Those for everybody, and those of the municipalities that the actor works in."""
        if not may(actor, Resource.TRACK, Action.VIEW):
            return self.none()
        return self.filter(Q(owner__isnull=True) | Q(owner__in=actor.municipality_ids))

    def in_use(self) -> Self:
        """Not taken out of use."""
        return self.filter(retired_on__isnull=True)


class QualificationTrack(VersionedModel):
    """A way to an occupation. Without an owner it is one of those that come with the system, for everybody.

    ``code`` names those that come with the system; it is empty for the municipalities' own.
    """

    code = models.SlugField(max_length=40, blank=True, editable=False)
    owner = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("kommune")
    )
    name = models.CharField(_("navn"), max_length=120)
    description = models.TextField(_("om løpet"), blank=True)
    sector = models.CharField(_("bransje"), max_length=20, choices=SectorChoice.choices, blank=True)
    occupation = models.ForeignKey(Occupation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_on = models.DateField(_("tatt ut av bruk"), null=True, blank=True)

    objects: ClassVar[TrackQuerySet] = TrackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kvalifiseringsløp")
        verbose_name_plural = _("kvalifiseringsløp")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_seed_track_a_code"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(retired_on__isnull=True), name="one_track_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StepKind(models.TextChoices):
    """What a step is."""

    NORWEGIAN = "norwegian", _("norsk")
    MEASURE = "measure", _("tiltak eller kurs")
    PRACTICE = "practice", _("praksis")
    APPRENTICESHIP = "apprenticeship", _("læretid")
    CERTIFICATE = "certificate", _("fagprøve eller sertifikat")


class TrackStep(TimestampedModel):
    """One step, with how many weeks it is expected to take."""

    track = models.ForeignKey(QualificationTrack, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("type"), max_length=20, choices=StepKind.choices)
    name = models.CharField(_("navn"), max_length=120)
    weeks = models.PositiveSmallIntegerField(_("forventet antall uker"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("trinn")
        verbose_name_plural = _("trinn")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["track", "position"], name="one_step_a_position")]

    def __str__(self) -> str:
        return self.name


class CohortQuerySet(models.QuerySet["TrackCohort"]):
    """Questions about cohorts; they hold no people."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the municipalities that the actor works in."""
        if not may(actor, Resource.TRACK, Action.VIEW):
            return self.none()
        return self.filter(owner__in=actor.municipality_ids)


class TrackCohort(VersionedModel):
    """People of one municipality (``owner``) who go through a track together, with partner employers."""

    track = models.ForeignKey(QualificationTrack, on_delete=models.PROTECT, related_name="cohorts")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("kommune"))
    name = models.CharField(_("navn"), max_length=120)
    starts_on = models.DateField(_("oppstart"))
    seats = models.PositiveSmallIntegerField(_("plasser"), validators=[MinValueValidator(1)])
    partners = models.ManyToManyField(Employer, related_name="+", blank=True, verbose_name=_("arbeidsgivere"))

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kull")
        verbose_name_plural = _("kull")
        ordering = ["-starts_on", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["track", "owner", "name"], name="one_cohort_a_name"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="cohort_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class DropOutReason(models.TextChoices):
    """Why somebody left a track; nothing of health is written, only that it was for health."""

    GOT_JOB = "got_job", _("fikk jobb")
    OTHER_EDUCATION = "other_education", _("begynte i annen utdanning")
    NORWEGIAN = "norwegian", _("norsken strakk ikke til")
    WRONG_TRADE = "wrong_trade", _("yrket passet ikke")
    HEALTH = "health", _("helse")
    CARE = "care", _("omsorg for barn eller familie")
    MOVED = "moved", _("flyttet")
    NOT_MEETING = "not_meeting", _("møtte ikke")
    EMPLOYER = "employer", _("arbeidsgiveren trakk seg")
    OTHER = "other", _("annet")


class TrackResult(models.TextChoices):
    """What it led to."""

    CERTIFICATE_AND_JOB = "certificate_and_job", _("fagbrev eller sertifikat, og jobb")
    CERTIFICATE = "certificate", _("fagbrev eller sertifikat")
    JOB = "job", _("jobb")
    EDUCATION = "education", _("videre utdanning")
    NONE = "none", _("verken sertifikat eller jobb")


class TrackMembershipQuerySet(CaseQuerySet["TrackMembership"]):
    """Questions about who goes through tracks."""

    resource = Resource.TRACK_MEMBERSHIP

    def under_way(self) -> Self:
        """Neither dropped out nor finished."""
        return self.filter(dropped_on__isnull=True, finished_on__isnull=True)

    def tracks_of(self, day: dt.date) -> dict[UUID, str]:
        """The track of each person as known on ``day``, by the person's id: the newest that was joined by then.

        It is the code of a track that comes with the system, «own» for a municipality's own; whoever was in none is
        not there.
        """
        rows = self.filter(joined_on__lte=day).select_related("cohort__track")
        newest = rows.order_by("participant_id", "-joined_on", "-id").distinct("participant_id")
        return {row.participant_id: row.cohort.track.code or "own" for row in newest}


class TrackMembership(VersionedModel):
    """One person in one cohort: on which step, since when, and how it ended."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="track_memberships")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(TrackCohort, on_delete=models.PROTECT, related_name="memberships")
    step = models.ForeignKey(TrackStep, on_delete=models.PROTECT, related_name="+", verbose_name=_("trinn"))
    joined_on = models.DateField(_("begynte"))
    step_since = models.DateField(_("på trinnet siden"))
    dropped_on = models.DateField(_("sluttet"), null=True, blank=True)
    drop_reason = models.CharField(_("hvorfor"), max_length=20, choices=DropOutReason.choices, blank=True)
    finished_on = models.DateField(_("fullført"), null=True, blank=True)
    result = models.CharField(_("resultat"), max_length=25, choices=TrackResult.choices, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_for = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TrackMembershipQuerySet] = TrackMembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deltakelse i kvalifiseringsløp")
        verbose_name_plural = _("deltakelser i kvalifiseringsløp")
        ordering = ["-joined_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "cohort"],
                name="once_in_a_cohort",
                violation_error_message=_("Personen er allerede med i kullet."),
            ),
            models.CheckConstraint(condition=Q(dropped_on__isnull=True) | ~Q(drop_reason=""), name="drop_out_says_why"),
            models.CheckConstraint(condition=Q(finished_on__isnull=True) | ~Q(result=""), name="finish_has_a_result"),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | Q(finished_on__isnull=True), name="dropped_out_or_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.step_id}"

    @property
    def is_under_way(self) -> bool:
        """Neither dropped out nor finished."""
        return self.dropped_on is None and self.finished_on is None

    @property
    def step_due_on(self) -> dt.date:
        """The day on which the step is expected to be over."""
        return self.step_since + dt.timedelta(weeks=self.step.weeks)
