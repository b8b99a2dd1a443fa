"""Opaque bearer tokens, of people and of machines: made, found, used."""

import datetime as dt
import secrets
from hashlib import sha256

from django.utils import timezone

from agencies.access import Actor, Channel
from agencies.actors import Workplace, actor_for, machine_actor, workplaces_of
from agencies.machines.scopes import permissions_of
from agencies.models import ApiToken, MachineAccess, User
from agencies.operations.proving import STEP_UP_AFTER, asks_for_proof

LIFETIME = dt.timedelta(hours=12)
_LAST_USED_GRAIN = dt.timedelta(minutes=5)


def issue_token(user: User, workplace: Workplace) -> tuple[ApiToken, str]:
    """Make a token for the user acting for the workplace; the secret is returned once and kept as a hash only."""
    return _issue(ApiToken(user=user, agency=workplace.agency), LIFETIME)


def issue_key(machine: MachineAccess, scopes: list[str], lifetime: dt.timedelta) -> tuple[ApiToken, str]:
    """Make a key for a machine; the secret is returned once and kept as a hash only."""
    key = ApiToken(user_id=machine.user_id, agency_id=machine.agency_id, machine=machine, scopes=scopes)
    return _issue(key, lifetime)


def actor_for_token(secret: str, request_id: str) -> Actor | None:
    """The actor behind a token; none when it is unknown, expired, or its user or machine no longer works there."""
    token = (
        ApiToken.objects.select_related("user", "machine__agency", "machine__user")
        .filter(digest=_digest(secret), expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    actor = _machines(token, request_id) if token.machine else _persons(token, request_id)
    if actor is not None:
        _note_use(token)
    return actor


def revoke_token(actor: Actor, secret: str) -> bool:
    """Take back a token of the actor's own; whether there was one."""
    if actor.user_id is None:
        return False
    deleted, _per_model = ApiToken.objects.filter(digest=_digest(secret), user_id=actor.user_id).delete()
    return bool(deleted)


def _issue(token: ApiToken, lifetime: dt.timedelta) -> tuple[ApiToken, str]:
    secret = secrets.token_urlsafe(32)
    token.digest, token.expires_at = _digest(secret), timezone.now() + lifetime
    token.save()
    return token, secret


def _persons(token: ApiToken, request_id: str) -> Actor | None:
    place = next((place for place in workplaces_of(token.user) if place.agency.pk == token.agency_id), None)
    if place is None:
        return None
    # A token is made with the second factor, and for a while that counts as giving it.
    waits = asks_for_proof(token.user) and timezone.now() - token.created_at > STEP_UP_AFTER
    return actor_for(token.user, place, Channel.API, request_id, must_prove=waits)


def _machines(token: ApiToken, request_id: str) -> Actor | None:
    machine = token.machine
    if machine is None or machine.ended_at:
        return None
    return machine_actor(machine, permissions_of(token.scopes), f"key {token.pk}", request_id)


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_GRAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
