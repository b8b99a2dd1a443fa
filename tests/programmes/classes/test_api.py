"""Classes at the API: made, filled, met at; results and exemptions."""

import datetime as dt

import pytest

from agencies.models import Agency, Role
from tests.agencies.api.calling import Api, api_for
from tests.programmes.classes.schools import Taught, make_school, make_session, make_taught_class, today
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def api(municipality: Agency) -> Api:
    return api_for(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def taught(municipality: Agency) -> Taught:
    return make_taught_class(municipality)


def _make_class(api: Api, school: Agency, **facts: object) -> dict:
    known = {
        "school_id": str(school.pk), "course_name": "Norsk A2", "kind": "norwegian", "name": "A2 kveld",
        "first_day": "2020-01-01",
    }  # fmt: skip
    response = api.post("/api/v1/classes/", known | facts)
    assert response.status_code == 201, response.content
    return response.json()


def test_a_full_class_is_refused_and_its_list_is_open(api: Api, municipality: Agency):
    row = _make_class(api, make_school(municipality), capacity=1)
    people = [make_person(municipality) for _ in range(2)]
    bodies = [
        {"participant_id": str(each.pk), "school_class_id": row["id"], "first_day": "2026-11-02"} for each in people
    ]
    assert api.post("/api/v1/class-enrolments/", bodies[0]).status_code == 201
    full = api.post("/api/v1/class-enrolments/", bodies[1])
    assert (full.status_code, full.json()["errors"][0]["code"]) == (422, "class_full")
    waiting = api.post("/api/v1/class-enrolments/", bodies[1] | {"waits": True})
    assert (waiting.status_code, waiting.json()["state"]) == (201, "waiting")


def test_moving_ends_one_place_the_day_before_the_other_begins(api: Api, municipality: Agency):
    school, person = make_school(municipality), make_person(municipality)
    old, new = _make_class(api, school), _make_class(api, school, name="B1 kveld")
    body = {"participant_id": str(person.pk), "school_class_id": old["id"], "first_day": "2026-11-02"}
    place = api.post("/api/v1/class-enrolments/", body).json()
    path = f"/api/v1/class-enrolments/{place['id']}/"
    moved = api.post(
        f"{path}move/",
        {"school_class_id": new["id"], "first_day": "2026-11-16"},
        If_Match=api.get(path).headers["ETag"],
    )
    assert (moved.status_code, moved.json()["moved_from_id"]) == (201, place["id"])
    assert api.get(path).json()["last_day"] == "2026-11-15"


def test_the_school_and_the_municipality_see_the_same_attendance_with_different_fields(taught: Taught):
    teacher = api_for(taught.school, Role.TEACHER)
    adviser = api_for(taught.pupils[0].municipality, Role.PROGRAMME_ADVISER)
    body = {
        "session_id": str(taught.session.pk), "participant_id": str(taught.pupils[0].pk), "category": "absent_invalid",
    }  # fmt: skip
    # A teacher of another class of the school does not even find the session.
    assert teacher.post("/api/v1/attendance/", body).status_code == 404
    made = adviser.post("/api/v1/attendance/", body)
    assert (made.status_code, made.json()["counted_as"]) == (201, "absent_invalid")
    assert "covered_by_id" in made.json()
    assert teacher.get("/api/v1/attendance/").json()["results"] == []


def test_a_past_session_wants_a_reason_for_a_change(taught: Taught):
    session = make_session(taught.school_class, today() - DAY)
    api = api_for(taught.pupils[0].municipality, Role.PROGRAMME_ADVISER)
    body = {"session_id": str(session.pk), "participant_id": str(taught.pupils[0].pk), "category": "present"}
    assert api.post("/api/v1/attendance/", body).status_code == 201
    refused = api.post("/api/v1/attendance/", body | {"category": "late"})
    assert refused.json()["errors"][0]["pointer"] == "#/reason"
    assert api.post("/api/v1/attendance/", body | {"category": "late", "reason": "Feil"}).status_code == 201


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"subject": "norwegian", "outcome": "A2"}, "skill_missing"),
        ({"subject": "norwegian", "skill": "oral", "outcome": "passed"}, "outcome_does_not_fit"),
        ({"subject": "social_studies", "outcome": "B1"}, "outcome_does_not_fit"),
        ({"subject": "social_studies", "skill": "oral", "outcome": "passed"}, "skill_not_here"),
        ({"subject": "norwegian", "skill": "oral", "outcome": "below_a1"}, ""),
        ({"subject": "social_studies", "outcome": "not_passed"}, ""),
    ],
)
def test_a_result_fits_its_test(api: Api, municipality: Agency, facts: dict, code: str):
    person = make_person(municipality)
    answer = api.post("/api/v1/test-results/", facts | {"participant_id": str(person.pk), "taken_on": "2026-10-01"})
    assert answer.status_code == (422 if code else 201)
    assert [error["code"] for error in answer.json().get("errors", [])] == ([code] if code else [])


def test_a_result_is_taken_back_with_a_reason_and_stays(api: Api, municipality: Agency):
    person = make_person(municipality)
    body = {
        "participant_id": str(person.pk), "subject": "norwegian", "skill": "oral", "outcome": "A2",
        "taken_on": "2026-10-01",
    }  # fmt: skip
    made = api.post("/api/v1/test-results/", body)
    path = f"/api/v1/test-results/{made.json()['id']}/"
    assert api.post("/api/v1/test-results/", body).status_code == 422
    voided = api.post(f"{path}void/", {"why": "Feil person"}, If_Match=made.headers["ETag"])
    assert (voided.status_code, voided.json()["void_reason"]) == (200, "Feil person")
    assert api.post("/api/v1/test-results/", body | {"outcome": "B1"}).status_code == 201
    assert len(api.get(f"/api/v1/test-results/?participant_id={person.pk}").json()["results"]) == 2


@pytest.mark.parametrize(("basis", "documented", "status"), [
    ("grade", None, 201), ("health", None, 422), ("health", "2026-11-01", 201), ("weighty", None, 422),
])  # fmt: skip
def test_health_and_weighty_reasons_need_a_statement(
    api: Api, municipality: Agency, basis: str, documented: str | None, status: int
):
    person = make_person(municipality)
    body = {"participant_id": str(person.pk), "exempt_from": "norwegian_training", "basis": basis,
            "first_day": "2026-11-01", "documented_on": documented}  # fmt: skip
    assert api.post("/api/v1/exemptions/", body).status_code == status


def test_nav_sees_results_and_neither_exemptions_nor_sessions(municipality: Agency):
    from tests.world import make_nav_office

    nav = api_for(make_nav_office(municipality), Role.NAV_ADVISER)
    assert nav.get("/api/v1/test-results/").status_code == 200
    for path in ("exemptions", "attendance", "class-enrolments", "classes"):
        assert nav.get(f"/api/v1/{path}/").status_code == 403, path
    assert make_actor(municipality, Role.TEAM_LEADER)
