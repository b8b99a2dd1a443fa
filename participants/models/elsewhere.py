"""That somebody here was registered in another municipality too: a question to the municipality that had the case."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, Role, User, VersionedModel
from participants.models.participant import CaseQuerySet, Confidentiality, Participant


class NoticeAnswer(models.TextChoices):
    """What the municipality that had the case says."""

    MOVING = "moving", _("deltakeren flytter")
    OTHER_PERSON = "other_person", _("det er ikke samme person")
    STAYS = "stays", _("deltakeren blir her")


class SamePersonQuerySet(CaseQuerySet["SamePersonNotice"]):
    """Questions about notices. One about a protected person is the privacy officer's alone."""

    resource = Resource.SAME_PERSON

    def visible_to(self, actor: Actor) -> Self:
        """Open ones for casework, protected ones for the privacy officer."""
        if not may(actor, Resource.SAME_PERSON, Action.VIEW):
            return self.none()
        inside = self.filter(municipality__in=actor.municipality_ids)
        if actor.is_system:
            return inside
        does_casework = may(actor, Resource.TRANSFER, Action.VIEW)
        cases = self.without_hidden(inside.filter(is_protected=False), actor) if does_casework else self.none()
        shown = Q(pk__in=cases.order_by().values("pk"))
        if actor.has_role(Role.PRIVACY_OFFICER):
            shown |= Q(is_protected=True)
        return inside.filter(shown)

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Without those about protected people, but for those that the privacy officer answers without a name."""
        people = Participant.objects.filter(confidentiality=Confidentiality.OPEN, is_shielded=False)
        return self.filter(Q(is_protected=True) | Q(participant__in=people.values("pk")))

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_on__isnull=True)


class SamePersonNotice(VersionedModel):
    """A number of this case was registered in ``elsewhere`` on ``noticed_on``; nothing else of that case is told.

    Written by the database alone (``fot_report_elsewhere``), since neither municipality sees the other.
    ``is_protected`` follows both people by a trigger: whether one of the two cases is graded or shielded.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="same_person_notices")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    elsewhere = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("annen kommune"))
    noticed_on = models.DateField(_("oppdaget"))
    is_protected = models.BooleanField(default=False, editable=False)
    answer = models.CharField(_("svar"), max_length=12, choices=NoticeAnswer.choices, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    answered_on = models.DateField(_("besvart"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[SamePersonQuerySet] = SamePersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("samme person i en annen kommune")
        verbose_name_plural = _("samme person i andre kommuner")
        ordering = ["-noticed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "elsewhere"], name="one_notice_for_each_municipality"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""), name="answered_notice_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} – {self.elsewhere_id}"
