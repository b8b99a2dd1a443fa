"""Cover at the API: arranged, read on a day, ended with the version that was read; for the team leader only."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.models import Agency, Role
from tests.agencies.api.calling import api_for
from tests.world import make_municipality, make_user

pytestmark = pytest.mark.django_db
COVERS = "/api/v1/covers/"


def _body(municipality: Agency, **facts: object) -> dict[str, object]:
    absent, substitute = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    today = timezone.localdate()
    known: dict[str, object] = {
        "absent_id": str(absent.pk), "substitute_id": str(substitute.pk), "first_day": str(today),
        "last_day": str(today + dt.timedelta(days=7)),
    }  # fmt: skip
    return known | facts


def test_cover_is_arranged_read_and_ended(municipality: Agency) -> None:
    leader, body = api_for(municipality, Role.TEAM_LEADER), _body(municipality)
    made = leader.post(COVERS, body)
    assert made.status_code == 201, made.content
    assert {name: made.json()[name] for name in body} == body
    today = timezone.localdate()
    on_days = {today: 1, today + dt.timedelta(days=7): 1, today + dt.timedelta(days=8): 0}
    for day, number in on_days.items():
        assert len(leader.get(f"{COVERS}?on={day}").json()["results"]) == number
    assert leader.get(f"{COVERS}?absent_id={body['substitute_id']}").json()["results"] == []
    path = f"{COVERS}{made.json()['id']}/"
    assert leader.post(f"{path}end/").status_code == 428
    # It began today, so it is called off; what was called off is not there.
    leader.post(f"{path}end/", If_Match=leader.get(path).headers["ETag"])
    assert leader.get(COVERS).json()["results"] == []


def test_one_cover_at_a_time_and_nobody_for_oneself(municipality: Agency) -> None:
    leader, body = api_for(municipality, Role.TEAM_LEADER), _body(municipality)
    assert leader.post(COVERS, body).status_code == 201
    again = leader.post(COVERS, body)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "cover_overlaps")
    own = leader.post(COVERS, _body(municipality, substitute_id=body["absent_id"], absent_id=body["absent_id"]))
    assert own.status_code == 422
    assert {(error["code"], error["pointer"]) for error in own.json()["errors"]} == {("same_person", "#/substitute_id")}


def test_others_neither_see_nor_arrange_it(municipality: Agency) -> None:
    body = _body(municipality)
    made = api_for(municipality, Role.TEAM_LEADER).post(COVERS, body).json()
    for role in (Role.PROGRAMME_ADVISER, Role.NAV_ADVISER, Role.ADMINISTRATOR):
        assert api_for(municipality, role).get(COVERS).status_code == 403
    stranger = api_for(make_municipality("Voss"), Role.TEAM_LEADER)
    assert stranger.get(f"{COVERS}{made['id']}/").status_code == 404
    assert stranger.post(COVERS, body | {"municipality_id": str(municipality.pk)}).status_code == 403
