"""A source read over real HTTP, in both versions: all of it, what changed, and the same once more."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from agencies.access import Actor
from agencies.models import Agency
from integration.models import SchoolEnrolment, SchoolPerson, SchoolRecord, SchoolSource, UnmatchedPerson
from integration.oneroster.rest import Client, SourceFault
from integration.operations.schools.sources import endpoint_of
from participants.models import Participant
from programmes.models.classes import ClassEnrolment, Course, SchoolClass
from tests.integration.schools.server import School, serving
from tests.integration.schools.world import (
    as_system,
    collections_of,
    make_owner,
    make_pupil,
    make_school,
    make_source,
    read,
    seen,
)
from tests.queues import messages

pytestmark = pytest.mark.django_db

LATER = "2026-09-01T08:00:00.000Z"


both_versions = pytest.mark.parametrize("school", ["1.1", "1.2"], indirect=True)


@pytest.fixture
def school(request: pytest.FixtureRequest) -> Iterator[School]:
    with serving(School(getattr(request, "param", "1.2"))) as served:
        yield served


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr("integration.oneroster.rest.time.sleep", waited.append)
    return waited


def _world(municipality: Agency, school: School, pupils: int = 5) -> tuple[Actor, SchoolSource]:
    owner = make_owner(municipality)
    people = [make_pupil(municipality, number) for number in range(pupils)]
    told = [(f"u{number}", value) for number, (_person, value) in enumerate(people)]
    school.collections = collections_of([*told, ("x1", "")], school.version)
    return owner, make_source(owner, make_school(municipality), school)


def _place(sourced_id: str) -> ClassEnrolment:
    place = SchoolEnrolment.objects.get(sourced_id=sourced_id).object_id
    assert place
    return ClassEnrolment.objects.get(pk=place)


def _counts() -> tuple[int, ...]:
    models = (SchoolPerson, SchoolRecord, SchoolEnrolment, ClassEnrolment, SchoolClass, Course)
    return tuple(model.objects.count() for model in models)


@both_versions
def test_a_full_load_a_replay_and_a_delta_double_nothing(municipality: Agency, school: School) -> None:
    owner, source = _world(municipality, school)
    run = read(owner, source)
    assert (run.state, run.error) == ("done", "")
    assert run.counts["users.linked"] == 5
    assert run.counts["users.others"] == 1
    assert run.counts["enrollments.new"] == 5
    with seen(owner):
        loaded = _counts()
        assert loaded == (5, 4, 5, 5, 1, 1)
        place = ClassEnrolment.objects.select_related("school_class__course").order_by("pk")[0]
        assert (place.first_day, place.last_day) == (dt.date(2026, 8, 17), dt.date(2026, 12, 18))
        assert (place.school_class.name, place.school_class.level) == ("A2 dag", "A2")
        assert (place.school_class.course.name, place.school_class.course.kind) == ("Norsk A2", "norwegian")

    replay = read(owner, source)
    assert (replay.state, replay.counts["enrollments.unchanged"]) == ("done", 5)
    assert replay.counts["enrollments.ended"] == 0
    with seen(owner):
        assert _counts() == loaded


@both_versions
def test_a_delta_changes_and_ends_what_it_says_and_once_more_nothing(municipality: Agency, school: School) -> None:
    owner, source = _world(municipality, school)
    read(owner, source)
    with seen(owner):
        loaded = _counts()
    enrolments = school.collections["enrollments"]
    enrolments[0] |= {"endDate": "2026-11-30", "dateLastModified": LATER}
    enrolments[1] |= {"status": "tobedeleted", "dateLastModified": LATER}
    school.asked.clear()
    delta = read(owner, source, "delta")
    assert (delta.counts["enrollments.changed"], delta.counts["enrollments.ended"]) == (1, 1)
    assert any("dateLastModified" in path for path in school.asked if "enrollments" in path)
    with seen(owner):
        assert _counts() == loaded
        assert _place("e-u0").last_day == dt.date(2026, 11, 30)
        assert _place("e-u1").leaving_reason == "removed_by_school"
        assert SchoolSource.objects.get().cursor["enrollments"].startswith("2026-09-01T08:00")

    after = read(owner, source, "delta")
    assert (after.state, after.counts.get("enrollments.changed", 0)) == ("done", 0)
    with seen(owner):
        assert _counts() == loaded


def test_what_was_told_earlier_does_not_undo_what_was_told_later(municipality: Agency, school: School) -> None:
    owner, source = _world(municipality, school)
    school.collections["classes"][0] |= {"title": "Ny", "dateLastModified": LATER}
    read(owner, source)
    school.collections["classes"][0] |= {"title": "Gammel", "dateLastModified": "2026-08-21T00:00:00.000Z"}
    read(owner, source)
    with seen(owner):
        assert SchoolClass.objects.get().name == "Ny"


@pytest.mark.parametrize("with_link", [True, False])
def test_pages_are_followed_by_link_and_by_offset(municipality: Agency, school: School, with_link: bool) -> None:
    owner, source = _world(municipality, school)
    school.largest_page, school.with_link = 2, with_link
    run = read(owner, source)
    assert (run.counts["enrollments.new"], school.calls["enrollments"]) == (5, 3)


@both_versions
def test_a_token_that_runs_out_in_the_middle_is_renewed(municipality: Agency, school: School) -> None:
    owner, source = _world(municipality, school)
    school.token_uses, school.largest_page = 2, 2
    run = read(owner, source)
    assert run.counts["enrollments.new"] == 5
    assert school.calls["token"] > 3


def test_a_server_that_asks_for_patience_gets_it(municipality: Agency, school: School, no_waiting: list[float]) -> None:
    owner, source = _world(municipality, school)
    school.faults = [(429, {"Retry-After": "7"}, b"{}"), (503, {}, b""), (502, {}, b"<html>")]
    run = read(owner, source)
    assert (run.state, run.counts["enrollments.new"]) == ("done", 5)
    assert 7.0 in no_waiting


@both_versions
def test_credentials_in_the_body_are_tried_where_basic_is_not_taken(municipality: Agency, school: School) -> None:
    owner, source = _world(municipality, school)
    school.basic_only = False
    assert read(owner, source).state == "done"
    assert school.scopes[0].endswith(f"v{school.version.replace('.', 'p')}/scope/roster-core.readonly")


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ([(403, {}, b"{}")], "forbidden"),
        ([(400, {}, b"{}")], "bad_request"),
        ([(404, {}, b"{}")] * 2, "not_found"),
        ([(200, {}, b"<html>log in")] * 2, "not_json"),
        ([(200, {}, b'["a"]')] * 2, "wrong_shape"),
        ([(302, {"Location": "http://127.0.0.1:1/"}, b"")] * 2, "bad_request"),
        ([(500, {}, b"")] * 9, "server_error"),
    ],
)
def test_a_fault_is_told_in_plain_words_and_the_owner_once(
    municipality: Agency, school: School, faults: list[tuple[int, dict[str, str], bytes]], error: str
) -> None:
    owner, source = _world(municipality, school)
    # The first collection may be missing; the second may not.
    school.missing.discard("demographics")
    school.faults = [*faults, *faults]
    run = read(owner, source)
    assert (run.state, run.error) == ("failed", error)
    school.faults = [*faults, *faults]
    read(owner, source)
    with seen(owner):
        assert SchoolSource.objects.get().failing_since is not None
    assert len(messages(kind="school_source_fails", recipient=owner.user_id)) == 1
    school.faults.clear()
    assert read(owner, source).state == "done"
    with seen(owner):
        assert SchoolSource.objects.get().failing_since is None


def test_a_next_page_elsewhere_is_not_given_the_token(municipality: Agency, school: School) -> None:
    _owner, source = _world(municipality, school)
    with serving(School()) as other:
        body = b'{"orgs": [{"sourcedId": "a"}]}'
        school.faults = [(200, {"Link": f'<{other.url}/orgs?limit=1&offset=1>; rel="next"'}, body)]
        client = Client(endpoint_of(source), page_size=1)
        assert len(next(client.collection("orgs"))) == 1
        assert other.asked == []


def test_an_answer_without_end_is_cut_off(
    municipality: Agency, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owner, source = _world(municipality, school)
    monkeypatch.setattr("integration.oneroster.rest.MAX_BODY", 1000)
    with pytest.raises(SourceFault, match="too_large"):
        list(Client(endpoint_of(source)).collection("users"))


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_a_guarded_person_is_neither_linked_nor_suggested(
    municipality: Agency, school: School, facts: dict[str, Any]
) -> None:
    owner = make_owner(municipality)
    _hidden, number = make_pupil(municipality, 77, given_name="Amina", family_name="H", **facts)
    school.collections = collections_of([("u1", number)], school.version)
    source = make_source(owner, make_school(municipality), school)
    run = read(owner, source)
    assert (run.counts["users.linked"], run.counts["users.waiting"]) == (0, 0)
    with seen(owner):
        assert not SchoolPerson.objects.exists()
        assert not UnmatchedPerson.objects.exists()


def test_whoever_becomes_protected_is_unlinked_at_once_and_stays_in_the_class(
    municipality: Agency, school: School
) -> None:
    owner = make_owner(municipality)
    person, number = make_pupil(municipality, 79, given_name="Amina", family_name="H")
    school.collections = collections_of([("u1", number)], school.version)
    source = make_source(owner, make_school(municipality), school)
    assert read(owner, source).counts["users.linked"] == 1
    with as_system(municipality):
        assert SchoolPerson.objects.count() == SchoolEnrolment.objects.count() == 1
        Participant.objects.filter(pk=person.pk).update(confidentiality=7)
        assert SchoolPerson.objects.count() == SchoolEnrolment.objects.count() == 0
    assert read(owner, source, kind="full").counts["users.linked"] == 0
    with as_system(municipality):
        assert not SchoolPerson.objects.exists()
        assert ClassEnrolment.objects.get(participant=person).leaving_reason == ""


def test_a_name_alone_matches_nobody_and_is_asked_about(municipality: Agency, school: School) -> None:
    owner = make_owner(municipality)
    make_pupil(municipality, 78, given_name="Amina", family_name="H")
    school.collections = collections_of([("u1", "")], school.version)
    source = make_source(owner, make_school(municipality), school)
    run = read(owner, source)
    assert (run.counts["users.linked"], run.counts["users.waiting"]) == (0, 1)
    with seen(owner):
        row = UnmatchedPerson.objects.get()
        assert row.material
        assert b"Amina" not in bytes(row.material)
        assert "u1" not in row.digest
