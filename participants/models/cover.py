"""Who looks after whose cases while somebody is away."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.models import Agency, User, VersionedModel
from participants.models.participant import CaseQuerySet


class CoverQuerySet(CaseQuerySet["Cover"]):
    """Questions about cover; it tells of staff, and of no participant."""

    resource = Resource.DEADLINE

    def without_hidden(self, rows: Self, _actor: Actor) -> Self:
        """Nobody's case stands here."""
        return rows

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Nobody's case stands here."""
        return self

    def standing(self) -> Self:
        """Without those that were called off."""
        return self.filter(cancelled_at__isnull=True)

    def on(self, day: dt.date) -> Self:
        """In force on ``day``."""
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class Cover(VersionedModel):
    """A period (inclusive days) in which ``substitute`` does what is ``absent``'s to do; it ends by itself.

    Why somebody is away is nobody's business here, and is not kept. A cover says who gets flags, tasks and e-mails; it
    opens no case that the substitute may not see already.
    """

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("er borte"))
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("vikar"))
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"))
    arranged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("avlyst"), null=True, blank=True)

    objects: ClassVar[CoverQuerySet] = CoverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vikariat")
        verbose_name_plural = _("vikariater")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="cover_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="nobody_covers_for_oneself"),
            ExclusionConstraint(
                name="one_cover_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("absent", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message=_("Noen er allerede vikar i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id} → {self.substitute_id} {self.first_day} – {self.last_day}"
