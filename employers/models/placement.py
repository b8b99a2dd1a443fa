"""Employers, occupations and the jobs that participants get."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant


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


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Questions about employers: public facts about organisations, shared by all who log placements."""

    def visible_to(self, actor: Actor) -> Self:
        """All employers, for roles that work with them."""
        return self.all() if may(actor, Resource.EMPLOYER, Action.VIEW) else self.none()

    def search(self, words: str) -> Self:
        """By the beginning of the organisation number (spaces allowed), or by all words, each a part of the name."""
        digits = "".join(words.split())
        if digits.isascii() and digits.isdigit():
            return self.filter(organisation_number__startswith=digits)
        found = self
        for word in words.lower().split()[:8]:
            found = found.filter(search_key__contains=word)
        return found


class Employer(VersionedModel):
    """A workplace: a sub-unit with its own organisation number."""

    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, unique=True)
    name = models.CharField(_("navn"), max_length=200)
    municipality_number = models.CharField(_("kommunenummer"), max_length=4, blank=True)
    search_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=200), db_persist=True
    )

    objects: ClassVar[EmployerQuerySet] = EmployerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arbeidsgiver")
        verbose_name_plural = _("arbeidsgivere")
        ordering = ["search_key", "id"]
        indexes = [GinIndex(fields=["search_key"], name="employer_search", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation_number__regex=r"^[0-9]{9}$"),
                name="organisation_number_has_nine_digits",
                violation_error_message=_("Et organisasjonsnummer har ni sifre."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class EmploymentForm(models.TextChoices):
    """What kind of placement it is."""

    PERMANENT = "permanent", _("fast ansettelse")
    TEMPORARY = "temporary", _("midlertidig ansettelse")
    APPRENTICESHIP = "apprenticeship", _("lærling")
    WAGE_SUBSIDY = "wage_subsidy", _("lønnstilskudd")
    SUMMER_JOB = "summer_job", _("sommerjobb")
    WORK_TRAINING = "work_training", _("arbeidstrening (tiltak, ikke ansettelse)")


class PlacementQuerySet(CaseQuerySet["Placement"]):
    """Questions about placements."""

    resource = Resource.PLACEMENT

    def on(self, day: dt.date) -> Self:
        """Placements in force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


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
