"""Whatever shows a person notes who was shown whom: pages, files, API and calendar, found from the URL resolver.

An answer tells of a person when the person's name or id stands in it, and when it is the row or the file of a case.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.actors import machine_actor, system_actor
from agencies.machines.scopes import scope_for
from agencies.models import AccessLogEntry, Role
from agencies.operations.jobs import run_job
from agencies.operations.tokens import actor_for_token, issue_key
from integration.operations.list_exports import ask_for_list
from integration.operations.privacy.copies import ask_for_copy
from programmes.operations.followup.calendar import make_calendar_link
from tests.access.asking import address, closed
from tests.access.rows import AGENCYS, EVERYBODYS, page_rows
from tests.access.test_api import ROUTES
from tests.access.world import NAMES, Onlooker, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.test_routes import body_for

pytestmark = pytest.mark.xdist_group("access-pages")
READERS = (
    Role.TEAM_LEADER, Role.NAV_ADVISER, Role.PRIVACY_OFFICER, Role.TEACHER, Role.PROGRAMME_ADVISER, Role.ADMINISTRATOR,
)  # fmt: skip
FIRST = READERS[0]
PAGES = [row for row in page_rows() if row.reads and not row.is_open]
OF_NOBODY = AGENCYS | EVERYBODYS | {""}

NOBODY_READS: dict[str, str] = {
    "arkivering/<uuid:pk>/": "the case is not restricted",
    "deltakere/<uuid:pk>/gjenopprett/": "the case was not registered in error",
    "egenmelding/<uuid:pk>/vurder/": "the right to self-certify was not withdrawn",
    "filer/<uuid:pk>/": "the world has no list as a file; one is made below",
    "innsynskopier/<uuid:pk>/<slug:kind>/": "the copy is deleted; one is made below",
    "program/<uuid:pk>/sluttdato/": "the programme was not taken over from another system",
    "get api/v1/subject-access/<uuid:pk>/json/": "the copy is deleted; one is made below",
    "get api/v1/subject-access/<uuid:pk>/pdf/": "the copy is deleted; one is made below",
    "get api/v1/transfers/<uuid:pk>/package/": "the municipality that receives reads",
}
"""Addresses of a case's own rows that show nobody anything in this world, with the reason."""

TELLS_OF_NOBODY: dict[str, str] = {
    "innsynslogg/<uuid:pk>/utskrift/": "who has read, for the officer; noted as a reading of the log",
}
"""Addresses of a case's own rows that show nothing of the person, with the reason."""


def _persons(entries: Iterable[AccessLogEntry]) -> set[UUID]:
    return {pk for one in entries for pk in (*one.people, one.participant_id) if pk}


def _noted(world: World, request: str) -> list[AccessLogEntry]:
    with acting_as(system_actor(world.home.pk)):
        return list(AccessLogEntry.objects.filter(request_id=request, granted=True))


def _fault(world: World, actor: Actor, request: str, response: Any, *, is_of_case: bool) -> str:
    """What is wrong with the log of an answer; nothing for one that tells of nobody."""
    person = world.cases[Situation.OWN].person
    text = "" if response.streaming else response.content.decode(errors="replace")
    if not (is_of_case or NAMES[Situation.OWN] in text or str(person.pk) in text):
        return ""
    entries = _noted(world, request)
    if person.pk not in _persons(entries):
        return f"shows the person without a word ({response.headers.get('Content-Type', '')})"
    roles = ",".join(sorted(actor.roles))
    wanted = (actor.user_id, actor.agency_id, roles, actor.client, True)
    found = {(one.user_id, one.agency_id, one.role, one.client, bool(one.rule)) for one in entries}
    return "" if found == {wanted} else f"{found}, not {wanted}"


def _answered(client: Any, path: str, request: str) -> Any:
    with transaction.atomic():
        return closed(client.get(path, headers={"X-Request-ID": request}))


def _pages(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """Each page that is answered, with what is wrong with its log."""
    who = Onlooker(role)
    for row in PAGES:
        if row.model and world.row(Situation.OWN, row.model) is None:
            continue
        request = uuid4().hex
        response = _answered(world.clients[who], address(world, row, Situation.OWN), request)
        if response.status_code == 200:
            is_of_case = row.model not in OF_NOBODY and row.template not in TELLS_OF_NOBODY
            yield row.template, _fault(world, world.actor(who), request, response, is_of_case=is_of_case)


def _api(world: World, api: Api, actor: Actor) -> Iterator[tuple[str, str]]:
    """Each route of the API that is answered, also those that write."""
    for route in ROUTES:
        model = route.view.model.__name__
        row, request = world.row(Situation.OWN, model), uuid4().hex
        if route.ids and row is None:
            continue
        path = route.path(pk=row.pk if route.ids else "")
        match = {"If-Match": f'"{row.pk}-v{getattr(row, "version", 1)}"'} if route.ids else {}
        api.headers["X-Request-ID"] = request
        with transaction.atomic():
            if route.method == "get":
                response = closed(api.get(path))
            elif route.method == "delete":
                response = api.delete(path, **match)
            else:
                response = getattr(api, route.method)(path, body_for(route, world.cases[Situation.OWN]), **match)
            is_of_case = bool(route.ids) and model not in OF_NOBODY and route.method == "get"
            fault = _fault(world, actor, request, response, is_of_case=is_of_case) if response.status_code < 300 else ""
            transaction.set_rollback(True)
        if response.status_code < 300:
            yield str(route), fault


Answers = dict[str, str]


def _answers_to(world: World, role: Role) -> tuple[Answers, Answers]:
    """Each page and each route of the API that answers the role, with what is wrong with its log; asked for once."""
    if f"answers to {role}" not in world.kept:
        pages, routes = _pages(world, role), _api(world, Api(world.staff[role]), world.actor(role))
        world.kept[f"answers to {role}"] = dict(pages), dict(routes)
    found: tuple[Answers, Answers] = world.kept[f"answers to {role}"]
    return found


def _roles() -> list[Any]:
    return [pytest.param(one, marks=() if one is FIRST else pytest.mark.exhaustive, id=str(one)) for one in READERS]


@pytest.mark.parametrize("role", _roles())
def test_every_page_and_file_that_shows_a_person_is_in_the_log(world: World, role: Role) -> None:
    answers, _routes = _answers_to(world, role)
    assert {name: fault for name, fault in answers.items() if fault} == {}
    assert len(answers) >= (200 if role is FIRST else 5)


@pytest.mark.parametrize("role", _roles())
def test_every_answer_of_the_api_that_shows_a_person_is_in_the_log(world: World, role: Role) -> None:
    _of_pages, answers = _answers_to(world, role)
    assert {name: fault for name, fault in answers.items() if fault} == {}
    assert len(answers) >= (150 if role is FIRST else 2)


@pytest.mark.exhaustive
def test_somebody_reads_every_address_of_a_case(world: World) -> None:
    """Without this an address that nobody here can open would pass for one that is noted."""
    pages = {row.template for row in PAGES if row.model not in OF_NOBODY}
    routes = {str(route) for route in ROUTES if route.ids and route.method == "get"}
    read = {name for role in READERS for answers in _answers_to(world, role) for name in answers}
    assert (pages | routes) - read == set(NOBODY_READS)


def test_a_machine_is_noted_by_its_key(world: World) -> None:
    machine = world.row(Situation.OWN, "MachineAccess")
    machine.role = Role.PROGRAMME_ADVISER
    machine.save()
    scopes = [scope_for(*act) for route in ROUTES for act in route.view.acts.values()]
    key, secret = issue_key(machine, sorted(set(scopes)), dt.timedelta(days=1))
    actor = actor_for_token(secret, "")
    assert actor
    assert actor.client == machine_actor(machine, frozenset(), f"key {key.pk}").client
    api = Api()
    api.headers["Authorization"] = f"Bearer {secret}"
    answers = dict(_api(world, api, actor))
    assert {name: fault for name, fault in answers.items() if fault} == {}
    assert len(answers) > 50


def test_a_copy_of_a_case_is_noted_whoever_fetches_it_and_how(world: World) -> None:
    # The worker has it loaded.
    import_module("integration.operations.privacy.making")
    who, case = Onlooker(Role.TEAM_LEADER), world.cases[Situation.OWN]
    actor, api = world.actor(who), Api(world.onlookers[who])
    with acting_as(actor):
        export = ask_for_copy(actor, case.person.pk)
    assert export.job
    assert run_job(export.job.pk)
    for kind in ("json", "pdf"):
        request = api.headers["X-Request-ID"] = uuid4().hex
        pages = _answered(world.clients[who], f"/innsynskopier/{export.pk}/{kind}/", request)
        assert (pages.status_code, _fault(world, actor, request, pages, is_of_case=True)) == (200, "")
        request = api.headers["X-Request-ID"] = uuid4().hex
        answer = closed(api.get(f"/api/v1/subject-access/{export.pk}/{kind}/"))
        assert (answer.status_code, _fault(world, actor, request, answer, is_of_case=True)) == (200, "")


def test_a_list_as_a_file_is_noted_when_it_is_made_and_when_it_is_fetched(world: World) -> None:
    who = Onlooker(Role.TEAM_LEADER)
    actor, person = world.actor(who), world.cases[Situation.OWN].person
    with acting_as(actor):
        export = ask_for_list(actor, "portfolio", "csv", {})
    assert export.job
    assert run_job(export.job.pk)
    request = uuid4().hex
    response = _answered(world.clients[who], f"/filer/{export.pk}/", request)
    assert response.status_code == 200
    assert person.pk in _persons(_noted(world, request))
    assert _fault(world, actor, request, response, is_of_case=True) == ""


def test_the_calendar_is_noted_with_the_people_in_it(world: World) -> None:
    appointment = world.row(Situation.OWN, "Appointment")
    who = world.actor(Role.PROGRAMME_ADVISER)
    with acting_as(system_actor(world.home.pk)):
        type(appointment).objects.filter(pk=appointment.pk).update(user=who.user_id)
    with acting_as(who):
        _link, secret = make_calendar_link(who)
    request = uuid4().hex
    response = _answered(Client(), f"/kalender/fotfeste.ics?nokkel={secret}", request)
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert _fault(world, who, request, response, is_of_case=True) == ""
