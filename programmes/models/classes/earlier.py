"""Training that counts although it was not held in a class here: at a reception centre, in another municipality."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.classes.words import CourseKind, Topic


class EarlierTrainingQuerySet(CaseQuerySet["EarlierTraining"]):
    """Questions about training held elsewhere."""

    resource = Resource.TEST_RESULT


class EarlierTraining(VersionedModel):
    """Hours and meetings of one kind of course; elements done before settlement are built on (Act § 15, Reg. § 2)."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="earlier_training")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("type kurs"), max_length=20, choices=CourseKind.choices)
    topic = models.CharField(_("modul eller tema"), max_length=30, choices=Topic.choices, blank=True)
    minutes = models.PositiveIntegerField(_("minutter"), default=0)
    meetings = models.PositiveSmallIntegerField(_("møter"), default=0)
    place = models.CharField(_("hvor"), max_length=200)
    through = models.DateField(_("til og med"), null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[EarlierTrainingQuerySet] = EarlierTrainingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tidligere opplæring")
        verbose_name_plural = _("tidligere opplæring")
        ordering = ["kind", "topic", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.minutes}"
