"""Each page with a participant's id in its address notes who opened it, found from the URL resolver."""

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.models import AccessLogEntry, Role
from tests.access.rows import page_rows
from tests.access.test_pages import _ask
from tests.access.world import Situation, World

pytestmark = pytest.mark.xdist_group("access-matrix")
ROWS = [row for row in page_rows() if row.model == "Participant" and not row.writes_only]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_page_that_shows_a_person_is_in_the_access_log(world: World, row: object) -> None:
    assert isinstance(row, type(ROWS[0]))
    person = world.cases[Situation.OWN].person
    client = Client()
    client.force_login(world.staff[Role.TEAM_LEADER])
    response = _ask(client, row, person.pk)
    if response.status_code != 200:
        pytest.skip("nothing is shown in this state of the case")
    with acting_as(world.actor(Role.TEAM_LEADER)):
        mine = AccessLogEntry.objects.filter(user_id=world.staff[Role.TEAM_LEADER].pk, participant_id=person.pk)
        entries = list(mine)
    assert entries, "shown without a word in the log"
    assert {entry.granted for entry in entries} == {True}
    assert entries[0].request_id


def test_at_least_ten_pages_show_a_person(world: World) -> None:
    assert len(ROWS) >= 10
