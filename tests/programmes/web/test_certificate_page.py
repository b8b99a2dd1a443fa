"""The page that makes the participation certificate in one more language."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role, User
from programmes.models import Letter, LetterKind, Participation
from programmes.operations.ending import end_programme
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return actor_of(make_user(municipality, Role.PROGRAMME_ADVISER))


@pytest.fixture
def browser(client: Client, actor: Actor) -> Client:
    """The adviser's browser."""
    client.force_login(User.objects.get(name=actor.name))
    return client


@pytest.fixture
def ended(municipality: Agency, actor: Actor) -> Participation:
    """A programme that reached its goal."""
    programme = make_programme(make_person(municipality), actor)
    end_programme(
        actor, programme.pk, ended_on=programme.first_day, end_reason="goal_reached", main_activity="full_time_work"
    )
    return programme


def _languages(actor: Actor, programme: Participation) -> list[str]:
    with acting_as(actor):
        rows = Letter.objects.filter(participation=programme, kind=LetterKind.CERTIFICATE)
        return sorted(rows.values_list("language", flat=True))


def _url(programme: Participation) -> str:
    return reverse("programmes:certificate", args=[programme.pk])


def test_the_tab_offers_it_until_every_language_is_made(browser: Client, actor: Actor, ended: Participation) -> None:
    tab = reverse("participants:case-tab", args=[ended.participant_id, "vedtak"])
    assert _url(ended) in browser.get(tab).content.decode()
    assert browser.get(_url(ended)).context["form"].initial["language"] == "en"
    response = browser.post(_url(ended), {"decision-language": "en"})
    assert response.headers["Location"] == tab
    assert _languages(actor, ended) == ["en", "nb"]
    assert _url(ended) not in browser.get(tab).content.decode()


def test_the_same_language_twice_is_refused_and_nothing_is_made(
    browser: Client, actor: Actor, ended: Participation
) -> None:
    response = browser.post(_url(ended), {"decision-language": "nb"})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert _languages(actor, ended) == ["nb"]


def test_a_running_programme_has_no_certificate(browser: Client, actor: Actor, municipality: Agency) -> None:
    running = make_programme(make_person(municipality), actor)
    assert browser.post(_url(running), {"decision-language": "en"}).status_code == 422
    assert _languages(actor, running) == []


def test_a_stranger_does_not_find_it(client: Client, ended: Participation) -> None:
    client.force_login(make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER))
    assert client.get(_url(ended)).status_code == 404
    assert client.post(_url(ended), {"decision-language": "en"}).status_code == 404
