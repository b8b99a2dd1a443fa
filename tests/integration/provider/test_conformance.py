"""The provider against OneRoster 1.2: required members, references, filters, pages, errors."""

import re
from typing import Any
from uuid import uuid4

import pytest

from agencies.models import Agency
from integration.provider import rosters
from integration.provider.query import DEFAULT_LIMIT
from integration.provider.routes import GRADEBOOK as GRADEBOOK_ROUTES
from integration.provider.routes import ROSTERING as ROSTERING_ROUTES
from tests.integration.provider.world import D_NUMBERS, GRADEBOOK, ROSTERING, Town, minor_of
from tests.world import make_municipality

pytestmark = pytest.mark.django_db

COMMON = {"sourcedId", "status", "dateLastModified"}
REQUIRED: dict[str, set[str]] = {
    "orgs": {"name", "type"},
    "academicSessions": {"title", "type", "startDate", "endDate", "schoolYear"},
    "courses": {"title", "org"},
    "classes": {"title", "classType", "course", "school", "terms"},
    "users": {"enabledUser", "username", "givenName", "familyName", "roles", "userIds"},
    "enrollments": {"user", "class", "school", "role"},
    "demographics": {"birthDate", "sex"},
    "categories": {"title"},
    "lineItems": {"title", "assignDate", "dueDate", "class", "school"},
    "results": {"lineItem", "student", "scoreStatus", "scoreDate"},
}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


@pytest.fixture
def town(municipality: Agency) -> Town:
    return Town(municipality)


def _every_list(town: Town) -> list[tuple[str, str, Any]]:
    routes = [(ROSTERING, route) for route in ROSTERING_ROUTES] + [(GRADEBOOK, route) for route in GRADEBOOK_ROUTES]
    term = town.get("terms").json()["academicSessions"][0]["sourcedId"]
    ids = {
        "school_id": town.school.pk, "class_id": town.classes[0].pk, "course_id": town.classes[0].course_id,
        "term_id": term, "student_id": town.pupils[0].pk, "line_item_id": f"norwegian-listening-{town.classes[0].pk}",
    }  # fmt: skip
    found = []
    for base, route in routes:
        user = town.teaching.user_id if route.path.startswith("teachers") else town.pupils[0].pk
        path = route.path
        for name, value in {**ids, "user_id": user}.items():
            path = path.replace(f"<str:{name}>", str(value))
        found.append((base, path, route))
    return found


def test_every_collection_has_its_envelope_and_every_entity_its_required_members(town: Town) -> None:
    for base, path, route in _every_list(town):
        answer = town.get(path, base=base)
        assert answer.status_code == 200, (path, answer.content)
        body = answer.json()
        assert list(body) == [route.collection], path
        rows = body[route.collection]
        assert int(answer.headers["X-Total-Count"]) == len(rows)
        assert rows or route.collection in ("scoreScales", "assessmentLineItems", "assessmentResults"), path
        for row in rows:
            assert COMMON | REQUIRED[route.collection] <= set(row) <= route.fields | {"sourcedId"}, path
            assert row["status"] in ("active", "tobedeleted")
            assert MOMENT.fullmatch(row["dateLastModified"])


def test_single_entities_are_as_in_their_list_and_unknown_ones_are_404(town: Town) -> None:
    for base, path, route in _every_list(town):
        if not route.has_one:
            continue
        rows = town.get(path, base=base).json()[route.collection]
        if rows:
            assert town.get(f"{path}/{rows[0]['sourcedId']}", base=base).json() == {route.single: rows[0]}
        missing = town.get(f"{path}/finnes-ikke", base=base)
        assert missing.status_code == 404
        assert minor_of(missing) == "unknownobject"


def _refs(value: Any) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [ref for part in value for ref in _refs(part)]
    if isinstance(value, dict):
        own = [value] if "href" in value else []
        return own + [ref for part in value.values() for ref in _refs(part)]
    return []


def test_every_reference_leads_to_what_it_names(town: Town) -> None:
    seen: dict[str, dict[str, str]] = {}
    for base, path, route in _every_list(town):
        for row in town.get(path, base=base).json()[route.collection]:
            for ref in _refs(row):
                assert set(ref) == {"href", "sourcedId", "type"}
                seen[ref["href"]] = ref
    assert len(seen) > 10
    for href, ref in seen.items():
        answer = town.http.get(
            href.removeprefix("http://testserver"), headers={"Authorization": f"Bearer {town.bearer}"}
        )
        (entity,) = answer.json().values()
        assert entity["sourcedId"] == ref["sourcedId"], href


def test_booleans_are_strings_and_dates_are_dates(town: Town) -> None:
    user = town.get("students").json()["users"][0]
    assert user["enabledUser"] == "true"
    assert user["roles"][0]["roleType"] == "primary"
    places = town.get("enrollments").json()["enrollments"]
    assert {place["primary"] for place in places} == {"true", "false"}
    assert {(place["beginDate"], place.get("endDate")) for place in places if place["role"] == "student"} == {
        ("2026-08-17", "2027-06-18")
    }


def test_a_protected_person_is_absent_from_everything_silently(town: Town) -> None:
    for base, path, _route in _every_list(town):
        text = town.get(path, base=base).content.decode()
        assert str(town.hidden.pk) not in text, path
        assert "Skjult" not in text, path
    assert town.get(f"users/{town.hidden.pk}").status_code == 404
    assert town.get("students").headers["X-Total-Count"] == "2"


def test_the_identity_number_is_sent_only_to_whom_it_was_agreed(town: Town, municipality: Agency) -> None:
    assert not [row for row in town.get("users").json()["users"] if "identifier" in row]
    assert not any(number in town.get("users").content.decode() for number in D_NUMBERS)
    other = Town(make_municipality("Voss"), sends_identity_numbers=True)
    assert {row["identifier"] for row in other.get("students").json()["users"]} == set(D_NUMBERS)


def test_a_client_sees_its_own_municipality_and_school_only(town: Town) -> None:
    other = Town(make_municipality("Voss"))
    mine, theirs = (t.get("users").content.decode() for t in (town, other))
    assert str(town.pupils[0].pk) in mine
    assert str(town.pupils[0].pk) not in theirs


FILTERS = [
    ("students", "givenName='Amina'", 1),
    ("students", "givenName='amina'", 1),
    ("students", "givenName!='Amina'", 1),
    ("students", "givenName~'mi'", 1),
    ("students", "givenName>'Amina'", 1),
    ("students", "givenName>='Amina'", 2),
    ("students", "givenName<'B'", 1),
    ("students", "givenName<='Berhane'", 2),
    ("students", "givenName='Amina' OR givenName='Berhane'", 2),
    ("students", "givenName='Amina' AND familyName='Tesfay'", 1),
    ("students", "givenName='Amina' AND familyName='X' OR givenName='Berhane'", 1),
    ("users", "roles.role='teacher'", 1),
    ("users", "status='active'", 3),
    ("users", "dateLastModified>'2020-01-01T00:00:00.000Z'", 3),
    ("users", "dateLastModified>'2020-01-01'", 3),
    ("users", "dateLastModified>'2999-01-01T00:00:00.000Z'", 0),
    ("enrollments", "role='student'", 2),
    ("enrollments", "beginDate>='2026-08-18'", 0),
    ("academicSessions", "type='term'", 2),
    ("classes", "grades='AdultESL'", 2),
]


@pytest.mark.parametrize(("path", "expression", "count"), FILTERS)
def test_filters(town: Town, path: str, expression: str, count: int) -> None:
    answer = town.http.get(
        f"{ROSTERING}/{path}", {"filter": expression}, headers={"Authorization": f"Bearer {town.bearer}"}
    )
    assert answer.status_code == 200, answer.content
    assert int(answer.headers["X-Total-Count"]) == count


BAD = [
    ("limit=0", "invaliddata"),
    ("limit=-1", "invaliddata"),
    ("limit=ti", "invaliddata"),
    ("limit=1e3", "invaliddata"),
    ("limit=99999999999", "invaliddata"),
    ("limit=1&limit=2", "invaliddata"),
    ("limit=", "invaliddata"),
    ("offset=-1", "invaliddata"),
    ("offset=x", "invaliddata"),
    ("filter=tull='1'", "invalid_filter_field"),
    ("filter=familyName", "invalid_filter_field"),
    ("filter=familyName='a' XOR familyName='b'", "invalid_filter_field"),
    ("sort=tull", "invalid_sort_field"),
    ("sort=familyName&orderBy=opp", "invalid_sort_field"),
    ("fields=tull", "invalid_selection_field"),
    ("fields=", "invalid_selection_field"),
]


def test_what_cannot_be_read_is_400_in_the_standards_own_envelope(town: Town) -> None:
    for query, minor in BAD:
        answer = town.get(f"users?{query}")
        assert answer.status_code == 400, query
        body = answer.json()
        assert set(body) == {"imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_CodeMinor"}
        assert (body["imsx_codeMajor"], body["imsx_severity"]) == ("failure", "error")
        assert minor_of(answer) == minor, query


def test_pages_sort_and_fields(town: Town) -> None:
    rows = town.get("users?sort=givenName&orderBy=desc&fields=givenName").json()["users"]
    assert rows == [{"givenName": "Berit"}, {"givenName": "Berhane"}, {"givenName": "Amina"}]
    ids: list[str] = []
    path = "users?limit=2&offset=0"
    while path:
        answer = town.get(path)
        ids += [row["sourcedId"] for row in answer.json()["users"]]
        onward = re.search(r'<[^>]*/(users\?[^>]*)>; rel="next"', answer.headers["Link"])
        path = onward[1] if onward else ""
    assert len(ids) == len(set(ids)) == 3
    last = town.get("users?limit=2&offset=2").headers["Link"]
    assert {'rel="first"', 'rel="last"', 'rel="prev"'} <= set(re.findall(r'rel="\w+"', last))
    assert 'rel="next"' not in last
    assert len(town.get("users?limit=1000000&orderBy=asc").json()["users"]) == 3
    assert town.get("users?offset=50").json() == {"users": []}
    assert DEFAULT_LIMIT == 100


@pytest.mark.parametrize("path", ["users", "students", "enrollments", "demographics"])
def test_a_page_and_a_delta_of_a_long_collection_are_parts_of_the_whole(town: Town, path: str) -> None:
    def rows(query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = town.get(f"{path}?{query}").json()[path if path != "students" else "users"]
        return found

    whole = rows("limit=1000&filter=status='active'")  # made whole, because of the filter
    assert len(whole) >= 2
    assert [row for at in range(len(whole)) for row in rows(f"limit=1&offset={at}")] == whole
    assert rows("limit=1000&sort=sourcedId&orderBy=desc") == whole[::-1]
    for row in whole:
        since = row["dateLastModified"]
        assert rows(f"filter=dateLastModified>='{since}'") == [r for r in whole if r["dateLastModified"] >= since]
        assert rows(f"filter=dateLastModified>'{since}'") == [r for r in whole if r["dateLastModified"] > since]
        either = rows(f"filter=dateLastModified>'{since}' OR sourcedId='{row['sourcedId']}'")
        assert row in either


def test_of_a_long_collection_only_the_page_is_made(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Any, ...]] = []
    build = rosters._place

    def count(*facts: Any) -> dict[str, Any]:
        made.append(facts)
        return build(*facts)

    monkeypatch.setattr(rosters, "_place", count)
    assert len(town.get("enrollments?limit=1").json()["enrollments"]) == len(made) == 1
    made.clear()
    one = town.get("enrollments?limit=1").json()["enrollments"][0]["sourcedId"]
    made.clear()
    assert town.get(f"enrollments/{one}").status_code == 200
    assert town.get("enrollments?filter=dateLastModified>'2999-01-01'").json() == {"enrollments": []}
    assert len(made) == 1


@pytest.mark.parametrize("base", [ROSTERING, GRADEBOOK])
def test_every_entity_that_is_not_there_is_404_in_the_envelope(town: Town, base: str) -> None:
    routes = ROSTERING_ROUTES if base == ROSTERING else GRADEBOOK_ROUTES
    for route in routes:
        if route.has_one:
            for unknown in (uuid4(), "finnes-ikke"):
                answer = town.get(f"{route.path}/{unknown}", base=base)
                assert (answer.status_code, minor_of(answer)) == (404, "unknownobject"), route.path


def test_a_page_beyond_the_end_is_empty_and_leads_back(town: Town) -> None:
    answer = town.get("users?limit=2&offset=50")
    assert answer.json() == {"users": []}
    assert answer.headers["X-Total-Count"] == "3"
    assert re.search(r'offset=2>; rel="prev"', answer.headers["Link"])


def test_a_fault_of_ours_is_told_in_the_envelope(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any) -> None:
        raise ValueError("Amina")

    monkeypatch.setattr("integration.provider.views.read_query", broken)
    answer = town.get("users")
    assert (answer.status_code, minor_of(answer)) == (500, "internal_server_error")
    assert "Amina" not in answer.content.decode()
