"""What a plan stands on and leads to: skills mapping, career guidance, contract or declaration, templates."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.plan import Plan, PlanVersion


class DigitalSkills(models.TextChoices):
    """Digital skills in a word."""

    NONE = "none", _("ingen")
    BASIC = "basic", _("noe")
    GOOD = "good", _("gode")
    ADVANCED = "advanced", _("svært gode")


class MappingQuerySet(CaseQuerySet["SkillsMapping"]):
    """Questions about skills mappings."""

    resource = Resource.SKILLS_MAPPING


class SkillsMapping(VersionedModel):
    """The skills mapping of one person (Act § 10); only what Regulations § 47 lists, nothing of health or belief.

    ``languages`` is a list of ``{"language", "level"}``. Either it was done, or ``not_done_reason`` says why it is not.
    """

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="skills_mapping")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    schooling = models.TextField(_("skolegang og utdanning"), blank=True)
    work_experience = models.TextField(_("arbeidserfaring"), blank=True)
    languages: Any = models.JSONField(_("språk"), default=list, blank=True)
    digital_skills = models.CharField(
        _("digitale ferdigheter"), max_length=10, choices=DigitalSkills.choices, blank=True
    )
    driving_licence = models.CharField(_("førerkort"), max_length=60, blank=True)
    interests = models.TextField(_("interesser"), blank=True)
    wishes = models.TextField(_("ønsker"), blank=True)
    done_on = models.DateField(_("gjennomført"), null=True, blank=True)
    done_by = models.CharField(_("gjennomført av"), max_length=120, blank=True)
    not_done_reason = models.TextField(_("hvorfor den ikke er gjort"), blank=True)

    objects: ClassVar[MappingQuerySet] = MappingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kompetansekartlegging")
        verbose_name_plural = _("kompetansekartlegginger")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | ~Q(not_done_reason=""),
                name="mapping_is_done_or_says_why",
                violation_error_message=_("Skriv når kartleggingen ble gjort, eller hvorfor den ikke er gjort."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_on or self.not_done_reason}"


class GuidanceQuerySet(CaseQuerySet["CareerGuidance"]):
    """Questions about career guidance."""

    resource = Resource.SKILLS_MAPPING


class CareerGuidance(VersionedModel):
    """A career guidance that the county gave (Act § 11), with what it recommended."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="career_guidances")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(_("fylkeskommune"), max_length=80)
    held_on = models.DateField(_("dato"))
    recommendation = models.TextField(_("anbefaling"), blank=True)

    objects: ClassVar[GuidanceQuerySet] = GuidanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("karriereveiledning")
        verbose_name_plural = _("karriereveiledninger")
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.county} {self.held_on}"


class AgreementKind(models.TextChoices):
    """Which paper follows the plan (Act § 16); the date of the plan chooses."""

    CONTRACT = "contract", _("integreringskontrakt")
    DECLARATION = "declaration", _("integreringserklæring")


class SigningWay(models.TextChoices):
    """How it was signed."""

    PAPER = "paper", _("på papir")
    SCREEN = "screen", _("på skjerm")


class SignedForReason(models.TextChoices):
    """Why somebody else signed for the participant."""

    GUARDIAN = "guardian", _("verge")
    POWER_OF_ATTORNEY = "power_of_attorney", _("fullmakt")
    CANNOT_WRITE = "cannot_write", _("kan ikke skrive, vitne til stede")
    REFUSES = "refuses", _("vil ikke signere, kommunen fastsetter planen")


class AgreementQuerySet(CaseQuerySet["PlanAgreement"]):
    """Questions about contracts and declarations."""

    resource = Resource.PLAN


class PlanAgreement(TimestampedModel):
    """A signed contract or declaration; a new one does not change the old."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreements")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hva"), max_length=12, choices=AgreementKind.choices)
    signed_on = models.DateField(_("signert"))
    way = models.CharField(_("hvordan"), max_length=8, choices=SigningWay.choices)
    signed_by = models.CharField(_("signert av"), max_length=120)
    on_behalf_reason = models.CharField(
        _("hvorfor en annen signerte"), max_length=20, choices=SignedForReason.choices, blank=True
    )
    for_municipality = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kontrakt eller erklæring")
        verbose_name_plural = _("kontrakter og erklæringer")
        ordering = ["-signed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.signed_on}"


class TemplateQuerySet(models.QuerySet["PlanTemplate"]):
    """Questions about templates; they hold no people."""

    def visible_to(self, actor: Actor) -> "TemplateQuerySet":
        """Those of the municipalities that the actor works in."""
        return self.filter(municipality__in=actor.municipality_ids)


class PlanTemplate(VersionedModel):
    """A municipality's own template: elements with days counted from the first day of the programme."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("navn"), max_length=120)
    strategy = models.CharField(_("strategi"), max_length=20, blank=True)
    elements: Any = models.JSONField(default=list)
    retired_on = models.DateField(_("tatt ut av bruk"), null=True, blank=True)

    objects: ClassVar[TemplateQuerySet] = TemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("mal for plan")
        verbose_name_plural = _("maler for planer")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], condition=Q(retired_on__isnull=True), name="one_template_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
