"""Every action of the API × role × situation, against the decision table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from agencies.access import decide, may
from agencies.models import Role
from tests.access.world import HIDDEN, NAMES, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.routes import Route, api_routes
from tests.agencies.api.test_routes import SHARED, body_for

pytestmark = pytest.mark.xdist_group("access-matrix")
ROUTES = [route for route in api_routes() if route.view.__name__ not in SHARED]
BY_ID = [route for route in ROUTES if route.ids == ["pk"] and route.action in route.view.acts]
LISTS = [route for route in ROUTES if route.is_list and not route.ids]
SLICE = (Role.PROGRAMME_ADVISER, Role.NAV_ADVISER)
OTHERS = [role for role in Role if role not in SLICE]
# Rows of an agency, not of a person: whoever meets the agency meets them, protected people or not.
_OF_AGENCIES = {
    "Job", "Agency", "ImportBatch", "ImportRow", "SchoolClass", "ClassSession", "QualificationTrack", "TrackCohort",
    "SchoolSource", "SourceRun", "AttendanceBatch", "AttendanceFault", "Cover",
}  # fmt: skip


def _ask(api: Api, route: Route, row: Any, body: dict[str, Any]) -> Any:
    """With a body that the act can read and the row's own version, so that only the table is left to refuse."""
    path = route.path(pk=row.pk)
    if route.method == "get":
        return api.get(path)
    match = {"If-Match": f'"{row.pk}-v{getattr(row, "version", 1)}"'}
    return api.delete(path, **match) if route.method == "delete" else getattr(api, route.method)(path, body, **match)


def _faults(world: World, role: Role) -> Iterator[str]:
    api = Api(world.staff[role])
    for route in BY_ID:
        model = route.view.model.__name__
        for situation in Situation:
            row = world.row(situation, model)
            if row is None or (model in _OF_AGENCIES and situation is not Situation.ELSEWHERE):
                continue
            body = body_for(route, world.cases[situation])
            # An act that is allowed is taken back: the next line meets the case as it was.
            with transaction.atomic():
                response = _ask(api, route, row, body)
                transaction.set_rollback(True)
            if fault := _fault(world, role, route, situation, response):
                yield f"{role} {situation} {route} ({route.action}): {fault}"


def _fault(world: World, role: Role, route: Route, situation: Situation, response: Any) -> str:
    status, text = response.status_code, response.content.decode()
    if [name for hidden, name in NAMES.items() if hidden in HIDDEN and name in text]:
        return "shows a hidden person"
    pair = route.view.acts[route.action]
    if not may(world.actor(role), *pair):
        return "" if status == 403 else f"the role may not, but {status}"
    resource, action = pair
    verdict = decide(world.actor(role), resource, action, world.facts(situation, role))
    if situation in HIDDEN:
        # A body that is refused before the row is looked for is refused so for every id (``test_hidden``).
        return "" if status in {400, 404, 422} else f"hidden, but {status}"
    if verdict.can_be_overridden:
        # The body is the act's own, and yet an act may refuse it before it opens the case; what it may not is succeed.
        return "" if status in {400, 403, 404, 409, 412, 422, 428} else f"a colleague's, but {status}"
    # Allowed: read, or refused for what was sent; what is a colleague's to NAV and schools may not be there for them.
    allowed = {200, 201, 202, 204, 304, 400, 403, 404, 409, 412, 415, 422, 428}
    return "" if status in allowed else f"allowed, but {status}"


@pytest.mark.parametrize("role", SLICE)
def test_every_action_on_a_row_answers_as_the_table_says(world: World, role: Role) -> None:
    assert "\n".join(_faults(world, role)) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", OTHERS)
def test_every_action_on_a_row_answers_every_role_as_the_table_says(world: World, role: Role) -> None:
    assert "\n".join(_faults(world, role)) == ""


@pytest.mark.parametrize("role", list(Role))
def test_no_list_of_the_api_shows_anybody_who_is_hidden(world: World, role: Role) -> None:
    api, faults = Api(world.staff[role]), []
    hidden_ids = {str(world.cases[hidden].person.pk): hidden for hidden in HIDDEN}
    for route in LISTS:
        response = api.get(f"{route.path()}?page_size=100")
        text = response.content.decode()
        faults += [f"{route} shows {hidden}" for pk, hidden in hidden_ids.items() if pk in text]
        faults += [f"{route} shows {hidden}" for hidden in HIDDEN if NAMES[hidden] in text]
        if not may(world.actor(role), *route.view.acts[route.action]) and response.status_code != 403:
            faults.append(f"{route}: refused by the table, but {response.status_code}")
    assert faults == []
