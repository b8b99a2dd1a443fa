"""How somebody has arranged the portfolio for one workplace: chosen columns, and filters kept under a name."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from agencies.models import Agency, TimestampedModel, User


class OwnQuerySet(models.QuerySet[Any]):
    """Rows that are somebody's own; nobody else ever meets them."""

    def own(self, actor: Actor) -> Self:
        """The actor's, at the agency acted for."""
        return self.filter(user=actor.user_id, agency=actor.agency_id)


class PortfolioColumns(TimestampedModel):
    """The columns that somebody has left out; a column that comes later is shown."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    hidden: Any = models.JSONField(_("kolonner som ikke vises"), default=list)

    objects: ClassVar[OwnQuerySet] = OwnQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kolonnevalg")
        verbose_name_plural = _("kolonnevalg")
        constraints = [models.UniqueConstraint(fields=["user", "agency"], name="one_choice_of_columns")]

    def __str__(self) -> str:
        return ", ".join(self.hidden)


class SavedFilter(TimestampedModel):
    """A filter of the portfolio under a name. ``query`` is the address after the question mark, without names."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("navn"), max_length=60)
    query = models.CharField(_("filter"), max_length=500)
    position = models.PositiveSmallIntegerField(_("rekkefølge"))

    objects: ClassVar[OwnQuerySet] = OwnQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lagret filter")
        verbose_name_plural = _("lagrede filtre")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "agency", "name"], name="filter_named_once")]

    def __str__(self) -> str:
        return self.name
