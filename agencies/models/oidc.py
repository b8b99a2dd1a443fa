"""Who staff are at their employer's identity provider, and which of its claims give roles here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.base import TimestampedModel
from agencies.models.staff import Role, User


class OidcIdentity(TimestampedModel):
    """A user's identity at a provider; the subject is for one person for ever (OpenID Connect Core 8)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="oidc_identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("identitet hos arbeidsgiver")
        ordering = ["user", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="oidc_identity_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="oidc_identity_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issuer}"


class ClaimMapping(TimestampedModel):
    """A value of a provider's claim that gives a role in an agency, as its administrator has registered."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="claim_mappings")
    issuer = models.CharField(_("innloggingstjeneste"), max_length=200)
    value = models.CharField(_("verdi"), max_length=200)
    role = models.CharField(_("rolle"), max_length=20, choices=Role.choices)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rolle fra innlogging")
        ordering = ["agency", "issuer", "value", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "issuer", "value", "role"], name="claim_mapped_once", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.role} {self.agency_id}"
