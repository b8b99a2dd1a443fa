"""What the figures on programmes and qualification are counted from: dated facts, known as ``OutcomePerson`` is.

Every fact carries its day, so that a figure that reaches until a day takes in nothing that came after it, on whatever
day it was known. What does not concern the programme or person is None.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.base import UuidModel
from participants.models import Participant


class OutcomeProgramme(UuidModel):
    """One programme: when it began and ended, and what became of what the law asks of it.

    ``start_due_on`` is the last day on which it would have begun in time (a renewed programme has none).
    ``extended_on`` is the day of the first extension. ``work_hours_from`` is the day from which the plan must have its
    work-oriented hours, ``work_hours_reached`` whether it does as it stands. ``attendance`` says whether the person
    attended nine tenths of what was taught until the day of knowledge; it has no day of its own.
    ``norwegian_goal_from`` is the day of the plan that sets the goal, ``norwegian_on`` that on which every skill had
    reached it. ``duties_due`` are the due days of statutory deadlines, ascending, and ``duties_met`` those of them that
    were met on their day or before.
    """

    # No foreign key: what is derived is no part of the programme, and leaves with the figures.
    participation_id = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lineage = models.UUIDField()
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    first_day = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=30, blank=True)
    main_activity = models.CharField(max_length=40, blank=True)
    start_due_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    work_hours_from = models.DateField(null=True)
    work_hours_reached = models.BooleanField(null=True)
    attendance = models.BooleanField(null=True)
    norwegian_goal_from = models.DateField(null=True)
    norwegian_on = models.DateField(null=True)
    certificate_on = models.DateField(null=True)
    duties_due = ArrayField(models.DateField(), default=list)
    duties_met = ArrayField(models.DateField(), default=list)
    digest = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("program i statistikken")
        ordering = ["participation_id", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation_id"],
                name="outcome_programme_known_now_once",
                condition=Q(known_until__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gt=F("known_from")),
                name="outcome_programme_known_for_a_day_or_more",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "known_from"], name="outcome_programme_by_town")]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.known_from}"


class OutcomeTraits(UuidModel):
    """What became of a person's qualification: trade certificates, and jobs against one's own education.

    ``track_left_on`` is the first day on which a qualification track was left, ``trade_on`` that of its certificate.
    ``first_job_below`` says whether the first job asks for less than one's education, ``upgraded_on`` is the first day
    of a later job that does not. ``job_days`` are the first days of all jobs, ascending, ``job_sectors`` the sector of
    each («other» where it is none of those in need).
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    track_left_on = models.DateField(null=True)
    trade_on = models.DateField(null=True)
    first_job_below = models.BooleanField(null=True)
    upgraded_on = models.DateField(null=True)
    job_days = ArrayField(models.DateField(), default=list)
    job_sectors = ArrayField(models.CharField(max_length=20), default=list)
    digest = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("kjennetegn i statistikken")
        ordering = ["participant", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], name="traits_known_now_once", condition=Q(known_until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gt=F("known_from")),
                name="traits_known_for_a_day_or_more",
            ),
        ]
        indexes = [models.Index(fields=["participant", "known_from"], name="traits_by_person")]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.known_from}"


class OutcomeLoad(UuidModel):
    """How many running programmes an adviser had in a municipality; without a ``user`` those that had no adviser.

    As counted on each day: a past day is never counted again.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("saksmengde i statistikken")
        ordering = ["municipality", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "user"],
                name="load_known_now_once",
                condition=Q(known_until__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gt=F("known_from")),
                name="load_known_for_a_day_or_more",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "known_from"], name="load_by_municipality")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.known_from}"
