"""Occupations, and the jobs that participants get."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from employers.hours import hours_a_week
from employers.models.employer import Employer
from participants.models import CaseQuerySet, Participant
from programmes.law.months import same_day_after
from programmes.models import WorkMeasure


class OccupationQuerySet(models.QuerySet["Occupation"]):
    """Questions about occupations."""

    def search(self, words: str, day: dt.date) -> Self:
        """Those valid on ``day``, by the beginning of the code, or by all words, each a part of the name."""
        valid = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
        if words.strip().isdigit():
            return valid.filter(code__startswith=words.strip())
        for word in words.split()[:8]:
            valid = valid.filter(name__icontains=word)
        return valid.annotate(begins=Q(name__istartswith=words.strip())).order_by("-begins", "name", "code")


class Occupation(models.Model):
    """A code of STYRK-08 with the days on which it is valid."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(_("yrke"), max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar[OccupationQuerySet] = OccupationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("yrke")
        verbose_name_plural = _("yrker")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EmploymentForm(models.TextChoices):
    """What kind of placement it is."""

    PERMANENT = "permanent", _("fast ansettelse")
    TEMPORARY = "temporary", _("midlertidig ansettelse")
    APPRENTICESHIP = "apprenticeship", _("lærling")
    WAGE_SUBSIDY = "wage_subsidy", _("lønnstilskudd")
    SUMMER_JOB = "summer_job", _("sommerjobb")
    WORK_TRAINING = "work_training", _("arbeidstrening (tiltak, ikke ansettelse)")


class HowFound(models.TextChoices):
    """How a job came about."""

    OWN_SEARCH = "own_search", _("deltakeren fant den selv")
    NAV = "nav", _("formidlet av NAV")
    MUNICIPALITY = "municipality", _("formidlet av kommunen")
    SCHOOL = "school", _("gjennom opplæringen")
    AFTER_MEASURE = "after_measure", _("etter tiltak hos samme arbeidsgiver")
    NETWORK = "network", _("gjennom kjente")
    OTHER = "other", _("annet")


class JobEndReason(models.TextChoices):
    """Why a job ended."""

    CONTRACT_OVER = "contract_over", _("avtalt tid var ute")
    RESIGNED = "resigned", _("sa opp selv")
    DISMISSED = "dismissed", _("sagt opp av arbeidsgiveren")
    OTHER_JOB = "other_job", _("fikk en annen jobb")
    EDUCATION = "education", _("begynte i utdanning")
    ILL = "ill", _("sykdom")
    MOVED = "moved", _("flyttet")
    WORKPLACE_CLOSED = "workplace_closed", _("arbeidsplassen ble lagt ned")
    OTHER = "other", _("annet")


NOT_LASTING_MONTHS = 6
"""A job that was over within so many months is shown as not lasting."""


class PlacementQuerySet(CaseQuerySet["Placement"]):
    """Questions about placements."""

    resource = Resource.PLACEMENT

    def on(self, day: dt.date) -> Self:
        """Placements in force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def not_lasting(self, day: dt.date) -> Self:
        """Over by ``day`` and within six months of the first day: the same definition as ``Placement.did_not_last``."""
        over = ExpressionWrapper(
            F("first_day") + RawSQL("make_interval(months => %s)", [NOT_LASTING_MONTHS]),
            output_field=models.DateTimeField(),
        )
        return self.filter(last_day__lt=day).annotate(lasts_from=over).filter(last_day__lt=F("lasts_from"))


class Placement(VersionedModel):
    """A participant's job at an employer, from ``first_day`` to ``last_day`` (inclusive; open when empty)."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="placements")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="placements", verbose_name=_("arbeidsgiver")
    )
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+", verbose_name=_("yrke"))
    form = models.CharField(_("ansettelsesform"), max_length=20, choices=EmploymentForm.choices)
    percent = models.DecimalField(
        _("stillingsprosent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"), null=True, blank=True)
    hours_per_week = models.DecimalField(_("timer i uken"), max_digits=4, decimal_places=2, null=True, blank=True)
    how_found = models.CharField(_("hvordan jobben kom i stand"), max_length=20, choices=HowFound.choices, blank=True)
    family_tie = models.BooleanField(_("familietilknytning til arbeidsgiveren"), default=False)
    end_reason = models.CharField(_("hvorfor jobben sluttet"), max_length=20, choices=JobEndReason.choices, blank=True)
    measure = models.ForeignKey(
        WorkMeasure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("tiltak"),
    )
    logged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    logged_for = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[PlacementQuerySet] = PlacementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arbeidsforhold")
        verbose_name_plural = _("arbeidsforhold")
        ordering = ["-first_day", "-id"]
        indexes = [
            models.Index(fields=["participant", "-first_day"], name="placement_by_participant"),
            models.Index(fields=["municipality", "-first_day"], name="placement_by_municipality"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="placement_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100),
                name="placement_percent_within_bounds",
                violation_error_message=_("Stillingsprosenten må være mellom 1 og 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.percent} %"

    @property
    def hours(self) -> Decimal:
        """Hours a week: those registered, else those that the percentage gives."""
        return hours_a_week(self.percent) if self.hours_per_week is None else self.hours_per_week

    @property
    def did_not_last(self) -> bool:
        """Whether the job was over within six months: the same definition as ``PlacementQuerySet.not_lasting``."""
        return self.last_day is not None and self.last_day < same_day_after(self.first_day, NOT_LASTING_MONTHS)
