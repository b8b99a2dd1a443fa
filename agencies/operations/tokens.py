"""Opaque bearer tokens: made, found, used."""

import datetime as dt
from hashlib import sha256

from django.utils import timezone

from agencies.access import Actor, Channel
from agencies.actors import Workplace, actor_for, workplaces_of
from agencies.models import ApiToken, User

LIFETIME = dt.timedelta(hours=12)
_LAST_USED_GRAIN = dt.timedelta(minutes=5)


def issue_token(user: User, workplace: Workplace) -> tuple[ApiToken, str]:
    """Make a token for the user acting for the workplace; the secret is returned once and kept as a hash only."""
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        user=user, agency=workplace.agency, digest=_digest(secret), expires_at=timezone.now() + LIFETIME
    )
    return token, secret


def actor_for_token(secret: str, request_id: str) -> Actor | None:
    """The actor behind a token; none when it is unknown, expired, or its user no longer works there."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(secret), expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    place = next((place for place in workplaces_of(token.user) if place.agency.pk == token.agency_id), None)
    if place is None:
        return None
    _note_use(token)
    return actor_for(token.user, place, Channel.API, request_id)


def revoke_token(actor: Actor, secret: str) -> bool:
    """Take back a token of the actor's own; whether there was one."""
    if actor.user_id is None:
        return False
    deleted, _per_model = ApiToken.objects.filter(digest=_digest(secret), user_id=actor.user_id).delete()
    return bool(deleted)


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_GRAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
