"""What was done on a case: the latest on the tab, all of it on pages of its own."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role
from participants.case_events import events_of
from participants.case_panels import LATEST_EVENTS
from participants.models import CaseEvent, Participant
from participants.operations.cases import note_event
from tests.participants.web.conftest import LogIn
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _note(actor: Actor, person: Participant, count: int) -> list[CaseEvent]:
    first_day = timezone.localdate() - dt.timedelta(days=count)
    with acting_as(actor):
        for number in range(count):
            note_event(actor, person, "permit_recorded", first_day + dt.timedelta(days=number))
        return list(CaseEvent.objects.filter(participant=person).order_by("-created_at", "-id"))


def _address(person: Participant, query: str = "") -> str:
    return f"/deltakere/{person.pk}/hendelser/{query}"


def test_the_pages_hold_every_event_once_newest_first(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_person(municipality)
    written = _note(leader, person, 120)
    client, found, query = log_in(municipality, Role.PROGRAMME_ADVISER), [], ""
    for size in (50, 50, len(written) - 100):
        response = client.get(_address(person, query))
        lines, query = response.context["events"], response.context["next_url"]
        assert len(lines) == size
        found += [line.event.pk for line in lines]
    assert query == ""
    assert found == [event.pk for event in written]


def test_the_tab_shows_the_latest_and_leads_to_all(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_person(municipality)
    client: Client = log_in(municipality, Role.PROGRAMME_ADVISER)
    written = _note(leader, person, LATEST_EVENTS - 10)
    tab = client.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    assert _address(person) not in tab
    _note(leader, person, 11)
    tab = client.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    assert _address(person) in tab
    assert len(written) < LATEST_EVENTS


@pytest.mark.parametrize("query", ["?before=tull", f"?before={'0' * 32}", "?before="])
def test_an_address_that_names_no_event_begins_with_the_newest(
    municipality: Agency, log_in: LogIn, leader: Actor, query: str
) -> None:
    person = make_person(municipality)
    written = _note(leader, person, 3)
    lines = log_in(municipality, Role.PROGRAMME_ADVISER).get(_address(person, query)).context["events"]
    assert [line.event.pk for line in lines] == [event.pk for event in written]


def test_an_event_of_another_case_is_no_place_to_go_on_from(municipality: Agency, leader: Actor) -> None:
    person, other = make_person(municipality), make_person(municipality)
    theirs, mine = _note(leader, other, 2), _note(leader, person, 2)
    with acting_as(leader):
        assert len(events_of(leader, person, 50, theirs[0].pk).lines) == len(mine)


def test_what_was_done_is_told_to_casework_alone(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_person(municipality)
    _note(leader, person, 1)
    assert log_in(make_nav_office(municipality), Role.NAV_ADVISER).get(_address(person)).status_code == 403
    elsewhere = make_municipality("Voss")
    theirs = make_person(elsewhere)
    _note(make_actor(elsewhere, Role.TEAM_LEADER), theirs, 1)
    stranger = log_in(elsewhere, Role.PROGRAMME_ADVISER)
    assert stranger.get(_address(theirs)).status_code == 200
    assert stranger.get(_address(person)).status_code == 404


def test_fifty_events_are_as_many_questions_as_one(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    client, asked = log_in(municipality, Role.PROGRAMME_ADVISER), []
    client.get("/")
    for count in (1, 60):
        person = make_person(municipality)
        _note(leader, person, count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(_address(person)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
