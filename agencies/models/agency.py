"""Municipalities, districts, NAV offices, schools and counties, and who serves whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.base import TimestampedModel


class AgencyKind(models.TextChoices):
    """What an agency is; it decides which part of a case its staff may see (law.md 7.1-7.2)."""

    MUNICIPALITY = "municipality", _("kommune")
    DISTRICT = "district", _("bydel")
    NAV_OFFICE = "nav_office", _("NAV-kontor")
    SCHOOL = "school", _("skole")
    COUNTY = "county", _("fylkeskommune")
    DIRECTORATE = "directorate", _("direktorat")


class Agency(TimestampedModel):
    """A public body whose staff work in Fotfeste."""

    kind = models.CharField(_("type"), max_length=20, choices=AgencyKind.choices)
    number = models.CharField(
        _("nummer"),
        max_length=12,
        help_text=_("Kommunenummer, NAV-enhetsnummer, fylkesnummer eller skolenummer, med ledende null."),
    )
    name = models.CharField(_("navn"), max_length=200)
    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("hører til")
    )

    class Meta:
        verbose_name = _("virksomhet")
        verbose_name_plural = _("virksomheter")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="agency_number_once_per_kind"),
            models.CheckConstraint(
                condition=~Q(kind="municipality") | Q(number__regex=r"^[0-9]{4}$"),
                name="municipality_number_has_four_digits",
                violation_error_message=_("Et kommunenummer har fire sifre."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="nav_office") | Q(number__regex=r"^[0-9]{4}$"),
                name="nav_office_number_has_four_digits",
                violation_error_message=_("Et NAV-enhetsnummer har fire sifre."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyService(TimestampedModel):
    """A NAV office, school or county that serves a municipality in a period (inclusive days)."""

    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="serves")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="served_by")
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)

    class Meta:
        verbose_name = _("betjening")
        ordering = ["provider", "municipality", "first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "municipality", "first_day"], name="service_once_per_first_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="service_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} → {self.municipality}"


class Municipality(models.Model):
    """The code list of municipalities (Statistics Norway, 2026); an agency exists only for those that use Fotfeste."""

    number = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=100)
    county_number = models.CharField(max_length=2)
    county_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("kommune i kodelisten")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
