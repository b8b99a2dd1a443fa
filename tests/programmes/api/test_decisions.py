"""Decisions, extensions and stops at the API."""

import datetime as dt

import pytest

from agencies.models import Agency, Role
from programmes.models import Participation
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, today
from tests.programmes.plan.plans import make_final_plan
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
DECISIONS = "/api/v1/decisions/"
EXTENSIONS = "/api/v1/extensions/"
STOPS = "/api/v1/stops/"
PROGRAMMES = "/api/v1/participations/"


@pytest.fixture
def adviser(municipality: Agency) -> Api:
    return api_for(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(municipality: Agency) -> Participation:
    return make_programme(make_person(municipality, education="upper_secondary"), **EXTENDABLE)


def _extension(programme: Participation, **facts: object) -> dict[str, object]:
    known = {
        "participation_id": programme.pk, "months": 12, "requested_on": today(), "reasons": "Ett fag igjen.",
    }  # fmt: skip
    return known | facts


def test_an_extension_moves_the_end_and_is_a_decision(adviser: Api, programme: Participation):
    etag = adviser.get(f"{PROGRAMMES}{programme.pk}/")["ETag"]
    response = adviser.post(EXTENSIONS, _extension(programme), If_Match=etag)
    assert response.status_code == 201, response.content
    body = response.json()
    assert (body["decision_type"], body["state"], body["content"]["last_day"]) == ("extension", "decided", "2031-10-11")
    assert stored(programme).last_day == dt.date(2031, 10, 11)
    assert adviser.get(response["Location"]).json() == body
    assert body["next_acts"] == ["notify", "appeal"]


def test_an_extension_that_the_law_does_not_have_is_a_problem_with_its_paragraph(adviser: Api, municipality: Agency):
    programme = make_programme(make_person(municipality))
    etag = adviser.get(f"{PROGRAMMES}{programme.pk}/")["ETag"]
    body = assert_problem(adviser.post(EXTENSIONS, _extension(programme), If_Match=etag), 422, "rule_refused")
    [error] = body["errors"]
    assert (error["code"], error["pointer"], error["paragraph"]) == (
        "extension_not_available", "#/months", "integreringsloven § 13 tredje ledd",
    )  # fmt: skip


def test_an_extension_is_of_the_version_of_the_programme_that_was_read(adviser: Api, programme: Participation):
    etag = adviser.get(f"{PROGRAMMES}{programme.pk}/")["ETag"]
    assert_problem(adviser.post(EXTENSIONS, _extension(programme)), 428, "precondition_required")
    make_final_plan(make_actor(programme.municipality, Role.PROGRAMME_ADVISER), programme)
    assert_problem(adviser.post(EXTENSIONS, _extension(programme), If_Match=etag), 412, "stale_version")
    assert stored(programme).extension_months == 0


def test_a_decision_is_drafted_made_and_appealed(adviser: Api, programme: Participation):
    draft = {
        "participant_id": programme.participant_id, "participation_id": programme.pk, "decision_type": "leave",
        "is_refusal": True, "content": {"text": "Avslått."}, "reasons": "Vilkårene er ikke oppfylt.",
    }  # fmt: skip
    response = adviser.post(DECISIONS, draft)
    assert response.status_code == 201, response.content
    path, etag = response["Location"], response["ETag"]
    acts: list[dict[str, object]] = [
        {"act": "decide"}, {"act": "notify", "channel": "handed_over"}, {"act": "appeal", "note": "Uenig."},
    ]  # fmt: skip
    for facts in acts:
        response = adviser.post(f"{path}steps/", {"happened_on": today()} | facts, If_Match=etag)
        assert response.status_code == 200, response.content
        etag = response["ETag"]
    body = response.json()
    assert (body["state"], [step["act"] for step in body["steps"]]) == (
        "appealed", ["decide", "notify", "receive", "appeal"],
    )  # fmt: skip
    assert adviser.get(f"{DECISIONS}?state=appealed").json()["results"][0]["id"] == body["id"]
    assert adviser.get(f"{DECISIONS}?state=final").json()["results"] == []


def test_a_step_without_the_version_or_out_of_order_is_refused(adviser: Api, programme: Participation):
    [award] = adviser.get(f"{DECISIONS}?decision_type=award_programme").json()["results"]
    path = f"{DECISIONS}{award['id']}/"
    step = {"act": "uphold", "happened_on": today(), "note": "Nei."}
    assert_problem(adviser.post(f"{path}steps/", step), 428, "precondition_required")
    etag = adviser.get(path)["ETag"]
    body = assert_problem(adviser.post(f"{path}steps/", step, If_Match=etag), 422, "rule_refused")
    assert body["errors"][0]["code"] == "not_in_this_state"


def test_a_stop_is_drafted_decided_and_lifted(adviser: Api, programme: Participation):
    first_day = today() - dt.timedelta(days=1)
    response = adviser.post(
        STOPS, {"participation_id": programme.pk, "first_day": first_day, "reasons": "Langt fravær."}
    )
    assert response.status_code == 201, response.content
    path = response["Location"]
    decide = {"act": "decide", "happened_on": today(), "note": "Har uttalt seg i møte."}
    assert adviser.post(f"{path}steps/", decide, If_Match=adviser.get(path)["ETag"]).status_code == 200
    [stop] = adviser.get(STOPS).json()["results"]
    assert (stop["first_day"], stop["last_day"]) == (first_day.isoformat(), None)
    here = f"{STOPS}{stop['id']}/"
    resumed = adviser.post(f"{here}resume/", {"resumed_on": today()}, If_Match=adviser.get(here)["ETag"])
    assert resumed.json()["last_day"] == first_day.isoformat()


def test_nav_sees_no_decisions_and_strangers_only_their_own(municipality: Agency, programme: Participation):
    nav = api_for(make_nav_office(municipality), Role.NAV_ADVISER)
    other = make_municipality("Voss")
    own = make_programme(make_person(other))
    stranger = api_for(other, Role.PROGRAMME_ADVISER)
    for path in (DECISIONS, STOPS):
        assert nav.get(path).status_code == 403
    assert nav.post(EXTENSIONS, _extension(programme)).status_code == 403
    assert [row["participation_id"] for row in stranger.get(DECISIONS).json()["results"]] == [str(own.pk)]
    assert stranger.post(EXTENSIONS, _extension(programme)).status_code == 404
    deadlines = nav.get("/api/v1/deadlines/").json()["results"]
    assert {row["kind"] for row in deadlines} == {
        "permit_expiry", "plan", "programme_end", "programme_start",
    }  # fmt: skip
