"""Each page with a participant's id in its address notes who opened it, found from the URL resolver."""

import pytest

from agencies.access import acting_as
from agencies.models import AccessLogEntry, Role
from tests.access.asking import address, closed
from tests.access.rows import page_rows
from tests.access.world import Onlooker, Situation, World

pytestmark = pytest.mark.xdist_group("access-matrix")
ROWS = [row for row in page_rows() if row.model == "Participant" and not row.writes_only]

NOTHING_TO_SHOW = {
    "deltakere/<uuid:pk>/gjenopprett/": "the case was not registered in error",
    "innsynslogg/<uuid:pk>/utskrift/": "the privacy officer's, who looks up who has read; not a reading of the case",
}
"""Pages that do not show the person to a team leader here, with the reason."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_page_that_shows_a_person_is_in_the_access_log(world: World, row: object) -> None:
    assert isinstance(row, type(ROWS[0]))
    person = world.cases[Situation.OWN].person
    response = closed(world.clients[Onlooker(Role.TEAM_LEADER)].get(address(world, row, Situation.OWN)))
    if row.template in NOTHING_TO_SHOW:
        assert response.status_code != 200, "something is shown after all"
        return
    assert response.status_code == 200
    with acting_as(world.actor(Role.TEAM_LEADER)):
        mine = AccessLogEntry.objects.filter(user_id=world.staff[Role.TEAM_LEADER].pk, participant_id=person.pk)
        entries = list(mine)
    assert entries, "shown without a word in the log"
    assert {entry.granted for entry in entries} == {True}
    assert entries[0].request_id


def test_at_least_ten_pages_show_a_person(world: World) -> None:
    assert len(ROWS) >= 10
