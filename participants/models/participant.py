"""The person: who it is, where it came from, and what may be shown."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, CaseFacts, Resource
from agencies.access import Confidentiality as ConfidentialityCode
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from agencies.querysets import Row_co, VisibleQuerySet
from participants.models.name_key import NameKeyField


class Sex(models.TextChoices):
    """Registered sex; an own field, never derived from a number (law.md 11.2)."""

    WOMAN = "woman", _("kvinne")
    MAN = "man", _("mann")
    UNKNOWN = "unknown", _("ukjent")


class Education(models.TextChoices):
    """Education on arrival; whether it counts as upper secondary is for ``programmes.law`` (REG § 65a)."""

    UNKNOWN = "unknown", _("ikke kartlagt")
    NONE = "none", _("ingen fullført")
    PRIMARY = "primary", _("grunnskole")
    UPPER_SECONDARY = "upper_secondary", _("videregående")
    UPPER_SECONDARY_UA = "upper_secondary_ua_no_he_year", _("fullført videregående (Ukraina)")
    HIGHER = "higher", _("universitet eller høgskole")


class Confidentiality(models.IntegerChoices):
    """Address protection by the population register's codes (law.md 7.3)."""

    OPEN = ConfidentialityCode.OPEN.value, _("ugradert")
    CONFIDENTIAL = ConfidentialityCode.CONFIDENTIAL.value, _("fortrolig (kode 7)")
    STRICTLY_CONFIDENTIAL = ConfidentialityCode.STRICTLY_CONFIDENTIAL.value, _("strengt fortrolig (kode 6)")
    STRICTLY_CONFIDENTIAL_ABROAD = (
        ConfidentialityCode.STRICTLY_CONFIDENTIAL_ABROAD.value,
        _("strengt fortrolig, utlandet (§ 19)"),
    )


class Intake(models.TextChoices):
    """Whether the municipality owes the person a start: asked once a batch, so old settlements raise no alarm."""

    NEW = "new", _("ny – skal få tilbud om oppstart")
    IN_PROGRAMME_ELSEWHERE = "elsewhere", _("har allerede program et annet sted")
    UNDECIDED = "undecided", _("avgjøres senere")


class CaseQuerySet(VisibleQuerySet[Row_co]):
    """Rows that belong to one person, reached by ``participant``."""

    person_path = "participant"

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """Leave out protected people on whose case the actor is not named (law.md 7.3)."""
        named = NamedAccess.objects.filter(participant=OuterRef(self._person("pk")), user=actor.user_id)
        grade = self._person("confidentiality")
        shown = Q(**{grade: Confidentiality.OPEN}) | Q(Exists(named))
        if actor.cleared_for_confidential:
            shown |= Q(**{grade: Confidentiality.CONFIDENTIAL})
        # Somebody registered by mistake is found by the own row alone; what hangs on it counts nowhere.
        if self.person_path:
            shown &= Q(**{self._person("registered_in_error_on__isnull"): True})
        return rows.filter(shown)

    def _person(self, field: str) -> str:
        return f"{self.person_path}__{field}" if self.person_path else field


class ParticipantQuerySet(CaseQuerySet["Participant"]):
    """Questions about people."""

    resource = Resource.PARTICIPANT
    person_path = ""

    def current(self) -> Self:
        """Without those registered in error or merged into another."""
        return self.filter(registered_in_error_on__isnull=True, merged_into__isnull=True)

    def still_here(self) -> Self:
        """Current cases that the municipality works with: without those that moved to another municipality."""
        return self.current().filter(moved_on__isnull=True)

    def by_name(self) -> Self:
        """In Norwegian alphabetical order."""
        return self.order_by("sort_key", "id")


class Participant(VersionedModel):
    """A person settled in a municipality: one case. The same person in another municipality is another case."""

    municipality = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="participants", verbose_name=_("kommune")
    )
    given_name = models.CharField(_("fornavn"), max_length=120, blank=True)
    family_name = models.CharField(_("etternavn"), max_length=120, blank=True)
    birth_date = models.DateField(_("fødselsdato"))
    sex = models.CharField(_("kjønn"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    citizenship = models.CharField(_("statsborgerskap"), max_length=3, blank=True)
    mother_tongue = models.CharField(_("morsmål"), max_length=10, blank=True)
    interpreter_language = models.CharField(_("tolkespråk"), max_length=10, blank=True)
    education = models.CharField(_("utdanning"), max_length=40, choices=Education.choices, default=Education.UNKNOWN)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    email = models.EmailField(_("e-post"), blank=True)
    remark = models.TextField(_("merknad"), blank=True)
    confidentiality = models.PositiveSmallIntegerField(
        _("adressesperre"), choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    arrived_on = models.DateField(_("ankomst til Norge"), null=True, blank=True)
    settled_on = models.DateField(_("bosatt dato"), null=True, blank=True)
    claimed_on = models.DateField(
        _("krav framsatt"), null=True, blank=True, help_text=_("Datoen personen selv krevde program (§ 12).")
    )
    intake = models.CharField(_("inntak"), max_length=10, choices=Intake.choices, default=Intake.NEW)
    registered_in_error_on = models.DateField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    moved_on = models.DateField(_("flyttet"), null=True, blank=True, editable=False)
    moved_to = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # PostgreSQL has no Norwegian collation everywhere; the key gives Æ Ø Å after Z on every server.
    sort_key = models.GeneratedField(
        expression=Func(
            Lower(Concat("family_name", Value(" "), "given_name")),
            Value("æäøöåéèêëáàâóôúüñç"),
            Value("{{||}eeeeaaaoouunc"),
            function="translate",
        ),
        output_field=models.CharField(max_length=250),
        db_persist=True,
    )
    search_key = NameKeyField(max_length=300, editable=False, default="")

    objects: ClassVar[ParticipantQuerySet] = ParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deltaker")
        verbose_name_plural = _("deltakere")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["municipality", "sort_key", "id"], name="participant_by_name"),
            models.Index(fields=["municipality", "birth_date"], name="participant_by_birth_date"),
            models.Index(fields=["municipality"], name="participant_protected", condition=Q(confidentiality__gt=0)),
            GinIndex(fields=["search_key"], name="participant_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "municipality"], name="participant_in_one_municipality"),
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(family_name=""),
                name="participant_has_a_name",
                violation_error_message=_("Skriv fornavn eller etternavn."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="participant_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(moved_on__isnull=True, moved_to__isnull=True)
                | Q(moved_on__isnull=False, moved_to__isnull=False),
                name="moved_participant_says_where",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name and family name, as the register has them."""
        return f"{self.given_name} {self.family_name}".strip()

    def age_on(self, day: dt.date) -> int:
        """Whole years on ``day``."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)

    def facts_for(self, actor: Actor) -> CaseFacts:
        """What the access evaluator must know of this case."""
        grade = ConfidentialityCode(self.confidentiality)
        named = grade > 0 and NamedAccess.objects.filter(participant=self, user=actor.user_id).exists()
        return CaseFacts(
            municipality_id=self.municipality_id,
            confidentiality=grade,
            is_named=named,
            is_moved=self.moved_on is not None,
        )


class NamedAccess(TimestampedModel):
    """A member of staff who may open the case of a protected person (law.md 7.3)."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="named_access")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("navngitt tilgang")
        ordering = ["participant", "user"]
        constraints = [models.UniqueConstraint(fields=["participant", "user"], name="named_once")]

    def __str__(self) -> str:
        return f"{self.user} → {self.participant_id}"
