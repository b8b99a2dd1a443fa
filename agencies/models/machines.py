"""Machines: the systems that an agency lets act for it, and their keys."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.base import TimestampedModel
from agencies.models.staff import Role, User


class MachineAccessQuerySet(models.QuerySet["MachineAccess"]):
    """Questions about which systems act for whom."""

    def standing(self) -> "MachineAccessQuerySet":
        """Those that nobody has ended."""
        return self.filter(ended_at__isnull=True)

    def of(self, agency_id: UUID | None) -> "MachineAccessQuerySet":
        """Those of an agency."""
        return self.filter(agency=agency_id)


class MachineAccess(TimestampedModel):
    """A system that acts for an agency in one role.

    ``organisation_number`` is that of the organisation whose signed tokens (``consumer``) open this access; it is empty
    for a system that comes with a key only. ``user`` is the account under which the system's acts are recorded: nobody
    logs in with it, and it has no membership.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="machines")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="machine")
    name = models.CharField(_("navn på systemet"), max_length=100)
    role = models.CharField(_("rolle"), max_length=20, choices=Role.choices)
    organisation_number = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(_("sist brukt"), null=True)
    ended_at = models.DateTimeField(_("avsluttet"), null=True, editable=False)

    objects: ClassVar[MachineAccessQuerySet] = MachineAccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("maskintilgang")
        verbose_name_plural = _("maskintilganger")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "organisation_number"],
                name="one_machine_of_an_organisation",
                condition=Q(ended_at=None) & ~Q(organisation_number=""),
                violation_error_message=_("Organisasjonen har alt en tilgang her."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_number"],
                name="machine_by_organisation",
                condition=Q(ended_at=None) & ~Q(organisation_number=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ApiToken(TimestampedModel):
    """An opaque bearer token: shown once, kept as a SHA-256 hash, bound to a user or a machine of one agency.

    ``scopes`` are the scopes of a machine's key (``agencies.machines.scopes``); the token of a person has none, and
    opens what the person's role opens.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="api_tokens")
    machine = models.ForeignKey(MachineAccess, null=True, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API-nøkkel")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(machine__isnull=True) | ~Q(scopes=[]), name="key_of_a_machine_has_scopes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agency}"
