"""Temporary stops of a programme, ends that are not finished, and programmes that follow earlier ones."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Prefetch, Q, Value
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.law.reentry import ReentryBasis as LawBasis
from programmes.models.absence import standing_absences_prefetch
from programmes.models.decision import Decision
from programmes.models.participation import EndReason, MainActivity, Participation


class StopQuerySet(CaseQuerySet["Stop"]):
    """Questions about stops."""

    resource = Resource.DECISION

    def on(self, day: dt.date) -> Self:
        """Stops in force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class Stop(VersionedModel):
    """A temporary stop (Act § 18): from its first to its last day, inclusive; open until the programme is resumed.

    It rests on a decision, and it never moves the last day of the programme (law.md 5.5).
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="stops")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="stop")
    first_day = models.DateField(_("stanset fra og med"))
    last_day = models.DateField(_("stanset til og med"), null=True, blank=True)

    objects: ClassVar[StopQuerySet] = StopQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("midlertidig stans")
        ordering = ["-first_day", "-id"]
        constraints = [
            ExclusionConstraint(
                name="one_stop_at_a_time",
                expressions=[
                    ("participation", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Programmet er alt stanset i denne perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day or ''}"

    def is_on(self, day: dt.date) -> bool:
        """Whether the stop is in force on ``day``; the same definition as ``StopQuerySet.on``."""
        return self.first_day <= day and (self.last_day is None or self.last_day >= day)


def state_prefetches() -> "tuple[Prefetch[str], ...]":
    """Fetches what ``Participation.state_on`` asks for, for many participations with two queries."""
    return (standing_absences_prefetch(), Prefetch("stops", queryset=Stop.objects.all(), to_attr="all_stops"))


class EndDraftQuerySet(CaseQuerySet["EndDraft"]):
    """Questions about ends that are not finished."""

    resource = Resource.DECISION


class EndDraft(VersionedModel):
    """An end that still lacks its reason or main activity; the end of the programme stays due until it is finished."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="end_draft")
    ended_on = models.DateField(_("siste dag i programmet"), null=True, blank=True)
    end_reason = models.CharField(_("sluttårsak"), max_length=30, choices=EndReason.choices, blank=True)
    main_activity = models.CharField(_("hovedaktivitet"), max_length=40, choices=MainActivity.choices, blank=True)

    objects: ClassVar[EndDraftQuerySet] = EndDraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("påbegynt avslutning")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.ended_on or "")


class ReentryBasis(models.TextChoices):
    """Why a person who was in a programme got a new one (law.md 5.7)."""

    JOB_ENDED = LawBasis.JOB_ENDED.value, _("arbeidet tok slutt innen to år")
    COLLECTIVE_LEFT_FOR_WORK = LawBasis.COLLECTIVE_LEFT_FOR_WORK.value, _("sluttet for å arbeide i Norge (§ 34)")
    MUNICIPALITY_AGREES = LawBasis.MUNICIPALITY_AGREES.value, _("kommunen samtykker")


class ReentryQuerySet(CaseQuerySet["Reentry"]):
    """Questions about renewed participation."""

    resource = Resource.DECISION


class Reentry(VersionedModel):
    """That a programme follows earlier ones: the basis, and the net time already used when it was awarded."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="reentry")
    basis = models.CharField(_("grunnlag"), max_length=30, choices=ReentryBasis.choices)
    months_used = models.PositiveSmallIntegerField(_("brukt tid, måneder"))
    days_used = models.PositiveSmallIntegerField(_("og dager"))
    reason = models.TextField(_("begrunnelse"), blank=True)

    objects: ClassVar[ReentryQuerySet] = ReentryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gjeninntreden")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.basis
