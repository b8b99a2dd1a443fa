"""Who calls: a bearer token or a session, both resolved by ``agencies.middleware`` before the view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from agencies.access import Actor


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


class TokenAuthentication(BaseAuthentication):
    """An opaque bearer token; a token that is given and not good is refused, never ignored."""

    def authenticate(self, request: Request) -> tuple[ActorUser, str] | None:
        """Take over the actor of the token, if a token was given."""
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return None
        actor: Actor = http_request(request).actor
        if actor.is_anonymous:
            raise AuthenticationFailed
        return ActorUser(actor), "token"

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return 'Bearer realm="fotfeste"'


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
