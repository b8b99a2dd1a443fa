"""Follow-up of work: asked after 3, 6 and 12 months, from the job's start and from the programme's end."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from employers.models.placement import Placement
from participants.models import CaseQuerySet, Participant
from programmes.models import Participation


class Standing(models.TextChoices):
    """Whether the person is (still) in work."""

    SAME_JOB = "same_job", _("fortsatt i jobben")
    OTHER_JOB = "other_job", _("i en annen jobb")
    EDUCATION = "education", _("i utdanning")
    NOT_WORKING = "not_working", _("ikke i jobb")
    NOT_REACHED = "not_reached", _("fikk ikke tak i deltakeren")


class FollowUpQuerySet(CaseQuerySet["FollowUp"]):
    """Questions about follow-up."""

    resource = Resource.PLACEMENT

    def open(self) -> Self:
        """Neither answered nor closed."""
        return self.filter(answered_on__isnull=True, closed_on__isnull=True)

    def answered(self) -> Self:
        """Those that somebody has answered: what figures are made of."""
        return self.filter(answered_on__isnull=False)


class FollowUp(VersionedModel):
    """One question about one person on one day; it may belong to a job, to the programme's end, or to both."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="follow_ups")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups")
    placement_months = models.PositiveSmallIntegerField(_("måneder etter start"), null=True, blank=True)
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    participation_months = models.PositiveSmallIntegerField(_("måneder etter programmet"), null=True, blank=True)
    due_on = models.DateField(_("skal spørres"))
    closed_on = models.DateField(_("lukket"), null=True, blank=True)
    answered_on = models.DateField(_("svart"), null=True, blank=True)
    standing = models.CharField(_("i jobb"), max_length=20, choices=Standing.choices, blank=True)
    hours_per_week = models.DecimalField(_("timer i uken"), max_digits=4, decimal_places=2, null=True, blank=True)
    is_permanent = models.BooleanField(_("fast ansatt"), null=True, blank=True)
    next_step = models.TextField(_("neste skritt"), blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_for = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[FollowUpQuerySet] = FollowUpQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppfølging")
        verbose_name_plural = _("oppfølginger")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["participant", "due_on"], name="follow_up_by_participant")]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "placement_months"],
                name="asked_once_of_a_job",
                condition=Q(closed_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["participation", "participation_months"],
                name="asked_once_after_a_programme",
                condition=Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(standing=""), name="answered_follow_up_has_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"

    def is_open(self) -> bool:
        """Whether somebody has still to ask."""
        return self.answered_on is None and self.closed_on is None

    def is_due(self, day: dt.date) -> bool:
        """Whether it should have been asked by ``day``."""
        return self.is_open() and self.due_on <= day
