"""A person's participation in the programme: the facts of the award, and the dates that follow from them."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant


class Protection(models.TextChoices):
    """Which of the two regimes of protection the permit belongs to (law.md 1.2)."""

    ORDINARY = "ordinary", _("ordinær")
    COLLECTIVE = "collective", _("kollektiv beskyttelse")


class EducationLevel(models.TextChoices):
    """Education as the duration rules ask for it (Regulations § 65a)."""

    UPPER_SECONDARY = "upper_secondary", _("videregående eller høyere")
    UPPER_SECONDARY_UA = "upper_secondary_ua_no_he_year", _("ukrainsk videregående uten et år høyere utdanning")
    BELOW = "below", _("ikke fullført videregående")


class Goal(models.TextChoices):
    """Final goals (Integration Act §§ 13-14)."""

    WORK = "work", _("arbeid")
    TERTIARY_PREPARATION = "tertiary_preparation", _("forberede utdanning over videregående")
    VOCATIONAL_REQUALIFICATION = "vocational_requalification", _("yrkesfaglig rekvalifisering")
    PART_UPPER_SECONDARY = "part_upper_secondary", _("deler av videregående")
    FULL_UPPER_SECONDARY = "full_upper_secondary", _("fullført videregående")
    VOCATIONAL_TRAINING = "vocational_training", _("fag- og yrkesopplæring")
    HIGHER_VOCATIONAL = "higher_vocational", _("høyere yrkesfaglig utdanning")
    OTHER = "other", _("annet mål")


class EndReason(models.TextChoices):
    """Why a programme ended (law.md 5.7)."""

    GOAL_REACHED = "goal_reached", _("målet er nådd")
    DURATION_EXPIRED = "duration_expired", _("tiden er ute")
    INTERRUPTED = "interrupted", _("avbrutt av deltakeren")
    STOPPED = "stopped_permanently", _("stanset av kommunen")
    MOVED = "moved", _("flyttet til en annen kommune")
    EMIGRATED = "emigrated", _("flyttet fra Norge")
    DECEASED = "deceased", _("død")
    PERMIT_LOST = "permit_lost", _("mistet oppholdstillatelsen")


class MainActivity(models.TextChoices):
    """What the participant mainly does when the programme ends (law.md 5.7; reported to NIR)."""

    FULL_TIME_WORK = "full_time_work", _("arbeid på heltid")
    PART_TIME_WORK = "part_time_work", _("arbeid på deltid")
    UPPER_SECONDARY = "upper_secondary", _("videregående opplæring")
    HIGHER_EDUCATION = "higher_education", _("høyere utdanning")
    HIGHER_VOCATIONAL = "higher_vocational", _("høyere yrkesfaglig utdanning")
    PRIMARY = "primary_lower_secondary", _("grunnskole eller forberedende opplæring")
    NAV_MEASURE = "nav_measure", _("NAV-tiltak")
    JOBSEEKER = "jobseeker_nav", _("arbeidssøker hos NAV")
    QUALIFICATION_PROGRAMME = "kvp", _("kvalifiseringsprogram")
    SOCIAL_ASSISTANCE = "social_assistance", _("økonomisk sosialhjelp")
    HEALTH = "health", _("helse eller arbeidsavklaringspenger")
    PARENTAL_LEAVE = "parental_leave", _("foreldrepermisjon")
    NORWEGIAN_ONLY = "norwegian_training_only", _("bare norskopplæring")
    OTHER = "other", _("annet")
    NOT_REGISTERED = "not_registered", _("ikke registrert")


class ParticipationState(StrEnum):
    """Where a participation stands; never stored, always computed from dates and decisions."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    ON_LEAVE = "on_leave"  # a running programme, away with leave the whole day (law.md 5.3)
    STOPPED = "stopped"  # a running programme under a temporary stop
    TIME_OUT = "time_out"
    ENDED = "ended"
    MOVED = "moved"  # ended because another municipality took the case over


LEAVE_KINDS = ("welfare", "peace_work", "long_sickness", "parental", "adoption")
"""The kinds of absence that are leave (law.md 5.3); the rest is absence and time off, within the programme."""


def _is(state: ParticipationState) -> Value:
    return Value(state.value)


class ParticipationQuerySet(CaseQuerySet["Participation"]):
    """Questions about participations."""

    resource = Resource.PARTICIPATION

    def with_state(self, day: dt.date) -> Self:
        """Add ``state_on_day``; the same definition as ``Participation.state_on``."""
        # Absences and stops have the participation as their field, so their modules come after this one.
        stops = apps.get_model("programmes", "Stop").objects.on(day)
        leave = apps.get_model("programmes", "Absence").objects.leave_on(day)
        has_moved = Q(ended_on__lte=day) | Q(ended_on=F("first_day"))
        return self.annotate(
            state_on_day=Case(
                When(has_moved, end_reason=EndReason.MOVED, then=_is(ParticipationState.MOVED)),
                When(ended_on__lt=day, then=_is(ParticipationState.ENDED)),
                When(first_day__gt=day, then=_is(ParticipationState.NOT_STARTED)),
                When(last_day__lt=day, then=_is(ParticipationState.TIME_OUT)),
                When(Exists(stops.filter(participation=OuterRef("pk"))), then=_is(ParticipationState.STOPPED)),
                When(Exists(leave.filter(participation=OuterRef("pk"))), then=_is(ParticipationState.ON_LEAVE)),
                default=_is(ParticipationState.RUNNING),
                output_field=CharField(),
            )
        )

    def standing(self) -> Self:
        """Not ended by a registered end."""
        return self.filter(ended_on__isnull=True)

    def in_period(self, participant: Participant, first_day: dt.date, last_day: dt.date) -> Self:
        """Programmes of one person that share a day with the period (inclusive)."""
        through = self.annotate(through=Coalesce("ended_on", "last_day"))
        return through.filter(participant=participant, first_day__lte=last_day, through__gte=first_day)

    def newest_of_each(self, day: dt.date) -> Self:
        """One programme a person: the one that has begun and stands on ``day``, else one that stands, else the last."""
        rank = Case(
            When(ended_on__isnull=True, first_day__lte=day, then=Value(0)),
            When(ended_on__isnull=True, then=Value(1)),
            default=Value(2),
        )
        return self.annotate(rank=rank).order_by("participant_id", "rank", "-first_day").distinct("participant_id")


class Participation(VersionedModel):
    """One programme of one person.

    ``rule_set``, ``base_last_day``, ``last_day`` and ``counted_working_days`` are computed by ``programmes.law`` from
    the facts and stored in the same transaction (design decision 2); nothing ever adds to them. ``decided_end_stands``
    says that the decided last day of a case that was taken over holds until it is compared with the computed one.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="participations")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    offer_date = models.DateField(_("tilbud om oppstart"))
    protection = models.CharField(_("beskyttelse"), max_length=12, choices=Protection.choices)
    education = models.CharField(_("utdanning"), max_length=40, choices=EducationLevel.choices)
    goal = models.CharField(_("sluttmål"), max_length=40, choices=Goal.choices)
    first_day = models.DateField(_("første dag"))
    months = models.PositiveSmallIntegerField(_("varighet i måneder"))
    extension_months = models.PositiveSmallIntegerField(_("forlengelse i måneder"), default=0)
    decided_last_day = models.DateField(_("vedtatt siste dag"), null=True, blank=True)
    decided_end_stands = models.BooleanField(_("vedtatt siste dag gjelder"), default=False)
    rule_set = models.CharField(_("regelsett"), max_length=30)
    base_last_day = models.DateField()
    last_day = models.DateField(_("siste dag"))
    counted_working_days = models.PositiveIntegerField(default=0)
    reason = models.TextField(_("begrunnelse"), blank=True)
    limit_reason = models.TextField(_("begrunnelse for å gå over en veiledende grense"), blank=True)
    limits_passed = models.JSONField(default=list, blank=True)
    awarded_on = models.DateField(_("vedtaksdato"))
    awarded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    plan_made_on = models.DateField(_("plan utarbeidet"), null=True, blank=True)
    ended_on = models.DateField(_("avsluttet"), null=True, blank=True)
    end_reason = models.CharField(_("sluttårsak"), max_length=30, choices=EndReason.choices, blank=True)
    main_activity = models.CharField(_("hovedaktivitet"), max_length=40, choices=MainActivity.choices, blank=True)

    objects: ClassVar[ParticipationQuerySet] = ParticipationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("programdeltakelse")
        verbose_name_plural = _("programdeltakelser")
        ordering = ["-first_day", "-id"]
        indexes = [
            models.Index(
                fields=["municipality", "last_day"], name="participation_standing", condition=Q(ended_on__isnull=True)
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="one_programme_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), Coalesce("ended_on", "last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Personen har allerede et program i denne perioden."),
            ),
            models.CheckConstraint(
                condition=Q(first_day__gte=F("offer_date")),
                name="programme_starts_after_offer",
                violation_error_message=_("Første dag kan ikke være før tilbudet om oppstart."),
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="programme_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(months__gte=1), name="programme_lasts_a_month_or_more"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | (~Q(end_reason="") & ~Q(main_activity="")),
                name="ended_programme_says_why",
                violation_error_message=_("Velg sluttårsak og hovedaktivitet."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("first_day")),
                name="programme_ends_on_or_after_first_day",
                violation_error_message=_("Programmet kan ikke avsluttes før det har begynt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    def state_on(self, day: dt.date) -> ParticipationState:
        """Where the participation stands on ``day``; the same definition as ``with_state``.

        While it runs, up to two queries for stops and leave, or none where ``state_prefetches`` fetched them.
        """
        if self.ended_on is not None:
            if self.end_reason == EndReason.MOVED and (self.ended_on <= day or self.ended_on == self.first_day):
                return ParticipationState.MOVED
            if self.ended_on < day:
                return ParticipationState.ENDED
        if self.first_day > day:
            return ParticipationState.NOT_STARTED
        if self.last_day < day:
            return ParticipationState.TIME_OUT
        return self._state_within(day)

    def _state_within(self, day: dt.date) -> ParticipationState:
        """The state on a day between first and last; a programme that is not stored has neither stop nor leave."""
        if self._state.adding:
            return ParticipationState.RUNNING
        stops: Any = getattr(self, "all_stops", None)
        if any(stop.is_on(day) for stop in (self.stops.all() if stops is None else stops)):
            return ParticipationState.STOPPED
        absences: Any = getattr(self, "standing_absences", None)
        standing = self.absences.standing() if absences is None else absences
        is_away = any(absence.is_leave_on(day) for absence in standing)
        return ParticipationState.ON_LEAVE if is_away else ParticipationState.RUNNING

    def days_left_on(self, day: dt.date) -> int:
        """Days from ``day`` to the last day; negative when it has passed."""
        return (self.last_day - day).days
