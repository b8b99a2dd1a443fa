"""OAuth 2 client credentials for systems that read from us (RFC 6749 section 4.4)."""

import base64
import binascii
import datetime as dt
import hmac
import secrets
from hashlib import sha256
from urllib.parse import unquote
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted
from agencies.operations.base import operation, require
from integration.models import RosterClient, RosterToken
from integration.provider.scopes import ALL, short, whole

LIFETIME = dt.timedelta(hours=1)
_GRAIN = dt.timedelta(minutes=5)


@operation
def add_client(
    actor: Actor,
    municipality_id: UUID,
    *,
    name: str,
    scopes: list[str],
    school_id: UUID | None = None,
    sends_identity_numbers: bool = False,
) -> tuple[RosterClient, str]:
    """Let a system read; answers the client and its secret, which is shown this once."""
    require(actor, Action.CREATE, Resource.SCHOOL_SOURCE)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    secret = secrets.token_urlsafe(32)
    client = RosterClient.objects.create(
        municipality_id=municipality_id,
        school_id=school_id,
        name=name,
        client_id=secrets.token_urlsafe(12),
        secret_digest=_digest(secret),
        scopes=[scope for scope in ALL if scope in scopes],
        sends_identity_numbers=sends_identity_numbers,
    )
    return client, secret


@operation
def stop_client(actor: Actor, client_id: UUID) -> RosterClient:
    """Let a system read no more; its tokens end at once."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    client = RosterClient.objects.visible_to(actor).get(pk=client_id)
    client.is_active = False
    client.save()
    RosterToken.objects.filter(client=client).delete()
    return client


def client_of(bearer: str) -> tuple[RosterClient, frozenset[str]] | None:
    """Whose token it is, and what it may; none when it is unknown, has run out, or its client is stopped."""
    token = (
        RosterToken.objects.select_related("client__municipality")
        .filter(digest=_digest(bearer), expires_at__gt=timezone.now(), client__is_active=True)
        .first()
    )
    if token is None:
        return None
    now = timezone.now()
    if token.client.last_used_at is None or now - token.client.last_used_at > _GRAIN:
        RosterClient.objects.filter(pk=token.client_id).update(last_used_at=now)
    return token.client, frozenset(token.scopes)


@csrf_exempt
@login_not_required
def token_endpoint(request: HttpRequest) -> JsonResponse:
    """A token for a client's id and secret; the scopes are those asked for that the client has."""
    try:
        return _token(request)
    except _Refused as refused:
        body = {"error": refused.code, "error_description": str(refused)}
        return JsonResponse(body, status=refused.status, headers=_PRIVATE | refused.headers)


class _Refused(Exception):
    """An error of RFC 6749 section 5.2."""

    def __init__(self, code: str, text: str, status: int = 400, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.status = status
        self.headers = headers or {}


def _token(request: HttpRequest) -> JsonResponse:
    if request.method != "POST":
        raise _Refused("invalid_request", "Use POST.", 405, {"Allow": "POST"})
    if request.content_type != "application/x-www-form-urlencoded":
        raise _Refused("invalid_request", "Send a form (application/x-www-form-urlencoded).")
    if any(len(values) > 1 for _name, values in request.POST.lists()):
        raise _Refused("invalid_request", "A parameter may stand once only.")
    grant = request.POST.get("grant_type", "")
    if not grant:
        raise _Refused("invalid_request", "grant_type is missing.")
    client = _authenticated(request)
    if client is None:
        raise _Refused("invalid_client", "Unknown client, or wrong secret.", 401, _CHALLENGE)
    if grant != "client_credentials":
        raise _Refused("unsupported_grant_type", "Only client_credentials.")
    scopes = _scopes(client, request.POST.get("scope", ""))
    if not scopes:
        raise _Refused("invalid_scope", "The client has none of these scopes.")
    return _issued(client, scopes)


_CHALLENGE = {"WWW-Authenticate": 'Basic realm="fotfeste"'}
_PRIVATE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _issued(client: RosterClient, scopes: list[str]) -> JsonResponse:
    bearer = secrets.token_urlsafe(32)
    RosterToken.objects.filter(client=client, expires_at__lt=timezone.now()).delete()
    RosterToken.objects.create(
        client=client, digest=_digest(bearer), scopes=scopes, expires_at=timezone.now() + LIFETIME
    )
    body = {
        "access_token": bearer,
        "token_type": "Bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "scope": " ".join(whole(scope) for scope in scopes),
    }
    return JsonResponse(body, headers=_PRIVATE)


def _scopes(client: RosterClient, wanted: str) -> list[str]:
    asked = [short(scope) for scope in wanted.split()]
    return [scope for scope in client.scopes if not asked or scope in asked]


def _authenticated(request: HttpRequest) -> RosterClient | None:
    """The client, by HTTP Basic or in the body; compared in constant time, also for a client that is not there."""
    client_id, secret = _credentials(request)
    client = RosterClient.objects.select_related("municipality").filter(client_id=client_id, is_active=True).first()
    known = client.secret_digest if client else _digest("")
    is_right = hmac.compare_digest(known, _digest(secret))
    return client if client and is_right else None


def _credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _space, told = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        client_id, _colon, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(client_id), unquote(secret)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
