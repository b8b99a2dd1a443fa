"""A hidden person answers as a missing one: the same status, the same bytes, as many questions to the database."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Role
from tests.access.rows import NOT_PEOPLE, OPEN, page_rows
from tests.access.test_pages import _ask as ask_page
from tests.access.world import HIDDEN, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.routes import api_routes
from tests.agencies.api.test_routes import SHARED

pytestmark = pytest.mark.xdist_group("access-matrix")
# What differs between any two answers: the id that was asked for, the request's own, and the form's token.
_OWN = re.compile(r'(name="csrfmiddlewaretoken" value="[^"]+"|"instance": ?"[^"]+"|[0-9a-f]{32}|/[0-9a-f-]{36})')
PAGES = [row for row in page_rows() if row.model and row.view.__name__ not in OPEN and row.model not in NOT_PEOPLE]
ROUTES = [
    route for route in api_routes()
    if route.ids == ["pk"] and route.view.__name__ not in SHARED and route.view.holds_people
    and route.view.model.__name__ not in {"ImportBatch", "ImportRow", "Job", "Agency"}
]  # fmt: skip


def _answer(call: Any, pk: object) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as asked:
        response = call(pk)
    text = _OWN.sub("", response.content.decode().replace(str(pk), ""))
    return response.status_code, text, len(asked)


def _differences(world: World, situation: Situation, calls: Iterator[tuple[str, str, Any]]) -> Iterator[str]:
    for name, model, call in calls:
        row = world.row(situation, model)
        if row is None:
            continue
        missing = _answer(call, uuid4())
        hidden = _answer(call, row.pk)
        if hidden != missing:
            what = [word for word, a, b in zip(("status", "bytes", "queries"), hidden, missing, strict=True) if a != b]
            yield f"{name}: {what} {hidden[0]}/{missing[0]} {hidden[2]}/{missing[2]}"


def _pages(client: Client) -> Iterator[tuple[str, str, Any]]:
    for row in PAGES:
        yield str(row), row.model, lambda pk, row=row: ask_page(client, row, pk)


def _routes(api: Api) -> Iterator[tuple[str, str, Any]]:
    for route in ROUTES:
        model = route.view.model.__name__
        if route.method == "get":
            yield str(route), model, lambda pk, route=route: api.get(route.path(pk=pk))
        else:
            yield str(route), model, lambda pk, route=route: _write(api, route, pk)


def _write(api: Api, route: Any, pk: object) -> Any:
    match = {"If-Match": f'"{pk}-v1"'}
    if route.method == "delete":
        return api.delete(route.path(pk=pk), **match)
    return getattr(api, route.method)(route.path(pk=pk), {}, **match)


@pytest.mark.parametrize("situation", HIDDEN)
def test_a_hidden_persons_pages_answer_as_missing_ones(world: World, situation: Situation) -> None:
    client = Client()
    client.force_login(world.staff[Role.TEAM_LEADER])
    client.get("/ingen-oppgaver/")
    assert list(_differences(world, situation, _pages(client))) == []


@pytest.mark.parametrize("situation", HIDDEN)
def test_a_hidden_persons_rows_in_the_api_answer_as_missing_ones(world: World, situation: Situation) -> None:
    api = Api(world.staff[Role.TEAM_LEADER])
    api.get("/api/v1/participants/?page_size=1")
    assert list(_differences(world, situation, _routes(api))) == []


def test_the_refusal_is_in_the_log_of_the_cases_own_municipality(world: World) -> None:
    case = world.cases[Situation.PROTECTED]
    client = Client()
    client.force_login(world.staff[Role.TEAM_LEADER])
    client.get(f"/deltakere/{case.person.pk}/")
    officer = Client()
    officer.force_login(world.staff[Role.PRIVACY_OFFICER])
    page = officer.get("/innsynslogg/", {"participant": str(case.person.pk)}).content.decode()
    assert "avvist" in page
    assert "Ansatt team_leader" in page
