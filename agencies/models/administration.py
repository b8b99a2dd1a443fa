"""How staff come in, how it is looked after who has access, and the agreement under which NAV sees cases."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.base import TimestampedModel, VersionedModel
from agencies.models.staff import Membership, User


class Invitation(TimestampedModel):
    """A way in, for once: the link in the e-mail is the signed id of this row, so that no secret is kept anywhere."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("utløper"))
    used_at = models.DateTimeField(_("brukt"), null=True)
    cancelled_at = models.DateTimeField(_("trukket tilbake"), null=True)

    class Meta:
        verbose_name = _("invitasjon")
        verbose_name_plural = _("invitasjoner")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {timezone.localdate(self.created_at)}"

    @property
    def is_open(self) -> bool:
        """Whether the link still leads in."""
        return self.used_at is None and self.cancelled_at is None and self.expires_at > timezone.now()


class AccessReview(TimestampedModel):
    """A round in which the administrator goes through everybody who has access, with a day by which it is done."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="access_reviews")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("frist"))
    closed_at = models.DateTimeField(_("ferdig"), null=True)

    class Meta:
        verbose_name = _("gjennomgang av tilganger")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency"], name="one_open_review_of_access", condition=Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.due_on}"


class AccessConfirmation(TimestampedModel):
    """What was said of one role in a review: it is still needed, or it was ended."""

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="confirmations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    is_kept = models.BooleanField(_("beholdes"))
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bekreftet tilgang")
        ordering = ["review", "created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "membership"], name="access_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.is_kept}"


class CooperationAgreementQuerySet(models.QuerySet["CooperationAgreement"]):
    """Questions about agreements."""

    def on(self, day: dt.date) -> "CooperationAgreementQuerySet":
        """In force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class CooperationAgreement(VersionedModel):
    """A written agreement between a municipality and a NAV office (law.md 7.1); both days are inclusive.

    Without one in force the NAV office sees nothing of the municipality's people (``agencies.serving``).
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="agreements_as_provider", verbose_name=_("NAV-kontor")
    )
    signed_on = models.DateField(_("undertegnet"))
    first_day = models.DateField(_("gjelder fra og med"))
    last_day = models.DateField(_("gjelder til og med"), null=True, blank=True)
    reference = models.CharField(_("saksnummer i arkivet"), max_length=60, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CooperationAgreementQuerySet] = CooperationAgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("samarbeidsavtale")
        verbose_name_plural = _("samarbeidsavtaler")
        ordering = ["municipality", "provider", "-first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="agreement_ends_after_it_begins",
                violation_error_message=_("Avtalen kan ikke slutte før den begynner."),
            ),
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("provider", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Det gjelder allerede en avtale i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} – {self.provider_id} {self.first_day}"
