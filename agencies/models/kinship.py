"""What staff have declared of themselves and their close family; read by the rule and by nobody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.base import TimestampedModel
from agencies.models.staff import User


class Kinship(models.TextChoices):
    """How the declared number concerns the member of staff."""

    OWN = "own", _("mitt eget nummer")
    FAMILY = "family", _("noen i min nærmeste familie")


class DeclaredKin(TimestampedModel):
    """The keyed hash of a number that a member of staff has declared.

    The application may neither read nor write the table: ``fot_declare_kin`` writes it and the rule reads it. Nothing
    declared is taken back, or one could take it back to open the case.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kinship.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("opplyst nær relasjon")
        ordering = ["user", "id"]
        indexes = [models.Index(fields=["digest"], name="kin_by_digest")]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="kin_declared_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
