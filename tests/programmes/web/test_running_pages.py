"""The pages that register a plan and end a programme."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, Role
from programmes.models import Participation
from tests.programmes.awards import make_programme, stored
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

PANEL = {"HX-Request": "true"}


@pytest.fixture
def programme(municipality: Agency) -> Participation:
    """A programme that runs."""
    return make_programme(make_person(municipality))


@pytest.fixture
def adviser(client: Client, municipality: Agency) -> Client:
    """A browser in which a programme adviser of the municipality is logged in."""
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    return client


def _end(**facts: str) -> dict[str, str]:
    known = {
        "ended_on": "02.11.2026",
        "end_reason": "goal_reached",
        "main_activity": "full_time_work",
        "version": "1",
    }
    return {f"programme-{name}": value for name, value in (known | facts).items()}


def test_the_end_page_ends_the_programme(adviser: Client, programme: Participation) -> None:
    response = adviser.post(reverse("programmes:end", args=[programme.pk]), _end())
    assert response.status_code == 302
    assert response["Location"] == reverse("participants:case", args=[programme.participant_id])
    assert stored(programme).ended_on == dt.date(2026, 11, 2)


def test_in_the_side_panel_the_browser_is_sent_to_the_case(adviser: Client, programme: Participation) -> None:
    url = reverse("programmes:end", args=[programme.pk])
    assert b"<html" not in adviser.get(url, headers=PANEL).content
    response = adviser.post(url, _end(), headers=PANEL)
    assert response["HX-Redirect"] == reverse("participants:case", args=[programme.participant_id])


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"end_reason": ""}, "end_reason"), ({"main_activity": ""}, "main_activity"), ({"ended_on": ""}, "ended_on")],
)
def test_an_end_needs_day_reason_and_activity(
    adviser: Client, programme: Participation, facts: dict[str, str], field: str
) -> None:
    response = adviser.post(reverse("programmes:end", args=[programme.pk]), _end(**facts))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert stored(programme).ended_on is None


def test_a_refused_end_stands_beside_its_field_with_the_paragraph(adviser: Client, programme: Participation) -> None:
    response = adviser.post(reverse("programmes:end", args=[programme.pk]), _end(ended_on="11.10.2026"))
    [fault] = response.context["form"].errors["ended_on"]
    assert fault == "Programmet kan ikke avsluttes før det har begynt. (integreringsloven § 18 a)"


def test_somebody_elses_change_is_told_before_the_programme_is_ended(adviser: Client, programme: Participation) -> None:
    url = reverse("programmes:end", args=[programme.pk])
    response = adviser.post(url, _end(version="7"))
    assert response.status_code == 422
    assert "Noen andre har endret programmet" in response.content.decode()
    version = response.context["form"].data["programme-version"]
    assert adviser.post(url, _end(version=version)).status_code == 302


@pytest.mark.parametrize("name", ["programmes:end", "programmes:plan"])
def test_others_do_not_come_here(client: Client, municipality: Agency, programme: Participation, name: str) -> None:
    url = reverse(name, args=[programme.pk])
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    assert client.get(url).status_code == 403
    other = make_municipality("Voss")
    make_programme(make_person(other))
    client.force_login(make_user(other, Role.PROGRAMME_ADVISER))
    assert client.get(url).status_code == 404
