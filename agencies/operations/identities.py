"""Which member of staff somebody at an identity provider is, and the roles that registered mappings give and take.

An identity by itself opens nothing. It is linked to a user by an invitation, by the address of somebody who works here
(where the provider is believed for it), or it becomes a user because a mapping that an administrator has registered
gives it a role.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.hooks import access_ended, number_told
from agencies.models import ClaimMapping, Membership, OidcIdentity, User
from agencies.oidc.identity import Identity
from agencies.operations.staffing.invitations import use_invitation


@transaction.atomic
def user_of(identity: Identity, invitation: str = "") -> User:
    """The user, with roles as the claims of this log-in say; ``RuleRefused`` when there is none.

    ``invitation`` is the token of a link that was followed just before.
    """
    known = OidcIdentity.objects.select_for_update(of=("self",)).select_related("user")
    link = known.filter(issuer=identity.issuer, subject=identity.subject).first()
    if link is None:
        link = OidcIdentity.objects.create(
            user=_found(identity, invitation), issuer=identity.issuer, subject=identity.subject
        )
    elif invitation and use_invitation(invitation).pk != link.user_id:
        raise _nobody()
    if not link.user.is_active:
        raise _nobody()
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    _map_roles(link.user, identity)
    return link.user


def tell_number(user: User, identity: Identity) -> None:
    """Hand on the identity number that the provider told of the user, so that their own case is not there for them."""
    if identity.number:
        number_told(Actor(user_id=user.pk, name=str(user)), identity.number)


def is_linked(identity: Identity, user: User) -> bool:
    """Whether the identity is the user's."""
    return OidcIdentity.objects.filter(issuer=identity.issuer, subject=identity.subject, user=user).exists()


def _found(identity: Identity, invitation: str) -> User:
    known = _colleague(identity)
    user = use_invitation(invitation) if invitation else known or _mapped(identity)
    # A link that somebody else sent on is no reason to become them.
    is_anothers = bool(invitation) and known not in (None, user)
    if user is None or is_anothers or user.oidc_identities.filter(issuer=identity.issuer).exists():
        raise _nobody()
    return user


def _colleague(identity: Identity) -> User | None:
    """Somebody with this address who has a role here today or later."""
    if not identity.is_email_trusted:
        return None
    here = Membership.objects.present_or_coming(timezone.localdate())
    return User.objects.filter(email=identity.email, is_active=True, memberships__in=here).distinct().first()


def _mapped(identity: Identity) -> User | None:
    """Somebody new to whom a mapping gives a role; never one who is there under the same address already."""
    is_free = bool(identity.email) and not User.objects.filter(email=identity.email).exists()
    if not is_free or not _mappings_for(identity):
        return None
    return User.objects.create_user(identity.email, None, name=identity.name)


def _mappings_for(identity: Identity) -> list[ClaimMapping]:
    standing = ClaimMapping.objects.filter(issuer=identity.issuer, ended_at__isnull=True)
    return list(standing.filter(value__in=identity.values).select_related("agency"))


def _map_roles(user: User, identity: Identity) -> None:
    given = _mappings_for(identity)
    theirs = Membership.objects.standing().filter(user=user, mapping__issuer=identity.issuer)
    lost = list(theirs.exclude(mapping__in=given).select_related("agency"))
    for membership in lost:
        end_by_claim(membership)
    for mapping in given:
        _give(user, mapping)


def end_by_claim(membership: Membership) -> None:
    """End a role at once because its claim, or its mapping, is gone."""
    today = timezone.localdate()
    membership.last_day = max(min(membership.last_day or today, today), membership.first_day)
    membership.ended_at, membership.ended_by_claim = timezone.now(), True
    membership.save(update_fields=["last_day", "ended_at", "ended_by_claim"])
    access_ended(system_actor(membership.agency_id), membership.agency)


def _give(user: User, mapping: ClaimMapping) -> None:
    today = timezone.localdate()
    same = Membership.objects.filter(user=user, agency=mapping.agency, role=mapping.role)
    if same.present_or_coming(today).exists():
        return
    last = same.order_by("-first_day", "-created_at").first()
    # What an administrator has ended stays ended, whatever the claim says.
    if last is not None and last.ended_at and not last.ended_by_claim:
        return
    if last is not None and last.first_day == today:
        last.last_day, last.ended_at, last.ended_by_claim, last.mapping = None, None, False, mapping
        last.save()
    else:
        Membership.objects.create(user=user, agency=mapping.agency, role=mapping.role, first_day=today, mapping=mapping)


def _nobody() -> RuleRefused:
    text = _("Innloggingen er i orden, men den gir ikke tilgang her. Be administratoren din om en invitasjon.")
    return RuleRefused(Refusal("unknown_identity", text))
