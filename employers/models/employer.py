"""Employers: sub-units with what the register of organisations said of them, contacts, and notes of those who call."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, TimestampedModel, User, VersionedModel


class IndustryQuerySet(models.QuerySet["Industry"]):
    """Questions about industries."""

    def search(self, words: str, day: dt.date) -> Self:
        """Those valid on ``day``, by the beginning of the code, or by all words, each a part of the name."""
        valid = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
        if words.strip().replace(".", "").isdigit():
            return valid.filter(code__startswith=words.strip())
        for word in words.split()[:8]:
            valid = valid.filter(name__icontains=word)
        return valid.annotate(begins=Q(name__istartswith=words.strip())).order_by("-begins", "name", "code")


class Industry(models.Model):
    """A code of SN2007 with the days on which it is valid."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(_("næring"), max_length=250)
    parent_code = models.CharField(max_length=6, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar[IndustryQuerySet] = IndustryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("næring")
        verbose_name_plural = _("næringer")
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

    def standing(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into__isnull=True)


class Employer(VersionedModel):
    """A workplace: a sub-unit with its own organisation number."""

    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, unique=True)
    name = models.CharField(_("navn"), max_length=200)
    municipality_number = models.CharField(_("kommunenummer"), max_length=4, blank=True)
    organisation_form = models.CharField(_("organisasjonsform"), max_length=10, blank=True)
    industry_code = models.CharField(_("næring"), max_length=6, blank=True)
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    postal_code = models.CharField(_("postnummer"), max_length=10, blank=True)
    postal_town = models.CharField(_("poststed"), max_length=80, blank=True)
    employees = models.PositiveIntegerField(_("ansatte"), null=True, blank=True)
    parent_number = models.CharField(_("hovedenhet"), max_length=9, blank=True)
    parent_name = models.CharField(_("hovedenhetens navn"), max_length=200, blank=True)
    deleted_on = models.DateField(_("slettet i registeret"), null=True, blank=True)
    is_bankrupt = models.BooleanField(_("konkurs"), default=False)
    is_winding_up = models.BooleanField(_("under avvikling"), default=False)
    register_snapshot = models.JSONField(_("slik registeret svarte"), null=True, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("hentet fra registeret"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
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
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="employer_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_trouble(self) -> bool:
        """Whether the register says that the employer is gone or going."""
        return self.is_bankrupt or self.is_winding_up or self.deleted_on is not None


class EmployerContact(VersionedModel):
    """Somebody at an employer whom we call; shared like the employer, and only for business."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("navn"), max_length=120)
    title = models.CharField(_("stilling"), max_length=120, blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    email = models.EmailField(_("e-post"), blank=True)
    removed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class EmployerNoteQuerySet(models.QuerySet["EmployerNote"]):
    """Questions about notes."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's own municipalities, for roles that work with employers."""
        if not may(actor, Resource.EMPLOYER, Action.VIEW):
            return self.none()
        return self.filter(municipality__in=actor.municipality_ids)


class EmployerNote(TimestampedModel):
    """What somebody wants to remember of an employer; names no participant, and stays in the municipality."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="notes")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("notat"))
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_for = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[EmployerNoteQuerySet] = EmployerNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notat om en arbeidsgiver")
        verbose_name_plural = _("notater om arbeidsgivere")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:50]
