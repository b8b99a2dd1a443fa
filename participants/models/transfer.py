"""Requests to move a case to another municipality (law.md 5.6)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, Role, User, VersionedModel
from participants.models.participant import CaseQuerySet, Participant

RECEIVING_ROLES = (Role.TEAM_LEADER, Role.ENROLMENT_OFFICER)
"""Who in the receiving municipality opens requests that name nobody."""


class TransferState(models.TextChoices):
    """What has become of a request."""

    REQUESTED = "requested", _("venter på svar")
    ACCEPTED = "accepted", _("godtatt")
    DECLINED = "declined", _("avslått")
    WITHDRAWN = "withdrawn", _("trukket tilbake")


class TransferQuerySet(CaseQuerySet["TransferRequest"]):
    """Questions about requests. They have two sides, so they are visible by two rules."""

    resource = Resource.TRANSFER

    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor's municipality has sent, and those that it has been asked."""
        if not may(actor, Resource.TRANSFER, Action.VIEW):
            return self.none()
        return self.filter(self._sent_by(actor) | _received_by(actor))

    def sent_by(self, actor: Actor) -> Self:
        """Those that the actor's municipality has sent."""
        return self.visible_to(actor).filter(municipality__in=actor.municipality_ids)

    def received_by(self, actor: Actor) -> Self:
        """Those that the actor's municipality has been asked."""
        return self.visible_to(actor).filter(to_municipality__in=actor.municipality_ids)

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=TransferState.REQUESTED)

    def answered(self) -> Self:
        """Those that do not wait any more, the latest first."""
        return self.exclude(state=TransferState.REQUESTED).order_by("-answered_on", "-id")

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Without those about protected people; the receiver does not see the case that says so."""
        return self.filter(is_protected=False)

    def _sent_by(self, actor: Actor) -> Q:
        sent = TransferRequest.objects.filter(municipality__in=actor.municipality_ids)
        shown = sent if actor.is_system else self.without_hidden(sent, actor).exclude(_TELLS_WHERE)
        return Q(pk__in=shown.order_by().values("pk"))


# Where a person went who is protected there; those who are named on the case that was closed may know.
_TELLS_WHERE = Q(Func(F("participant_id"), function="fot_hides_where", output_field=BooleanField()))


def _received_by(actor: Actor) -> Q:
    """A request that was withdrawn is no longer the receiver's; one about a protected person is its contact's only.

    Nobody receives the own case or that of close family; the case that was made of it may know them by more numbers.
    """
    asked = Q(to_municipality__in=actor.municipality_ids) & ~Q(state=TransferState.WITHDRAWN)
    if actor.is_system:
        return asked
    opened = Q(contact=actor.user_id)
    if actor.has_role(*RECEIVING_ROLES):
        opened |= Q(is_protected=False)
    return asked & opened & _of_a_stranger("participant") & _of_a_stranger("received_as")


def _of_a_stranger(case: str) -> Q:
    return Q(Func(F(f"{case}_id"), function="fot_is_stranger", output_field=BooleanField()))


class TransferRequest(VersionedModel):
    """A municipality asks another to take over a case. It belongs to the case of the municipality that asks.

    The receiver sees the request and what ``participants.transfers`` shows of the case; never the case itself.
    ``stated`` is what the sender has answered to the questions of each part; ``received_as`` the receiver's new case.
    ``is_protected`` follows the person by a trigger: whether the case that was sent or the one it became is protected.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="transfers")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("fra kommune"))
    to_municipality = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("til kommune")
    )
    state = models.CharField(_("status"), max_length=12, choices=TransferState.choices, default=TransferState.REQUESTED)
    moves_on = models.DateField(_("flytter"), null=True, blank=True)
    contact = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kontakt hos mottakeren"),
    )
    is_protected = models.BooleanField(default=False, editable=False)
    stated = models.JSONField(default=dict, blank=True, editable=False)
    requested_on = models.DateField(_("sendt"))
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("besvart"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.TextField(_("begrunnelse for avslaget"), blank=True)
    received_as = models.OneToOneField(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="received_by_transfer"
    )

    objects: ClassVar[TransferQuerySet] = TransferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("forespørsel om flytting")
        verbose_name_plural = _("forespørsler om flytting")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["municipality", "-created_at"], name="transfer_sent"),
            models.Index(fields=["to_municipality", "-created_at"], name="transfer_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], name="one_transfer_at_a_time", condition=Q(state=TransferState.REQUESTED)
            ),
            models.CheckConstraint(condition=~Q(municipality=F("to_municipality")), name="transfer_to_another"),
            models.CheckConstraint(
                condition=Q(state=TransferState.REQUESTED) | Q(answered_on__isnull=False),
                name="closed_transfer_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.DECLINED) | ~Q(decline_reason=""),
                name="declined_transfer_says_why",
                violation_error_message=_("Skriv hvorfor kommunen ikke tar over saken."),
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.ACCEPTED, received_as__isnull=False)
                | ~Q(state=TransferState.ACCEPTED) & Q(received_as__isnull=True),
                name="accepted_transfer_has_its_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} → {self.to_municipality_id}"
