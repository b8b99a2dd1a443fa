"""Absences at the API: what they mean, registered, corrected, voided, documented, and what NAV sees."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Role
from programmes.models import Participation
from tests.agencies.api.calling import Api, api_for
from tests.programmes.absence_facts import absences_of, day, make_2026_programme, make_absence
from tests.programmes.awards import stored
from tests.world import make_nav_office

pytestmark = pytest.mark.django_db

PATH = "/api/v1/absences/"


@pytest.fixture(autouse=True)
def _own_counters(settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


@pytest.fixture
def adviser(programme: Participation) -> Api:
    """A programme adviser of the municipality."""
    return api_for(programme.municipality, Role.PROGRAMME_ADVISER)


def _body(programme: Participation, **facts: Any) -> dict[str, Any]:
    known = {"participation_id": str(programme.pk), "kind": "welfare",
             "first_day": "2026-06-01", "last_day": "2026-06-02"}  # fmt: skip
    return {**known, **facts}


def _act(api: Api, pk: object, act: str, body: Any) -> Any:
    etag = api.get(f"{PATH}{pk}/").headers["ETag"]
    return api.post(f"{PATH}{pk}/{act}/", body, If_Match=etag)


def test_a_preview_tells_what_it_means_and_stores_nothing(adviser: Api, programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-05-04", "2026-05-15")
    answer = adviser.post(f"{PATH}preview/", _body(programme), key=None)
    assert answer.status_code == 200
    meaning = answer.json()
    assert (meaning["refusals"], meaning["reasons_needed"]) == ([], [])
    [counter] = meaning["counters"]
    assert (counter["code"], counter["used"], counter["remaining"], counter["maximum"]) == (
        "welfare_days", "2.00", "8.00", 10,
    )  # fmt: skip
    effect = meaning["effect"]
    assert (effect["last_day_before"], effect["last_day_after"]) == ("2027-02-01", "2027-02-16")
    assert effect["steps"][-1]["paragraph"] == "integreringsforskriften §§ 10, 19"
    assert "Velferdspermisjon: 8 av 10 virkedager igjen i 2026" in meaning["summary"]
    assert len(absences_of(programme)) == 1


def test_a_preview_of_what_cannot_be_gives_the_paragraph(adviser: Api, programme: Participation) -> None:
    meaning = adviser.post(f"{PATH}preview/", _body(programme, last_day="2026-06-15"), key=None).json()
    assert [item["code"] for item in meaning["refusals"]] == ["welfare_days"]
    assert meaning["refusals"][0]["paragraph"] == "integreringsforskriften § 14 første ledd"


def test_a_preview_of_a_correction_leaves_the_old_row_out(adviser: Api, programme: Participation) -> None:
    row = make_absence(programme, "welfare", "2026-06-01", "2026-06-12")
    body = _body(programme, last_day="2026-06-11", replaces_id=str(row.pk))
    assert adviser.post(f"{PATH}preview/", body, key=None).json()["refusals"] == []


def test_registering_answers_the_row_and_moves_the_end(adviser: Api, programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-05-04", "2026-05-15")
    answer = adviser.post(PATH, _body(programme, reason="Begravelse."))
    assert answer.status_code == 201
    row = answer.json()
    assert (row["kind"], row["reason"], row["documentation"], row["voided_at"]) == (
        "welfare", "Begravelse.", "not_needed", None,
    )  # fmt: skip
    assert answer.headers["Location"].endswith(f"{PATH}{row['id']}/")
    assert stored(programme).last_day == day("2027-02-16")


def test_a_hard_limit_answers_with_pointer_and_paragraph(adviser: Api, programme: Participation) -> None:
    answer = adviser.post(PATH, _body(programme, last_day="2026-06-15"))
    assert answer.status_code in (409, 422)
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/last_day", "welfare_days")
    assert error["paragraph"] == "integreringsforskriften § 14 første ledd"
    assert absences_of(programme) == []


def test_a_stop_is_no_registration(adviser: Api, programme: Participation) -> None:
    assert adviser.post(PATH, _body(programme, kind="stop")).status_code in (400, 422)


def test_a_correction_needs_the_version_and_answers_the_new_row(adviser: Api, programme: Participation) -> None:
    row = make_absence(programme, "welfare", "2026-06-01", "2026-06-02")
    body = {"kind": "welfare", "first_day": "2026-06-01", "last_day": "2026-06-03", "why": "Varte lenger."}
    assert adviser.post(f"{PATH}{row.pk}/correct/", body).status_code == 428
    answer = _act(adviser, row.pk, "correct", body)
    assert answer.status_code == 201
    assert (answer.json()["replaces_id"], answer.json()["last_day"]) == (str(row.pk), "2026-06-03")
    assert adviser.get(f"{PATH}{row.pk}/").json()["void_reason"] == "Varte lenger."


def test_voiding_and_documenting_answer_the_row(adviser: Api, programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-15")
    documented = _act(adviser, row.pk, "documentation", {"received_on": "2026-06-08"})
    assert (documented.status_code, documented.json()["documentation"]) == (200, "received")
    voided = _act(adviser, row.pk, "void", {"why": "Feil person."})
    assert voided.status_code == 200
    assert voided.json()["voided_at"] is not None
    assert stored(programme).last_day == programme.last_day


def test_a_stale_version_is_refused(adviser: Api, programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-15")
    etag = adviser.get(f"{PATH}{row.pk}/").headers["ETag"]
    _act(adviser, row.pk, "documentation", {"received_on": "2026-06-08"})
    assert adviser.post(f"{PATH}{row.pk}/void/", {"why": "Feil."}, If_Match=etag).status_code == 412


def test_the_list_is_filtered(adviser: Api, programme: Participation) -> None:
    make_absence(programme, "welfare", "2026-06-01")
    doctor = make_absence(programme, "sick_doctor", "2026-07-01", "2026-07-03")
    for query in ("kind=sick_doctor", "documentation=required", "on_or_after=2026-07-03", "is_standing=true"):
        rows = adviser.get(f"{PATH}?participation_id={programme.pk}&{query}").json()["results"]
        assert str(doctor.pk) in {row["id"] for row in rows}
        assert len(rows) == (2 if query == "is_standing=true" else 1)


def test_nav_sees_days_only_and_cannot_ask_by_kind(programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19", reason="Operasjon.")
    nav = api_for(make_nav_office(programme.municipality), Role.NAV_ADVISER)
    seen = nav.get(f"{PATH}{row.pk}/").json()
    assert set(seen) == {
        "id", "version", "participation_id", "participant_id", "municipality_id", "first_day", "last_day",
    }  # fmt: skip
    assert nav.get(f"{PATH}?kind=sick_doctor").status_code in (400, 403)
    assert nav.post(PATH, _body(programme)).status_code == 403
    assert nav.post(f"{PATH}preview/", _body(programme), key=None).status_code == 403
    steps = nav.get(f"/api/v1/participations/{programme.pk}/").json()["steps"]
    assert not [step for step in steps if "ykdom" in step["text"]]
    assert [step["date"] for step in steps][-1] == "2027-02-22"


def test_the_municipality_sees_what_was_counted(adviser: Api, programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19")
    steps = adviser.get(f"/api/v1/participations/{programme.pk}/").json()["steps"]
    assert [step for step in steps if step["text"].startswith("Sykdom med legeerklæring: 15 virkedager")]


def test_a_stranger_with_absences_of_its_own_finds_nothing(programme: Participation) -> None:
    row = make_absence(programme, "welfare", "2026-06-01")
    elsewhere = make_2026_programme()
    own = make_absence(elsewhere, "welfare", "2026-06-01")
    stranger = api_for(elsewhere.municipality, Role.PROGRAMME_ADVISER)
    assert [found["id"] for found in stranger.get(PATH).json()["results"]] == [str(own.pk)]
    assert stranger.get(f"{PATH}{row.pk}/").status_code == 404
    assert stranger.post(PATH, _body(programme, first_day="2026-06-02")).status_code == 404
    assert stranger.post(f"{PATH}preview/", _body(programme), key=None).status_code == 404
    assert stranger.post(f"{PATH}{row.pk}/void/", {"why": "Fremmed."}).status_code == 404


def test_the_list_costs_the_same_for_one_row_and_for_twenty(adviser: Api, programme: Participation) -> None:
    adviser.get(PATH)
    counts = []
    for number in range(1, 21):
        make_absence(programme, "unauthorised", f"2026-06-{number:02d}")
        if number in (1, 20):
            with CaptureQueriesContext(connection) as queries:
                assert len(adviser.get(PATH).json()["results"]) == number
            counts.append(len(queries))
    assert counts[0] == counts[1]
