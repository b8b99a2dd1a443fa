"""The table of people."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Role, User
from participants.models import AssignmentKind, Participant
from participants.operations.assignment import assign
from tests.participants.web.conftest import LogIn
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
LIST = "/deltakere/"


def _named(municipality: Agency, family_name: str, given_name: str = "Test", **facts: Any) -> Participant:
    return make_person(municipality, family_name=family_name, given_name=given_name, **facts)


def _shown(client: Client, **filters: str) -> list[str]:
    return [row["person"].family_name for row in client.get(LIST, filters).context["people"]]


def _assign(person: Participant, user: User, days_ago: int = 60) -> None:
    first_day = timezone.localdate() - dt.timedelta(days=days_ago)
    actor = make_actor(person.municipality, Role.TEAM_LEADER)
    assign(actor, person.pk, user_id=user.pk, kind=AssignmentKind.ADVISER, first_day=first_day)


def test_people_stand_in_norwegian_alphabetical_order(municipality: Agency, log_in: LogIn) -> None:
    for name in ("Åslund", "Abdi", "Østby", "Ærlig", "Zahra", "Éric"):
        _named(municipality, name)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    assert _shown(client) == ["Abdi", "Éric", "Zahra", "Ærlig", "Østby", "Åslund"]


def test_the_table_holds_the_own_municipality_without_those_who_are_hidden(municipality: Agency, log_in: LogIn) -> None:
    _named(municipality, "Egen")
    _named(municipality, "Skjult", confidentiality=7)
    _named(municipality, "Strengt", confidentiality=6)
    _named(make_municipality("Voss"), "Fremmed")
    assert _shown(log_in(municipality, Role.PROGRAMME_ADVISER)) == ["Egen"]
    # Nor does clearance bring a protected person into a list: such cases have a page of their own.
    assert _shown(log_in(municipality, Role.PROGRAMME_ADVISER, cleared_for_confidential=True)) == ["Egen"]


def test_filters_by_adviser(municipality: Agency, log_in: LogIn) -> None:
    kari, other = make_user(municipality, Role.PROGRAMME_ADVISER), make_user(municipality, Role.PROGRAMME_ADVISER)
    for name, user, days_ago in (("Gammel", kari, 60), ("Ny", kari, 2), ("Andres", other, 60)):
        _assign(_named(municipality, name), user, days_ago)
    _named(municipality, "Uten")
    client = log_in(as_user=kari)
    assert _shown(client, radgiver="meg") == ["Gammel", "Ny"]
    assert _shown(client, radgiver="ny") == ["Ny"]
    assert _shown(client, radgiver="uten") == ["Uten"]
    assert _shown(client, radgiver="tull") == ["Andres", "Gammel", "Ny", "Uten"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("kova", ["Kovalenko"]), ("OLE", ["Kovalenko"]), ("åS", ["Åslund"]), ("valenko", []), ("%", []), ("\x00", None)],
)
def test_filters_by_the_beginning_of_a_name(
    text: str, found: list[str] | None, municipality: Agency, log_in: LogIn
) -> None:
    _named(municipality, "Kovalenko", "Olena")
    _named(municipality, "Åslund", "Fatima")
    everybody = ["Kovalenko", "Åslund"]
    assert _shown(log_in(municipality, Role.TEAM_LEADER), navn=text) == (everybody if found is None else found)


def test_nav_chooses_between_the_municipalities_it_serves(municipality: Agency, log_in: LogIn) -> None:
    voss, elsewhere = make_municipality("Voss"), make_municipality("Oslo")
    _named(municipality, "Bergenser")
    _named(voss, "Vossing")
    _named(elsewhere, "Fremmed")
    client = log_in(make_nav_office(municipality, voss), Role.NAV_ADVISER)
    assert _shown(client) == ["Bergenser", "Vossing"]
    assert _shown(client, kommune=voss.number) == ["Vossing"]
    assert _shown(client, kommune=elsewhere.number) == ["Bergenser", "Vossing"]


def test_filters_by_phase(municipality: Agency, log_in: LogIn) -> None:
    _named(municipality, "Uten")
    client = log_in(municipality, Role.TEAM_LEADER)
    assert _shown(client, fase="uten") == ["Uten"]
    assert _shown(client, fase="running") == []


def test_a_chosen_filter_is_a_chip_that_can_be_removed(municipality: Agency, log_in: LogIn) -> None:
    answer = log_in(municipality, Role.TEAM_LEADER).get(LIST, {"navn": "ko", "radgiver": "meg", "sorter": "frist"})
    chips = {str(chip["label"]): (chip["value"], chip["url"]) for chip in answer.context["chips"]}
    assert chips["Navn begynner på"] == ("ko", "?radgiver=meg&sorter=frist")
    assert chips["Rådgiver"] == ("meg", "?navn=ko&sorter=frist")
    assert "Ingen passer til filtrene" in answer.content.decode()


def test_people_can_be_sorted_by_what_is_due_next(municipality: Agency, log_in: LogIn) -> None:
    today = timezone.localdate()
    for name, days in (("A-sen", 300), ("B-sen", 10), ("C-sen", 100)):
        until = today + dt.timedelta(days=days)
        _named(municipality, name, intake="elsewhere", permit_valid_until=until, permit_granted_on=None)
    _named(municipality, "D-uten", intake="elsewhere", basis="")
    client = log_in(municipality, Role.TEAM_LEADER)
    assert _shown(client, sorter="frist") == ["B-sen", "C-sen", "A-sen", "D-uten"]
    assert _shown(client, sorter="tull") == ["A-sen", "B-sen", "C-sen", "D-uten"]


@pytest.mark.parametrize("sort", ["navn", "frist"])
def test_every_person_comes_once_over_the_pages(sort: str, municipality: Agency, log_in: LogIn) -> None:
    for number in range(120):
        _named(municipality, f"Navn{number % 10}")
    client = log_in(municipality, Role.TEAM_LEADER)
    seen: list[Any] = []
    address = f"?sorter={sort}"
    while address:
        answer = client.get(f"{LIST}{address}")
        seen += [row["person"].pk for row in answer.context["people"]]
        address = answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 120


def test_the_number_of_queries_does_not_grow_with_the_rows(municipality: Agency, log_in: LogIn) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    client = log_in(as_user=user)
    _assign(make_person(municipality), user)
    client.get(LIST)
    with CaptureQueriesContext(connection) as with_one:
        client.get(LIST)
    for _number in range(19):
        _assign(make_person(municipality), user)
    with CaptureQueriesContext(connection) as with_twenty:
        client.get(LIST)
    assert len(with_twenty) == len(with_one)


def test_an_empty_register_says_what_will_stand_there(municipality: Agency, log_in: LogIn) -> None:
    assert "Ingen deltakere ennå" in log_in(municipality, Role.TEAM_LEADER).get(LIST).content.decode()


def test_a_cursor_with_half_a_sign_in_it_begins_at_the_start(municipality: Agency, log_in: LogIn) -> None:
    _named(municipality, "Abdi")
    cursor = "WyJcdWQ4MDAiLCAieCJd"  # ["\\ud800", "x"]
    assert _shown(log_in(municipality, Role.PROGRAMME_ADVISER), etter=cursor) == ["Abdi"]
