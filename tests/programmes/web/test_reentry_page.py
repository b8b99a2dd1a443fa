"""The page of a new programme after an earlier one."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role, User
from participants.models import Participant
from programmes.models import Participation, Reentry
from programmes.operations.ending import end_programme
from tests.programmes.awards import make_programme
from tests.programmes.decisions import today
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

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
def person(municipality: Agency, actor: Actor) -> Participant:
    """Somebody whose programme ended when a job began."""
    person = make_person(municipality)
    programme = make_programme(person, actor)
    end_programme(
        actor, programme.pk, ended_on=programme.first_day, end_reason="interrupted", main_activity="full_time_work"
    )
    return person


def _url(person: Participant) -> str:
    return reverse("programmes:award-again", args=[person.pk])


def _written(person: Participant, **facts: str) -> dict[str, Any]:
    known = {
        "offer_date": "20.11.2026", "awarded_on": f"{today():%d.%m.%Y}", "protection": "collective",
        "education": "upper_secondary", "goal": "work", "first_day": "30.11.2026", "months": "6",
        "reason": "Målet står.", "basis": "job_ended", "basis_reason": "Jobben falt bort.", "version": "1",
    }  # fmt: skip
    return {f"decision-{name}": value for name, value in (known | {"version": str(person.version)} | facts).items()}


def _reentries(actor: Actor, person: Participant) -> list[Reentry]:
    with acting_as(actor):
        return list(Reentry.objects.filter(participant=person))


def test_the_act_is_offered_after_a_programme_and_says_the_time_used(
    browser: Client, person: Participant, municipality: Agency
) -> None:
    assert _url(person) in browser.get(reverse("participants:case", args=[person.pk])).content.decode()
    assert "Det er brukt 1 dag i tidligere program." in browser.get(_url(person)).content.decode()
    newcomer = make_person(municipality)
    assert _url(newcomer) not in browser.get(reverse("participants:case", args=[newcomer.pk])).content.decode()


def test_a_new_programme_is_awarded_on_its_basis(browser: Client, actor: Actor, person: Participant) -> None:
    response = browser.post(_url(person), _written(person))
    assert response.status_code == 302, response.content.decode()
    [reentry] = _reentries(actor, person)
    assert (reentry.basis, reentry.reason, reentry.months_used, reentry.days_used) == (
        "job_ended", "Jobben falt bort.", 0, 1,
    )  # fmt: skip
    with acting_as(actor):
        assert Participation.objects.filter(participant=person).count() == 2


def test_more_time_than_is_left_is_refused_beside_the_field(browser: Client, actor: Actor, person: Participant) -> None:
    response = browser.post(_url(person), _written(person, months="12"))
    assert response.status_code == 422
    assert "Nytt program kan være høyst 11 måneder." in response.content.decode()
    assert _reentries(actor, person) == []


def test_the_page_is_for_those_who_decide_in_the_municipality(client: Client, person: Participant) -> None:
    client.force_login(make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER))
    assert client.get(_url(person)).status_code == 404
    client.force_login(make_user(make_nav_office(person.municipality), Role.NAV_ADVISER))
    assert client.get(_url(person)).status_code in {403, 404}


def test_the_preview_says_the_last_day_and_stores_nothing(browser: Client, actor: Actor, person: Participant) -> None:
    response = browser.post(_url(person), _written(person) | {"compute": "1"})
    assert response.status_code == 200
    assert response.context["clock"].last_day == dt.date(2027, 5, 29)
    assert "29.05.2027" in response.content.decode()
    assert not response.context["form"].errors
    assert _reentries(actor, person) == []


def test_the_preview_of_too_long_a_programme_says_what_stands_against_it(
    browser: Client, actor: Actor, person: Participant
) -> None:
    response = browser.post(_url(person), _written(person, months="13") | {"compute": "1"})
    assert response.status_code == 200
    assert response.context["clock"] is None
    assert "duration_above_maximum" in [refusal.code for refusal in response.context["refusals"]]
    assert _reentries(actor, person) == []


def test_the_preview_refuses_what_saving_would_refuse(browser: Client, actor: Actor, person: Participant) -> None:
    """Twelve months are within the law, but not after the day that was used."""
    written = _written(person, months="12", basis="collective_left_for_work")
    response = browser.post(_url(person), written | {"compute": "1"})
    shown = {refusal.code for refusal in response.context["refusals"]}
    assert shown == {"time_is_used", "basis_does_not_hold"}
    assert response.context["clock"] is None
    page = response.content.decode()
    assert "Nytt program kan være høyst 11 måneder." in page
    assert "§ 37 c femte ledd (før 2026)" in page
    saved = browser.post(_url(person), written)
    assert saved.status_code == 422
    assert _reentries(actor, person) == []


def test_the_preview_waits_for_a_basis_before_it_judges_it(browser: Client, person: Participant) -> None:
    response = browser.post(_url(person), _written(person, basis="", basis_reason="") | {"compute": "1"})
    assert response.context["refusals"] == []
    assert response.context["clock"].last_day == dt.date(2027, 5, 29)
