"""What NIR, the national introduction register, is told: events as they were, files, and what has been delivered.

What an event says never changes. When the case says something else, another event ``corrects`` it; when the case no
longer says it at all, that event ``is_withdrawn``. What has been delivered, and how, is a row of its own.
"""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from integration.nir.kinds import NirKind
from participants.models import CaseQuerySet, Participant


class NirEventQuerySet(CaseQuerySet["NirEvent"]):
    """Questions about events."""

    resource = Resource.NIR

    def newest(self) -> Self:
        """What holds now: events that no other event corrects."""
        return self.filter(corrected_by__isnull=True)

    def undelivered(self) -> Self:
        """Those that have neither been delivered nor lie in a file that waits to be."""
        return self.exclude(Exists(NirDelivery.objects.filter(event=OuterRef("pk"), is_released=False)))

    def unregistered(self) -> Self:
        """Those that NIR does not know: not delivered, even where they lie in a file that waits to be."""
        known = NirDelivery.objects.filter(event=OuterRef("pk"), is_released=False, delivered_on__isnull=False)
        return self.exclude(Exists(known))

    def to_tell(self, reports_from: dt.date) -> Self:
        """What NIR is to know: it holds, and is of the time that this system answers for.

        What was withdrawn before anybody was told is told to nobody.
        """
        ours = Q(happened_on__gte=reports_from) | Q(told_before__isnull=False)
        return self.newest().filter(ours).exclude(is_withdrawn=True, told_before__isnull=True)

    def awaiting(self, reports_from: dt.date) -> Self:
        """What is to be told, and neither has been delivered nor lies in a file that waits to be."""
        return self.to_tell(reports_from).undelivered()


class NirEvent(TimestampedModel):
    """One thing that happened in a case, as NIR is to know it.

    ``subject_id`` is the row of the case that it comes from. ``held_on`` is the day on which this system came to hold
    it, ``due_on`` the last day to register it. ``content`` has the facts in this system's codes. ``told_before`` is the
    last of those it corrects that NIR has been told of, or that lies in a file that waits.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="nir_events")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hendelse"), max_length=20, choices=NirKind.choices)
    subject_id = models.UUIDField()
    happened_on = models.DateField(_("skjedde"))
    held_on = models.DateField(_("registrert her"))
    due_on = models.DateField(_("frist"))
    content: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=32)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    told_before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_withdrawn = models.BooleanField(_("trukket tilbake"), default=False)

    objects: ClassVar[NirEventQuerySet] = NirEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("hendelse til NIR")
        verbose_name_plural = _("hendelser til NIR")
        ordering = ["happened_on", "id"]
        indexes = [
            models.Index(fields=["municipality", "due_on", "id"], name="nir_event_by_due_day"),
            models.Index(fields=["participant", "happened_on"], name="nir_event_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "participant"],
                name="nir_event_begins_once",
                condition=Q(corrects__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(corrects__isnull=False), name="nir_withdrawal_points_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class NirExportQuerySet(models.QuerySet["NirExport"]):
    """Questions about files; the people in them are in the deliveries."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's municipalities."""
        return self.filter(municipality__in=actor.municipality_ids)


class NirExport(VersionedModel):
    """A file for NIR: made once, delivered or discarded. ``codes`` is the mapping as it was when it was made."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(_("format"), max_length=20)
    schema_version = models.PositiveSmallIntegerField(_("versjon av formatet"))
    codes: Any = models.JSONField(default=dict)
    events = models.PositiveIntegerField(_("hendelser"), default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("levert"), null=True, blank=True)
    delivered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(_("forkastet"), null=True, blank=True)

    objects: ClassVar[NirExportQuerySet] = NirExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fil til NIR")
        verbose_name_plural = _("filer til NIR")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                name="one_nir_file_waits",
                condition=Q(delivered_on__isnull=True, discarded_at__isnull=True),
                violation_error_message=_("Det ligger allerede en fil som ikke er levert."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(discarded_at__isnull=True),
                name="nir_file_is_delivered_or_discarded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {timezone.localdate(self.created_at)}"

    @property
    def is_waiting(self) -> bool:
        """Whether it has neither been delivered nor discarded."""
        return self.delivered_on is None and self.discarded_at is None


class NirDeliveryQuerySet(CaseQuerySet["NirDelivery"]):
    """Questions about deliveries."""

    resource = Resource.NIR


class NirDelivery(TimestampedModel):
    """That an event lies in a file, or was registered in NIR by hand (no file).

    ``is_released``: the file was discarded, so that the event is to be delivered again.
    """

    event = models.ForeignKey(NirEvent, on_delete=models.PROTECT, related_name="deliveries")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    export = models.ForeignKey(NirExport, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    delivered_on = models.DateField(_("levert"), null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    is_released = models.BooleanField(default=False)

    objects: ClassVar[NirDeliveryQuerySet] = NirDeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("levering til NIR")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["export", "event"], name="nir_delivery_by_file")]
        constraints = [
            models.UniqueConstraint(fields=["event"], name="nir_event_delivered_once", condition=Q(is_released=False)),
            models.CheckConstraint(
                condition=Q(export__isnull=False) | Q(delivered_on__isnull=False),
                name="nir_by_hand_is_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.delivered_on or ''}"


class NirCode(VersionedModel):
    """NIR's code for one of ours in one municipality; without a row there is none, and the file says so."""

    municipality = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    code_list = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    nir_code = models.CharField(_("kode i NIR"), max_length=60)

    class Meta:
        verbose_name = _("kode til NIR")
        ordering = ["code_list", "code"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code_list", "code"], name="nir_code_once"),
            models.CheckConstraint(condition=~Q(nir_code=""), name="nir_code_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.code_list} {self.code} → {self.nir_code}"


class NirSetting(VersionedModel):
    """From which day a municipality delivers to NIR from here; what happened before was registered in NIR by hand."""

    municipality = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="+")
    reports_from = models.DateField(_("leveres herfra fra og med"))

    class Meta:
        verbose_name = _("levering til NIR")
        ordering = ["municipality"]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.reports_from}"
