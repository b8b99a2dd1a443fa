"""Answers a request to the provider: who asks, what they may, and the answer in the standard's own form."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import orjson
import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from agencies.access import NOBODY, Actor, acting_as
from integration.models import RosterClient
from integration.provider import scopes, writing
from integration.provider.faults import ImsFault, fault_response
from integration.provider.noting import as_ids, note_list, note_one, note_refusal
from integration.provider.query import (
    Answer,
    Query,
    answer,
    changed_since,
    is_plain,
    page_of_ids,
    read_fields,
    read_query,
    select,
)
from integration.provider.routes import Route
from integration.provider.sent import gone, note_told, remember
from integration.provider.sight import Sight, actor_of
from integration.provider.tokens import client_of

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
_WRITE_SCOPES = {"PUT": scopes.CREATE_PUT, "POST": scopes.CREATE_POST, "DELETE": scopes.DELETE}


def collection_view(route: Route) -> View:
    """The view of a collection: GET, and POST where it can be added to."""

    def act(request: HttpRequest, sight: Sight, actor: Actor, **ids: str) -> HttpResponse:
        if request.method == "POST":
            told = _with_parent(writing.body_of(request, route.single), ids)
            pair = writing.post(sight, route.collection, told)
            return _json({"sourcedIdPairs": [pair]}, HTTPStatus.CREATED)
        query = read_query(request.GET, route.fields)
        page = _page(route, sight, replace(query, fields=()), request.build_absolute_uri(), ids)
        if route.holds_people:
            remember(sight, route.collection, page.rows)
            # Whoever asks for no body, or for the rows without their status, has not been told.
            if request.method == "GET" and (not query.fields or "status" in query.fields):
                note_told(sight, route.collection, page.rows)
        note_list(route, sight, actor, page.rows, ids)
        response = _json({route.collection: [select(row, query.fields) for row in page.rows]})
        response.headers["X-Total-Count"] = str(page.total)
        response.headers["Link"] = page.link
        return response

    return _guarded(route, act, frozenset({"GET", "HEAD"}) | (route.writes & {"POST"}))


def single_view(route: Route) -> View:
    """The view of one entity: GET, and PUT and DELETE where it can be written."""

    def act(request: HttpRequest, sight: Sight, actor: Actor, sourced_id: str) -> HttpResponse:
        if request.method == "PUT":
            name, write = writing.PUT[route.collection]
            is_new = write(sight, sourced_id, writing.body_of(request, name))
            return HttpResponse(status=HTTPStatus.CREATED if is_new else HTTPStatus.OK)
        if request.method == "DELETE":
            writing.delete(sight, route.collection, sourced_id)
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        fields = read_fields(request.GET, route.fields)
        if route.ids:
            sight.only = as_ids([sourced_id])
        found = next((row for row in route.build(sight) if row["sourcedId"] == sourced_id), None)
        if found is None:
            raise ImsFault(HTTPStatus.NOT_FOUND, "There is no such entity")
        note_one(route, sight, actor, found)
        if route.holds_people:
            remember(sight, route.collection, [found])
        return _json({route.single: select(found, fields)})

    return _guarded(route, act, frozenset({"GET", "HEAD"}) | (route.writes - {"POST"}))


@csrf_exempt
@login_not_required
def unknown(_request: HttpRequest, **_rest: str) -> HttpResponse:
    """An address that the services do not have."""
    return fault_response(ImsFault(HTTPStatus.NOT_FOUND, "There is no such address"))


def _guarded(route: Route, act: Callable[..., HttpResponse], methods: frozenset[str]) -> View:
    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **ids: str) -> HttpResponse:
        actor = NOBODY
        try:
            if request.method not in methods:
                headers = {"Allow": ", ".join(sorted(methods))}
                raise ImsFault(HTTPStatus.METHOD_NOT_ALLOWED, "Not supported here", "", headers)
            client, granted = _caller(request)
            actor = actor_of(client, getattr(request, "request_id", ""))
            _must_have_scope(route, request.method or "", granted)
            _must_not_hurry(client)
            with acting_as(actor):
                sight = Sight(client, f"{request.scheme}://{request.get_host()}")
                response = act(request, sight, actor, **ids)
        except ImsFault as fault:
            # What was written before the fault is taken back by now, and the note of it stays.
            note_refusal(actor, request.method or "", fault, ids.values())
            response = fault_response(fault)
        except Exception:
            # A fault of ours is told in the standard's form too; the log has what it was.
            logger.exception("oneroster_failed", extra={"path": route.path})
            response = fault_response(ImsFault(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here"))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    view.route = route  # type: ignore[attr-defined]
    return view


def _caller(request: HttpRequest) -> tuple[RosterClient, frozenset[str]]:
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    found = client_of(bearer.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        error = ' error="invalid_token"' if bearer else ""
        headers = {"WWW-Authenticate": f'Bearer realm="fotfeste"{error and ","}{error}'}
        raise ImsFault(HTTPStatus.UNAUTHORIZED, "The token is missing, unknown or has run out", "", headers)
    return found


def _must_have_scope(route: Route, method: str, granted: frozenset[str]) -> None:
    needed = frozenset({_WRITE_SCOPES[method]}) if method in _WRITE_SCOPES else route.needs
    if not needed & granted:
        names = " ".join(scopes.whole(scope) for scope in sorted(needed))
        headers = {"WWW-Authenticate": f'Bearer realm="fotfeste", error="insufficient_scope", scope="{names}"'}
        raise ImsFault(HTTPStatus.FORBIDDEN, "The token's scopes do not cover this", "", headers)


def _must_not_hurry(client: RosterClient) -> None:
    """As often as any user of the API; when the counter's store does not answer, the call goes through."""
    limit, window = settings.API_RATES["user"]
    slot = int(time.time() // window)
    key = f"oneroster-rate:{sha256(str(client.pk).encode()).hexdigest()}:{slot}"
    try:
        cache.add(key, 0, window * 2)
        used = cache.incr(key)
    except (redis.RedisError, ValueError):
        return
    if used > limit:
        wait = int(window - time.time() % window) + 1
        raise ImsFault(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests", "", {"Retry-After": str(wait)})


def _page(route: Route, sight: Sight, query: Query, url: str, ids: dict[str, str]) -> Answer:
    """The page that is asked for, with whole rows; of a long collection only those of the page, or what has changed.

    What the client was sent and is gone stands among what has changed.
    """
    if route.ids is None:
        return answer(route.build(sight, **ids), query, url)
    if not is_plain(query):
        sight.changed_since = changed_since(query)
        return answer([*route.build(sight), *gone(sight, route.path, route.ids(sight))], query, url)
    page = page_of_ids(map(str, route.ids(sight)), query, url)
    wanted = [row["sourcedId"] for row in page.rows]
    sight.only = as_ids(wanted)
    made = {row["sourcedId"]: row for row in route.build(sight)}
    return Answer([made[one] for one in wanted if one in made], page.total, page.link)


def _with_parent(told: Any, ids: dict[str, str]) -> dict[str, Any]:
    """What is posted below a class or a line item belongs to it."""
    parents = {"class_id": "class", "line_item_id": "lineItem"}
    return {**told, **{parents[name]: {"sourcedId": value} for name, value in ids.items() if name in parents}}


def _json(body: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json", status=status)
