"""Users, and the roles they have in agencies."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.base import TimestampedModel


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is what they log in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password the account can only be used after one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, TimestampedModel):
    """A member of staff. What a user may do stands in the memberships, never on the user."""

    email = models.EmailField(_("e-post"), unique=True)
    name = models.CharField(_("navn"), max_length=200)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    # Follows from what the user has set up; it stands here because every request asks.
    has_second_factor = models.BooleanField(default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member of staff does in an agency."""

    ENROLMENT_OFFICER = "enrolment_officer", _("mottaksansvarlig")
    PROGRAMME_ADVISER = "programme_adviser", _("programrådgiver")
    TEAM_LEADER = "team_leader", _("teamleder")
    LEADER = "leader", _("leder")
    NAV_ADVISER = "nav_adviser", _("NAV-veileder")
    TEACHER = "teacher", _("lærer")
    SCHOOL_SYSTEM = "school_system", _("skolesystem")
    PRIVACY_OFFICER = "privacy_officer", _("personvernombud")
    ADMINISTRATOR = "administrator", _("administrator")
    # These two are nobody's post: they come by a link of their own, to one thing.
    EMPLOYER_CONTACT = "employer_contact", _("kontakt hos arbeidsgiver")
    PARTICIPANT = "participant", _("deltaker")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about who works where."""

    def active_on(self, day: dt.date) -> "MembershipQuerySet":
        """Memberships in force on ``day`` of users who may log in; one that was ended at once counts no more."""
        return self.standing().filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day, user__is_active=True
        )

    def standing(self) -> "MembershipQuerySet":
        """Without those that somebody ended at once."""
        return self.filter(ended_at__isnull=True)

    def present_or_coming(self, day: dt.date) -> "MembershipQuerySet":
        """Those that give access on ``day`` or later."""
        return self.standing().filter(Q(last_day__isnull=True) | Q(last_day__gte=day))


class Membership(TimestampedModel):
    """A role that a user has in an agency in a period (inclusive days).

    ``ended_at`` says that it was ended at once, before its last day was over: it gives no access from that second on.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rolle"), max_length=20, choices=Role.choices)
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)
    cleared_for_confidential = models.BooleanField(
        _("kan se fortrolig adresse (kode 7)"),
        default=False,
        help_text=_("Gjelder ikke strengt fortrolig adresse; der må den ansatte være navngitt på saken."),
    )
    cleared_for_shielded = models.BooleanField(_("kan se skjermede (ansatte og deres nærmeste)"), default=False)

    ended_at = models.DateTimeField(_("avsluttet"), null=True, blank=True, editable=False)
    # Given by a claim of the employer's log-in, and ended because the claim was gone: then the claim can give it again.
    mapping = models.ForeignKey("ClaimMapping", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_by_claim = models.BooleanField(default=False, editable=False)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tilknytning")
        ordering = ["agency", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role", "first_day"], name="membership_once_per_first_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"
