"""Who works with a person, in periods."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User
from participants.models.participant import CaseQuerySet, Participant


class AssignmentKind(models.TextChoices):
    """What a member of staff is to the person."""

    ADVISER = "adviser", _("programrådgiver")
    DEPUTY = "deputy", _("stedfortreder")
    NAV_CONTACT = "nav_contact", _("NAV-kontakt")


class AssignmentQuerySet(CaseQuerySet["Assignment"]):
    """Questions about who works with whom."""

    resource = Resource.PARTICIPANT

    def on(self, day: dt.date) -> Self:
        """Assignments in force on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class Assignment(TimestampedModel):
    """A period (inclusive days) in which somebody is the person's adviser or NAV contact; one of each at a time."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="assignments")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(_("type"), max_length=12, choices=AssignmentKind.choices)
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)

    objects: ClassVar[AssignmentQuerySet] = AssignmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tildeling")
        verbose_name_plural = _("tildelinger")
        ordering = ["participant", "kind", "first_day"]
        indexes = [models.Index(fields=["user", "kind", "participant"], name="assignment_by_user")]
        constraints = [
            ExclusionConstraint(
                name="one_of_each_assignment_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Personen har allerede en kontakt av denne typen i perioden."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"
