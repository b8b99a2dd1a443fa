"""The administrator lets systems in, makes keys for them and takes both back."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, ApiToken, MachineAccess, Role, User
from agencies.operations.machines import MachineFacts, let_machine_in, make_key
from tests.agencies.api.test_problems import assert_problem
from tests.agencies.machines.test_signed_tokens import OURS, PEOPLE, bearing
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
READ = "fotfeste:participant.read"


def _browser(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def administrator(municipality: Agency) -> Client:
    return _browser(make_user(municipality, Role.ADMINISTRATOR))


def _let_in(administrator: Client, **facts: Any) -> MachineAccess:
    known = {"name": "Skolens fagsystem", "role": "programme_adviser", "organisation_number": ""}
    response = administrator.post(reverse("agencies:new-machine"), known | facts)
    assert response.status_code == 302, response.content
    return MachineAccess.objects.latest("created_at")


def _make_key(administrator: Client, machine: MachineAccess, *scopes: str) -> tuple[str, str]:
    page = administrator.post(
        reverse("agencies:machine", args=[machine.pk]), {"days": "90", "scopes": scopes or [READ]}
    )
    assert page.status_code == 200, page.content
    assert page.headers["Cache-Control"] == "no-store, private"
    found = re.search(r"[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", page.content.decode().split("Den vises bare nå")[1])
    assert found
    return found[0], page.content.decode()


def test_a_key_is_shown_once_kept_as_a_hash_and_opens_what_was_chosen(
    municipality: Agency, administrator: Client
) -> None:
    person = make_person(municipality)
    machine = _let_in(administrator)
    secret, _page = _make_key(administrator, machine)
    assert secret not in administrator.get(reverse("agencies:machine", args=[machine.pk])).content.decode()
    keys = ApiToken.objects.filter(machine=machine)
    assert secret not in str(keys.values())
    assert dt.timedelta(days=89) < keys.get().expires_at - timezone.now() < dt.timedelta(days=91)
    assert keys.get().last_used_at is None
    api = bearing(secret)
    assert [row["id"] for row in api.get(PEOPLE).json()["results"]] == [str(person.pk)]
    assert keys.get().last_used_at
    response = api.post(PEOPLE, {})
    assert_problem(response, 403, "not_permitted")
    assert 'scope="fotfeste:participant.write"' in response.headers["WWW-Authenticate"]


def test_a_key_that_has_run_out_or_was_taken_back_opens_nothing(municipality: Agency, administrator: Client) -> None:
    machine = _let_in(administrator)
    first, second = (_make_key(administrator, machine)[0] for _time in range(2))
    withdrawn = ApiToken.objects.filter(machine=machine).earliest("created_at")
    response = administrator.post(reverse("agencies:withdraw-key", args=[withdrawn.pk]))
    assert response.headers["Location"] == reverse("agencies:machine", args=[machine.pk])
    assert_problem(bearing(first).get(PEOPLE), 401, "not_authenticated")
    assert bearing(second).get(PEOPLE).status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    assert_problem(bearing(second).get(PEOPLE), 401, "not_authenticated")


def test_shutting_a_system_out_ends_its_keys(municipality: Agency, administrator: Client) -> None:
    machine = _let_in(administrator)
    secret, _page = _make_key(administrator, machine)
    administrator.post(reverse("agencies:shut-machine-out", args=[machine.pk]))
    assert_problem(bearing(secret).get(PEOPLE), 401, "not_authenticated")
    assert "avsluttet" in administrator.get(reverse("agencies:machines")).content.decode()
    assert (
        administrator.post(reverse("agencies:machine", args=[machine.pk]), {"days": 90, "scopes": [READ]}).status_code
        == 404
    )


def test_the_account_of_a_system_is_nobodys_to_log_in_with(municipality: Agency, administrator: Client) -> None:
    machine = _let_in(administrator)
    assert not machine.user.has_usable_password()
    administrator.get(reverse("agencies:machines"))  # shows the message that names it
    assert machine.name not in administrator.get(reverse("agencies:staff")).content.decode()


def test_what_is_wrong_stands_at_its_field(municipality: Agency, administrator: Client) -> None:
    _let_in(administrator, organisation_number=OURS)
    for facts, text in (
        ({"organisation_number": "910753615"}, "kontrollsiffer"),
        ({"organisation_number": OURS}, "har alt en tilgang"),
        ({"role": "administrator"}, "gyldig"),
    ):
        known = {"name": "System", "role": "leader", "organisation_number": ""}
        response = administrator.post(reverse("agencies:new-machine"), known | facts)
        assert response.status_code == 422
        assert text in response.content.decode(), facts


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.TEACHER, Role.NAV_ADVISER])
def test_some_roles_are_for_people_or_other_agencies(municipality: Agency, role: Role) -> None:
    admin = make_actor(municipality, Role.ADMINISTRATOR)
    with pytest.raises(RuleRefused):
        let_machine_in(admin, MachineFacts(name="System", role=role))


def test_a_key_holds_no_more_than_the_role_and_lives_a_year_at_most(municipality: Agency) -> None:
    admin = make_actor(municipality, Role.ADMINISTRATOR)
    machine = let_machine_in(admin, MachineFacts(name="System", role=Role.LEADER))
    with pytest.raises(RuleRefused):
        make_key(admin, machine.pk, scopes=[READ], days=90)
    with pytest.raises(RuleRefused):
        make_key(admin, machine.pk, scopes=["fotfeste:outcome.read"], days=3650)


def test_systems_are_the_administrators_and_each_agencys_own(municipality: Agency, administrator: Client) -> None:
    machine = _let_in(administrator)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    with pytest.raises(NotPermitted):
        let_machine_in(leader, MachineFacts(name="System", role=Role.LEADER))
    stranger = _browser(make_user(make_municipality("Voss"), Role.ADMINISTRATOR))
    _let_in(stranger)
    for page in ("machine", "shut-machine-out"):
        address = reverse(f"agencies:{page}", args=[machine.pk])
        asked = stranger.post(address) if page == "shut-machine-out" else stranger.get(address)
        missing = reverse(f"agencies:{page}", args=[uuid4()])
        assert asked.status_code == stranger.post(missing).status_code == 404
    assert MachineAccess.objects.standing().filter(pk=machine.pk).exists()
