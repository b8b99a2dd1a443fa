"""Every action of the API × who calls × situation, against the decision table."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction

from agencies.access import may
from agencies.models import Role
from tests.access.asking import written
from tests.access.expecting import Expected, expected, situations
from tests.access.slices import is_asked
from tests.access.world import CLEARED, EVERYBODY, NAMES, Onlooker, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.routes import Route, api_routes
from tests.agencies.api.test_routes import body_for, is_shared

pytestmark = pytest.mark.xdist_group("access-matrix")
ROUTES = [route for route in api_routes() if not is_shared(route)]
BY_ID = [route for route in ROUTES if route.ids == ["pk"] and route.action in route.view.acts]
LISTS = [route for route in ROUTES if route.is_list and not route.ids]
SLICE = (Onlooker(Role.PROGRAMME_ADVISER), Onlooker(Role.NAV_ADVISER))
PARTS = 5
THIN = (Situation.OWN, Situation.COLLEAGUES, Situation.ELSEWHERE, Situation.PROTECTED, Situation.OWN_CASE)

NOT_OPEN: dict[str, str] = {
    "post api/v1/case-mistakes/<uuid:pk>/restore/": "the case was not registered in error",
    "post api/v1/transfers/<uuid:pk>/accept/": "the municipality that receives answers",
    "post api/v1/transfers/<uuid:pk>/decline/": "the municipality that receives answers",
    "get api/v1/transfers/<uuid:pk>/package/": "the municipality that receives reads",
    "get api/v1/subject-access/<uuid:pk>/json/": "the copy is deleted",
    "get api/v1/subject-access/<uuid:pk>/pdf/": "the copy is deleted",
    "get api/v1/merges/": "NAV has none of what was merged",
    "get api/v1/merges/<uuid:pk>/": "NAV has none of what was merged",
    "post api/v1/proposals/<uuid:pk>/accept/": "the other side answers",
    "post api/v1/proposals/<uuid:pk>/decline/": "the other side answers",
    "post api/v1/proposals/<uuid:pk>/withdraw/": "the side that proposed takes back",
}
"""Routes that refuse some of those to whom the table opens them, with the reason."""


def test_every_row_behind_a_route_is_in_the_world(world: World) -> None:
    models = {route.view.model.__name__ for route in ROUTES if route.ids}
    assert [(name, one) for name in models for one in Situation if world.row(one, name) is None] == []
    assert [str(route) for route in ROUTES if route.ids and route not in BY_ID] == []


def _ask(api: Api, route: Route, row: Any, body: dict[str, Any]) -> tuple[Any, int]:
    """With a body that the act can read and the row's own version, so that only the table is left to refuse."""
    path = route.path(pk=row.pk)
    match = {"If-Match": f'"{row.pk}-v{getattr(row, "version", 1)}"'}
    # An act that is allowed is taken back: the next one meets the case as it was.
    with transaction.atomic():
        before = written()
        if route.method == "get":
            response = api.get(path)
        elif route.method == "delete":
            response = api.delete(path, **match)
        else:
            response = getattr(api, route.method)(path, body, **match)
        changes = written() - before
        transaction.set_rollback(True)
    return response, changes


Cell = tuple[Route, Situation]


def _some(world: World, who: Onlooker) -> Iterator[Cell]:
    """Every action, in the situations that differ most."""
    for route in BY_ID:
        yield from ((route, one) for one in _told_apart(world, who, route) if one in THIN)


def _whole(world: World, who: Onlooker) -> Iterator[Cell]:
    """Every action, in every situation that this part of the matrix asks for."""
    for row, route in enumerate(BY_ID):
        told_apart = _told_apart(world, who, route)
        for place, situation in enumerate(told_apart):
            if is_asked(row, EVERYBODY.index(who), place, parts=min(PARTS, len(told_apart))):
                yield route, situation


def _told_apart(world: World, who: Onlooker, route: Route) -> tuple[Situation, ...]:
    return situations(world, who, route.view.acts[route.action], route.view.model.__name__)


def _faults(world: World, who: Onlooker, cells: Iterable[Cell]) -> Iterator[str]:
    api = Api(world.onlookers[who])
    for route, situation in cells:
        model = route.view.model.__name__
        wanted = expected(world, who, route.view.acts[route.action], situation, model)
        body = body_for(route, world.cases[situation])
        response, changes = _ask(api, route, world.row(situation, model), body)
        if fault := _shown(world, who, response) or _fault(route, wanted, response.status_code, changes):
            yield f"{who} {situation} {route} ({route.action}): {fault}"


def _shown(world: World, who: Onlooker, response: Any) -> str:
    text = response.content.decode(errors="replace")
    shown = [NAMES[one] for one in world.hidden_from(who) if NAMES[one] in text]
    return f"shows {shown}" if shown else ""


def _fault(route: Route, wanted: Expected, status: int, changes: int) -> str:
    if wanted is Expected.OPEN:
        if route.method == "get":
            is_fine = status == 200 or str(route) in NOT_OPEN
        else:
            # A package of a school system is a file, which is asked for when the row is found.
            is_fine = status in {200, 201, 202, 204, 400, 409, 412, 415, 422} or (
                status in {403, 404} and str(route) in NOT_OPEN
            )
        return "" if is_fine else f"open, but {status}"
    if changes:
        return f"{wanted}, but {changes} rows were written ({status})"
    allowed = {
        Expected.CLOSED: {403},
        # A body that is refused before the row is looked for is refused so for every id (``test_hidden``).
        Expected.HIDDEN: {400, 404, 422} if route.method != "get" else {404},
    }.get(wanted, {400, 403, 404, 409, 412, 422})
    return "" if status in allowed else f"{wanted}, but {status}"


@pytest.mark.parametrize("who", [SLICE[0], pytest.param(SLICE[1], marks=pytest.mark.exhaustive)], ids=str)
def test_every_action_on_a_row_answers_as_the_table_says(world: World, who: Onlooker) -> None:
    assert "\n".join(_faults(world, who, _some(world, who))) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_every_action_on_a_row_answers_everybody_as_the_table_says(world: World, who: Onlooker) -> None:
    assert "\n".join(_faults(world, who, _whole(world, who))) == ""


def _listed(world: World, who: Onlooker) -> Iterator[str]:
    api = Api(world.onlookers[who])
    hidden_ids = {str(world.cases[hidden].person.pk): hidden for hidden in world.hidden_from(who)}
    for route in LISTS:
        response = api.get(f"{route.path()}?page_size=100")
        text = response.content.decode()
        if fault := _shown(world, who, response):
            yield f"{who} {route}: {fault}"
        yield from (f"{who} {route} shows {hidden}" for pk, hidden in hidden_ids.items() if pk in text)
        is_open = may(world.actor(who), *route.view.acts[route.action])
        if response.status_code != (200 if is_open else 403) and str(route) not in NOT_OPEN:
            yield f"{who} {route}: {'open' if is_open else 'closed'}, but {response.status_code}"


@pytest.mark.parametrize(
    "who",
    [pytest.param(who, marks=() if who in (*SLICE, *CLEARED[:1]) else pytest.mark.exhaustive) for who in EVERYBODY],
    ids=str,
)
def test_no_list_of_the_api_shows_anybody_who_is_hidden(world: World, who: Onlooker) -> None:
    assert "\n".join(_listed(world, who)) == ""
