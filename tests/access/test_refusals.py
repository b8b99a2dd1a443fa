"""Whatever is refused stands in the log with the person whose row it was, found from the URL resolver."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import Action, Actor, Channel, acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Role
from agencies.operations.access_log import log_refusal
from tests.access.asking import bodies, closed, translated
from tests.access.rows import AGENCYS, OTHER_IDS, PageRow
from tests.access.slices import is_asked
from tests.access.test_hidden import ABOUT_SOMEBODY, PAGES, ROUTES, THIN
from tests.access.world import HIDDEN, Onlooker, Situation, World
from tests.agencies.api.calling import Api
from tests.agencies.api.test_routes import body_for

pytestmark = pytest.mark.xdist_group("access-pages")
ROLES = (Role.TEAM_LEADER, Role.NAV_ADVISER, Role.PROGRAMME_ADVISER, Role.ADMINISTRATOR, Role.TEACHER)
FIRST = (Role.TEAM_LEADER, Situation.PROTECTED)
Ask = Callable[[object, str], Any]


def _cases() -> list[Any]:
    return [
        pytest.param(role, situation, marks=() if (role, situation) == FIRST else pytest.mark.exhaustive)
        for role in ROLES for situation in HIDDEN
    ]  # fmt: skip


def _page(world: World, who: Onlooker, row: PageRow, situation: Situation, *, is_sent: bool) -> Ask:
    body = translated(world, bodies(world).get(row.template, {}), situation) if is_sent else {}
    others = {model: world.row(situation, model).pk for model in OTHER_IDS.values()}
    call = world.clients[who].post if is_sent else world.clients[who].get
    return lambda pk, request: closed(call(row.address(pk, others), body, headers={"X-Request-ID": request}))


def _asks(world: World, who: Onlooker, situation: Situation) -> list[tuple[str, str, Ask]]:
    found = []
    for row in PAGES:
        if row.reads:
            found.append((f"GET {row}", row.model, _page(world, who, row, situation, is_sent=False)))
        if row.writes:
            found.append((f"POST {row}", row.model, _page(world, who, row, situation, is_sent=True)))
    api = Api(world.onlookers[who])
    for route in ROUTES:

        def ask(pk: object, request: str, route: Any = route) -> Any:
            api.headers["X-Request-ID"] = request
            match = {"If-Match": f'"{pk}-v1"'}
            if route.method == "get":
                return api.get(route.path(pk=pk))
            if route.method == "delete":
                return api.delete(route.path(pk=pk), **match)
            return getattr(api, route.method)(route.path(pk=pk), {}, **match)

        found.append((str(route), route.view.model.__name__, ask))
    return found


def _in_part(row: int, role: Role, situation: Situation) -> bool:
    return (role, situation) in THIN or is_asked(row, ROLES.index(role), HIDDEN.index(situation), parts=len(ROLES))


def _entries(municipality_id: UUID, request: str) -> list[AccessLogEntry]:
    with acting_as(system_actor(municipality_id)):
        return list(AccessLogEntry.objects.filter(request_id=request, granted=False))


@pytest.mark.parametrize(("role", "situation"), _cases())
def test_a_refusal_names_the_person_whose_row_it_was(world: World, role: Role, situation: Situation) -> None:
    who, case = Onlooker(role), world.cases[situation]
    actor, faults, refused = world.actor(who), [], 0
    for place, (name, model, ask) in enumerate(_asks(world, who, situation)):
        row, request = world.row(situation, model), uuid4().hex
        if model in AGENCYS or not _in_part(place, role, situation):
            continue
        response = ask(row.pk, request)
        if response.status_code not in (403, 404):
            continue
        refused += 1
        entries = _entries(case.municipality.pk, request)
        told = [(one.participant_id, one.user_id, one.agency_id, one.role, bool(one.rule)) for one in entries]
        channel = Channel.API if "api/" in name else Channel.WEB
        if told != [(case.person.pk, actor.user_id, actor.agency_id, str(role), True)]:
            faults.append(f"{name} ({model}): {told}")
        elif entries[0].channel != channel:
            faults.append(f"{name}: {entries[0].channel}")
    assert "\n".join(faults) == ""
    assert refused > (200 if (role, situation) in THIN else 200 / len(ROLES))


def test_asking_for_nothing_that_is_there_is_noted_too(world: World) -> None:
    request = uuid4().hex
    who = Onlooker(Role.TEAM_LEADER)
    assert world.clients[who].get(f"/vedtak/{uuid4()}/", headers={"X-Request-ID": request}).status_code == 404
    (entry,) = _entries(world.home.pk, request)
    assert (entry.participant_id, entry.user_id, entry.rule) == (None, world.actor(who).user_id, "hidden")


def test_a_body_about_somebody_who_is_hidden_is_named_too(world: World) -> None:
    api, case = Api(world.staff[Role.TEAM_LEADER]), world.cases[Situation.PROTECTED]
    api.headers["X-Request-ID"] = request = uuid4().hex
    body = body_for(next(one for one in ABOUT_SOMEBODY if str(one) == "post api/v1/transfers/"), case)
    assert api.post("/api/v1/transfers/", body).status_code == 404
    assert [one.participant_id for one in _entries(world.home.pk, request)] == [case.person.pk]
    api.headers["X-Request-ID"] = request = uuid4().hex
    assert api.get(f"/api/v1/places/fitting/?participant_id={case.person.pk}").status_code == 404
    assert [one.participant_id for one in _entries(world.home.pk, request)] == [case.person.pk]


def test_the_rule_that_refused_in_the_api_stands_in_the_log(world: World) -> None:
    api, case = Api(world.staff[Role.PROGRAMME_ADVISER]), world.cases[Situation.COLLEAGUES]
    api.headers["X-Request-ID"] = request = uuid4().hex
    person = case.person
    tag = {"If-Match": api.get(f"/api/v1/participants/{person.pk}/").headers["ETag"]}
    change = next(one for one in ROUTES if str(one) == "patch api/v1/participants/<uuid:pk>/")
    assert api.patch(change.path(pk=person.pk), body_for(change, case), **tag).status_code == 403
    assert [(one.rule, one.participant_id) for one in _entries(world.home.pk, request)] == [("not_assigned", person.pk)]


def _own(actor: Actor) -> int:
    with acting_as(actor):
        return AccessLogEntry.objects.filter(user_id=actor.user_id, granted=False).count()


def test_whoever_was_refused_learns_nothing_by_the_log_also_by_raw_statements(world: World) -> None:
    actor, cases = world.actor(Role.TEAM_LEADER), (Situation.ELSEWHERE, Situation.PROTECTED)
    with acting_as(actor):
        for asked in (*(world.row(one, "Decision").pk for one in cases), uuid4()):
            log_refusal(actor, "decision", Action.VIEW, [asked], "hidden")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute("SELECT fot_whose(%s)", [asked])
    assert _own(actor) == 0
    for one in cases:
        with acting_as(system_actor(world.cases[one].municipality.pk)):
            rows = AccessLogEntry.objects.filter(participant_id=world.cases[one].person.pk, granted=False)
            assert rows.filter(user_id=actor.user_id).exists()
