"""Programmes that a person had in other municipalities, as they came along with a move (law.md 5.6)."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel
from participants.models import CaseQuerySet, Participant
from programmes.law.reentry import TimeUsed
from programmes.models.participation import EducationLevel, EndReason, Goal, MainActivity, Protection


class EarlierProgrammeQuerySet(CaseQuerySet["EarlierProgramme"]):
    """Questions about programmes in other municipalities."""

    resource = Resource.PARTICIPATION


class EarlierProgramme(TimestampedModel):
    """A programme somewhere else: when, towards what, and the net time that it used.

    ``last_day`` is the last day in that programme. ``absences`` are what the counters of absence go on from: kind,
    days, hours and circumstances, never the reasons that were written.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="earlier_programmes")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    held_in = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("kommune"))
    offer_date = models.DateField(_("tilbud om oppstart"))
    protection = models.CharField(_("beskyttelse"), max_length=12, choices=Protection.choices)
    education = models.CharField(_("utdanning"), max_length=40, choices=EducationLevel.choices)
    goal = models.CharField(_("sluttmål"), max_length=40, choices=Goal.choices)
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"))
    months = models.PositiveSmallIntegerField(_("varighet i måneder"))
    extension_months = models.PositiveSmallIntegerField(_("forlengelse i måneder"), default=0)
    months_used = models.PositiveSmallIntegerField(_("brukt tid, måneder"))
    days_used = models.PositiveSmallIntegerField(_("og dager"))
    plan_made_on = models.DateField(_("plan utarbeidet"), null=True, blank=True)
    end_reason = models.CharField(_("sluttårsak"), max_length=30, choices=EndReason.choices)
    main_activity = models.CharField(_("hovedaktivitet"), max_length=40, choices=MainActivity.choices, blank=True)
    absences = models.JSONField(default=list, encoder=DjangoJSONEncoder, editable=False)

    objects: ClassVar[EarlierProgrammeQuerySet] = EarlierProgrammeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("program i en annen kommune")
        verbose_name_plural = _("programmer i andre kommuner")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="earlier_programme_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def used(self) -> TimeUsed:
        """The net time used in it."""
        return TimeUsed(self.months_used, self.days_used)
