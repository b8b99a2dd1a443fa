"""Individual decisions: what was decided and why, and everything that happened to it afterwards."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Document, Participant
from programmes.law.procedure import DecisionType as LawType
from programmes.law.procedure_states import (
    SETS_APPEAL_DEADLINE,
    TRANSITIONS,
    UNDER_WORK,
    DecisionAct,
    DecisionState,
    Happened,
    appeal_ends_on,
    state_of,
)
from programmes.models.participation import Participation

_SETTING_APPEAL = sorted(act.value for act in SETS_APPEAL_DEADLINE)


class DecisionType(models.TextChoices):
    """What is decided (Integration Act § 46(2), Regulations § 69)."""

    AWARD_PROGRAMME = LawType.AWARD_PROGRAMME.value, _("introduksjonsprogram")
    AWARD_BENEFIT = LawType.AWARD_BENEFIT.value, _("introduksjonsstønad")
    AWARD_NORWEGIAN_TRAINING = LawType.AWARD_NORWEGIAN_TRAINING.value, _("opplæring i norsk og samfunnskunnskap")
    EXEMPTION_TRAINING = LawType.EXEMPTION_TRAINING.value, _("fritak fra opplæring")
    EXEMPTION_TEST = LawType.EXEMPTION_TEST.value, _("fritak fra prøve")
    PLAN_CREATED = LawType.PLAN_CREATED.value, _("integreringsplan")
    PLAN_MATERIAL_CHANGE = LawType.PLAN_MATERIAL_CHANGE.value, _("vesentlig endring av integreringsplanen")
    STOP_TEMPORARY = LawType.STOP_TEMPORARY.value, _("midlertidig stans")
    STOP_PERMANENT = LawType.STOP_PERMANENT.value, _("varig stans")
    ABSENCE = LawType.ABSENCE.value, _("fravær")
    LEAVE = LawType.LEAVE.value, _("permisjon")
    EXTENSION = LawType.EXTENSION.value, _("forlengelse")
    BENEFIT_DEDUCTION = LawType.BENEFIT_DEDUCTION.value, _("trekk i stønaden")
    REPAYMENT = LawType.REPAYMENT.value, _("tilbakebetaling")
    REFUND = LawType.REFUND_FROM_NATIONAL_INSURANCE.value, _("refusjon i trygdeytelser")
    SELF_CERT_RIGHT_WITHDRAWN = LawType.SELF_CERT_RIGHT_WITHDRAWN.value, _("tap av rett til egenmelding")
    LONG_SICKNESS_NO_BENEFIT = LawType.LONG_SICKNESS_NO_BENEFIT.value, _("langvarig sykdom uten stønad")


class Delivery(models.TextChoices):
    """How a notice reaches the participant."""

    DIGITAL = "digital", _("digital post")
    HANDED_OVER = "handed_over", _("overlevert")
    POST = "post", _("vanlig post")


class CountyOutcome(models.TextChoices):
    """What the County Governor (Statsforvalteren) decided on an appeal."""

    UPHELD = "upheld", _("vedtaket er stadfestet")
    CHANGED = "changed", _("vedtaket er endret")
    ANNULLED = "annulled", _("vedtaket er opphevet")
    DISMISSED = "dismissed", _("klagen er avvist")


class RefusalReason(models.TextChoices):
    """Why somebody is refused a programme or training: what NIR is told, beside the paragraphs (law.md 1.1 and 9)."""

    PERMIT = "permit", _("oppholdstillatelsen gir ikke rett (§§ 9, 26–28)")
    CITIZENSHIP = "citizenship", _("nordisk borger eller EØS-borger (§ 8)")
    AGE = "age", _("alderen (§§ 8, 26–28)")
    TIME_IN_MUNICIPALITY = "time_in_municipality", _("bodd i en kommune for lenge (§ 8)")
    NO_AGREEMENT = "no_agreement", _("ikke bosatt etter avtale (§ 8)")
    IN_WORK = "in_work", _("i arbeid eller har tilbud om arbeid (§ 8)")
    INTERRUPTED_OR_REJECTED = "interrupted_or_rejected", _("har avbrutt eller avvist deltakelse før (§ 3)")
    RIGHT_IS_USED = "right_is_used", _("har hatt det hele, eller fristen er ute")
    OTHER = "other", _("annen grunn")


REFUSALS_WITH_REASON = (DecisionType.AWARD_PROGRAMME, DecisionType.AWARD_NORWEGIAN_TRAINING)
"""Decisions that NIR is told why were refused."""


class LetterLanguage(models.TextChoices):
    """The language of a letter."""

    BOKMAAL = "nb", _("bokmål")
    ENGLISH = "en", _("engelsk")


class DecisionQuerySet(CaseQuerySet["Decision"]):
    """Questions about decisions."""

    resource = Resource.DECISION

    def with_state(self, day: dt.date) -> Self:
        """Add ``state_on_day``; the same definition as ``Decision.state_on``."""
        steps = DecisionStep.objects.filter(decision=OuterRef("pk")).order_by("-sequence")
        ends = steps.filter(act__in=SETS_APPEAL_DEADLINE).values("due_on")[:1]
        rows = self.annotate(last_act=Subquery(steps.values("act")[:1]), appeal_ends_on=Subquery(ends))
        by_act = [When(last_act=act, then=Value(row.target)) for act, row in TRANSITIONS.items()]
        return rows.annotate(
            state_on_day=Case(
                When(last_act__isnull=True, then=Value(DecisionState.DRAFT)),
                When(last_act__in=SETS_APPEAL_DEADLINE, appeal_ends_on__lt=day, then=Value(DecisionState.FINAL)),
                *by_act,
                output_field=CharField(),
            )
        )

    def in_state(self, day: dt.date, state: str) -> Self:
        """Those that stand so on ``day``."""
        return self.with_state(day).filter(Q(("state_on_day", state)))

    def under_work(self) -> Self:
        """Not decided and not put away."""
        return self.with_state(timezone.localdate()).filter(decided_on__isnull=True, state_on_day__in=UNDER_WORK)


class Decision(VersionedModel):
    """One individual decision; ``number`` counts within the case.

    ``case_key`` is the id of the person as registered then: a number that stands in a letter is kept when two
    registrations turn out to be one person.
    ``content`` is what is decided, in the terms of its type; ``computed`` the steps of the dates as they stood when it
    was decided. Once ``decided_on`` is set the database refuses every change: a correction is a new decision that
    ``replaces`` this one, and what happens afterwards is added as ``DecisionStep``.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="decisions")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    case_key = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(_("nummer"))
    decision_type = models.CharField(_("vedtakstype"), max_length=40, choices=DecisionType.choices)
    is_refusal = models.BooleanField(_("avslag"), default=False)
    requested_on = models.DateField(_("søkt"), null=True, blank=True)
    content = models.JSONField(default=dict)
    reasons = models.TextField(_("begrunnelse"), blank=True)
    paragraphs = ArrayField(models.CharField(max_length=120), default=list)
    computed = models.JSONField(default=list)
    language = models.CharField(
        _("språk i brevet"), max_length=2, choices=LetterLanguage.choices, default=LetterLanguage.BOKMAAL
    )
    decided_on = models.DateField(_("vedtatt"), null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vedtak")
        verbose_name_plural = _("vedtak")
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_key", "number"],
                name="decision_number_once_a_case",
            ),
            models.CheckConstraint(
                condition=Q(requested_on__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(decided_on__gte=F("requested_on")),
                name="decision_follows_its_request",
                violation_error_message=_("Vedtaket kan ikke være datert før søknaden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def title(self) -> str:
        """What it is called, with «avslag» where it says no to an application."""
        label = DecisionType(self.decision_type).label.capitalize()
        if self.taken_back is not None:
            return str(_("Forlengelse tas tilbake"))
        return str(_("Avslag: %(what)s") % {"what": label.lower()}) if self.is_refusal else label

    @property
    def taken_back(self) -> "Decision | None":
        """The granted extension that this refusal takes back (Public Administration Act § 35); None for any other."""
        if not self.is_refusal or self.decision_type != DecisionType.EXTENSION:
            return None
        replaced = self.replaces
        if replaced is None or not replaced.is_granted_extension:
            return None
        return replaced if replaced.participation_id == self.participation_id else None

    @property
    def shortens_an_extension(self) -> bool:
        """Whether it replaces a granted extension by a shorter one."""
        replaced, months = self.replaces, self.content.get("extension_months")
        if replaced is None or self.is_refusal or not replaced.is_granted_extension or not isinstance(months, int):
            return False
        return bool(months < replaced.content["extension_months"])

    @property
    def is_granted_extension(self) -> bool:
        """Whether it was made and gives a programme more months."""
        return self.decision_type == DecisionType.EXTENSION and not self.is_refusal and self.decided_on is not None

    def happened(self) -> list[Happened]:
        """What has been done, in its order; of prefetched steps where they are."""
        rows = sorted(self.steps.all(), key=lambda step: step.sequence)
        return [Happened(DecisionAct(row.act), row.due_on) for row in rows]

    def state_on(self, day: dt.date) -> DecisionState:
        """Where the decision stands on ``day``; the same definition as ``with_state``."""
        return state_of(self.happened(), day)

    def appeal_ends_on_day(self) -> dt.date | None:
        """Last day to appeal; None while the receipt is not recorded."""
        return appeal_ends_on(self.happened())


class DecisionStep(TimestampedModel):
    """An act that was done with a decision: a row that is only ever added.

    ``due_on`` is the last day to answer a notice, or to appeal; ``note`` what was said (answer, appeal, reason).
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="steps")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=20, choices=[(act.value, act.value) for act in DecisionAct])
    happened_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=12, choices=Delivery.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=CountyOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("steg i vedtak")
        ordering = ["decision", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "sequence"], name="decision_step_once"),
            models.CheckConstraint(
                condition=~Q(act__in=_SETTING_APPEAL) | Q(due_on__isnull=False), name="receipt_sets_appeal_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(act=DecisionAct.NOTIFY.value) | ~Q(channel=""), name="notice_says_how_it_was_sent"
            ),
            models.CheckConstraint(
                condition=~Q(act=DecisionAct.COUNTY_OUTCOME.value) | ~Q(outcome=""), name="county_outcome_is_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.happened_on}"


class LetterKind(models.TextChoices):
    """What a letter is."""

    DECISION = "decision", _("vedtaksbrev")
    ADVANCE_NOTICE = "advance_notice", _("forhåndsvarsel")
    CERTIFICATE = "certificate", _("deltakerbevis")


class LetterQuerySet(CaseQuerySet["Letter"]):
    """Questions about letters."""

    resource = Resource.DECISION


class Letter(TimestampedModel):
    """A letter as it was made, once: the document with its checksum, and the data it was set from."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="letters")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    language = models.CharField(max_length=2, choices=LetterLanguage.choices)
    issued_on = models.DateField()
    data = models.JSONField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="letter")

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("brev")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], name="one_letter_a_decision", condition=Q(kind=LetterKind.DECISION)
            ),
            models.UniqueConstraint(
                fields=["participation", "language"],
                name="one_certificate_a_programme",
                condition=Q(kind=LetterKind.CERTIFICATE),
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(participation__isnull=False), name="letter_is_about_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"


class ApprovalRule(TimestampedModel):
    """A municipality's own rule: decisions of this type are approved by a team leader before they are made."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="approval_rules")
    decision_type = models.CharField(max_length=40, choices=DecisionType.choices)

    class Meta:
        verbose_name = _("krav om godkjenning")
        ordering = ["municipality", "decision_type"]
        constraints = [models.UniqueConstraint(fields=["municipality", "decision_type"], name="approval_rule_once")]

    def __str__(self) -> str:
        return self.decision_type
