"""How staff log in: their sessions, and what they prove themselves with besides the password."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models.base import TimestampedModel
from agencies.models.staff import User


class Proof(models.TextChoices):
    """What somebody logged in with."""

    PASSWORD = "password", _("passord")
    TOTP = "totp", _("passord og kode")
    RECOVERY = "recovery", _("passord og gjenopprettingskode")
    PASSKEY = "passkey", _("passnøkkel")
    OIDC = "oidc", _("arbeidsgiverens innlogging")


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    """Questions about sessions."""

    def running(self) -> "LoginSessionQuerySet":
        """Those that still let somebody in: not ended, not too old, not left alone for too long."""
        now = timezone.now()
        return self.filter(
            ended_at__isnull=True,
            created_at__gt=now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE),
            seen_at__gt=now - dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        )


class LoginSession(TimestampedModel):
    """One log-in of a member of staff at one browser, so that its owner can see it and end it.

    ``device`` is browser and system in words; the address one came from is not kept, since it says little and follows
    people home.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    proof = models.CharField(max_length=10, choices=Proof.choices, default=Proof.PASSWORD)
    device = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[LoginSessionQuerySet] = LoginSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("innlogging")
        verbose_name_plural = _("innlogginger")
        ordering = ["-seen_at", "-id"]
        indexes = [models.Index(fields=["user", "-seen_at"], name="session_by_user", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.user_id} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"


class TotpDevice(TimestampedModel):
    """An app that shows codes (RFC 6238). ``secret`` is sealed (``agencies.operations.sealing``).

    ``last_step`` is the half minute of the newest code that was used: no code is good twice.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="totp_device")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("kodeapp")
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(TimestampedModel):
    """A code for the day the telephone is gone, good once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("gjenopprettingskode")
        ordering = ["user", "created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {timezone.localdate(self.created_at)}"


class Passkey(TimestampedModel):
    """A key in a telephone or a machine (WebAuthn). ``credential``: its id and public key as the browser gave them."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(_("navn"), max_length=60)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passnøkkel")
        ordering = ["user", "created_at", "id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"
