"""The person: who it is, where it came from, and what may be shown."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, CaseFacts, Resource
from agencies.access import Confidentiality as ConfidentialityCode
from agencies.models import Agency, Kinship, TimestampedModel, User, VersionedModel
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
        """Leave out whom the core rules keep from the actor: protected, shielded, oneself and close family, restricted.

        ``is_guarded`` marks the few whom any of these rules could concern; everybody else costs one comparison.
        """
        grade = self._person("confidentiality")
        ungraded, unshielded = Q(**{grade: Confidentiality.OPEN}), Q(**{self._person("is_shielded"): False})
        if not actor.must_prove:
            # Asked once: to plan the question of names under its own policy is most of what this costs.
            if actor.cleared_for_confidential:
                ungraded |= Q(**{grade: Confidentiality.CONFIDENTIAL})
            if actor.cleared_for_shielded:
                unshielded = Q()
            named = NamedAccess.objects.filter(participant=OuterRef(self._person("pk")), user=actor.user_id)
            opened = (ungraded & unshielded) | Q(Exists(named))
        else:
            # Lists, searches and counts leave them out as single cases are refused (rule «step_up»).
            opened = ungraded & unshielded
        if not actor.sees_restricted:
            opened &= Q(**{self._person("restricted_on__isnull"): True})
        is_stranger = Func(F(self._person("pk")), function="fot_is_stranger", output_field=BooleanField())
        shown = Q(**{self._person("is_guarded"): False}) | (opened & Q(is_stranger))
        # Somebody registered by mistake is found by the own row alone; what hangs on it counts nowhere.
        if self.person_path:
            shown &= Q(**{self._person("registered_in_error_on__isnull"): True})
        return rows.filter(shown)

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - for those who override it
        """Leave out people with a graded address or a shield, whoever asks (law.md 7.3)."""
        open_to_lists = {self._person("confidentiality"): Confidentiality.OPEN, self._person("is_shielded"): False}
        return self.filter(**open_to_lists)

    def protected(self) -> Self:
        """Those of people with a graded address or a shield (law.md 7.3)."""
        graded = Q(**{f"{self._person('confidentiality')}__gt": Confidentiality.OPEN})
        # The mark, which a trigger keeps, is what the index is about.
        return self.filter(graded | Q(**{self._person("is_shielded"): True}), **{self._person("is_guarded"): True})

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

    def in_norway(self) -> Self:
        """Those who neither have left Norway nor are dead, as far as is known."""
        return self.filter(left_norway_on__isnull=True, died_on__isnull=True)

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
    is_shielded = models.BooleanField(
        _("skjermet"),
        default=False,
        db_default=False,
        help_text=_("Personen, eller noen i nærmeste familie, arbeider i kommunen eller i NAV."),
    )
    # Kept by a trigger: protected, shielded, restricted, or close to somebody on the staff.
    is_guarded = models.BooleanField(default=False, db_default=False, editable=False)
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
    left_norway_on = models.DateField(
        _("flyttet fra Norge"), null=True, blank=True, editable=False, help_text=_("Første dag utenfor Norge.")
    )
    died_on = models.DateField(_("død"), null=True, blank=True, editable=False)
    restricted_on = models.DateField(
        null=True, blank=True, editable=False, help_text=_("Pakket for arkivet; venter på å bli fjernet.")
    )
    is_reserved_against_research = models.BooleanField(
        _("reservert mot forskning"),
        default=False,
        db_default=False,
        help_text=_("Deltakeren har reservert seg mot at opplysningene brukes i forskning (§ 46 k)."),
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
            models.Index(fields=["municipality", "sort_key", "id"], name="participant_by_name", include=["is_guarded"]),
            models.Index(fields=["municipality", "birth_date"], name="participant_by_birth_date"),
            models.Index(fields=["municipality"], name="participant_guarded", condition=Q(is_guarded=True)),
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

    @property
    def gone_from(self) -> dt.date | None:
        """The first day on which the person had left Norway or was dead; None for everybody else."""
        return min((day for day in (self.left_norway_on, self.died_on) if day is not None), default=None)

    @property
    def is_protected(self) -> bool:
        """Whether only named or cleared people may know of the case: graded address, or shielded."""
        return bool(self.confidentiality) or self.is_shielded

    def facts_for(self, actor: Actor) -> CaseFacts:
        """What the access rules must know of this case; asked once for an actor."""
        kept: dict[Actor, CaseFacts] = self.__dict__.setdefault("_facts", {})
        if actor not in kept:
            kept[actor] = self._facts_for(actor)
        return kept[actor]

    def _facts_for(self, actor: Actor) -> CaseFacts:
        from participants.operations.case_facts import kinship_of, stands_outside

        named = self.is_protected and NamedAccess.objects.filter(participant=self, user=actor.user_id).exists()
        kinship = kinship_of(self.pk) if self.is_guarded and not actor.is_system else ""
        is_anothers, is_overridden = stands_outside(self.pk, actor)
        return CaseFacts(
            municipality_id=self.municipality_id,
            participant_id=self.pk,
            confidentiality=ConfidentialityCode(self.confidentiality),
            is_named=named,
            is_shielded=self.is_shielded,
            is_own=kinship == Kinship.OWN,
            is_family=kinship == Kinship.FAMILY,
            is_moved=self.moved_on is not None,
            is_anothers=is_anothers,
            is_overridden=is_overridden,
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
