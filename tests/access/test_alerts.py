"""Whoever is named opens a protected case by any door of the resolver: those who watch over it are told."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from agencies.access import acting_as
from agencies.actors import WORKER
from agencies.models import Membership, OutboxEvent, Role
from agencies.operations.protection_alerts import OPENED
from tests.access.asking import address, closed
from tests.access.test_api import ROUTES
from tests.access.test_log_everywhere import OF_NOBODY, PAGES, TELLS_OF_NOBODY
from tests.access.world import Onlooker, Situation, World
from tests.agencies.api.calling import Api

pytestmark = pytest.mark.xdist_group("access-pages")
WHO = (Role.PROGRAMME_ADVISER, Role.NAV_ADVISER, Role.TEAM_LEADER)

ENTRIES_ONLY = TELLS_OF_NOBODY
"""Addresses of a case's rows that show nothing of the person, with the reason."""


def _asks(world: World, who: Onlooker) -> Iterator[tuple[str, Any]]:
    client, api = world.clients[who], Api(world.onlookers[who])
    for row in PAGES:
        if row.model not in OF_NOBODY and world.row(Situation.NAMED, row.model) and row.template not in ENTRIES_ONLY:
            where = address(world, row, Situation.NAMED)
            yield f"GET {row}", lambda where=where: client.get(where)
    for route in ROUTES:
        model = route.view.model.__name__
        if route.ids and route.method == "get" and model not in OF_NOBODY:
            where = route.path(pk=world.row(Situation.NAMED, model).pk)
            yield str(route), lambda where=where: api.get(where)


def _watching(world: World, who: Onlooker) -> set[Any]:
    roles = (Role.PRIVACY_OFFICER, Role.TEAM_LEADER)
    rows = Membership.objects.filter(agency=world.home, role__in=roles).values_list("user_id", flat=True)
    return set(rows) - {world.onlookers[who].pk}


def _told(world: World, who: Onlooker) -> set[Any]:
    with acting_as(WORKER):
        letters = OutboxEvent.objects.filter(kind=OPENED, dedupe_key__contains=str(world.onlookers[who].pk))
        return set(letters.values_list("recipient_id", flat=True))


def _opened(world: World, who: Onlooker) -> Iterator[tuple[str, set[Any]]]:
    """Each door that opened, and who got a letter of it."""
    for name, ask in _asks(world, who):
        with transaction.atomic():
            response = closed(ask())
            told = _told(world, who)
            transaction.set_rollback(True)
        if response.status_code == 200:
            yield name, told


@pytest.mark.parametrize(
    "role", [pytest.param(one, marks=() if one is WHO[0] else pytest.mark.exhaustive, id=one) for one in WHO]
)
def test_every_door_to_a_protected_case_tells_those_who_watch_over_it(world: World, role: Role) -> None:
    who = Onlooker(role)
    watching, opened = _watching(world, who), dict(_opened(world, who))
    assert len(watching) > 2
    assert {name for name, told in opened.items() if told != watching} == set()
    assert len([name for name in opened if "api/" in name]) > 10
    assert len(opened) > 50


def test_an_open_case_tells_nobody(world: World) -> None:
    person = world.cases[Situation.OWN].person
    assert Api(world.staff[WHO[0]]).get(f"/api/v1/participants/{person.pk}/").status_code == 200
    assert _told(world, Onlooker(WHO[0])) == set()
