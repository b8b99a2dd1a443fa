"""The household: partner, children, parents, and how they live with the person, in periods of inclusive days.

A member is written on the case of one person. Where the member is a participant too, each case has its row about the
other (``operations.household`` writes both). Rows about the same child on two cases share ``common_id``.
"""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from agencies.models import Agency, VersionedModel
from agencies.querysets import Row_co
from participants.models.participant import CaseQuerySet, Confidentiality, NamedAccess, Participant


class Kinship(models.TextChoices):
    """What a member of the household is to the person of the case."""

    PARTNER = "partner", _("ektefelle eller samboer")
    CHILD = "child", _("barn")
    PARENT = "parent", _("mor eller far")
    OTHER = "other", _("annen i familien")


class Tie(models.TextChoices):
    """How two partners are bound; empty for everybody else."""

    SPOUSE = "spouse", _("gift")
    COHABITANT = "cohabitant", _("samboer")


class Custody(models.TextChoices):
    """Who has the daily care of a child; empty for everybody else."""

    TOGETHER = "together", _("foreldrene sammen")
    ALONE = "alone", _("deltakeren alene")
    SHARED = "shared", _("delt mellom foreldre som bor hver for seg")
    OTHER_PARENT = "other_parent", _("den andre forelderen")
    OTHERS = "others", _("andre enn foreldrene")


class EndReason(models.TextChoices):
    """Why somebody no longer is partner, child or parent."""

    DIVORCE = "divorce", _("skilt")
    SEPARATION = "separation", _("samboerforholdet er slutt")
    DEATH = "death", _("død")
    OTHER = "other", _("annet")


class _FamilyQuerySet(CaseQuerySet[Row_co]):
    """Family details are casework: whoever does not get the field group sees no rows (law.md 7.2)."""

    resource = Resource.HOUSEHOLD
    related_path = "related"

    def visible_to(self, actor: Actor) -> Self:
        """The rows by role, municipality and protection of both: the person, and the member who is a participant."""
        if not may(actor, self.resource, Action.VIEW) or FieldGroup.FAMILY not in fields_for(actor):
            return self.none()
        return super().visible_to(actor)

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """Leave out protected people, and those who live with a protected person the actor may not know of."""
        shown = super().without_hidden(rows, actor)
        path = self.related_path
        named = Q(Exists(NamedAccess.objects.filter(participant=OuterRef(path), user=actor.user_id)))
        grade, shield = f"{path}__confidentiality", f"{path}__is_shielded"
        ungraded, unshielded = Q(**{grade: Confidentiality.OPEN}), Q(**{shield: False})
        # The page of an open case is read without a proof of the log-in; the protected relative on it is not.
        if not actor.must_prove:
            ungraded |= named
            unshielded = Q() if actor.cleared_for_shielded else unshielded | named
            if actor.cleared_for_confidential:
                ungraded |= Q(**{grade: Confidentiality.CONFIDENTIAL})
        return shown.filter(Q(**{f"{path}__isnull": True}) | (ungraded & unshielded))

    def without_protected(self, actor: Actor) -> Self:
        """Neither protected people nor those who live with one."""
        path = self.related_path
        related_open = Q(**{f"{path}__confidentiality": Confidentiality.OPEN, f"{path}__is_shielded": False})
        return super().without_protected(actor).filter(Q(**{f"{path}__isnull": True}) | related_open)


class FamilyMemberQuerySet(_FamilyQuerySet["FamilyMember"]):
    """Questions about members of households."""

    def current(self) -> Self:
        """Without those who were written by mistake."""
        return self.filter(removed_on__isnull=True)


class FamilyMember(VersionedModel):
    """Somebody in the family of the person of the case.

    ``related`` is the member's own case where there is one in the municipality; the name is then read there, and the
    birth date follows when it is corrected. ``common_id`` is the same on all rows about one human being.
    ``is_reference`` marks the reference person of a family reunification (§ 9 first paragraph f).
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="family")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    related = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="family_of", verbose_name=_("sak")
    )
    common_id = models.UUIDField(default=uuid7, editable=False)
    kinship = models.CharField(_("slektskap"), max_length=10, choices=Kinship.choices)
    given_name = models.CharField(_("fornavn"), max_length=120, blank=True)
    family_name = models.CharField(_("etternavn"), max_length=120, blank=True)
    birth_date = models.DateField(_("fødselsdato"), null=True, blank=True)
    is_reference = models.BooleanField(_("referanseperson"), default=False)
    reference_settled_on = models.DateField(_("referansepersonen ble bosatt"), null=True, blank=True)
    removed_on = models.DateField(_("fjernet"), null=True, blank=True, editable=False)
    removed_reason = models.TextField(_("hvorfor fjernet"), blank=True, editable=False)

    objects: ClassVar[FamilyMemberQuerySet] = FamilyMemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("familiemedlem")
        verbose_name_plural = _("familiemedlemmer")
        ordering = ["participant", "birth_date", "id"]
        indexes = [
            models.Index(fields=["participant", "kinship", "birth_date"], name="family_of_participant"),
            models.Index(fields=["common_id"], name="family_by_human"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "related"],
                condition=Q(removed_on__isnull=True, related__isnull=False),
                name="relative_once_on_a_case",
                violation_error_message=_("Personen står allerede i familien."),
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(is_reference=True, removed_on__isnull=True),
                name="one_reference_person",
                violation_error_message=_("Saken har allerede en referanseperson."),
            ),
            models.CheckConstraint(
                condition=~Q(related=F("participant")),
                name="nobody_is_their_own_family",
                violation_error_message=_("En person kan ikke være i familie med seg selv."),
            ),
            models.CheckConstraint(
                condition=~Q(kinship="child") | Q(birth_date__isnull=False),
                name="child_has_a_birth_date",
                violation_error_message=_("Skriv barnets fødselsdato."),
            ),
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(family_name="") | Q(kinship="child") | Q(related__isnull=False),
                name="relative_has_a_name",
                violation_error_message=_("Skriv fornavn eller etternavn."),
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | ~Q(removed_reason=""), name="removed_relative_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or str(self.get_kinship_display())

    @property
    def full_name(self) -> str:
        """The name; empty for a child whose name is not known. Join ``related`` in where there are many."""
        if self.related_id and self.related:
            return self.related.full_name
        return f"{self.given_name} {self.family_name}".strip()


class FamilyPeriodQuerySet(_FamilyQuerySet["FamilyPeriod"]):
    """Questions about how people live together."""

    related_path = "member__related"

    def current(self) -> Self:
        """Of members who were not written by mistake."""
        return self.filter(member__removed_on__isnull=True)

    def on(self, day: dt.date) -> Self:
        """Periods in force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class FamilyPeriod(VersionedModel):
    """How somebody belongs to the household, from ``first_day`` to ``last_day`` (inclusive; open when empty).

    A change (moving out, marriage, another custody) ends the period the day before and begins the next. The last period
    ends with ``end_reason`` when the tie itself has ended (divorce, death). ``is_partner`` repeats the member's kinship
    and ``is_removed`` whether the row was withdrawn, because a constraint sees one table only.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="family_periods")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(FamilyMember, on_delete=models.CASCADE, related_name="periods")
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)
    tie = models.CharField(_("sivilstand"), max_length=10, choices=Tie.choices, blank=True)
    lives_here = models.BooleanField(_("bor sammen med deltakeren"), default=True)
    custody = models.CharField(_("omsorg"), max_length=12, choices=Custody.choices, blank=True)
    end_reason = models.CharField(_("hvorfor det tok slutt"), max_length=10, choices=EndReason.choices, blank=True)
    is_partner = models.BooleanField(default=False, editable=False)
    is_removed = models.BooleanField(default=False, editable=False)

    objects: ClassVar[FamilyPeriodQuerySet] = FamilyPeriodQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("husstandsperiode")
        verbose_name_plural = _("husstandsperioder")
        ordering = ["member", "first_day"]
        indexes = [models.Index(fields=["participant", "first_day"], name="family_period_of_participant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="family_period_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(last_day__isnull=False), name="ended_family_period_has_its_day"
            ),
            ExclusionConstraint(
                name="one_family_period_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Endringen overlapper en annen periode."),
            ),
            ExclusionConstraint(
                name="one_partner_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_partner=True, is_removed=False),
                violation_error_message=_("Personen har allerede en ektefelle eller samboer i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day or ''}"
