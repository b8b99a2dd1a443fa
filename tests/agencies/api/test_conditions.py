"""Versions: nobody overwrites what they have not read."""

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Participant
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import make_full_case
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(municipality: Agency) -> Api:
    return api_for(municipality, Role.TEAM_LEADER)


@pytest.fixture
def path(municipality: Agency) -> str:
    person = make_person(municipality)
    return f"/api/v1/participants/{person.pk}/"


def test_the_etag_is_the_id_and_the_version(api: Api, path: str):
    response = api.get(path)
    assert response.headers["ETag"] == f'"{response.json()["id"]}-v1"'


def test_every_single_read_of_an_editable_row_has_an_etag_and_answers_304(municipality: Agency, api: Api):
    for name, address in make_full_case(municipality).paths.items():
        response = api.get(address)
        assert response.status_code == 200, name
        if name in ("jobs", "agencies"):
            assert "ETag" not in response.headers
            continue
        again = api.get(address, If_None_Match=response.headers["ETag"])
        assert (again.status_code, again.content) == (304, b""), name
        assert again.headers["ETag"] == response.headers["ETag"]


def test_a_change_without_the_version_is_asked_for_it(api: Api, path: str):
    assert_problem(api.patch(path, {"phone": "1"}), 428, "precondition_required")
    assert_problem(api.patch(path, {"phone": "1"}, If_Match="*"), 428, "precondition_required")


def test_a_change_of_the_version_read_is_made_and_gives_the_new_one(api: Api, path: str):
    etag = api.get(path).headers["ETag"]
    response = api.patch(path, {"phone": "40000000"}, If_Match=etag)
    assert response.status_code == 200, response.content
    assert response.json()["phone"] == "40000000"
    assert response.headers["ETag"] == etag.replace("v1", "v2")


@pytest.mark.parametrize("tag", ['"{id}-v2"', 'W/"{id}-v1"', '"other-v1"', '"{id}"', "nonsense", '"{id}-v99999999999"'])
def test_another_version_is_stale_and_changes_nothing(api: Api, path: str, tag: str):
    given = tag.format(id=path.split("/")[-2])
    assert_problem(api.patch(path, {"phone": "1"}, If_Match=given), 412, "stale_version")
    assert api.get(path).json()["phone"] == ""


def test_of_two_who_read_the_same_version_the_second_is_refused(api: Api, path: str):
    etag = api.get(path).headers["ETag"]
    assert api.patch(path, {"phone": "1"}, If_Match=etag).status_code == 200
    assert_problem(api.patch(path, {"phone": "2"}, If_Match=etag), 412, "stale_version")


def test_a_row_of_others_is_not_found_before_any_version_is_asked_for(api: Api):
    stranger = make_person(make_municipality("Voss"))
    assert_problem(api.patch(f"/api/v1/participants/{stranger.pk}/", {"phone": "1"}), 404, "not_found")


def test_an_act_on_a_flag_needs_the_version_too(municipality: Agency, api: Api):
    flag = f"{make_full_case(municipality).paths['flags']}"
    assert_problem(api.post(f"{flag}take/"), 428, "precondition_required")
    response = api.post(f"{flag}take/", If_Match=api.get(flag).headers["ETag"])
    assert (response.status_code, response.json()["state"]) == (200, "taken")
    assert_problem(api.post(f"{flag}dismiss/", {"reason": "Nei"}, If_Match='"x-v1"'), 412, "stale_version")


def test_a_correction_that_changes_nothing_keeps_the_version(api: Api, path: str, municipality: Agency):
    etag = api.get(path).headers["ETag"]
    assert api.patch(path, {"phone": ""}, If_Match=etag).headers["ETag"] == etag
    with acting_as(system_actor(municipality.pk)):
        assert Participant.objects.get().events.filter(kind="corrected").count() == 0
