"""Plans at the API: begun, changed field by field, checked, finalised, signed; elements; NAV's face and proposals."""

import pytest

from agencies.models import Role
from programmes.models import Participation, Plan
from tests.agencies.api.calling import Api, api_for
from tests.programmes.plan.plans import make_case, make_final_plan, make_plan, stored_plan
from tests.world import make_nav_office

pytestmark = pytest.mark.django_db


def adviser_of(programme: Participation) -> Api:
    return api_for(programme.municipality, Role.PROGRAMME_ADVISER)


def nav_of(programme: Participation) -> Api:
    return api_for(make_nav_office(programme.municipality), Role.NAV_ADVISER)


def tag(row: object) -> dict[str, str]:
    return {"If-Match": f'"{row.pk}-v{row.version}"'}  # type: ignore[attr-defined]


def path(plan: Plan, act: str = "") -> str:
    return f"/api/v1/plans/{plan.pk}/{act}"


def test_a_plan_is_begun_changed_checked_and_refused_until_it_is_whole() -> None:
    _actor, programme = make_case()
    api = adviser_of(programme)
    begun = api.post("/api/v1/plans/", {"participation_id": str(programme.pk)})
    assert begun.status_code == 201
    address = f"/api/v1/plans/{begun.json()['id']}/"
    changed = api.patch(address, {"long_term_goal": "Kokk."}, **{"If-Match": begun.headers["ETag"]})
    assert (changed.status_code, changed.json()["number"]) == (200, 2)
    findings = {each["code"] for each in api.post(f"{address}check/", {}).json()["findings"]}
    assert "long_term_goal_missing" not in findings
    assert "mapping_missing" in findings
    refused = api.post(f"{address}finalise/", {}, **{"If-Match": changed.headers["ETag"]})
    assert refused.status_code == 422
    assert {each["code"] for each in refused.json()["errors"]} >= {"mapping_missing", "strategy_missing"}


def test_a_whole_plan_is_finalised_and_signed() -> None:
    actor, programme = make_case()
    plan = stored_plan(make_plan(actor, programme))
    api = adviser_of(programme)
    first_review = {"first_review_on": programme.last_day.isoformat()}
    final = api.post(path(plan, "finalise/"), first_review, **tag(plan))
    assert final.json()["finalised_on"]
    (review,) = api.get(f"/api/v1/reviews/?participation_id={programme.pk}").json()["results"]
    assert review["planned_on"] == programme.last_day.isoformat()
    signed = {"signed_on": "2026-10-12", "way": "screen"}
    assert api.post(path(plan, "sign/"), signed, **{"If-Match": final.headers["ETag"]}).status_code == 200


def test_a_stale_copy_is_412_and_a_final_plan_asks_for_kind_and_reason() -> None:
    actor, programme = make_case()
    plan = stored_plan(make_final_plan(actor, programme))
    api = adviser_of(programme)
    stale = {"If-Match": f'"{plan.pk}-v1"'}
    assert api.patch(path(plan), {"builds_on": "Mottak."}, **stale).status_code == 412
    assert api.patch(path(plan), {"builds_on": "Mottak."}, **tag(plan)).status_code == 422
    facts = {"builds_on": "Mottak.", "change_kind": "minor", "change_reason": "Nytt."}
    assert api.patch(path(plan), facts, **tag(plan)).json()["number"] == 4


def test_elements_are_added_changed_and_taken_out() -> None:
    actor, programme = make_case()
    plan = make_plan(actor, programme)
    api = adviser_of(programme)
    added = api.post(
        "/api/v1/plan-elements/", {"plan_id": str(plan.pk), "kind": "industry_course", "timetable": "ma–ti 09–12"}
    )
    assert [lesson["day"] for lesson in added.json()["timetable"]] == [1, 2]
    assert added.json()["counts_as_work"] is True
    address = f"/api/v1/plan-elements/{added.json()['id']}/"
    faulty = api.patch(address, {"timetable": "alltid"}, **{"If-Match": added.headers["ETag"]})
    assert faulty.json()["errors"][0]["pointer"] == "#/timetable"
    named = api.patch(address, {"title": "Truckfører"}, **{"If-Match": added.headers["ETag"]})
    assert named.json()["title"] == "Truckfører"
    gone = api.post(f"{address}remove/", {}, **{"If-Match": named.headers["ETag"]})
    assert gone.json()["removed_on"]
    assert len(api.get(f"/api/v1/plan-versions/?plan_id={plan.pk}").json()["results"]) == 5


def test_nav_reads_less_proposes_and_may_not_write() -> None:
    actor, programme = make_case()
    plan = stored_plan(make_plan(actor, programme, dissent="Vil ha mer norsk."))
    nav = nav_of(programme)
    seen = nav.get(path(plan)).json()
    assert "dissent" not in seen
    assert seen["long_term_goal"] == "Arbeide som kokk."
    assert nav.patch(path(plan), {"long_term_goal": "Annet."}, **tag(plan)).status_code == 403
    assert "content" not in nav.get("/api/v1/plan-versions/").json()["results"][0]
    sent = {
        "participant_id": str(programme.participant_id), "kind": "plan_element",
        "payload": {"kind": "nav_measure", "title": "Arbeidstrening", "hours_a_week": "20"},
    }  # fmt: skip
    made = nav.post("/api/v1/proposals/", sent)
    assert made.status_code == 201
    address = f"/api/v1/proposals/{made.json()['id']}/"
    assert nav.post(f"{address}accept/", {}, **{"If-Match": made.headers["ETag"]}).status_code == 403
    answered = adviser_of(programme).post(f"{address}accept/", {}, **{"If-Match": made.headers["ETag"]})
    assert answered.json()["state"] == "accepted"


def test_mapping_and_guidance_are_registered_and_changed() -> None:
    _actor, programme = make_case()
    api = adviser_of(programme)
    person = str(programme.participant_id)
    facts = {"participant_id": person, "done_on": "2026-10-01", "languages": [{"language": "engelsk", "level": "godt"}]}
    made = api.post("/api/v1/skills-mappings/", facts)
    assert made.status_code == 201
    changed = api.patch(
        f"/api/v1/skills-mappings/{made.json()['id']}/", {"wishes": "Kokk"}, **{"If-Match": made.headers["ETag"]}
    )
    assert changed.json()["wishes"] == "Kokk"
    assert changed.json()["languages"] == [{"language": "engelsk", "level": "godt"}]
    held = {"participant_id": person, "county": "Vestland", "held_on": "2026-10-02"}
    assert api.post("/api/v1/career-guidances/", held).status_code == 201
