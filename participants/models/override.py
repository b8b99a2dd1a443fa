"""Access that a caseworker has taken with a reason, to a case that a rule keeps for colleagues."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User
from participants.models.participant import Participant

SHORTEST_REASON, LONGEST_REASON = 10, 255


class AccessOverrideQuerySet(models.QuerySet["AccessOverride"]):
    """Questions about access taken."""

    resource = Resource.OVERRIDE

    def running_on(self, day: dt.date) -> Self:
        """Those that hold on ``day``."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class AccessOverride(TimestampedModel):
    """A member of staff sets a rule aside for one case and a period (inclusive, at most three months).

    It can only be added to: it runs out by itself, and what was done with it stays accounted for.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="overrides")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("regel"), max_length=40)
    reason = models.CharField(_("begrunnelse"), max_length=LONGEST_REASON)
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"))

    objects: ClassVar[AccessOverrideQuerySet] = AccessOverrideQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("egen tilgang")
        verbose_name_plural = _("egne tilganger")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["municipality", "-created_at"], name="override_by_municipality"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["participant", "user", "rule", "last_day"], name="override_once_to_a_day"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), SHORTEST_REASON), name="override_has_its_reason"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="override_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.participant_id}"
