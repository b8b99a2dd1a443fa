"""What municipality and NAV share about one case: messages, who has read them, and the hand-over at the end."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup, Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.participation import MainActivity, Participation


class CaseMessageQuerySet(CaseQuerySet["CaseMessage"]):
    """Questions about messages."""

    resource = Resource.CASE_MESSAGE

    def unread_by(self, actor: Actor) -> Self:
        """Those of the other side that the actor has not had on the screen."""
        seen = ThreadReading.objects.filter(
            participant=OuterRef("participant"), user=actor.user_id, read_up_to__gte=OuterRef("created_at")
        )
        return self.filter(~Exists(seen)).exclude(sent_from=actor.agency_id)


class CaseMessage(TimestampedModel):
    """One message of a case's thread between the municipality and NAV; it stays as it was sent."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="messages")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("melding"))
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_from = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CaseMessageQuerySet] = CaseMessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldinger")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["participant", "created_at"], name="message_in_thread")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return f"{self.sent_from} {timezone.localdate(self.created_at):%d.%m.%Y}"


class ThreadReading(TimestampedModel):
    """How far one member of staff has read the thread of a case."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_up_to = models.DateTimeField(_("lest til"))

    class Meta:
        verbose_name = _("lesing av meldinger")
        ordering = ["participant", "user"]
        constraints = [models.UniqueConstraint(fields=["participant", "user"], name="one_reading_a_reader")]

    def __str__(self) -> str:
        return f"{self.user} {timezone.localdate(self.read_up_to):%d.%m.%Y}"


class JobSeeker(models.TextChoices):
    """Whether the participant is registered as a job seeker with NAV."""

    REGISTERED = "registered", _("registrert som arbeidssøker")
    NOT_NEEDED = "not_needed", _("trengs ikke, er i arbeid eller utdanning")


class HandoverAnswer(models.TextChoices):
    """What NAV does."""

    TAKES_OVER = "takes_over", _("NAV følger opp")
    NO_FOLLOW_UP = "no_follow_up", _("NAV følger ikke opp")


class HandoverQuerySet(CaseQuerySet["Handover"]):
    """Questions about hand-overs."""

    resource = Resource.HANDOVER

    def open(self) -> Self:
        """Those that NAV has not answered."""
        return self.filter(answered_on__isnull=True, cancelled_on__isnull=True)

    def due_soon(self, day: dt.date, days: int) -> Self:
        """Open ones that fall due within so many days, or should have been answered."""
        return self.open().filter(due_on__lte=day + dt.timedelta(days=days))


class Handover(VersionedModel):
    """From the programme to NAV: the municipality's checklist, and NAV's answer, without which it stays open.

    Whether NAV has a contact is read from who is assigned to the case; ``due_on`` is the day NAV must have answered.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="handovers")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="handover")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("NAV-kontor"))
    opened_on = models.DateField(_("åpnet"))
    due_on = models.DateField(_("svar innen"))
    job_seeker = models.CharField(_("arbeidssøker"), max_length=12, choices=JobSeeker.choices, blank=True)
    activity = models.CharField(
        _("aktivitet etter programmet"), max_length=40, choices=MainActivity.choices, blank=True
    )
    follow_up_on = models.DateField(_("første oppfølging"), null=True, blank=True)
    documents_shared_on = models.DateField(_("dokumenter gitt til NAV"), null=True, blank=True)
    note = models.TextField(_("det NAV må vite"), blank=True)
    sent_on = models.DateField(_("sendt"), null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("svar"), max_length=12, choices=HandoverAnswer.choices, blank=True)
    answer_note = models.TextField(_("begrunnelse"), blank=True)
    first_meeting_on = models.DateField(_("første møte hos NAV"), null=True, blank=True)
    answered_on = models.DateField(_("besvart"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_on = models.DateField(_("bortfalt"), null=True, blank=True)

    objects: ClassVar[HandoverQuerySet] = HandoverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("overlevering")
        verbose_name_plural = _("overleveringer")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["municipality", "due_on"],
                name="handover_open",
                condition=Q(answered_on__isnull=True, cancelled_on__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="answered_handover_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(answer="no_follow_up") | ~Q(answer_note=""), name="handover_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether NAV has still to answer."""
        return self.answered_on is None and self.cancelled_on is None

    def tells_the_checklist(self, opened: frozenset[FieldGroup]) -> bool:
        """Whether whoever these field groups are opened for reads it: until it is sent it is the municipality's own."""
        return self.sent_on is not None or FieldGroup.NOTES in opened
