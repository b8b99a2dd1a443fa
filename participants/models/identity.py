"""Identity numbers and residence permits: rows with validity, because both change."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, VersionedModel
from participants.models.kinship_digest import KinshipDigestField
from participants.models.participant import CaseQuerySet, Participant


class IdentityKind(models.TextChoices):
    """The numbers a person may have (law.md 11)."""

    DUF = "duf", _("DUF-nummer")
    D_NUMBER = "d_number", _("D-nummer")
    NATIONAL_ID = "national_id", _("fødselsnummer")


class IdentityNumberQuerySet(CaseQuerySet["IdentityNumber"]):
    """Questions about numbers; they are seen with the person."""

    resource = Resource.PARTICIPANT


class IdentityNumber(TimestampedModel):
    """A number that stands for a person from ``valid_from`` until it is replaced (D-number -> national number).

    ``left_on`` is the day the case moved to another municipality: a person who comes back is a new case.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="identity_numbers")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("type"), max_length=12, choices=IdentityKind.choices)
    value = models.CharField(_("nummer"), max_length=12)
    valid_from = models.DateField(_("gyldig fra"))
    valid_to = models.DateField(_("gyldig til"), null=True, blank=True)
    check_digits_hold = models.BooleanField(default=True)
    left_on = models.DateField(null=True, blank=True, editable=False)
    digest = KinshipDigestField(max_length=64, editable=False, default="", db_default="")

    objects: ClassVar[IdentityNumberQuerySet] = IdentityNumberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("identitetsnummer")
        ordering = ["participant", "kind", "valid_from"]
        indexes = [models.Index(fields=["digest"], name="identity_number_by_digest")]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "value"],
                name="identity_number_once_in_municipality",
                condition=Q(left_on__isnull=True),
                violation_error_message=_("Nummeret er allerede registrert på en annen person i kommunen."),
            ),
            models.CheckConstraint(
                condition=Q(kind="duf", value__regex=r"^[0-9]{12}$") | Q(~Q(kind="duf"), value__regex=r"^[0-9]{11}$"),
                name="identity_number_has_its_length",
                violation_error_message=_("Et DUF-nummer har 12 sifre, et fødselsnummer eller D-nummer har 11."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class ResidenceBasis(models.TextChoices):
    """Permits that give right and duty (Integration Act § 9)."""

    REFUGEE = "refugee", _("flyktning, utlendingsloven § 28")
    RESETTLEMENT = "resettlement", _("overføringsflyktning, § 35")
    HUMANITARIAN = "humanitarian", _("opphold på humanitært grunnlag, § 38")
    LIMITED_FAMILY = "limited_family", _("begrenset tillatelse for barnefamilie, § 38 femte ledd")
    COLLECTIVE = "collective", _("kollektiv beskyttelse, § 34")
    FAMILY = "family", _("familieinnvandring")
    INDEPENDENT = "independent", _("selvstendig tillatelse, § 53")


class PermitQuerySet(CaseQuerySet["ResidencePermit"]):
    """Questions about permits."""

    resource = Resource.PARTICIPANT


class ResidencePermit(VersionedModel):
    """A residence permit; a renewal is a new row."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="permits")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("oppholdsgrunnlag"), max_length=20, choices=ResidenceBasis.choices)
    granted_on = models.DateField(_("vedtaksdato"), null=True, blank=True)
    valid_until = models.DateField(_("gyldig til"), null=True, blank=True)

    objects: ClassVar[PermitQuerySet] = PermitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppholdstillatelse")
        verbose_name_plural = _("oppholdstillatelser")
        ordering = ["participant", "granted_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("granted_on")),
                name="permit_ends_after_it_begins",
                violation_error_message=_("«Gyldig til» kan ikke være før vedtaksdatoen."),
            )
        ]

    def __str__(self) -> str:
        return self.get_basis_display()
