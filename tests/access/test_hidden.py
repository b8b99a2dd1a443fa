"""A hidden person answers as a missing one: the same status, the same bytes, as many questions to the database."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.models import Role
from integration.operations.list_exports import ask_for_list
from participants.operations.portfolio_settings import save_filter
from tests.access.asking import bodies, closed, text_of, translated
from tests.access.rows import AGENCYS, EVERYBODYS, OTHER_IDS, WITHOUT_ROW, PageRow, page_rows
from tests.access.slices import is_asked
from tests.access.world import HIDDEN, NAMES, Onlooker, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.routes import api_routes
from tests.agencies.api.test_routes import body_for, is_shared

pytestmark = pytest.mark.xdist_group("access-matrix")
# What differs between any two answers: the id asked for, the request's own, the form's token, the nonce, the moment.
_OWN = re.compile(
    r'(nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|"instance": ?"[^"]+"'
    r"|[0-9a-f]{32}|[0-9a-f-]{36}|20\d\d-\d\d-\d\dT[\d:.+Z]+)"
)
PAGES = [
    row for row in page_rows()
    if row.model and not row.is_open and row.model not in EVERYBODYS | set(WITHOUT_ROW)
]  # fmt: skip
ROUTES = [
    route for route in api_routes()
    if route.ids == ["pk"] and not is_shared(route) and route.view.model.__name__ not in EVERYBODYS
]  # fmt: skip
ABOUT_SOMEBODY = [
    route for route in api_routes()
    if not route.ids and route.method == "post" and not is_shared(route) and route.action in route.view.acts
]  # fmt: skip

ROLES = (Role.TEAM_LEADER, Role.NAV_ADVISER, Role.PROGRAMME_ADVISER)
PARTS = len(ROLES)
# Each role meets one kind of hiding with every row, and the others with some of them.
THIN = {
    (Role.TEAM_LEADER, Situation.ELSEWHERE), (Role.PROGRAMME_ADVISER, Situation.PROTECTED),
    (Role.NAV_ADVISER, Situation.SHIELDED),
}  # fmt: skip
# A team leader has more pages than there is time for.
DEFAULT = {one for one in THIN if one[0] is not Role.TEAM_LEADER}


def in_part(row: int, role: Role, situation: Situation) -> bool:
    """Whether a row is asked for as the role in the situation."""
    return (role, situation) in THIN or is_asked(row, ROLES.index(role), HIDDEN.index(situation), parts=PARTS)


def _answer(call: Any, pk: object) -> tuple[int, str, int]:
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as asked:
        response = call(pk)
    # What is no text has its moment in it, and is a file for both.
    is_text = response.headers.get("Content-Type", "text").startswith(("text/", "application/json", "application/prob"))
    text = _OWN.sub("", text_of(response).replace(str(pk), "")) if is_text else ""
    return response.status_code, text, len(asked)


def _differences(world: World, situation: Situation, calls: Iterator[tuple[str, str, Any]]) -> Iterator[str]:
    for name, model, call in calls:
        row = world.row(situation, model)
        if row is None or (model in AGENCYS and situation is not Situation.ELSEWHERE):
            continue
        missing = _answer(call, uuid4())
        hidden = _answer(call, row.pk)
        if hidden != missing:
            what = [word for word, a, b in zip(("status", "bytes", "queries"), hidden, missing, strict=True) if a != b]
            yield f"{name}: {what} {hidden[0]}/{missing[0]} {hidden[2]}/{missing[2]}"


def _pages(world: World, who: Onlooker, situation: Situation) -> Iterator[tuple[str, str, Any]]:
    client = world.clients[who]
    others = {model: world.row(situation, model).pk for model in OTHER_IDS.values()}
    for place, row in enumerate(PAGES):
        if not in_part(place, who.role, situation):
            continue
        if row.reads:
            yield f"GET {row}", row.model, lambda pk, row=row: closed(client.get(row.address(pk, others)))
        if row.writes:
            yield f"POST {row}", row.model, lambda pk, row=row: _send(world, who, row, pk, situation)


def _send(world: World, who: Onlooker, row: PageRow, pk: object, situation: Situation) -> Any:
    """The page's own form about the case, to the id that is given."""
    body = translated(world, bodies(world).get(row.template, {}), situation)
    others = {model: world.row(situation, model).pk for model in OTHER_IDS.values()}
    return world.clients[who].post(row.address(pk, others), body)


def _routes(api: Api, role: Role, situation: Situation) -> Iterator[tuple[str, str, Any]]:
    for place, route in enumerate(ROUTES):
        if not in_part(place, role, situation):
            continue
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


def _told(world: World, route: Any, situation: Situation) -> str:
    body = json.dumps(body_for(route, world.cases[situation]), default=str)
    return body.replace("Hemmeligsen", NAMES[situation])


def _without_id(world: World, api: Api, situation: Situation) -> Iterator[str]:
    """Acts that name somebody in their body only: the hidden case against one that is not there."""
    for route in ABOUT_SOMEBODY:
        told = _told(world, route, situation)
        absent = told.replace(NAMES[situation], "Finnesikkesen")
        for name, row in world.rows(situation).items():
            if name not in AGENCYS | EVERYBODYS and isinstance(row.pk, UUID):
                absent = absent.replace(str(row.pk), str(uuid4()))
        if absent == told:
            continue
        missing = _answer(lambda _pk, route=route, absent=absent: api.post(route.path(), absent), "-")
        hidden = _answer(lambda _pk, route=route, told=told: api.post(route.path(), told), "-")
        if hidden != missing:
            yield f"{route}: {hidden} / {missing}"


def _cases(roles: tuple[Role, ...], situations: tuple[Situation, ...]) -> list[Any]:
    return [
        pytest.param(role, situation, marks=() if (role, situation) in DEFAULT else pytest.mark.exhaustive)
        for role in roles for situation in situations
    ]  # fmt: skip


@pytest.mark.parametrize(("role", "situation"), _cases(ROLES, HIDDEN))
def test_a_hidden_persons_pages_answer_as_missing_ones(world: World, role: Role, situation: Situation) -> None:
    who = Onlooker(role)
    bodies(world)
    world.clients[who].get("/ingen-oppgaver/")
    assert list(_differences(world, situation, _pages(world, who, situation))) == []


@pytest.mark.parametrize(("role", "situation"), _cases(ROLES, HIDDEN))
def test_a_hidden_persons_rows_in_the_api_answer_as_missing_ones(
    world: World, role: Role, situation: Situation
) -> None:
    api = Api(world.staff[role])
    api.get("/api/v1/participants/?page_size=1")
    assert list(_differences(world, situation, _routes(api, role, situation))) == []


@pytest.mark.parametrize(("role", "situation"), _cases(ROLES, HIDDEN))
def test_an_act_about_a_hidden_person_answers_as_one_about_a_missing(
    world: World, role: Role, situation: Situation
) -> None:
    api = Api(world.staff[role])
    api.get("/api/v1/participants/?page_size=1")
    assert "\n".join(_without_id(world, api, situation)) == ""


def test_what_is_anothers_own_answers_as_what_is_not_there(world: World) -> None:
    """Lists as files and kept filters belong to their maker, also between those of the same role."""
    maker, who = world.actor(Role.PROGRAMME_ADVISER), world.clients[Onlooker(Role.TEAM_LEADER)]
    with acting_as(maker):
        theirs = {
            "ListExport": ask_for_list(maker, "portfolio", "csv", {}).pk,
            "filter": save_filter(maker, "Mine", "status=open").pk,
        }
    assert set(theirs) == set(WITHOUT_ROW)
    who.get("/ingen-oppgaver/")
    for row in page_rows():
        if row.model in WITHOUT_ROW:
            call = who.get if row.reads else who.post

            def ask(pk: object, row: PageRow = row, call: Any = call) -> Any:
                return closed(call(row.address(pk)))

            missing = _answer(ask, uuid4())
            assert missing[0] == 404, row
            assert _answer(ask, theirs[row.model]) == missing, row


def test_most_acts_name_somebody() -> None:
    assert len(ABOUT_SOMEBODY) > 30


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
