"""Ids that stand in the query or the body: one of somebody who is hidden is answered as one that is nobody's.

Which names are asked for is told by the pages themselves as they run, and for the API by its views and its document.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator

from agencies.models import Role
from tests.access.asked_names import names_asked_for
from tests.access.asking import Body, address, bodies, closed, post
from tests.access.rows import AGENCYS, EVERYBODYS, PageRow, page_rows
from tests.access.slices import is_asked
from tests.access.test_hidden import ROLES, THIN, _answer
from tests.access.world import Onlooker, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.routes import Route, api_routes
from tests.agencies.api.test_routes import body_for, is_shared

pytestmark = pytest.mark.xdist_group("access-matrix")
# By default one kind of hiding each.
OF_PAGES, OF_API = (Role.PROGRAMME_ADVISER, Situation.PROTECTED), (Role.TEAM_LEADER, Situation.ELSEWHERE)
ROUTES = [route for route in api_routes() if not is_shared(route)]
_PAGED = frozenset({"etter", "cursor", "page_size", "ordering"})
SITUATIONS = sorted({one for _role, one in THIN})


def _in_part(row: int, role: Role, situation: Situation) -> bool:
    """Whether something is sent as the role about the situation; always where that is done by default."""
    is_by_default = (role, situation) in (OF_PAGES, OF_API)
    return is_by_default or is_asked(row, ROLES.index(role), SITUATIONS.index(situation), parts=len(ROLES))


def _cases(by_default: tuple[Role, Situation]) -> list[Any]:
    everybody = [(role, situation) for role in ROLES for situation in SITUATIONS]
    return [pytest.param(*one, marks=() if one == by_default else pytest.mark.exhaustive) for one in everybody]


def _theirs(world: World, situation: Situation, value: str = "") -> Any:
    """The hidden case's row in the place of the own one with this id; the person where it is none of the case's."""
    for name, own in world.rows(Situation.OWN).items():
        if name not in EVERYBODYS and value == str(own.pk) and isinstance(own.pk, UUID):
            is_strange = name not in AGENCYS or situation is Situation.ELSEWHERE
            return world.row(situation, name).pk if is_strange else None
    return world.cases[situation].person.pk


def _compared(name: str, call: Callable[[object], Any], theirs: UUID) -> Iterator[str]:
    def ask(pk: object) -> Any:
        with transaction.atomic():
            response = closed(call(pk))
            transaction.set_rollback(True)
        return response

    # A neighbour of theirs: where ids are only compared, as the start of a next page, it stands at the same place.
    missing, hidden = _answer(ask, UUID(int=theirs.int ^ 1)), _answer(ask, theirs)
    if hidden != missing:
        what = [word for word, a, b in zip(("status", "bytes", "queries"), hidden, missing, strict=True) if a != b]
        yield f"{name}: {what} {hidden[0]}/{missing[0]} {hidden[2]}/{missing[2]}"


# Pages.


def _rows(world: World) -> list[PageRow]:
    return [
        row for row in page_rows()
        if not row.is_open and (not row.model or world.row(Situation.OWN, row.model) is not None)
    ]  # fmt: skip


Query = tuple[PageRow, str]
Field = tuple[PageRow, Body, str]


def _queries(world: World, who: Onlooker) -> list[Query]:
    """Each page that is open to them, with each name that it asks its query for."""
    if f"queries {who}" not in world.kept:
        world.kept[f"queries {who}"] = list(_ask_for_queries(world, who))
    found: list[Query] = world.kept[f"queries {who}"]
    return found


def _ask_for_queries(world: World, who: Onlooker) -> Iterator[Query]:
    for row in _rows(world):
        if row.reads:
            with names_asked_for() as names, transaction.atomic():
                response = closed(world.clients[who].get(address(world, row, Situation.OWN)))
                transaction.set_rollback(True)
            if response.status_code == 200:
                yield from ((row, name) for name in sorted(names - _PAGED))


def _asked_of_pages(world: World, who: Onlooker, situation: Situation) -> Iterator[str]:
    for place, (row, name) in enumerate(_queries(world, who)):
        if not _in_part(place, who.role, situation):
            continue
        here = address(world, row, Situation.OWN)

        def ask(pk: object, here: str = here, name: str = name) -> Any:
            return world.clients[who].get(here, {name: str(pk)})

        for model in ("Participant", "Appointment", "Decision", "TransferRequest", "JournalEntry"):
            theirs = world.row(situation, model)
            if theirs is not None:
                yield from _compared(f"GET {row}?{name}= ({model})", ask, theirs.pk)


def _fields(world: World, who: Onlooker) -> list[Field]:
    """Each form that is open to them, with each field that it asks for."""
    if f"fields {who}" not in world.kept:
        world.kept[f"fields {who}"] = list(_ask_for_fields(world, who))
    found: list[Field] = world.kept[f"fields {who}"]
    return found


def _ask_for_fields(world: World, who: Onlooker) -> Iterator[Field]:
    for row in _rows(world):
        body = bodies(world).get(row.template, {})
        if row.writes and (row.reads or body):
            with names_asked_for() as names:
                response, _changes = post(world, who, row, Situation.OWN)
            if response.status_code not in (403, 404):
                yield from ((row, body, name) for name in sorted(names | set(body)))


def _sent_to_pages(world: World, who: Onlooker, situation: Situation) -> Iterator[str]:
    for place, (row, body, name) in enumerate(_fields(world, who)):
        if not _in_part(place, who.role, situation):
            continue
        value = (body.get(name) or [""])[0]
        theirs = _theirs(world, situation, value)
        if theirs is None or not (_is_id(value) or name.endswith(("person", "participant", "other"))):
            continue
        here = address(world, row, Situation.OWN)

        def ask(pk: object, here: str = here, body: Body = body, name: str = name) -> Any:
            # What an earlier answer would have said on the page after it.
            world.clients[who].cookies.pop("messages", None)
            return world.clients[who].post(here, {**body, name: [str(pk)]})

        yield from _compared(f"POST {row} {name}", ask, theirs)


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


@pytest.mark.exhaustive
@pytest.mark.parametrize(("role", "situation"), _cases(OF_PAGES))
def test_a_page_asked_about_a_hidden_person_answers_as_about_a_missing(
    world: World, role: Role, situation: Situation
) -> None:
    assert "\n".join(_asked_of_pages(world, Onlooker(role), situation)) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize(("role", "situation"), _cases(OF_PAGES))
def test_a_form_sent_about_a_hidden_person_answers_as_about_a_missing(
    world: World, role: Role, situation: Situation
) -> None:
    assert "\n".join(_sent_to_pages(world, Onlooker(role), situation)) == ""


@pytest.mark.exhaustive
def test_many_names_are_asked_for(world: World) -> None:
    who = Onlooker(Role.TEAM_LEADER)
    asked, sent = {name for _row, name in _queries(world, who)}, {name for _row, _body, name in _fields(world, who)}
    assert {"forslag", "avtale", "hendelse", "dobbel"} <= asked
    assert len(sent) > 100


# The API.


def parameters_of(route: Route) -> frozenset[str]:
    """The names that the route's query may have; it refuses every other."""
    names = set(getattr(route.view, "action_parameters", {}).get(route.action, ()))
    filterset = getattr(route.view, "filterset_class", None)
    if route.action == "list" and filterset:
        names |= set(filterset.base_filters)
    return frozenset(names)


@cache
def _document() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def ids_in_body(route: Route) -> list[str]:
    """The names in the route's body that the API's document says are ids."""
    operation = _document()["paths"].get(route.documented, {}).get(route.method, {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return [name for name, one in schema.get("properties", {}).items() if "'uuid'" in str(one)]


def _asked_of_api(world: World, api: Api, role: Role, situation: Situation) -> Iterator[str]:
    for place, route in enumerate(api_routes()):
        if not _in_part(place, role, situation):
            continue
        own = world.row(Situation.OWN, route.view.model.__name__) if route.ids else None
        if route.method != "get" or (route.ids and own is None):
            continue
        path = route.path(pk=own.pk if own else "")
        for name in sorted(parameters_of(route)):
            theirs = world.row(situation, _MODELS.get(name, "Participant")).pk

            def ask(pk: object, path: str = path, name: str = name) -> Any:
                return api.get(f"{path}?{name}={pk}")

            yield from _compared(f"{route}?{name}=", ask, theirs)


def _sent_to_api(world: World, api: Api, role: Role, situation: Situation) -> Iterator[str]:
    for place, route in enumerate(ROUTES):
        if not _in_part(place, role, situation):
            continue
        own = world.row(Situation.OWN, route.view.model.__name__) if route.ids else None
        if route.method not in ("post", "patch") or (route.ids and own is None):
            continue
        told = body_for(route, world.cases[Situation.OWN])
        path = route.path(pk=own.pk if own else "")
        match = {"If-Match": f'"{own.pk}-v{getattr(own, "version", 1)}"'} if own else {}
        for name in {*ids_in_body(route), *(key for key, value in told.items() if _is_id(value))}:
            theirs = _theirs(world, situation, str(told.get(name, "")))
            if theirs is None:
                continue

            def ask(pk: object, route: Route = route, path: str = path, told: Any = told, name: str = name) -> Any:
                body = {**told, name: [str(pk)] if name.endswith("_ids") else str(pk)}
                return getattr(api, route.method)(path, body, **match)  # noqa: B023 - called at once

            yield from _compared(f"{route} {name}", ask, theirs)


_MODELS = {"participation_id": "Participation", "plan_id": "Plan", "batch_id": "ImportBatch"}
"""What a parameter's id is of, where it is no person's."""


@pytest.mark.parametrize(("role", "situation"), _cases(OF_API))
def test_the_api_asked_about_a_hidden_person_answers_as_about_a_missing(
    world: World, role: Role, situation: Situation
) -> None:
    api = Api(world.staff[role])
    api.get("/api/v1/participants/?page_size=1")
    assert "\n".join(_asked_of_api(world, api, role, situation)) == ""


@pytest.mark.parametrize(("role", "situation"), _cases(OF_API))
def test_a_body_about_a_hidden_person_answers_as_about_a_missing(
    world: World, role: Role, situation: Situation
) -> None:
    api = Api(world.staff[role])
    api.get("/api/v1/participants/?page_size=1")
    assert "\n".join(_sent_to_api(world, api, role, situation)) == ""


def test_the_document_and_the_views_name_many_ids() -> None:
    asked = {(str(route), name) for route in api_routes() for name in parameters_of(route)}
    assert ("get api/v1/places/fitting/", "participant_id") in asked
    sent = [(str(route), name) for route in ROUTES for name in ids_in_body(route)]
    assert len(asked) > 60
    assert len(sent) > 40
