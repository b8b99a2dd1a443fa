"""An adviser takes an extension back in a real browser: from its page to the notice, in the side panel."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.access import Actor
from agencies.models import Role, User
from tests.browsing import faults_by_axe, window_of
from tests.programmes.awards import make_programme
from tests.programmes.decisions import EXTENDABLE
from tests.programmes.extensions import extended
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user() -> User:
    return make_user(make_municipality(), Role.PROGRAMME_ADVISER)


@pytest.fixture
def address(user: User) -> str:
    """The page of a granted extension."""
    adviser: Actor = actor_of(user)
    municipality = user.memberships.get().agency
    person = make_person(municipality, given_name="Olena", family_name="Kovalenko")
    granted = extended(adviser, make_programme(person, adviser, **EXTENDABLE), 12)
    return reverse("programmes:decision", args=[granted.pk])


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, user: User) -> Iterator[Page]:
    """The adviser's browser; Django is told that the loop in this thread is not its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(user, live_server) as page:
        yield page


def _is_in_order(page: Page) -> None:
    assert faults_by_axe(page) == [], page.url
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url


@pytest.mark.parametrize("width", [1280, 320])
def test_an_extension_is_taken_back_and_the_participant_told_first(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.get_by_role("link", name="Ta forlengelsen tilbake").click()
    expect(page.get_by_text("Siste dag i programmet blir 11.10.2030.")).to_be_visible()
    page.goto(f"{address}ta-tilbake/")
    _is_in_order(page)
    page.get_by_label("Begrunnelse").fill("Vedtaket bygde på feil opplysninger om utdanningen.")
    page.get_by_role("button", name="Lag utkast").click()
    expect(page.get_by_role("heading", name="Forlengelse tas tilbake", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Vedtak 2, forlengelse")).to_be_visible()
    _is_in_order(page)
    page.get_by_role("link", name="Fatt vedtak").click()
    page.get_by_role("button", name="Fatt vedtak").click()
    expect(page.get_by_text("Deltakeren skal varsles og få uttale seg før dette vedtaket").first).to_be_visible()
    page.get_by_label("Hvorfor forhåndsvarsel ikke trengs").fill("Deltakeren har uttalt seg i et møte.")
    page.get_by_role("button", name="Fatt vedtak").click()
    expect(page.get_by_text("Vedtatt, ikke sendt")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("Erstattet av vedtak 3")).to_be_visible()
    expect(page.get_by_role("link", name="Ta forlengelsen tilbake")).to_have_count(0)
    _is_in_order(page)
