"""Binds each request to its actor, in one transaction."""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from agencies.access import NOBODY, Action, Actor, Channel, Resource, acting_as
from agencies.actors import Workplace, actor_for, workplaces_of
from agencies.machines.claims import MachineToken, looks_like_jwt, verify
from agencies.machines.refusals import TokenRefused
from agencies.models import User
from agencies.operations.access_log import log_refusal, one_request
from agencies.operations.machines import actor_for_machine
from agencies.operations.proving import lacks_second_factor, must_prove
from agencies.operations.tokens import actor_for_token

logger = logging.getLogger(__name__)

ACTING_AGENCY = "acting_agency"
MACHINE_AGENCY = "Fotfeste-Agency"
"""The header in which a machine of an organisation with access in several agencies says for which it acts."""
_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
# A form has one or two ids; whoever sends hundreds is not to make the log work for each.
_MOST_ASKED = 20
_LENGTH_OF_ID = 36
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class ActorRequest(HttpRequest):
    """A request that has passed the middleware."""

    actor: Actor
    workplaces: list[Workplace]
    request_id: str
    user: User
    machine_token: MachineToken | None
    token_refused: TokenRefused | None
    refused_by: str
    sent_values: list[object]


class ActorMiddleware:
    """Find who acts (session, or bearer token under ``/api/``), and run the view as that actor.

    The transaction is the request's: a server error takes everything back, also the reads logged, since nothing was
    answered. Client errors keep what was written (a refused read is logged too); operations are atomic by themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer one request as its actor."""
        request.request_id = _request_id(request)
        request.workplaces = []
        # Before the transaction: the issuer's keys may have to be fetched.
        request.machine_token, request.token_refused = _machine_token_of(request)
        with transaction.atomic():
            request.actor = _actor_of(request)
            with acting_as(request.actor), one_request(request.request_id):
                response = self.get_response(request)
                _note_refusal(request, response)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        response.headers["X-Request-ID"] = request.request_id
        return response


def _note_refusal(request: Any, response: HttpResponseBase) -> None:
    """Log that a row was asked for and not given; by the same statement whether it is hidden or never was."""
    if response.status_code not in _REFUSALS or request.actor.is_anonymous or request.resolver_match is None:
        return
    asked = _asked(request)
    if asked:
        action = Action.VIEW if request.method in ("GET", "HEAD") else Action.CHANGE
        default = "role" if response.status_code == HTTPStatus.FORBIDDEN else "hidden"
        log_refusal(request.actor, _resource_of(request), action, asked, getattr(request, "refused_by", "") or default)


def _asked(request: Any) -> list[UUID]:
    """The ids that the request is about: those of its address or else, where it has none, those it was sent with."""
    in_address = [value for value in request.resolver_match.kwargs.values() if isinstance(value, UUID)]
    if in_address:
        return in_address
    # A body that was refused unread is not read for the log.
    forms = [request.GET, *([request.POST] if hasattr(request, "_post") else [])]
    values = [value for form in forms for _name, found in form.lists() for value in found]
    ids = {found for value in (*values, *getattr(request, "sent_values", ())) if (found := _as_id(value))}
    return sorted(ids)[:_MOST_ASKED]


def _as_id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == _LENGTH_OF_ID else None
    except ValueError:
        return None


def _resource_of(request: Any) -> Resource:
    func = request.resolver_match.func
    view = getattr(func, "view_class", None) or getattr(func, "cls", None)
    needs = getattr(view, "needs", None)
    return getattr(view, "resource", None) or (needs[0] if needs else Resource.PARTICIPANT)


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.match(given) else uuid4().hex


def _bearer_of(request: HttpRequest) -> str:
    authorization = request.headers.get("Authorization", "")
    is_token = request.path.startswith("/api/") and authorization.startswith("Bearer ")
    return authorization.removeprefix("Bearer ").strip() if is_token else ""


def _machine_token_of(request: HttpRequest) -> tuple[MachineToken | None, TokenRefused | None]:
    bearer = _bearer_of(request)
    if not looks_like_jwt(bearer):
        return None, None
    try:
        return verify(bearer), None
    except TokenRefused as refused:
        return None, refused


def _actor_of(request: Any) -> Actor:
    if request.machine_token or request.token_refused:
        return _machine_of(request)
    if request.path.startswith("/api/") and request.headers.get("Authorization", "").startswith("Bearer "):
        return actor_for_token(_bearer_of(request), request.request_id) or NOBODY
    if not request.user.is_authenticated:
        return NOBODY
    request.workplaces = workplaces_of(request.user)
    workplace = _chosen(request)
    is_api = request.path.startswith("/api/")
    if workplace is None or (is_api and lacks_second_factor(request.user, request.session)):
        return NOBODY
    channel, waits = Channel.API if is_api else Channel.WEB, must_prove(request.user, request.session)
    return actor_for(request.user, workplace, channel, request.request_id, must_prove=waits)


def _machine_of(request: Any) -> Actor:
    if request.machine_token:
        try:
            return actor_for_machine(
                request.machine_token, request.headers.get(MACHINE_AGENCY, "").strip(), request.request_id
            )
        except TokenRefused as refused:
            request.token_refused = refused
    logger.warning("machine_refused reason=%r request=%s", str(request.token_refused), request.request_id)
    return NOBODY


def _chosen(request: Any) -> Workplace | None:
    wanted = request.session.get(ACTING_AGENCY)
    for workplace in request.workplaces:
        if str(workplace.agency.pk) == wanted:
            return workplace  # type: ignore[no-any-return]
    return request.workplaces[0] if len(request.workplaces) == 1 else None
