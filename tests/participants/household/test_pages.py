"""The pages of a household, and the same by the API."""

import datetime as dt

import pytest
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role
from participants.household import household_on, partner_of
from participants.models import FamilyMember
from tests.agencies.api.calling import api_for
from tests.participants.household.families import SETTLED, add_child, marry
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)
CHILD = {
    "given_name": "Sofia", "family_name": "Kovalenko", "birth_date": "04.05.2019", "first_day": "",
    "lives_here": "ja", "custody": "alone",
}  # fmt: skip


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.ENROLMENT_OFFICER)


@pytest.fixture
def client(municipality: Agency, log_in: LogIn) -> Client:  # noqa: F811 - a fixture
    return log_in(municipality, Role.ENROLMENT_OFFICER)


def test_a_child_is_added_and_shown_with_age_and_care(municipality: Agency, client: Client) -> None:
    person = make_person(municipality)
    address = f"/deltakere/{person.pk}/familie/ny/barn/"
    assert "§ 14 a" in client.get(address).content.decode()
    answer = client.post(address, CHILD)
    assert answer.headers["Location"] == f"/deltakere/{person.pk}/husstand/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Sofia Kovalenko" in page
    assert "omsorg: deltakeren alene" in page
    assert "Slik siden 04.05.2019" in page
    assert "Sofia Kovalenko" in client.get(f"/deltakere/{person.pk}/").content.decode()


def test_a_fault_stands_beside_its_field(municipality: Agency, client: Client) -> None:
    person = make_person(municipality)
    answer = client.post(f"/deltakere/{person.pk}/familie/ny/barn/", CHILD | {"birth_date": "", "custody": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"birth_date", "custody"}


def test_a_partner_who_may_have_a_case_is_asked_for_and_linked(municipality: Agency, client: Client) -> None:
    anna = make_person(municipality)
    bohdan = make_person(municipality, given_name="Bohdan", family_name="Savchuk", birth_date=dt.date(1988, 2, 3))
    address = f"/deltakere/{anna.pk}/familie/ny/partner/"
    facts = {
        "given_name": "Bohdan", "family_name": "Savchuk", "birth_date": "03.02.1988", "first_day": "01.10.2026",
        "lives_here": "ja", "tie": "spouse",
    }  # fmt: skip
    asked = client.post(address, facts)
    assert asked.status_code == 422
    assert "Er det samme person, knyttes de to sakene sammen" in asked.content.decode()
    assert client.post(address, facts | {"related": str(bohdan.pk)}).status_code == 302
    page = client.get(f"/deltakere/{bohdan.pk}/husstand/").content.decode()
    assert anna.full_name in page
    assert "har egen sak" in page


def test_children_in_the_remark_are_proposed_and_not_stored(municipality: Agency, client: Client) -> None:
    person = make_person(municipality, remark="Kommer med sønn Ivan (født 04.05.2019) og datter Daryna født 2015.")
    page = client.get(f"/deltakere/{person.pk}/husstand/").content.decode()
    assert "Fant barn i merknaden" in page
    with acting_as(make_actor(municipality, Role.TEAM_LEADER)):
        assert not FamilyMember.objects.exists()
    form = client.get(f"/deltakere/{person.pk}/familie/ny/barn/?forslag=0").context["form"]
    assert (form.initial["given_name"], form.initial["birth_date"]) == ("Ivan", dt.date(2019, 5, 4))
    second = client.get(f"/deltakere/{person.pk}/familie/ny/barn/?forslag=1").context["form"]
    assert (second.initial["given_name"], second.initial["birth_date"]) == ("Daryna", None)
    client.post(f"/deltakere/{person.pk}/familie/ny/barn/", CHILD | {"given_name": "Ivan"})
    left = client.get(f"/deltakere/{person.pk}/husstand/").context["panels"][0].html
    assert "Daryna" in left
    assert "forslag=0" not in left


def test_moving_out_divorce_and_undo_by_the_pages(municipality: Agency, client: Client, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    member = marry(officer, anna, bohdan)
    change = {"first_day": "10.11.2026", "tie": "spouse", "lives_here": "nei"}
    assert client.post(f"/familie/{member.pk}/endre/", change).status_code == 302
    page = client.get(f"/deltakere/{anna.pk}/husstand/").content.decode()
    assert "Familie som bor et annet sted" in page
    assert "Endringer i husstanden" in page
    assert (
        client.post(f"/familie/{member.pk}/slutt/", {"last_day": "20.11.2026", "reason": "divorce"}).status_code == 302
    )
    with acting_as(officer):
        assert partner_of(bohdan, DAY + dt.timedelta(days=1)) is None
    client.post(f"/familie/{member.pk}/angre/")
    with acting_as(officer):
        assert partner_of(bohdan, DAY + dt.timedelta(days=1))
    correction = {"is_reference": "on", "reference_settled_on": "01.02.2024"}
    assert client.post(f"/familie/{member.pk}/rett/", correction).status_code == 302
    assert client.post(f"/familie/{member.pk}/fjern/", {"reason": "Ført på feil sak"}).status_code == 302
    with acting_as(officer):
        assert household_on(anna, DAY).members == ()


@pytest.mark.parametrize("way", ["endre", "slutt", "rett", "fjern", "angre"])
def test_a_stranger_and_nav_meet_no_page_of_a_family(municipality: Agency, log_in: LogIn, way: str) -> None:  # noqa: F811
    voss = make_municipality("Voss")
    theirs = make_person(voss)
    child = add_child(make_actor(voss, Role.ENROLMENT_OFFICER), theirs, dt.date(2019, 5, 4))
    own = add_child(make_actor(municipality, Role.ENROLMENT_OFFICER), make_person(municipality), dt.date(2019, 5, 4))
    officer = log_in(municipality, Role.ENROLMENT_OFFICER)
    assert officer.post(f"/familie/{child.pk}/{way}/", {}).status_code == 404
    assert officer.get(f"/deltakere/{theirs.pk}/familie/ny/barn/").status_code == 404
    nav = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    assert nav.post(f"/familie/{own.pk}/{way}/", {}).status_code in {403, 404}
    assert nav.get(f"/deltakere/{own.participant_id}/familie/ny/").status_code == 403
    page = nav.get(f"/deltakere/{own.participant_id}/").content.decode()
    assert "Sofia" not in page
    assert nav.get(f"/deltakere/{own.participant_id}/husstand/").status_code == 404


def test_the_portfolio_finds_those_who_have_children_under_18(
    municipality: Agency, client: Client, officer: Actor
) -> None:
    mother, alone = make_person(municipality), make_person(municipality)
    add_child(officer, mother, dt.date(2019, 5, 4))
    shown = {value: client.get(f"/deltakere/?barn={value}").content.decode() for value in ("ja", "nei")}
    assert (mother.given_name in shown["ja"], alone.given_name in shown["ja"]) == (True, False)
    assert (mother.given_name in shown["nei"], alone.given_name in shown["nei"]) == (False, True)


def test_a_family_by_the_api(municipality: Agency) -> None:
    api = api_for(municipality, Role.ENROLMENT_OFFICER)
    anna, bohdan = make_person(municipality), make_person(municipality)
    body = {
        "participant_id": anna.pk,
        "kinship": "partner",
        "related_id": bohdan.pk,
        "first_day": str(SETTLED),
        "tie": "spouse",
    }
    made = api.post("/api/v1/family-members/", body)
    assert made.status_code == 201, made.content
    assert (made.json()["family_name"], made.json()["periods"][0]["tie"]) == (bohdan.family_name, "spouse")
    path = f"/api/v1/family-members/{made.json()['id']}/"
    moved = api.post(
        f"{path}change-living/",
        {"first_day": "2026-11-10", "lives_here": False, "tie": "spouse"},
        If_Match=made.headers["ETag"],
    )
    assert [period["last_day"] for period in moved.json()["periods"]] == ["2026-11-09", None]
    ended = api.post(f"{path}end/", {"last_day": "2026-11-20", "reason": "divorce"}, If_Match=moved.headers["ETag"])
    assert ended.json()["periods"][-1]["end_reason"] == "divorce"
    for day, count in (("2026-11-20", 1), ("2026-11-21", 0)):
        found = api.get(f"/api/v1/family-members/?participant_id={bohdan.pk}&day={day}").json()["results"]
        assert len(found) == count
    undone = api.post(f"{path}undo/", If_Match=ended.headers["ETag"])
    marked = api.patch(path, {"is_reference": True}, If_Match=undone.headers["ETag"])
    assert marked.json()["is_reference"] is True
    assert api.post(f"{path}remove/", {"reason": "Feil"}).status_code == 204
    assert api.get(path).status_code == 404


def test_somebody_who_was_only_a_name_is_linked_to_a_case_of_their_own(municipality: Agency, client: Client) -> None:
    anna = make_person(municipality)
    facts = {
        "given_name": "Bohdan", "family_name": "Savchuk", "birth_date": "03.02.1988", "first_day": "01.10.2026",
        "lives_here": "ja", "tie": "spouse",
    }  # fmt: skip
    client.post(f"/deltakere/{anna.pk}/familie/ny/partner/", facts)
    with acting_as(make_actor(municipality, Role.TEAM_LEADER)):
        member = FamilyMember.objects.get(participant=anna)
    address = f"/familie/{member.pk}/knytt/"
    assert address in client.get(f"/deltakere/{anna.pk}/husstand/").content.decode()
    assert "Ingen sak i kommunen ligner" in client.get(address).content.decode()
    bohdan = make_person(municipality, given_name="Bohdan", family_name="Savchuk", birth_date=dt.date(1988, 2, 3))
    other = make_person(make_municipality("Voss"), given_name="Bohdan", family_name="Savchuk")
    form = client.get(address).context["form"]
    assert [value for value, _label in form.fields["related"].choices] == [str(bohdan.pk)]
    assert client.post(address, {"related": str(other.pk)}).status_code == 422
    assert client.post(address, {"related": str(bohdan.pk)}).status_code == 302
    assert anna.full_name in client.get(f"/deltakere/{bohdan.pk}/husstand/").content.decode()
    assert address not in client.get(f"/deltakere/{anna.pk}/husstand/").content.decode()


def test_a_stranger_cannot_link_a_member(municipality: Agency, officer: Actor, client: Client) -> None:
    member = add_child(officer, make_person(municipality), dt.date(2019, 5, 4))
    stranger = Client()
    stranger.force_login(make_user(make_municipality("Voss"), Role.ENROLMENT_OFFICER))
    assert stranger.get(f"/familie/{member.pk}/knytt/").status_code == 404
    assert stranger.post(f"/familie/{member.pk}/knytt/", {"related": str(member.pk)}).status_code == 404
    assert client.get(f"/familie/{member.pk}/knytt/").status_code == 200
