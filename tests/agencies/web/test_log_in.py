"""Logging in and out, and being stopped when guessing."""

import pytest
from django.test import Client

from agencies.middleware import ACTING_AGENCY
from agencies.models import Agency, Role
from agencies.operations.login import ACCOUNT_FAILURES, ADDRESS_FAILURES
from tests.world import make_municipality, make_nav_office, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/logg-inn/"


def _try(client: Client, email: str, password: str = "feil-passord", address: str = "127.0.0.1") -> int:
    return client.post(LOGIN, {"username": email, "password": password}, REMOTE_ADDR=address).status_code


def test_the_right_password_leads_straight_in_when_there_is_one_agency(municipality: Agency) -> None:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    client = Client()
    answer = client.post(LOGIN, {"username": user.email.upper(), "password": "passord"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert client.session[ACTING_AGENCY] == str(municipality.pk)
    assert client.get("/").status_code == 200


def test_one_who_works_in_two_agencies_chooses(municipality: Agency) -> None:
    user, other = make_user(municipality, Role.TEAM_LEADER), make_municipality("Voss")
    other_role = make_user(other, Role.TEAM_LEADER).memberships.get()
    other_role.user = user
    other_role.save()
    client = Client()
    client.post(LOGIN, {"username": user.email, "password": "passord"})
    assert client.get("/").headers["Location"] == "/velg-virksomhet/"
    page = client.get("/velg-virksomhet/").content.decode()
    assert "Bergen" in page
    assert "Voss" in page
    client.post("/velg-virksomhet/", {"agency": str(other.pk)})
    assert client.session[ACTING_AGENCY] == str(other.pk)


def test_nobody_can_choose_an_agency_that_is_not_theirs(municipality: Agency) -> None:
    user, strangers = make_user(municipality, Role.TEAM_LEADER), make_municipality("Voss")
    client = Client()
    client.force_login(user)
    client.post("/velg-virksomhet/", {"agency": str(strangers.pk)})
    assert ACTING_AGENCY not in client.session


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    client = Client()
    known = client.post(LOGIN, {"username": user.email, "password": "feil"})
    unknown = client.post(LOGIN, {"username": "ingen@example.test", "password": "feil"})
    sentence = "E-postadressen eller passordet er feil."
    assert known.status_code == unknown.status_code == 422
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_after_too_many_tries_the_right_password_does_not_help(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    other = make_user(municipality, Role.TEAM_LEADER)
    client = Client()
    for _try_number in range(ACCOUNT_FAILURES):
        assert _try(client, user.email) == 422
    stopped = client.post(LOGIN, {"username": user.email, "password": "passord"})
    assert stopped.status_code == 422
    assert "For mange forsøk" in stopped.content.decode()
    assert _try(Client(), other.email, "passord") == 302


def test_a_right_password_clears_the_tries_of_the_account(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    for _round in range(3):
        for _try_number in range(ACCOUNT_FAILURES - 1):
            _try(Client(), user.email, address="10.0.0.1")
        assert _try(Client(), user.email, "passord", address="10.0.0.1") == 302


def test_an_address_that_guesses_at_many_accounts_is_stopped(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    for number in range(ADDRESS_FAILURES):
        _try(Client(), f"noen{number}@example.test", address="10.0.0.9")
    assert _try(Client(), user.email, "passord", address="10.0.0.9") == 422
    assert _try(Client(), user.email, "passord", address="10.0.0.10") == 302


def test_a_whole_office_behind_one_address_gets_in(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    answers = {_try(Client(), user.email, "passord", address="10.0.0.11") for _time in range(ADDRESS_FAILURES + 1)}
    assert answers == {302}


def test_log_in_goes_on_to_the_page_that_was_asked_for_but_never_to_another_site(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    facts = {"username": user.email, "password": "passord"}
    assert Client().post(LOGIN, facts | {"next": "/deltakere/"}).headers["Location"] == "/deltakere/"
    assert Client().post(LOGIN, facts | {"next": "https://example.test/"}).headers["Location"] == "/"


def test_logging_out_ends_the_session_and_is_not_done_by_a_link(municipality: Agency) -> None:
    client = Client()
    client.force_login(make_user(municipality, Role.TEAM_LEADER))
    assert client.get("/logg-ut/").status_code == 405
    assert client.post("/logg-ut/").status_code == 302
    assert client.get("/deltakere/").headers["Location"] == "/logg-inn/?next=%2Fdeltakere%2F"


def test_a_user_without_any_role_is_told_so(municipality: Agency) -> None:
    client = Client()
    client.force_login(make_user(municipality))
    assert client.get("/").headers["Location"] == "/velg-virksomhet/"
    assert "Du er ikke knyttet til noen virksomhet" in client.get("/velg-virksomhet/").content.decode()


def test_demo_log_ins_are_shown_in_a_demonstration_only(municipality: Agency, settings: object) -> None:
    user = make_user(make_nav_office(municipality), Role.NAV_ADVISER, name="Nina Demo")
    user.email = "nina@demo.fotfeste.example"
    user.save()
    make_user(municipality, Role.TEAM_LEADER, name="Ingen Demo")
    assert "Nina Demo" not in Client().get(LOGIN).content.decode()
    settings.ENVIRONMENT = "demo"  # type: ignore[attr-defined]
    page = Client().get(LOGIN).content.decode()
    assert "Nina Demo" in page
    assert "Ingen Demo" not in page
