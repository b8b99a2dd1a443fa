"""Proposals from those who may not decide: whoever is responsible accepts or declines (design decision 4)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, AgencyKind, User, VersionedModel
from participants.models import CaseQuerySet, Participant


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    WAITING = "waiting", _("venter på svar")
    ACCEPTED = "accepted", _("godtatt")
    DECLINED = "declined", _("avslått")
    WITHDRAWN = "withdrawn", _("trukket")
    REPLACED = "replaced", _("erstattet av et nytt forslag")


class ProposalAddressee(models.TextChoices):
    """Who answers: the responsible agency of what is proposed."""

    MUNICIPALITY = "municipality", _("kommunen")
    NAV = "nav", _("NAV")


def addressed_by(actor: Actor) -> ProposalAddressee:
    """Which proposals the actor's agency answers."""
    is_nav = actor.agency_kind == AgencyKind.NAV_OFFICE
    return ProposalAddressee.NAV if is_nav else ProposalAddressee.MUNICIPALITY


class ProposalQuerySet(CaseQuerySet["Proposal"]):
    """Questions about proposals."""

    resource = Resource.PROPOSAL

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=ProposalState.WAITING)

    def to_answer(self, actor: Actor) -> Self:
        """Those that wait for the actor's own agency."""
        return self.waiting().filter(addressee=addressed_by(actor))


class Proposal(VersionedModel):
    """One proposal about one person. ``kind`` is a code of ``programmes.proposals``, which reads ``payload``."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="proposals")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hva"), max_length=40)
    payload: Any = models.JSONField()
    addressee = models.CharField(
        _("besvares av"), max_length=12, choices=ProposalAddressee.choices, default=ProposalAddressee.MUNICIPALITY
    )
    note = models.TextField(_("begrunnelse for forslaget"), blank=True)
    state = models.CharField(_("tilstand"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_from = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)
    answer_reason = models.TextField(_("begrunnelse for svaret"), blank=True)
    result_id = models.UUIDField(null=True, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    objects: ClassVar[ProposalQuerySet] = ProposalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("forslag")
        verbose_name_plural = _("forslag")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["municipality", "created_at"], name="proposal_waiting", condition=Q(state="waiting"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer_reason=""),
                name="declined_proposal_says_why",
                violation_error_message=_("Skriv hvorfor forslaget avslås."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="answered_proposal_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
