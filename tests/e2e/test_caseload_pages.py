"""A team leader takes over running programmes from an older system: every page of it, at a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from programmes.models import Participation
from tests.e2e.conftest import LiveStack, Receive
from tests.e2e.visitor import Visitor
from tests.programmes.caseload.files import as_csv, running
from tests.world import make_municipality, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
_BACKGROUND = 60_000


def test_running_programmes_are_uploaded_looked_through_and_taken_over(live_stack: LiveStack, receive: Receive) -> None:
    bergen = make_municipality("Bergen kommune")
    leader = receive(make_user(bergen, Role.TEAM_LEADER, name="Tone Lie"))
    leader.go("/teamet/overta/")
    leader.inspect("caseload-list")
    leader.go("/teamet/overta/ny/")
    leader.inspect("caseload-upload")
    rows = [running(0), running(1, end="28.02.2027"), running(2, months="60"), running(3, start="31.02.2026")]
    _upload(leader, as_csv(*rows))
    leader.inspect("caseload-preview")
    leader.page.goto(f"{leader.page.url.split('?')[0]}kolonner/")
    leader.inspect("caseload-columns")
    leader.page.go_back()
    leader.page.get_by_role("button", name="Overta 2 saker").click()
    expect(leader.page.get_by_text("2 saker er overtatt.")).to_be_visible(timeout=_BACKGROUND)
    leader.inspect("caseload-done")
    [differs] = _programmes(bergen, decided_last_day="2027-02-28")
    leader.go(f"/program/{differs.pk}/sluttdato/")
    leader.sees("28.02.2027")
    leader.inspect("caseload-compare")
    leader.go("/teamet/overta/")
    leader.inspect("caseload-list-with-file")


def _programmes(home: Agency, **facts: str) -> list[Participation]:
    with acting_as(system_actor(home.pk)):
        return list(Participation.objects.filter(**facts))


def _upload(leader: Visitor, data: bytes) -> None:
    leader.page.get_by_label("Fil").set_input_files({"name": "saker.csv", "mimeType": "text/csv", "buffer": data})
    leader.page.get_by_label("Overtatt fra").fill("Velferd 2000")
    leader.press("Last opp og kontroller")
    expect(leader.page.get_by_role("heading", name="Radene", exact=True)).to_be_visible(timeout=_BACKGROUND)
