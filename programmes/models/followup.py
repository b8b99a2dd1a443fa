"""Follow-up of a participant: reviews of the plan, the journal and its private drafts, appointments, calendar links."""

import datetime as dt
import secrets
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Document, Participant
from programmes.models.participation import Participation


class AppointmentKind(models.TextChoices):
    """What an appointment is for."""

    CONVERSATION = "conversation", _("samtale")
    REVIEW = "review", _("gjennomgang av planen")
    MEETING = "meeting", _("samarbeidsmøte")
    HOME_VISIT = "home_visit", _("hjemmebesøk")


class AppointmentState(models.TextChoices):
    """What became of an appointment."""

    PLANNED = "planned", _("avtalt")
    ATTENDED = "attended", _("møtt")
    NO_SHOW = "no_show", _("ikke møtt")
    CANCELLED = "cancelled", _("avlyst")


class Reminder(models.TextChoices):
    """How the participant is reminded the day before; the message says nothing of what it is about."""

    NONE = "none", _("ingen påminnelse")
    EMAIL = "email", _("e-post")
    SMS = "sms", _("SMS")


class EntryKind(models.TextChoices):
    """What an entry of the journal is about."""

    NOTE = "note", _("notat")
    CONVERSATION = "conversation", _("samtale")
    PHONE = "phone", _("telefon eller melding")
    MEETING = "meeting", _("samarbeidsmøte")
    HOME_VISIT = "home_visit", _("hjemmebesøk")


CONTACTS = frozenset({EntryKind.CONVERSATION, EntryKind.PHONE, EntryKind.MEETING, EntryKind.HOME_VISIT})
"""The kinds of entry that are contact with the participant."""


class AppointmentQuerySet(CaseQuerySet["Appointment"]):
    """Questions about appointments."""

    resource = Resource.APPOINTMENT

    def planned(self) -> Self:
        """Neither held nor called off."""
        return self.filter(state=AppointmentState.PLANNED)

    def without_minutes(self) -> Self:
        """Attended, and nothing published of what was said."""
        unwritten = self.filter(state=AppointmentState.ATTENDED, reviews__held_on__isnull=True)
        return unwritten.filter(~models.Exists(JournalEntry.objects.filter(appointment=models.OuterRef("pk"))))


class Appointment(VersionedModel):
    """A meeting with the participant: when, where, with whom of the staff, and in which language."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="appointments")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ansatt"))
    kind = models.CharField(
        _("hva"), max_length=20, choices=AppointmentKind.choices, default=AppointmentKind.CONVERSATION
    )
    starts_at = models.DateTimeField(_("tidspunkt"))
    minutes = models.PositiveSmallIntegerField(_("varighet i minutter"), default=60)
    place = models.CharField(_("sted"), max_length=200)
    interpreter_language = models.CharField(_("tolkespråk"), max_length=10, blank=True)
    interpreter_ordered_on = models.DateField(_("tolk bestilt"), null=True, blank=True)
    interpreter_confirmed_on = models.DateField(_("tolk bekreftet"), null=True, blank=True)
    reminder = models.CharField(_("påminnelse"), max_length=10, choices=Reminder.choices, default=Reminder.NONE)
    state = models.CharField(
        _("status"), max_length=12, choices=AppointmentState.choices, default=AppointmentState.PLANNED
    )
    outcome_note = models.CharField(_("merknad"), max_length=500, blank=True)

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("avtale")
        verbose_name_plural = _("avtaler")
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["user", "starts_at"], name="appointment_of_user"),
            models.Index(
                fields=["municipality", "starts_at"], name="appointment_planned", condition=Q(state="planned")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=600),
                name="appointment_has_a_length",
                violation_error_message=_("En avtale varer fra 5 til 600 minutter."),
            ),
            models.CheckConstraint(
                condition=~Q(interpreter_language="")
                | Q(interpreter_ordered_on__isnull=True, interpreter_confirmed_on__isnull=True),
                name="interpreter_has_a_language",
                violation_error_message=_("Velg tolkespråk."),
            ),
            models.CheckConstraint(
                condition=Q(interpreter_confirmed_on__isnull=True) | Q(interpreter_ordered_on__isnull=False),
                name="confirmed_interpreter_is_ordered",
                violation_error_message=_("Tolken må være bestilt før den kan være bekreftet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at}"

    @property
    def ends_at(self) -> dt.datetime:
        """When it is planned to be over."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)


class ReviewQuerySet(CaseQuerySet["Review"]):
    """Questions about reviews of plans."""

    resource = Resource.REVIEW

    def planned(self) -> Self:
        """Neither held nor called off."""
        return self.filter(held_on__isnull=True, cancelled_on__isnull=True)


class Review(VersionedModel):
    """A review of the integration plan (Integration Act § 15): when it is due, what was said, what was agreed.

    NAV sees the days and what was agreed; the minutes are the municipality's.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="reviews")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="reviews")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    planned_on = models.DateField(_("planlagt"))
    held_on = models.DateField(_("holdt"), null=True, blank=True)
    held_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.TextField(_("hva som ble avtalt"), blank=True)
    minutes = models.TextField(_("referat"), blank=True)
    cancelled_on = models.DateField(_("avlyst"), null=True, blank=True)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gjennomgang av planen")
        verbose_name_plural = _("gjennomganger av planer")
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                name="one_planned_review",
                condition=Q(held_on__isnull=True, cancelled_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(cancelled_on__isnull=True) & ~Q(agreed=""),
                name="held_review_says_what_was_agreed",
                violation_error_message=_("Skriv hva som ble avtalt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_on}"


class JournalQuerySet(CaseQuerySet["JournalEntry"]):
    """Questions about the journal."""

    resource = Resource.JOURNAL

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(voided_at__isnull=True)


class JournalEntry(VersionedModel):
    """A published entry of the journal. Its text never changes: what was wrong is taken back, and written anew."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="journal")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(_("slag"), max_length=20, choices=EntryKind.choices, default=EntryKind.NOTE)
    happened_on = models.DateField(_("dato"))
    text = models.TextField(_("tekst"))
    follow_up_on = models.DateField(_("følges opp"), null=True, blank=True)
    followed_up_on = models.DateField(_("fulgt opp"), null=True, blank=True)
    voided_at = models.DateTimeField(_("trukket tilbake"), null=True, blank=True)
    voided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(_("hvorfor notatet er trukket tilbake"), max_length=1000, blank=True)

    objects: ClassVar[JournalQuerySet] = JournalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notat")
        verbose_name_plural = _("notater")
        ordering = ["-happened_on", "-created_at", "-id"]
        indexes = [models.Index(fields=["participant", "-happened_on"], name="journal_by_participant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="voided_entry_says_why"
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("happened_on")),
                name="followed_up_after_it_happened",
                violation_error_message=_("Oppfølgingen kan ikke være før det som skjedde."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class DraftQuerySet(CaseQuerySet["JournalDraft"]):
    """Questions about drafts."""

    resource = Resource.JOURNAL

    def without_hidden(self, rows: Self, actor: Actor) -> Self:
        """As for every case, and only the actor's own."""
        shown = super().without_hidden(rows, actor)
        return shown if actor.is_system else shown.filter(author=actor.user_id)


class JournalDraft(VersionedModel):
    """An entry that is not published: only its author sees it, also in the database, and no change is recorded of it.

    A table of its own, so that no log, no export and no list of the case can hold what nobody else is to see.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("slag"), max_length=20, choices=EntryKind.choices, default=EntryKind.NOTE)
    happened_on = models.DateField(_("dato"))
    text = models.TextField(_("tekst"), blank=True)
    follow_up_on = models.DateField(_("følges opp"), null=True, blank=True)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("utkast til notat")
        verbose_name_plural = _("utkast til notater")
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["author", "-changed_at"], name="draft_of_author")]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class AttachmentQuerySet(CaseQuerySet["JournalAttachment"]):
    """Questions about attachments."""

    resource = Resource.JOURNAL


class JournalAttachment(TimestampedModel):
    """A document of the case that belongs to a published entry."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="attachments")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vedlegg")
        verbose_name_plural = _("vedlegg")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.document_id}"


class CalendarLink(TimestampedModel):
    """A secret address under which a member of staff's calendar program fetches their appointments and deadlines.

    Only the hash of the secret is kept; a link that was taken back answers nobody.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kalenderlenke")
        verbose_name_plural = _("kalenderlenker")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency"], name="one_calendar_link", condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localdate(self.created_at)}"

    @staticmethod
    def new_secret() -> str:
        """A secret of 256 bits, fit for an address."""
        return secrets.token_urlsafe(32)
