"""People at the API."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import CaseEvent, Deadline, Participant
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import make_full_case
from tests.agencies.api.test_problems import assert_problem
from tests.participants.identity_numbers import a_duf_number
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/participants/"
FOR_NAV = {
    "id", "version", "municipality_id", "given_name", "family_name", "birth_date", "sex", "citizenship",
    "confidentiality", "mother_tongue", "interpreter_language", "education", "phone", "email",
}  # fmt: skip
FOR_MUNICIPALITY = FOR_NAV | {
    "arrived_on", "settled_on", "claimed_on", "intake", "moved_on", "left_norway_on", "died_on",
    "remark", "created_at", "changed_at",
}  # fmt: skip
SEEN = [
    (Role.ENROLMENT_OFFICER, FOR_MUNICIPALITY),
    (Role.PROGRAMME_ADVISER, FOR_MUNICIPALITY),
    (Role.TEAM_LEADER, FOR_MUNICIPALITY),
    (Role.NAV_ADVISER, FOR_NAV),
]


def _somebody(municipality: Agency, role: Role) -> Api:
    return api_for(make_nav_office(municipality) if role is Role.NAV_ADVISER else municipality, role)


@pytest.mark.parametrize(("role", "fields"), SEEN)
def test_each_role_sees_its_fields_alone_and_in_search_as_well(municipality: Agency, role: Role, fields: set[str]):
    person = make_person(municipality, remark="Vil ikke møte naboen.", family_name="Kovalenko")
    api = _somebody(municipality, role)
    assert set(api.get(f"{PEOPLE}{person.pk}/").json()) == fields
    assert set(api.get(PEOPLE).json()["results"][0]) == fields
    assert set(api.post(f"{PEOPLE}search/", {"words": "Kovalenko"}, key=None).json()[0]) == fields


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_roles_without_casework_are_refused(municipality: Agency, role: Role):
    assert_problem(api_for(municipality, role).get(PEOPLE), 403, "not_permitted")


@pytest.mark.parametrize("parameter", ["intake=new", "settled_from=2026-01-01", "settled_to=2026-01-01"])
def test_nav_cannot_ask_by_a_filter_for_what_it_may_not_see(municipality: Agency, parameter: str):
    api = _somebody(municipality, Role.NAV_ADVISER)
    assert_problem(api.get(f"{PEOPLE}?{parameter}"), 400, "invalid_parameter")


def test_filters_narrow_the_list(municipality: Agency):
    early = make_person(municipality, settled_on=dt.date(2026, 1, 5), citizenship="SYR")
    make_person(municipality, settled_on=dt.date(2026, 9, 5))
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    for query in ("settled_to=2026-02-01", "citizenship=SYR"):
        assert [row["id"] for row in api.get(f"{PEOPLE}?{query}").json()["results"]] == [str(early.pk)]


def test_reads_are_logged_one_by_one_and_lists_with_how_many(municipality: Agency):
    people = [make_person(municipality) for _number in range(3)]
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    api.get(f"{PEOPLE}{people[0].pk}/")
    api.get(PEOPLE)
    api.post(f"{PEOPLE}search/", {"words": "Kovalenko"}, key=None)
    api.get(f"{PEOPLE}{people[1].pk}/identity-numbers/")
    with acting_as(system_actor(municipality.pk)):
        log = AccessLogEntry.objects.filter(user_id=api.user.pk).order_by("created_at")
        seen = list(log.values_list("participant_id", "row_count", "channel", "municipality_id"))
    assert seen == [
        (people[0].pk, 1, "api", municipality.pk),
        (None, 3, "api", municipality.pk),
        (None, 3, "api", municipality.pk),
        (people[1].pk, 1, "api", municipality.pk),
    ]


def test_a_person_is_enrolled_with_numbers_permit_and_the_deadline_for_start(municipality: Agency):
    api = _somebody(municipality, Role.ENROLMENT_OFFICER)
    number = a_duf_number(7)
    body = {
        "given_name": "Olena", "family_name": "Kovalenko", "birth_date": "1991-03-14", "sex": "woman",
        "citizenship": "UKR", "settled_on": "2026-10-01", "duf": number, "basis": "collective",
        "permit_granted_on": "2026-09-01", "permit_valid_until": "2027-09-01",
    }  # fmt: skip
    response = api.post(PEOPLE, body)
    assert response.status_code == 201, response.content
    path = response.headers["Location"].partition("testserver")[2] or response.headers["Location"]
    assert api.get(path).json() == response.json()
    assert response.headers["ETag"] == api.get(path).headers["ETag"]
    numbers = api.get(f"{path}identity-numbers/").json()["results"]
    assert [(row["kind"], row["value"]) for row in numbers] == [("duf", number)]
    assert api.get(f"{path}permits/").json()["results"][0]["valid_until"] == "2027-09-01"
    deadlines = api.get(f"/api/v1/deadlines/?participant_id={response.json()['id']}").json()["results"]
    assert {row["kind"]: row["due_on"] for row in deadlines} == {
        "programme_start": "2027-01-01", "permit_expiry": "2027-09-01",
    }  # fmt: skip


def test_each_fault_of_an_enrolment_stands_at_its_member(municipality: Agency):
    api = _somebody(municipality, Role.ENROLMENT_OFFICER)
    body = assert_problem(api.post(PEOPLE, {"birth_date": "2199-01-01", "duf": "123"}), 422, "rule_refused")
    assert {error["pointer"] for error in body["errors"]} == {"#/family_name", "#/birth_date", "#/duf"}


def test_nobody_is_enrolled_into_another_municipality(municipality: Agency):
    other = make_municipality("Voss")
    api = _somebody(municipality, Role.ENROLMENT_OFFICER)
    body = {"municipality_id": str(other.pk), "family_name": "A", "birth_date": "1990-01-01"}
    assert_problem(api.post(PEOPLE, body), 403, "not_permitted")


def test_a_corrected_claim_moves_the_deadline_and_is_noted(municipality: Agency):
    person = make_person(municipality, settled_on=dt.date(2026, 10, 1))
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    path = f"{PEOPLE}{person.pk}/"
    response = api.patch(path, {"claimed_on": "2026-10-20"}, If_Match=api.get(path).headers["ETag"])
    assert response.json()["claimed_on"] == "2026-10-20"
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.get(kind="programme_start", participant=person).due_on == dt.date(2027, 1, 20)
        event = CaseEvent.objects.get(kind="corrected", participant=person)
    assert (event.actor_id, event.facts) == (api.user.pk, {"fields": ["claimed_on"]})


def test_a_person_whom_nothing_is_owed_has_no_deadline_for_start(municipality: Agency):
    person = make_person(municipality)
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    path = f"{PEOPLE}{person.pk}/"
    api.patch(path, {"intake": "elsewhere"}, If_Match=api.get(path).headers["ETag"])
    with acting_as(system_actor(municipality.pk)):
        assert not Deadline.objects.get(kind="programme_start", participant=person).is_open


def test_a_correction_after_the_award_leaves_the_met_duty_alone(municipality: Agency):
    case = make_full_case(municipality)
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    path = case.paths["participants"]
    assert api.patch(path, {"claimed_on": "2026-10-20"}, If_Match=api.get(path).headers["ETag"]).status_code == 200
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.get(kind="programme_start", participant=case.person).met_on is not None


@pytest.mark.parametrize("body", [{"claimed_on": "2199-01-01"}, {"arrived_on": "2199-01-01"}])
def test_a_claim_in_the_future_is_refused(municipality: Agency, body: dict[str, str]):
    person = make_person(municipality)
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    response = api.patch(f"{PEOPLE}{person.pk}/", body, If_Match=f'"{person.pk}-v1"')
    assert assert_problem(response, 422, "rule_refused")["errors"][0]["pointer"] == f"#/{next(iter(body))}"


def test_nav_may_correct_nothing_and_the_name_is_not_correctable_here(municipality: Agency):
    person = make_person(municipality)
    path, version = f"{PEOPLE}{person.pk}/", f'"{person.pk}-v1"'
    nav, adviser = _somebody(municipality, Role.NAV_ADVISER), _somebody(municipality, Role.PROGRAMME_ADVISER)
    assert_problem(nav.patch(path, {"phone": "1"}, If_Match=version), 403, "not_permitted")
    body = assert_problem(adviser.patch(path, {"family_name": "X"}, If_Match=version), 400, "invalid")
    assert body["errors"][0]["code"] == "unknown_field"


def test_a_search_finds_the_likest_and_numbers_exactly_and_no_stranger(municipality: Agency):
    number = a_duf_number(11)
    person = make_person(municipality, family_name="Tkachenko", numbers=(("duf", number),))
    make_person(make_municipality("Voss"), family_name="Tkachenko")
    api = _somebody(municipality, Role.NAV_ADVISER)
    for body in ({"words": "tkachenk"}, {"words": "Tkachenko"}, {"identity_number": f"{number[:6]} {number[6:]}"}):
        found = api.post(f"{PEOPLE}search/", body, key=None).json()
        assert [row["id"] for row in found] == [str(person.pk)], body


@pytest.mark.parametrize("body", [{}, {"words": "ab", "identity_number": "1"}, {"words": "a"}])
def test_a_search_wants_one_thing(municipality: Agency, body: dict[str, str]):
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    assert_problem(api.post(f"{PEOPLE}search/", body, key=None), 400, "invalid")


def test_an_unreadable_number_is_refused_without_being_repeated(municipality: Agency):
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    response = api.post(f"{PEOPLE}search/", {"identity_number": "9876543"}, key=None)
    assert_problem(response, 422, "rule_refused")
    assert b"9876543" not in response.content


def test_an_adviser_is_assigned_and_listed(municipality: Agency):
    person = make_person(municipality)
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER, name="Anne Rådgiver")
    api = _somebody(municipality, Role.TEAM_LEADER)
    path = f"{PEOPLE}{person.pk}/assignments/"
    response = api.post(path, {"user_id": adviser.pk, "kind": "adviser", "first_day": "2026-10-12"})
    assert response.status_code == 201, response.content
    assert [row["user_name"] for row in api.get(path).json()["results"]] == ["Anne Rådgiver"]
    assert [row["id"] for row in api.get(f"{PEOPLE}?adviser_id={adviser.pk}").json()["results"]] == [str(person.pk)]


def test_a_person_registered_in_error_is_gone(municipality: Agency):
    person = make_person(municipality)
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=person.pk).update(registered_in_error_on=dt.date(2026, 11, 1))
    api = _somebody(municipality, Role.PROGRAMME_ADVISER)
    assert_problem(api.get(f"{PEOPLE}{person.pk}/"), 404, "not_found")
