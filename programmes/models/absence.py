"""Absence, time off and leave as registered facts; what they mean is computed by ``programmes.law``."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Prefetch, Q, Value
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup, Resource, fields_for
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.decision import Decision
from programmes.models.participation import LEAVE_KINDS, Participation


class AbsenceKind(models.TextChoices):
    """Why somebody is away (law.md 5.1-5.3); the values are those of ``programmes.law``."""

    SICK_SELF_CERTIFIED = "sick_self_certified", _("sykdom med egenmelding")
    SICK_DOCTOR = "sick_doctor", _("sykdom med legeerklæring")
    SICK_CHILD = "sick_child", _("sykt barn eller syk barnepasser")
    AUTHORISED = "authorised", _("fravær med tillatelse")
    UNAUTHORISED = "unauthorised", _("ugyldig fravær")
    PREGNANCY_CHECK = "pregnancy_check", _("svangerskapskontroll")
    PREGNANCY = "pregnancy", _("fri i svangerskapet")
    BIRTH_MOTHER = "birth_mother", _("fri for mor etter fødsel")
    BIRTH_FATHER = "birth_father", _("fri for far ved fødsel")
    BREASTFEEDING = "breastfeeding", _("fri til amming")
    RELIGIOUS = "religious", _("religiøse høytidsdager")
    HOLIDAY = "holiday", _("ferie")
    WELFARE = "welfare", _("velferdspermisjon")
    PEACE_WORK = "peace_work", _("permisjon for fredsarbeid")
    LONG_SICKNESS = "long_sickness", _("permisjon ved langvarig sykdom")
    PARENTAL = "parental", _("omsorgspermisjon")
    ADOPTION = "adoption", _("adopsjonspermisjon")
    STOP = "stop", _("midlertidig stans")


class Documentation(models.TextChoices):
    """Whether the absence must be documented, and is."""

    NOT_NEEDED = "not_needed", _("trengs ikke")
    REQUIRED = "required", _("mangler")
    RECEIVED = "received", _("mottatt")


class AbsenceQuerySet(CaseQuerySet["Absence"]):
    """Questions about absences."""

    resource = Resource.PARTICIPATION

    def standing(self) -> Self:
        """Neither voided nor replaced by a correction."""
        return self.filter(voided_at__isnull=True)

    def leave_on(self, day: dt.date) -> Self:
        """Standing leave (law.md 5.3) that takes the whole of ``day``."""
        whole_days = self.standing().filter(hours__isnull=True, kind__in=LEAVE_KINDS)
        return whole_days.filter(first_day__lte=day, last_day__gte=day)

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """As for every case; whoever may not see reasons sees what stands and not how it was corrected."""
        shown = super().without_hidden(rows, actor)
        return shown if FieldGroup.ABSENCE_REASONS in fields_for(actor) else shown.standing()


class Absence(VersionedModel):
    """One absence of a participant; both days are inclusive, and with ``hours`` it is a part of one day.

    Kind, days, hours and circumstances never change: a correction is a new row that ``replaces`` the old one, which is
    voided. Leave is granted by ``decision``; another absence has one where it was decided on. ``circumstances`` are
    the facts of household and birth that the caseworker states (docs/law-engine.md).
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="absences")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="absences")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("årsak"), max_length=30, choices=AbsenceKind.choices)
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"))
    hours = models.DecimalField(_("timer"), max_digits=4, decimal_places=2, null=True, blank=True)
    planned_hours = models.DecimalField(_("planlagte timer"), max_digits=4, decimal_places=2, null=True, blank=True)
    documentation = models.CharField(
        _("dokumentasjon"), max_length=12, choices=Documentation.choices, default=Documentation.NOT_NEEDED
    )
    documented_on = models.DateField(_("dokumentasjon mottatt"), null=True, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    limit_reason = models.TextField(_("begrunnelse for å gå over en veiledende grense"), blank=True)
    limits_passed = models.JSONField(default=list, blank=True)
    circumstances = models.JSONField(default=dict, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="absences")
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("annullert"), null=True, blank=True)
    voided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.TextField(_("begrunnelse for annullering eller retting"), blank=True)

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fravær")
        verbose_name_plural = _("fravær")
        ordering = ["first_day", "id"]
        indexes = [
            models.Index(
                fields=["participation", "first_day"], name="absence_standing", condition=Q(voided_at__isnull=True)
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="one_whole_day_absence_at_a_time",
                expressions=[
                    ("participation", RangeOperators.EQUAL),
                    (Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(hours__isnull=True, voided_at__isnull=True),
                violation_error_message=_("Det er allerede registrert fravær på noen av disse dagene."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(last_day=F("first_day"), hours__gt=0, hours__lte=24),
                name="hours_are_part_of_one_day",
                violation_error_message=_("Timer føres på én dag, og er over 0 og høyst 24."),
            ),
            models.CheckConstraint(
                condition=Q(planned_hours__isnull=True)
                | Q(hours__isnull=False, planned_hours__gt=0, planned_hours__lte=24),
                name="planned_hours_go_with_hours",
                violation_error_message=_("Planlagte timer føres bare sammen med timer, og er over 0 og høyst 24."),
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                name="voided_absence_says_why",
                violation_error_message=_("Skriv hvorfor fraværet rettes eller annulleres."),
            ),
            models.CheckConstraint(
                condition=Q(documented_on__isnull=True) | Q(documentation=Documentation.RECEIVED),
                name="documented_absence_is_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day} – {self.last_day}"

    @property
    def is_standing(self) -> bool:
        """Whether it counts: neither voided nor replaced by a correction."""
        return self.voided_at is None

    def is_leave_on(self, day: dt.date) -> bool:
        """Whether it is standing leave that takes the whole of ``day``; the same definition as ``leave_on``."""
        is_leave = self.is_standing and self.hours is None and self.kind in LEAVE_KINDS
        return is_leave and self.first_day <= day <= self.last_day


class WithdrawalQuerySet(CaseQuerySet["SelfCertificationWithdrawal"]):
    """Questions about withdrawn rights to self-certification."""

    resource = Resource.PARTICIPATION

    def standing(self) -> Self:
        """Not given back."""
        return self.filter(restored_on__isnull=True)


class SelfCertificationWithdrawal(VersionedModel):
    """The right to self-certification taken away by decision (Regulations § 9), looked at again within six months."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="withdrawals")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("fratatt fra og med"))
    restored_on = models.DateField(_("gitt tilbake fra og med"), null=True, blank=True)
    reason = models.TextField(_("begrunnelse"))
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals")
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[WithdrawalQuerySet] = WithdrawalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tap av rett til egenmelding")
        verbose_name_plural = _("tap av rett til egenmelding")
        ordering = ["withdrawn_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"], name="right_withdrawn_once", condition=Q(restored_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(restored_on__isnull=True) | Q(restored_on__gte=F("withdrawn_on")),
                name="right_restored_after_withdrawal",
                violation_error_message=_("Retten kan ikke gis tilbake før den ble fratatt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawn_on} – {self.restored_on or ''}"


def standing_absences_prefetch() -> "Prefetch[str]":
    """Fetches the standing absences of many participations with one query, for ``standing_absences_of``."""
    return Prefetch("absences", queryset=Absence.objects.standing(), to_attr="standing_absences")


def standing_absences_of(participation: Participation) -> Iterable[Absence]:
    """The absences that count for a participation: those prefetched, else read now."""
    found: Iterable[Absence] | None = getattr(participation, "standing_absences", None)
    return participation.absences.standing() if found is None else found
