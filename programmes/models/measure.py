"""Labour-market measures of a participant: what was agreed, in versions, by whom, and how much of a week it takes."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.law.measures.rows import RULES, rule_for
from programmes.law.measures.rules import Condition
from programmes.models.measure_words import (
    AgreementParty,
    ApprovalWay,
    MeasureEndReason,
    MeasureKind,
    MeasureResult,
    MeasureStatus,
    VersionKind,
)
from programmes.models.participation import Participation


class MeasureQuerySet(CaseQuerySet["WorkMeasure"]):
    """Questions about measures."""

    resource = Resource.MEASURE

    def of_link(self, actor: Actor) -> Self:
        """The one agreement that a one-time link opens to the actor, where the table gives it."""
        return self.filter(pk=actor.link_id) if may(actor, Resource.AGREEMENT, Action.VIEW) else self.none()

    def entered(self) -> Self:
        """Agreed by everybody and not cancelled: those that count."""
        return self.filter(entered_at__isnull=False, cancelled_on__isnull=True)

    def on(self, day: dt.date) -> Self:
        """Those that count and are in force on ``day``."""
        return self.entered().filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def with_status_on(self, day: dt.date) -> Self:
        """Each with ``derived``, the status on ``day``: the same definition as ``WorkMeasure.status_on``."""
        return self.alias(is_whole=_is_whole()).annotate(
            derived=Case(
                When(cancelled_on__isnull=False, then=Value(MeasureStatus.CANCELLED.value)),
                When(entered_at__isnull=False, last_day__lt=day, then=Value(MeasureStatus.ENDED.value)),
                When(entered_at__isnull=False, first_day__lte=day, then=Value(MeasureStatus.RUNNING.value)),
                When(entered_at__isnull=False, then=Value(MeasureStatus.READY.value)),
                When(is_whole=True, then=Value(MeasureStatus.AWAITING_APPROVAL.value)),
                default=Value(MeasureStatus.DRAFT.value),
                output_field=CharField(),
            )
        )


class WorkMeasure(VersionedModel):
    """One measure of one participant, from ``first_day`` to ``last_day`` (inclusive; open where the law sets no end).

    The columns are the content that holds now; each content that was agreed stands unchanged in ``MeasureVersion``.
    The employer or provider is known by organisation number; its facts are on the employers' floor.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="measures")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    kind = models.CharField(_("tiltak"), max_length=30, choices=MeasureKind.choices)
    status = models.CharField(
        _("status"), max_length=20, choices=MeasureStatus.choices, default=MeasureStatus.DRAFT, editable=False
    )
    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True)
    organisation_name = models.CharField(_("arbeidsgiver eller arrangør"), max_length=200, blank=True)
    contact_name = models.CharField(_("kontaktperson"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telefon"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-post"), blank=True)
    occupation_code = models.CharField(_("yrke (STYRK-08)"), max_length=4, blank=True)
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"), null=True, blank=True)
    conditions = models.JSONField(_("forhold som gir lengre varighet"), default=list, blank=True)
    rate_percent = models.DecimalField(_("tilskudd, prosent"), max_digits=5, decimal_places=2, null=True, blank=True)
    costs = models.DecimalField(_("dokumenterte kostnader"), max_digits=9, decimal_places=2, null=True, blank=True)
    purpose = models.TextField(_("formål"), blank=True)
    tasks = models.TextField(_("innhold og oppgaver"), blank=True)
    training_plan = models.TextField(_("opplæringsplan"), blank=True)
    adaptation = models.TextField(_("tilrettelegging"), blank=True)
    support = models.TextField(_("oppfølging"), blank=True)
    representatives_consulted = models.BooleanField(_("de tillitsvalgte er hørt"), default=False)
    family_tie = models.BooleanField(_("familietilknytning til arbeidsgiveren"), default=False)
    family_tie_note = models.TextField(_("forklaring til familietilknytningen"), blank=True)
    counts_towards_hours = models.BooleanField(_("teller i de 15 timene"), default=True)
    agreement_reference = models.CharField(_("avtalenummer hos NAV"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("avgjort av")
    )
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("inngått"), null=True, blank=True, editable=False)
    is_extended = models.BooleanField(default=False, editable=False)
    cancelled_on = models.DateField(_("annullert"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("årsak"), max_length=20, choices=MeasureEndReason.choices, blank=True)
    end_note = models.TextField(_("forklaring"), blank=True)
    last_reviewed_on = models.DateField(_("sist gjennomgått"), null=True, blank=True)
    result = models.CharField(_("resultat"), max_length=20, choices=MeasureResult.choices, blank=True)
    result_note = models.TextField(_("hva tiltaket førte til"), blank=True)

    objects: ClassVar[MeasureQuerySet] = MeasureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tiltak")
        verbose_name_plural = _("tiltak")
        ordering = ["-first_day", "-id"]
        indexes = [
            models.Index(fields=["participant", "-first_day"], name="measure_by_participant"),
            models.Index(fields=["municipality", "status", "-first_day"], name="measure_by_status"),
            models.Index(fields=["organisation_number"], name="measure_by_employer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="measure_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | ~Q(end_reason=""),
                name="cancelled_measure_says_why",
                violation_error_message=_("Velg hvorfor tiltaket annulleres."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"

    @property
    def facts_conditions(self) -> frozenset[Condition]:
        """The stated conditions as the law's own words."""
        return frozenset(Condition(value) for value in self.conditions)

    @property
    def missing(self) -> list[str]:
        """The fields that must be written before anybody can approve."""
        rule = rule_for(self.kind, self.first_day)
        if rule is None:
            return ["kind"]
        gone = [name for name in rule.required if getattr(self, name) in ("", None)]
        if rule.durations and self.last_day is None:
            gone.append("last_day")
        return gone

    def status_on(self, day: dt.date) -> MeasureStatus:
        """The status on ``day``; the same definition as ``MeasureQuerySet.with_status_on``."""
        if self.cancelled_on is not None:
            return MeasureStatus.CANCELLED
        if self.entered_at is not None:
            return self._entered_status(day)
        return MeasureStatus.DRAFT if self.missing else MeasureStatus.AWAITING_APPROVAL

    def _entered_status(self, day: dt.date) -> MeasureStatus:
        if self.last_day is not None and self.last_day < day:
            return MeasureStatus.ENDED
        return MeasureStatus.RUNNING if self.first_day <= day else MeasureStatus.READY


class MeasurePartQuerySet(CaseQuerySet["MeasureVersion"]):
    """Questions about what belongs to a measure."""

    resource = Resource.MEASURE


class MeasureVersion(TimestampedModel):
    """A content that was agreed, numbered from 1; never changed."""

    measure = models.ForeignKey(WorkMeasure, on_delete=models.PROTECT, related_name="versions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("versjon"))
    kind = models.CharField(_("hva som skjedde"), max_length=20, choices=VersionKind.choices)
    content = models.JSONField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[MeasurePartQuerySet] = MeasurePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("versjon av en avtale")
        verbose_name_plural = _("versjoner av avtaler")
        ordering = ["measure", "number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="measure_version_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.number}"


class LoadQuerySet(CaseQuerySet["MeasureLoad"]):
    """Questions about loads."""

    resource = Resource.MEASURE

    def standing(self) -> Self:
        """Not cancelled by a later registration."""
        return self.filter(cancelled_at__isnull=True)


class MeasureLoad(TimestampedModel):
    """How much of a week a measure takes from ``valid_from`` until the next row (nav-and-schools.md 1.2)."""

    measure = models.ForeignKey(WorkMeasure, on_delete=models.PROTECT, related_name="loads")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(_("prosent"), max_digits=5, decimal_places=2)
    days_per_week = models.DecimalField(_("dager i uken"), max_digits=2, decimal_places=1, null=True, blank=True)
    hours_per_week = models.DecimalField(_("timer i uken"), max_digits=4, decimal_places=2)
    valid_from = models.DateField(_("gjelder fra"))
    cancelled_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[LoadQuerySet] = LoadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("omfang av et tiltak")
        verbose_name_plural = _("omfang av tiltak")
        ordering = ["measure", "valid_from", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "valid_from"], name="one_load_a_day", condition=Q(cancelled_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100, hours_per_week__gt=0, hours_per_week__lte=40),
                name="measure_load_within_bounds",
                violation_error_message=_("Omfanget må være over 0 og høyst 100 prosent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.valid_from}"


class ApprovalQuerySet(CaseQuerySet["MeasureApproval"]):
    """Questions about approvals."""

    resource = Resource.MEASURE

    def standing(self) -> Self:
        """Not cleared by an edit or taken back."""
        return self.filter(cleared_at__isnull=True)


class MeasureApproval(TimestampedModel):
    """One party's approval of the content as it was; cleared when the content is edited."""

    measure = models.ForeignKey(WorkMeasure, on_delete=models.PROTECT, related_name="approvals")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(_("part"), max_length=12, choices=AgreementParty.choices)
    way = models.CharField(_("hvordan"), max_length=10, choices=ApprovalWay.choices)
    name = models.CharField(_("navn på den som godkjente"), max_length=120, blank=True)
    reasons = models.JSONField(_("hvorfor på vegne av"), default=list, blank=True)
    document = models.ForeignKey(
        "participants.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(_("opphevet"), null=True, blank=True)

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("godkjenning")
        verbose_name_plural = _("godkjenninger")
        ordering = ["measure", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "party"], name="approved_once", condition=Q(cleared_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=~Q(way=ApprovalWay.ON_BEHALF) | ~Q(reasons=[]),
                name="on_behalf_says_why",
                violation_error_message=_("Velg minst én grunn til at du godkjenner på vegne av parten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.way}"


class ApprovalLinkQuerySet(CaseQuerySet["ApprovalLink"]):
    """Questions about one-time links."""

    resource = Resource.MEASURE

    def usable(self, now: dt.datetime) -> Self:
        """Neither used, withdrawn nor expired."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)


class ApprovalLink(TimestampedModel):
    """A one-time link by which one party sees and approves one agreement; only the token's hash is kept."""

    measure = models.ForeignKey(WorkMeasure, on_delete=models.PROTECT, related_name="links")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(_("part"), max_length=12, choices=AgreementParty.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("gyldig til"))
    used_at = models.DateTimeField(_("brukt"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("trukket tilbake"), null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ApprovalLinkQuerySet] = ApprovalLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("engangslenke")
        verbose_name_plural = _("engangslenker")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.party} {timezone.localdate(self.expires_at)}"


def _is_whole() -> Case:
    """Whether everything is written that the rule of the measure's kind and first day asks for."""
    whens = []
    for rule in RULES:
        through = {} if rule.in_force_through is None else {"first_day__lte": rule.in_force_through}
        whole = Q(kind=rule.kind.value, first_day__gte=rule.in_force_from, **through)
        for name in rule.required:
            is_number = name in ("rate_percent", "costs")
            whole &= Q(**{f"{name}__isnull": False}) if is_number else ~Q(**{name: ""})
        if rule.durations:
            whole &= Q(last_day__isnull=False)
        whens.append(When(whole, then=Value(value=True)))
    return Case(*whens, default=Value(value=False), output_field=models.BooleanField())
