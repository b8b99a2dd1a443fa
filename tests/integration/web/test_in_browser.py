"""The owner's journey in a real browser: a held list is seen and left, a row is mended, a pupil is linked; and axe."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role, User
from agencies.operations.jobs import run_job
from integration.models import AttendanceBatch
from tests.browsing import faults_by_axe, is_wider_than_the_screen, log_in, window_of
from tests.integration.attendance.test_batches import as_csv, row
from tests.integration.schools.test_packages import _files
from tests.integration.schools.world import make_pupil, make_school, make_source, package, take
from tests.world import actor_of, make_municipality, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of a browser; Django is told that the loop in this thread is Playwright's and not its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(None, live_server) as page:
        yield page


def _is_content(page: Page) -> None:
    assert faults_by_axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert not is_wider_than_the_screen(page)
    page.set_viewport_size({"width": 1280, "height": 900})


class Town:
    """A municipality whose newest list of pupils is held."""

    def __init__(self) -> None:
        self.home = make_municipality()
        self.user: User = make_user(self.home, Role.TEAM_LEADER)
        owner = actor_of(self.user)
        source = make_source(owner, make_school(self.home))
        pupils = [(f"u{number}", make_pupil(self.home, number)[1]) for number in range(5)]
        take(owner, source, package(_files(pupils)))
        take(owner, source, package(_files(pupils[:1])))


def test_a_held_list_is_seen_and_discarded(page: Page) -> None:
    log_in(page, Town().user)
    page.goto(reverse("integration:school-systems"))
    _is_content(page)
    page.get_by_role("link", name="Skolens system").click()
    _is_content(page)
    page.get_by_role("link", name="Se og avgjør").click()
    expect(page.get_by_text("4 av 5 plasser (80 %)")).to_be_visible()
    _is_content(page)
    page.get_by_role("button", name="Forkast listen").click()
    expect(page.get_by_text("Listen er forkastet")).to_be_visible()


def test_a_list_of_attendance_is_sent_in_and_its_row_mended(page: Page) -> None:
    town = Town()
    log_in(page, town.user)
    page.goto(reverse("integration:attendance-batches"))
    _is_content(page)
    data = as_csv([row(), row("a2", userSourcedId="u1", category="?")]).encode()
    page.get_by_label("Oppmøteliste").set_input_files({"name": "o.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Last opp og les").click()
    expect(page.get_by_text("Leser oppmøtelisten")).to_be_visible()
    with acting_as(system_actor(town.home.pk)):
        job = AttendanceBatch.objects.get().job_id
    assert job
    run_job(job)
    page.reload()
    expect(page.get_by_text("Ordet for oppmøte er ikke kjent").first).to_be_visible()
    _is_content(page)
    page.get_by_role("link", name="3", exact=True).click()
    _is_content(page)
    page.get_by_label("category").fill("kom for sent")
    page.get_by_label("absentMinutes").fill("15")
    page.get_by_role("button", name="Lagre og prøv på nytt").click()
    expect(page.get_by_text("Raden er registrert.")).to_be_visible()


@pytest.mark.parametrize("name", ["roster-clients", "school-source-add", "school-pupils"])
def test_the_other_pages_are_fit_for_everybody(page: Page, name: str) -> None:
    log_in(page, make_user(make_municipality(), Role.TEAM_LEADER))
    page.goto(reverse(f"integration:{name}"))
    _is_content(page)
