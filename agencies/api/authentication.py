"""Who calls: a bearer token or a session, both resolved by ``agencies.middleware`` before the view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from agencies.access import Actor
from agencies.machines.refusals import TokenRefused


def http_request(request: Request) -> Any:
    """Django's own request, as the middleware has furnished it."""
    return request._request  # noqa: SLF001 - DRF has no public name for it


class ActorUser:
    """What DRF calls the user: the actor, who is authenticated when somebody acts."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.pk = actor.user_id

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody acts."""
        return not self.actor.is_anonymous


REALM = 'Bearer realm="fotfeste"'


def challenge_of(request: Request) -> str:
    """The challenge of a 401 (RFC 6750): what was wrong with the token that was given, if one was."""
    inner = http_request(request)
    refused: TokenRefused | None = getattr(inner, "token_refused", None)
    if refused is not None:
        return f'{REALM}, error="invalid_token", error_description="{refused}"'
    return f'{REALM}, error="invalid_token"' if _bears_token(request) else REALM


class MachineAuthentication(BaseAuthentication):
    """The signed token of a machine; it was verified, and its actor found, before the view."""

    def authenticate(self, request: Request) -> tuple[ActorUser, str] | None:
        """Take over the actor of the token, if a signed one was given."""
        inner = http_request(request)
        refused: TokenRefused | None = inner.token_refused
        if refused is not None:
            raise PermissionDenied if refused.is_known_caller else AuthenticationFailed
        return (ActorUser(inner.actor), "machine") if inner.machine_token else None

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return challenge_of(request)


class TokenAuthentication(BaseAuthentication):
    """An opaque bearer token; a token that is given and not good is refused, never ignored."""

    def authenticate(self, request: Request) -> tuple[ActorUser, str] | None:
        """Take over the actor of the token, if a token was given."""
        if not _bears_token(request):
            return None
        actor: Actor = http_request(request).actor
        if actor.is_anonymous:
            raise AuthenticationFailed
        return ActorUser(actor), "token"

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return challenge_of(request)


def _bears_token(request: Request) -> bool:
    return request.headers.get("Authorization", "").startswith("Bearer ")


class SessionActorAuthentication(BaseAuthentication):
    """The session of a logged-in member of staff; writes are checked for CSRF."""

    def authenticate(self, request: Request) -> tuple[ActorUser, str] | None:
        """Take over the actor of the session, if there is one."""
        inner = http_request(request)
        actor: Actor = inner.actor
        if actor.is_anonymous:
            return None
        # The check calls neither the next middleware nor the view.
        check = CSRFCheck(_answer_nothing)
        check.process_request(inner)
        reason = check.process_view(inner, _answer_nothing, (), {})
        if reason:
            raise PermissionDenied(str(reason))
        return ActorUser(actor), "session"


def _answer_nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
