"""Every page × role × situation, against the decision table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from agencies.access import decide, may
from agencies.models import Role
from tests.access.rows import NOT_PEOPLE, OPEN, PageRow, page_rows
from tests.access.world import HIDDEN, NAMES, Situation, World

pytestmark = pytest.mark.xdist_group("access-matrix")
ROWS = page_rows()
BY_ID = [row for row in ROWS if row.model and row.view.__name__ not in OPEN]
LISTS = [row for row in ROWS if "<" not in row.template and row.view.__name__ not in OPEN]
# The whole product is a run of its own; by default every page meets the roles between which the table differs most.
SLICE = (Role.PROGRAMME_ADVISER, Role.NAV_ADVISER, Role.PRIVACY_OFFICER)
OTHERS = [role for role in Role if role not in SLICE]
_SLUGS = {"<slug:tab>": "historikk", "<slug:act>": "bekreft", "<slug:kind>": "barn"}


def _address(row: PageRow, pk: object) -> str:
    address = row.template.replace("<uuid:pk>", str(pk))
    for slug, value in _SLUGS.items():
        address = address.replace(slug, value)
    return f"/{address}"


def _ask(client: Client, row: PageRow, pk: object = "") -> Any:
    address = _address(row, pk)
    return client.post(address) if row.writes_only else client.get(address)


def text_of(response: Any) -> str:
    """What is written in an answer; a file's bytes as far as they are text."""
    return "" if response.streaming else str(response.content.decode(errors="replace"))


def _client(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.staff[role])
    return client


def test_every_page_has_a_row_in_the_table() -> None:
    assert [str(row) for row in ROWS if row.pair is None and row.view.__name__ not in OPEN] == []
    assert len(ROWS) > 60
    assert get_resolver().url_patterns


def _faults(world: World, role: Role) -> Iterator[str]:
    client = _client(world, role)
    for row in BY_ID:
        for situation in Situation:
            target = world.row(situation, row.model)
            if target is None or row.model in NOT_PEOPLE or row.pair is None:
                continue
            response = _ask(client, row, target.pk)
            if fault := _fault(world, role, row, situation, response):
                yield f"{role} {situation} {row}: {fault}"


def _fault(world: World, role: Role, row: PageRow, situation: Situation, response: Any) -> str:
    assert row.pair
    resource, action = row.pair
    status, text = response.status_code, text_of(response)
    shown = [name for hidden, name in NAMES.items() if hidden in HIDDEN and name in text]
    if shown:
        return f"shows {shown}"
    verdict = decide(world.actor(role), resource, action, world.facts(situation, role))
    if verdict.allowed:
        # A form may refuse by a rule of the law, or have nothing to stand on in this state of the case.
        return "" if status in {200, 204, 302, 404, 422} else f"allowed, but {status}"
    if verdict.can_be_overridden and status == 302:
        return "" if "/ta-tilgang/" in response.headers["Location"] else f"went to {response.headers['Location']}"
    if verdict.can_be_overridden and row.writes_only:
        # The form is read before the row; what it may not is succeed.
        return "" if status in {302, 404, 422} else f"a colleague's, but {status}"
    if situation in HIDDEN and may(world.actor(role), resource, action):
        # An act that is refused before its row is looked for answers so for every id (``test_hidden``).
        return "" if status == 404 or (row.writes_only and status == 302) else f"hidden, but {status}"
    return "" if status in {403, 404} else f"refused by {verdict.rule}, but {status}"


@pytest.mark.parametrize("role", SLICE)
def test_every_page_of_a_case_answers_as_the_table_says(world: World, role: Role) -> None:
    assert "\n".join(_faults(world, role)) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", OTHERS)
def test_every_page_of_a_case_answers_every_role_as_the_table_says(world: World, role: Role) -> None:
    assert "\n".join(_faults(world, role)) == ""


@pytest.mark.parametrize("role", SLICE)
def test_the_own_case_is_really_there_for_those_who_may_see_it(world: World, role: Role) -> None:
    person = world.cases[Situation.OWN].person
    response = _client(world, role).get(f"/deltakere/{person.pk}/")
    is_open = role is not Role.PRIVACY_OFFICER
    assert (NAMES[Situation.OWN] in response.content.decode()) is is_open


@pytest.mark.parametrize("role", list(Role))
def test_no_list_shows_anybody_who_is_hidden(world: World, role: Role) -> None:
    client, faults = _client(world, role), []
    for row in LISTS:
        assert row.pair or row.view.__name__ in OPEN
        response = _ask(client, row)
        text = text_of(response)
        faults += [f"{row} shows {NAMES[hidden]}" for hidden in HIDDEN if NAMES[hidden] in text]
        if row.pair and not may(world.actor(role), *row.pair) and response.status_code not in {302, 403, 404}:
            faults.append(f"{row}: refused by the table, but {response.status_code}")
    assert faults == []
