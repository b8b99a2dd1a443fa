"""What the privacy officer sees, and what the administrator sees of staff."""

import pytest
from django.test import Client

from agencies.access import Resource, acting_as
from agencies.models import Agency, Role
from agencies.operations.access_log import log_read
from agencies.web.access_log import RESOURCES
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db


def _officer(municipality: Agency) -> Client:
    client = Client()
    client.force_login(make_user(municipality, Role.PRIVACY_OFFICER))
    return client


def _read(municipality: Agency, name: str) -> str:
    person = make_person(municipality)
    actor = actor_of(make_user(municipality, Role.PROGRAMME_ADVISER, name=name))
    with acting_as(actor):
        log_read(actor, Resource.PARTICIPANT, participant_id=person.pk)
    return str(person.pk)


def test_the_officer_sees_readings_in_the_own_municipality_only(municipality: Agency) -> None:
    mine = _read(municipality, "Kari Leser")
    strangers = _read(make_municipality("Voss"), "Ola Fremmed")
    page = _officer(municipality).get("/innsynslogg/").content.decode()
    assert mine in page
    assert "Kari Leser" in page
    assert strangers not in page
    assert "Ola Fremmed" not in page


def test_the_log_is_narrowed_by_person_and_by_staff(municipality: Agency) -> None:
    one, other = _read(municipality, "Kari Leser"), _read(municipality, "Per Leser")
    officer = _officer(municipality)
    page = officer.get("/innsynslogg/", {"participant": one}).content.decode()
    assert "Kari Leser" in page
    assert "Per Leser" not in page
    assert other in officer.get("/innsynslogg/", {"user": "per"}).content.decode()
    assert officer.get("/innsynslogg/", {"first_day": "01.01.2099"}).content.decode().count(one) == 0


def test_the_log_is_read_page_by_page(municipality: Agency) -> None:
    actor = actor_of(make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Leser"))
    with acting_as(actor):
        for _reading in range(60):
            log_read(actor, Resource.PARTICIPANT)
    officer = _officer(municipality)
    first = officer.get("/innsynslogg/")
    assert len(first.context["entries"]) == 50
    second = officer.get(f"/innsynslogg/{first.context['next_url']}")
    assert len(second.context["entries"]) == 10
    assert second.context["next_url"] == ""


def test_the_officer_begins_at_the_log_and_the_administrator_at_the_staff(municipality: Agency) -> None:
    assert _officer(municipality).get("/").headers["Location"] == "/innsynslogg/"
    administrator = Client()
    administrator.force_login(make_user(municipality, Role.ADMINISTRATOR, name="Ada Admin"))
    make_user(make_municipality("Voss"), Role.ADMINISTRATOR, name="Ola Fremmed")
    assert administrator.get("/").headers["Location"] == "/ansatte/"
    page = administrator.get("/ansatte/").content.decode()
    assert "Ada Admin" in page
    assert "Ola Fremmed" not in page


def test_a_list_over_several_municipalities_is_seen_by_the_officer_of_each(municipality: Agency) -> None:
    voss, askoy = make_municipality("Voss"), make_municipality("Askøy")
    actor = actor_of(make_user(make_nav_office(municipality, voss), Role.NAV_ADVISER, name="Siri Veileder"))
    with acting_as(actor):
        log_read(actor, Resource.DEADLINE, row_count=25)
    pages = [_officer(town).get("/innsynslogg/").content.decode() for town in (municipality, voss, askoy)]
    assert ["Siri Veileder" in page for page in pages] == [True, True, False]


def test_every_resource_that_can_be_read_has_a_name_for_people() -> None:
    assert set(RESOURCES) == set(Resource)
