"""The start of a case: the claim, the offer of start and its answer, work before it, and who has right and duty."""

import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.law.target_words import TargetOutcome as LawOutcome


class ClaimQuerySet(CaseQuerySet["Claim"]):
    """Questions about claims."""

    resource = Resource.START

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_on__isnull=True)


class Claim(VersionedModel):
    """A person's own claim (krav) for a programme: the three months of § 12(2) run from the first that stands."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="claims")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    claimed_on = models.DateField(_("krav framsatt"))
    note = models.TextField(_("hva som ble krevd"), blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("trukket"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("hvorfor kravet er trukket"), blank=True)

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("krav")
        verbose_name_plural = _("krav")
        ordering = ["claimed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("claimed_on")),
                name="claim_withdrawn_after_it_was_made",
                violation_error_message=_("Kravet kan ikke trekkes før det ble framsatt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.claimed_on}"


class OfferAnswer(models.TextChoices):
    """What the person answered to an offer of start."""

    ACCEPTED = "accepted", _("tatt imot")
    REJECTED = "rejected", _("avvist")


class StartOfferQuerySet(CaseQuerySet["StartOffer"]):
    """Questions about offers of start."""

    resource = Resource.START

    def standing(self) -> Self:
        """Not withdrawn by the municipality."""
        return self.filter(withdrawn_on__isnull=True)

    def rejected(self) -> Self:
        """Those that the person said no to."""
        return self.standing().filter(answer=OfferAnswer.REJECTED)


class StartOffer(VersionedModel):
    """An offer of start (tilbud om oppstart); its date chooses the rule set for good (Regulations §§ 75, 76)."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="start_offers")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField(_("tilbud om oppstart"))
    answer_by = models.DateField(_("svarfrist"), null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=10, choices=OfferAnswer.choices, blank=True)
    answered_on = models.DateField(_("svart"), null=True, blank=True)
    answer_note = models.TextField(_("hva som ble svart"), blank=True)
    offered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("trukket"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("hvorfor tilbudet er trukket"), blank=True)

    objects: ClassVar[StartOfferQuerySet] = StartOfferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tilbud om oppstart")
        verbose_name_plural = _("tilbud om oppstart")
        ordering = ["-offered_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                name="one_open_offer",
                condition=Q(answer="", withdrawn_on__isnull=True),
                violation_error_message=_("Det er allerede gitt et tilbud som venter på svar."),
            ),
            models.CheckConstraint(
                condition=(Q(answer="") & Q(answered_on__isnull=True))
                | (~Q(answer="") & Q(answered_on__isnull=False) & Q(answered_on__gte=F("offered_on"))),
                name="offer_is_answered_on_a_day",
                violation_error_message=_("Svaret kan ikke være før tilbudet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offered_on}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.answer and self.withdrawn_on is None


class EarlyJobQuerySet(CaseQuerySet["EarlyJob"]):
    """Questions about work before the start."""

    resource = Resource.START

    def standing_on(self, day: dt.date) -> Self:
        """Work, or an offer of it, that had not fallen away on ``day``."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), first_day__lte=day)


class EarlyJob(VersionedModel):
    """Work, or an offer of work, before a programme has started (Act § 8(4)): from 30 hours a week it excludes."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="early_jobs")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    employer_name = models.CharField(_("arbeidsgiver"), max_length=200, blank=True)
    hours_a_week = models.DecimalField(
        _("timer i uken"), max_digits=4, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(80)],
    )  # fmt: skip
    is_offer = models.BooleanField(_("tilbud om arbeid, ikke begynt"), default=False)
    first_day = models.DateField(_("gjelder fra"), help_text=_("Dagen arbeidet begynte eller tilbudet ble gitt."))
    ended_on = models.DateField(_("falt bort"), null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[EarlyJobQuerySet] = EarlyJobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arbeid før oppstart")
        verbose_name_plural = _("arbeid før oppstart")
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("first_day")),
                name="early_job_ends_after_it_begins",
                violation_error_message=_("Arbeidet kan ikke falle bort før det begynte."),
            ),
            models.CheckConstraint(condition=Q(hours_a_week__gt=0), name="early_job_has_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.hours_a_week} {self.first_day}"


class TargetOutcome(models.TextChoices):
    """What a person is given by the law (Act §§ 3, 8, 9); the values are those of ``programmes.law``."""

    RIGHT_AND_DUTY = LawOutcome.RIGHT_AND_DUTY.value, _("rett og plikt")
    RIGHT = LawOutcome.RIGHT.value, _("rett, ikke plikt")
    MAY_BE_OFFERED = LawOutcome.MAY_BE_OFFERED.value, _("kommunen kan gi tilbud")
    EXCLUDED = LawOutcome.EXCLUDED.value, _("ikke i målgruppen")
    OUTSIDE = LawOutcome.OUTSIDE.value, _("ikke rett eller plikt")


class RightAssessmentQuerySet(CaseQuerySet["RightAssessment"]):
    """Questions about assessments."""

    resource = Resource.START

    def newest_first(self) -> Self:
        """The one that counts is the first."""
        return self.order_by("-number")


class RightAssessment(TimestampedModel):
    """A caseworker's confirmation of who somebody is to the law, with what was computed then; only ever added.

    ``number`` counts within the case. ``facts`` are the facts as they were, ``steps`` the computation in words.
    ``computed`` is what it came to; where ``outcome`` is another, ``reason`` says why.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="right_assessments")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    assessed_on = models.DateField(_("vurdert"))
    computed = models.CharField(max_length=20, choices=[(each.value, each.value) for each in LawOutcome])
    outcome = models.CharField(_("utfall"), max_length=20, choices=TargetOutcome.choices)
    window_last_day = models.DateField(_("siste dag for vedtak"), null=True, blank=True)
    facts = models.JSONField()
    steps = models.JSONField()
    reason = models.TextField(_("begrunnelse"), blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RightAssessmentQuerySet] = RightAssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vurdering av rett og plikt")
        verbose_name_plural = _("vurderinger av rett og plikt")
        ordering = ["participant", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "number"], name="assessment_number_once"),
            models.CheckConstraint(
                condition=Q(computed=F("outcome")) | ~Q(reason=""), name="departing_assessment_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"
