"""Training and measures that count although they were not held here: before settlement, in another municipality."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.classes.words import CourseKind, EarlierSetting, Topic
from programmes.models.plan import ElementKind


class EarlierTrainingQuerySet(CaseQuerySet["EarlierTraining"]):
    """Questions about training held elsewhere."""

    resource = Resource.TEST_RESULT


class EarlierTraining(VersionedModel):
    """Hours and meetings of one kind of course; elements done before settlement are built on (Act § 15, Reg. § 2).

    With a ``measure`` it is no course but another measure, such as language practice from a reception centre.
    ``language`` is that of the instruction, by its ISO 639 code.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="earlier_training")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    setting = models.CharField(_("hva slags sted"), max_length=20, choices=EarlierSetting.choices, blank=True)
    kind = models.CharField(_("type kurs"), max_length=20, choices=CourseKind.choices)
    topic = models.CharField(_("modul eller tema"), max_length=30, choices=Topic.choices, blank=True)
    measure = models.CharField(_("tiltak"), max_length=30, choices=ElementKind.choices, blank=True)
    language = models.CharField(_("språk i opplæringen"), max_length=10, blank=True)
    minutes = models.PositiveIntegerField(_("minutter"), default=0)
    meetings = models.PositiveSmallIntegerField(_("møter"), default=0)
    place = models.CharField(_("hvor"), max_length=200)
    first_day = models.DateField(_("fra og med"), null=True, blank=True)
    through = models.DateField(_("til og med"), null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[EarlierTrainingQuerySet] = EarlierTrainingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tidligere opplæring")
        verbose_name_plural = _("tidligere opplæring")
        ordering = ["kind", "topic", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="") | Q(kind="other", topic=""),
                name="earlier_measure_is_no_course",
                violation_error_message=_("Et tiltak er ikke et kurs. Velg «annen opplæring» og ingen modul."),
            ),
            models.CheckConstraint(
                condition=Q(through__isnull=True) | Q(first_day__isnull=True) | Q(through__gte=F("first_day")),
                name="earlier_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure or self.kind} {self.minutes}"
