"""Protected people stand in no list, search or count, also not for those who are named on their case (law.md 7.3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from participants.models import NamedAccess
from tests.access.asking import closed, text_of
from tests.access.rows import OPEN, PageRow
from tests.access.test_api import LISTS as API_LISTS
from tests.access.test_pages import BY_ID
from tests.access.test_pages import LISTS as PAGE_LISTS
from tests.access.world import NAMES, Situation, World
from tests.agencies.api.calling import Api

pytestmark = pytest.mark.xdist_group("access-pages")
PROTECTED = (Situation.PROTECTED, Situation.SHIELDED)
ROLES = (Role.TEAM_LEADER, Role.PROGRAMME_ADVISER)
# The one page that shows them.
OWN_PAGE = "ProtectedCasesPage"
# What an address with an id is about when it is nobody's case: classes, employers and the like list people too.
OF_NOBODY = ("SchoolClass", "ClassSession", "Employer", "OfferedPlace", "TrackCohort", "ImportBatch", "CaseloadImport")


@pytest.fixture(params=ROLES)
def named(request: pytest.FixtureRequest, world: World) -> Role:
    """Somebody of the role, named on both cases."""
    with acting_as(system_actor(world.home.pk)):
        for situation in PROTECTED:
            person = world.cases[situation].person
            NamedAccess.objects.create(participant=person, municipality=world.home, user=world.staff[request.param])
    role: Role = request.param
    return role


def _client(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.staff[role])
    return client


def _ask(client: Client, row: PageRow, pk: object = "") -> Any:
    address = row.address(pk)
    return client.post(address) if row.writes_only else closed(client.get(address))


def _shown(world: World, text: str) -> list[str]:
    return [
        situation
        for situation in PROTECTED
        if NAMES[situation] in text or str(world.cases[situation].person.pk) in text
    ]


def _pages(world: World, client: Client) -> Iterator[tuple[str, Any]]:
    for row in PAGE_LISTS:
        if row.view.__name__ not in {OWN_PAGE, *OPEN} and not row.writes_only:
            yield str(row), _ask(client, row)
    for row in BY_ID:
        if row.model in OF_NOBODY and not row.writes_only:
            for situation in PROTECTED:
                target = world.row(situation, row.model)
                if target is not None:
                    yield f"{row} of {situation}", _ask(client, row, target.pk)


def test_no_page_but_their_own_shows_them_to_the_named(world: World, named: Role) -> None:
    client = _client(world, named)
    answers = list(_pages(world, client))
    assert [(name, shown) for name, answer in answers if (shown := _shown(world, text_of(answer)))] == []
    # Their own pages are open, so that nothing above was empty for want of access.
    for situation in PROTECTED:
        assert client.get(f"/deltakere/{world.cases[situation].person.pk}/").status_code == 200
    assert sum(answer.status_code == 200 for _name, answer in answers) > 20


@pytest.mark.parametrize("address", ["/sok/", "/deltakere/ny/"])
def test_no_search_finds_them_for_the_named(world: World, named: Role, address: str) -> None:
    client = _client(world, named)
    for situation in (*PROTECTED, Situation.OWN):
        text = text_of(client.post(address, {"q": NAMES[situation], "family_name": NAMES[situation]}))
        found = str(world.cases[situation].person.pk) in text
        assert found is (situation is Situation.OWN and address == "/sok/"), (address, situation)


def test_no_list_of_the_api_shows_them_to_the_named(world: World, named: Role) -> None:
    api = Api(world.staff[named])
    answers = [(str(route), api.get(route.path())) for route in API_LISTS]
    assert [(name, shown) for name, answer in answers if (shown := _shown(world, answer.content.decode()))] == []
    for situation in PROTECTED:
        person = world.cases[situation].person
        assert api.get(f"/api/v1/participants/{person.pk}/").status_code == 200
        found = api.post("/api/v1/participants/search/", {"words": NAMES[situation]})
        assert (found.status_code, found.json()) == (200, [])
    assert str(world.cases[Situation.OWN].person.pk) in api.get("/api/v1/participants/").content.decode()
