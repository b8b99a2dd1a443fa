"""Gives staff their roles, changes them, and ends them: at once when somebody leaves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.actors import possible_roles
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.hooks import access_ended
from agencies.models import Agency, AgencyKind, ApiToken, Membership, Role, User
from agencies.models.staff import MembershipQuerySet
from agencies.operations.base import operation, require
from agencies.operations.login_sessions import end_other_sessions
from agencies.operations.outbox import put_in_outbox
from agencies.operations.second_factor import forget_factors
from agencies.operations.staffing.invitations import NEW_ROLE, withdraw_invitations, write_invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A role and its period (inclusive days); ``cleared`` opens confidential addresses (code 7)."""

    role: str
    first_day: dt.date
    last_day: dt.date | None = None
    cleared: bool = False


@operation
def invite(actor: Actor, *, email: str, name: str, phone: str = "", access: Sequence[Access]) -> User:
    """Give somebody new the roles, and send the way in; whoever has a log-in already is only told to look.

    Raises ``RuleRefused`` for an address that cannot be one, no role, or a role that the agency does not have.
    """
    agency = _own_agency(actor, Action.CREATE)
    address = email.strip().lower()
    refusals = [*_faults_of_person(address, name), *_faults_of_access(agency, access)]
    if refusals:
        raise RuleRefused(*refusals)
    user = _known_or_new(address, name.strip(), phone.strip())
    if user.pk == actor.user_id:
        raise RuleRefused(_own_access())
    for item in access:
        _give(agency, user, item)
    _tell(actor, user, agency)
    return user


@operation
def give_role(actor: Actor, user_id: UUID, access: Access) -> Membership:
    """Give somebody who is on the agency's list another role."""
    agency = _own_agency(actor, Action.CHANGE)
    user = _colleague(actor, agency, user_id)
    refusals = _faults_of_access(agency, [access])
    if refusals:
        raise RuleRefused(*refusals)
    membership = _give(agency, user, access)
    _tell(actor, user, agency)
    return membership


@operation
def change_role(
    actor: Actor, membership_id: UUID, *, first_day: dt.date, last_day: dt.date | None, cleared: bool
) -> Membership:
    """Change the period of a role; a last day that is past ends it at once."""
    agency = _own_agency(actor, Action.CHANGE)
    membership = Membership.objects.standing().select_related("user").get(pk=membership_id, agency=agency)
    _colleague(actor, agency, membership.user_id)
    refusals = _faults_of_access(agency, [Access(role=membership.role, first_day=first_day, last_day=last_day)])
    if refusals:
        raise RuleRefused(*refusals)
    membership.first_day, membership.last_day = first_day, last_day
    membership.cleared_for_confidential = cleared
    _save(membership)
    _refuse_without_administrator(agency)
    _after_ending(actor, agency, membership.user)
    return membership


@operation
def end_role(actor: Actor, membership_id: UUID) -> Membership:
    """End one role at once."""
    agency = _own_agency(actor, Action.CHANGE)
    membership = Membership.objects.standing().select_related("user").get(pk=membership_id, agency=agency)
    _colleague(actor, agency, membership.user_id)
    _end(Membership.objects.filter(pk=membership.pk))
    _refuse_without_administrator(agency)
    _after_ending(actor, agency, membership.user)
    membership.refresh_from_db()
    return membership


@operation
def deactivate(actor: Actor, user_id: UUID) -> User:
    """End everything that somebody has here, effective at once: roles, API keys, invitations and sessions.

    Every request looks up the memberships anew, so that the very next one sees nothing. Where the person works in no
    other agency, the user can no longer log in and sessions end. Higher floors release the cases
    (``agencies.hooks``).
    """
    agency = _own_agency(actor, Action.CHANGE)
    user = _colleague(actor, agency, user_id)
    _end(Membership.objects.standing().filter(user=user, agency=agency))
    _refuse_without_administrator(agency)
    _after_ending(actor, agency, user)
    return user


@operation
def invite_again(actor: Actor, user_id: UUID) -> None:
    """Send a fresh way in to somebody who has not used the first."""
    agency = _own_agency(actor, Action.CREATE)
    user = _colleague(actor, agency, user_id)
    if user.has_usable_password():
        raise RuleRefused(Refusal("has_password", _("Den ansatte har alt valgt passord og kan logge inn.")))
    write_invitation(actor, user, agency.pk)


@operation
def reset_log_in(actor: Actor, user_id: UUID) -> User:
    """Take away all that somebody logs in with, and send a fresh way in: for a lost telephone or a leaked password.

    The link goes to the person's own mailbox, so that an administrator cannot come in as somebody else.
    """
    agency = _own_agency(actor, Action.CHANGE)
    user = _colleague(actor, agency, user_id)
    if not Membership.objects.present_or_coming(timezone.localdate()).filter(user=user, agency=agency).exists():
        raise RuleRefused(Refusal("has_left", _("Den ansatte har ikke tilgang her.")))
    forget_factors(user)
    end_other_sessions(user, None)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    write_invitation(actor, user, agency.pk)
    return user


def members_of(agency_id: UUID | None) -> MembershipQuerySet:
    """Everybody who has, had or will have a role in the agency, by name."""
    return (
        Membership.objects.filter(agency=agency_id)
        .select_related("user")
        .prefetch_related("user__oidc_identities")
        .order_by("user__name", "user_id", "first_day")
    )


def roles_to_give(kind: AgencyKind) -> list[Role]:
    """The roles an administrator can give to people in this kind of agency, in the usual order."""
    here = possible_roles(kind) - {Role.SCHOOL_SYSTEM}
    return [role for role in Role if role in here]


def _own_agency(actor: Actor, action: Action) -> Agency:
    """The actor's agency, locked: two administrators who end each other's access wait for each other.

    The second one finds the own role gone, although the request began with it.
    """
    require(actor, action, Resource.STAFF)
    if actor.agency_id is None:
        raise NotPermitted("role")
    agency = Agency.objects.select_for_update(no_key=True).get(pk=actor.agency_id)
    if not actor.is_system and not _administrators(agency).filter(user=actor.user_id).exists():
        raise NotPermitted("role")
    return agency


def _colleague(actor: Actor, agency: Agency, user_id: UUID) -> User:
    """Somebody on the agency's list other than the actor: nobody gives or takes the own access."""
    user = User.objects.filter(memberships__agency=agency).distinct().get(pk=user_id)
    if user.pk == actor.user_id:
        raise RuleRefused(_own_access())
    return user


def _own_access() -> Refusal:
    return Refusal("own_access", _("Din egen tilgang må en annen administrator endre."))


def _known_or_new(email: str, name: str, phone: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create_user(email, None, name=name, phone=phone)
    if not user.is_active:
        # Whoever comes back chooses a new password; what was known or held years ago leads nowhere.
        forget_factors(user)
        user.is_active = True
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return user


def _give(agency: Agency, user: User, access: Access) -> Membership:
    membership = Membership(
        user=user,
        agency=agency,
        role=access.role,
        first_day=access.first_day,
        last_day=access.last_day,
        cleared_for_confidential=access.cleared,
    )
    same = Membership.objects.filter(user=user, agency=agency, role=access.role)
    if same.present_or_coming(access.first_day).exists():
        text = _("Den ansatte har allerede denne rollen i perioden.")
        raise RuleRefused(Refusal("role_given", text, "role"))
    # A role that was ended earlier the same day is given again: its row is what the period began with.
    again = same.filter(first_day=access.first_day, ended_at__isnull=False).first()
    if again is not None:
        again.last_day, again.ended_at, again.cleared_for_confidential = access.last_day, None, access.cleared
        membership = again
    _save(membership)
    return membership


def _save(membership: Membership) -> None:
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        if "membership_once_per_first_day" not in str(error):
            raise
        text = _("Den ansatte har allerede denne rollen fra den dagen.")
        raise RuleRefused(Refusal("role_given", text, "first_day")) from error


def _tell(actor: Actor, user: User, agency: Agency) -> None:
    if user.has_usable_password():
        key = f"{NEW_ROLE}:{user.pk}:{agency.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
        put_in_outbox(NEW_ROLE, key, recipient_id=user.pk, payload={})
    else:
        write_invitation(actor, user, agency.pk)


def _end(memberships: QuerySet[Membership]) -> None:
    today = timezone.localdate()
    for membership in memberships:
        last_day = min(membership.last_day or today, today)
        membership.last_day = max(last_day, membership.first_day)
        membership.ended_at = timezone.now()
        membership.save(update_fields=["last_day", "ended_at"])


def _after_ending(actor: Actor, agency: Agency, user: User) -> None:
    """What must not outlive the access: keys, invitations, and the log-in of whoever has no other place to work."""
    today = timezone.localdate()
    left = Membership.objects.present_or_coming(today).filter(user=user)
    if not left.filter(agency=agency).exists():
        ApiToken.objects.filter(user=user, agency=agency).delete()
    if not left.exists():
        withdraw_invitations(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
    access_ended(actor, agency)


def _administrators(agency: Agency) -> QuerySet[Membership]:
    today = timezone.localdate()
    return Membership.objects.active_on(today).filter(agency=agency, role=Role.ADMINISTRATOR)


def _refuse_without_administrator(agency: Agency) -> None:
    if not _administrators(agency).exists():
        text = _("Virksomheten må ha minst én administrator. Gi rollen til en annen først.")
        raise RuleRefused(Refusal("last_administrator", text))


def _faults_of_person(email: str, name: str) -> list[Refusal]:
    faults = []
    try:
        validate_email(email)
    except ValidationError:
        faults.append(Refusal("not_an_address", _("Skriv en e-postadresse på formen navn@kommune.no."), "email"))
    if not name.strip():
        faults.append(Refusal("name_missing", _("Skriv navnet."), "name"))
    return faults


def _faults_of_access(agency: Agency, access: Sequence[Access]) -> list[Refusal]:
    if not access:
        return [Refusal("role_missing", _("Velg minst én rolle."), "roles")]
    here = possible_roles(AgencyKind(agency.kind))
    faults = [
        Refusal("role_not_here", _("Denne rollen finnes ikke i denne typen virksomhet."), "roles")
        for item in access
        if item.role not in here
    ]
    faults.extend(
        Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day")
        for item in access[:1]
        if item.last_day and item.last_day < item.first_day
    )
    return faults
