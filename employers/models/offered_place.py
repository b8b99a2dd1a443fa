"""Places that employers offer, and what an adviser decided about a person and a place."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, Municipality, User, VersionedModel
from employers.matching.sectors import Sector, industry_prefixes, occupation_prefixes
from employers.models.employer import Employer
from employers.models.placement import Occupation
from participants.models import CaseQuerySet, Participant
from programmes.models import NorwegianLevel


class Certificate(models.TextChoices):
    """What an employer may ask for; each is looked for in the skills mapping by its words."""

    LICENCE_B = "licence_b", _("førerkort klasse B")
    LICENCE_C = "licence_c", _("førerkort klasse C")
    LICENCE_D = "licence_d", _("førerkort klasse D")
    DRIVER_CARD = "driver_card", _("yrkessjåførkompetanse")
    FORKLIFT = "forklift", _("truckførerbevis")
    CRANE = "crane", _("kranførerbevis")
    HOT_WORK = "hot_work", _("sertifikat for varme arbeider")
    WELDING = "welding", _("sveisesertifikat")
    HSE_CARD = "hse_card", _("HMS-kort i bygg eller renhold")
    FOOD_HYGIENE = "food_hygiene", _("kurs i mathygiene")
    HEALTH_LICENCE = "health_licence", _("autorisasjon som helsepersonell")
    TRADE_CERTIFICATE = "trade_certificate", _("fagbrev i yrket")


class SectorChoice(models.TextChoices):
    """Sectors in need of people."""

    HEALTH_AND_CARE = Sector.HEALTH_AND_CARE.value, _("helse og omsorg")
    CONSTRUCTION = Sector.CONSTRUCTION.value, _("bygg og anlegg")
    INDUSTRY = Sector.INDUSTRY.value, _("industri")
    TRANSPORT = Sector.TRANSPORT.value, _("transport")
    IT = Sector.IT.value, _("IT")


class PlaceSource(models.TextChoices):
    """How we know of a place."""

    EMPLOYER = "employer", _("avtalt med arbeidsgiveren")
    FEED = "feed", _("stillingsannonse")


class OfferedPlaceQuerySet(models.QuerySet["OfferedPlace"]):
    """Questions about places; they are facts about employers, shared by all who work with them."""

    def visible_to(self, actor: Actor) -> Self:
        """All places, for roles that work with them."""
        return self.all() if may(actor, Resource.OFFERED_PLACE, Action.VIEW) else self.none()

    def open_on(self, day: dt.date) -> Self:
        """Those that can still be filled on ``day``."""
        asked = Q(apply_by__isnull=True) | Q(apply_by__gte=day)
        return self.filter(asked, closed_on__isnull=True)

    def in_sector(self, sector: str) -> Self:
        """Those of one sector, as ``sector_of`` says it of one: by occupation, else by the employer's industry."""
        fits = Q(pk__in=[])
        for prefix in occupation_prefixes(sector):
            fits |= Q(occupation__code__startswith=prefix)
        for prefix in industry_prefixes(sector):
            fits |= Q(occupation__isnull=True, employer__industry_code__startswith=prefix)
        return self.filter(fits)

    def with_facts(self) -> Self:
        """With what lists and matching read of each place."""
        return self.select_related("employer", "occupation", "work_in")


class OfferedPlace(VersionedModel):
    """One or more like places at an employer; of an advertisement, the employer may be known by name only."""

    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="offered_places"
    )
    employer_name = models.CharField(_("arbeidsgiver"), max_length=200, blank=True)
    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True)
    title = models.CharField(_("hva slags arbeid"), max_length=200)
    description = models.TextField(_("beskrivelse"), blank=True)
    occupation = models.ForeignKey(Occupation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("antall plasser"), default=1, validators=[MinValueValidator(1)])
    listening = models.CharField(_("lytte"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    reading = models.CharField(_("lese"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    writing = models.CharField(_("skrive"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    oral = models.CharField(_("muntlig"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    certificates = ArrayField(
        models.CharField(max_length=20, choices=Certificate.choices), verbose_name=_("krav"), default=list, blank=True
    )
    starts_on = models.DateField(_("oppstart"), null=True, blank=True)
    apply_by = models.DateField(_("frist"), null=True, blank=True)
    work_in = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=PlaceSource.choices, default=PlaceSource.EMPLOYER)
    feed_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    feed_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    link = models.URLField(_("annonsen"), max_length=500, blank=True)
    closed_on = models.DateField(_("lukket"), null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_for = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfferedPlaceQuerySet] = OfferedPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("plass")
        verbose_name_plural = _("plasser")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="offered_place_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(employer__isnull=False) | ~Q(employer_name=""), name="offered_place_has_an_employer"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def at(self) -> str:
        """The employer's name."""
        return self.employer.name if self.employer else self.employer_name

    @property
    def levels(self) -> dict[str, str]:
        """The level that is asked for in each skill where one is."""
        asked = {"listening": self.listening, "reading": self.reading, "writing": self.writing, "oral": self.oral}
        return {skill: level for skill, level in asked.items() if level}


class Verdict(models.TextChoices):
    """What the adviser decided."""

    SUGGESTED = "suggested", _("foreslått")
    NOT_RELEVANT = "not_relevant", _("ikke aktuell")


class NotRelevantReason(models.TextChoices):
    """Why somebody is not relevant for a place."""

    OTHER_WISH = "other_wish", _("deltakeren ønsker noe annet")
    NORWEGIAN = "norwegian", _("trenger mer norsk først")
    CERTIFICATE = "certificate", _("mangler sertifikat eller fagbrev")
    TOO_FAR = "too_far", _("for lang reisevei")
    BUSY = "busy", _("er opptatt med program, utdanning eller arbeid")
    NOT_NOW = "not_now", _("passer ikke nå")
    PLACE_GONE = "place_gone", _("plassen er ikke ledig lenger")


class SuggestionQuerySet(CaseQuerySet["Suggestion"]):
    """Questions about what was decided."""

    resource = Resource.SUGGESTION


class Suggestion(VersionedModel):
    """What an adviser decided of one person and one place, with the reasons as they were then. It sends nothing.

    ``points`` and ``reasons`` are those of the matching on the day; ``reasons`` is a list of
    ``{"code", "grade", "points", "most"}``.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="suggestions")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(OfferedPlace, null=True, on_delete=models.SET_NULL, related_name="suggestions")
    place_title = models.CharField(max_length=200)
    place_employer = models.CharField(max_length=200)
    verdict = models.CharField(_("vurdering"), max_length=15, choices=Verdict.choices)
    not_relevant_reason = models.CharField(_("grunn"), max_length=20, choices=NotRelevantReason.choices, blank=True)
    note = models.TextField(_("merknad"), blank=True)
    points = models.PositiveSmallIntegerField(default=0)
    reasons: Any = models.JSONField(default=list)
    decided_on = models.DateField(_("vurdert"))
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[SuggestionQuerySet] = SuggestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vurdering av en plass")
        verbose_name_plural = _("vurderinger av plasser")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "place"], name="one_verdict_of_person_and_place"),
            models.CheckConstraint(
                condition=~Q(verdict="not_relevant") | ~Q(not_relevant_reason=""), name="not_relevant_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_title} {self.verdict}"
