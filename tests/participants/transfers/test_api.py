"""Moving at the API: each side sees its own, and acts with the version that it has read."""

import pytest

from agencies.models import Role
from participants.models import Participant, TransferRequest
from participants.operations.transferring import accept_transfer
from tests.agencies.api.calling import Api, api_for
from tests.participants.transfers.moves import FULL_TIME, ask, make_mover, make_town, rows_of

pytestmark = pytest.mark.django_db
TRANSFERS = "/api/v1/transfers/"


def _act(api: Api, transfer: TransferRequest, act: str, body: dict[str, str] | None = None) -> object:
    path = f"{TRANSFERS}{transfer.pk}/"
    etag = api.get(path).headers["ETag"]
    return api.post(f"{path}{act}/", body, If_Match=etag)


def test_a_case_is_asked_for_shown_and_taken_over() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    sender, receiver = api_for(bergen.home, Role.TEAM_LEADER), api_for(voss.home, Role.ENROLMENT_OFFICER)
    body = {"participant_id": person.pk, "to_municipality_id": voss.home.pk, "stated": FULL_TIME}
    made = sender.post(TRANSFERS, body)
    assert made.status_code == 201
    assert made.json()["participant_id"] == str(person.pk)
    (shown,) = receiver.get(TRANSFERS).json()["results"]
    assert (shown["state"], shown["participant_id"]) == ("requested", None)
    transfer = rows_of(TransferRequest, bergen.home)[0]
    package = receiver.get(f"{TRANSFERS}{transfer.pk}/package/")
    assert "Zoriana Flytter" in package.content.decode()
    assert "209900000103" not in package.content.decode()
    done = _act(receiver, transfer, "accept", {"settled_on": "2026-12-01"})
    (new,) = rows_of(Participant, voss.home)
    assert (done.status_code, done.json()["state"], done.json()["received_as_id"]) == (200, "accepted", str(new.pk))  # type: ignore[attr-defined]
    assert sender.get(f"{TRANSFERS}{transfer.pk}/").json()["received_as_id"] is None


def test_a_request_is_declined_or_withdrawn() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    sender, receiver = api_for(bergen.home, Role.TEAM_LEADER), api_for(voss.home, Role.TEAM_LEADER)
    declined = _act(receiver, ask(bergen, voss, person), "decline", {"reason": "Ingen bolig."})
    assert declined.json()["decline_reason"] == "Ingen bolig."  # type: ignore[attr-defined]
    second = ask(bergen, voss, person)
    assert receiver.post(f"{TRANSFERS}{second.pk}/accept/", {"settled_on": "2026-12-01"}).status_code == 428
    assert _act(sender, second, "accept", {"settled_on": "2026-12-01"}).status_code == 403  # type: ignore[attr-defined]
    assert _act(sender, second, "withdraw").json()["state"] == "withdrawn"  # type: ignore[attr-defined]
    assert receiver.get(f"{TRANSFERS}{second.pk}/").status_code == 404


def test_the_senders_case_can_be_read_and_not_changed() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    accept_transfer(voss.leader, transfer.pk, settled_on=transfer.requested_on)
    sender = api_for(bergen.home, Role.TEAM_LEADER)
    read = sender.get(f"/api/v1/participants/{person.pk}/")
    assert read.status_code == 200
    changed = sender.patch(f"/api/v1/participants/{person.pk}/", {"phone": "1"}, If_Match=read.headers["ETag"])
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "case_moved")


def test_what_is_missing_is_pointed_at() -> None:
    bergen = make_town("Bergen")
    person, _programme = make_mover(bergen)
    body = {"participant_id": person.pk, "to_municipality_id": bergen.home.pk}
    answer = api_for(bergen.home, Role.TEAM_LEADER).post(TRANSFERS, body)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"#/to_municipality_id", "#/stated_programmes"}


def test_nav_has_no_part_in_it() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    ask(bergen, voss, person)
    assert api_for(bergen.home, Role.NAV_ADVISER).get(TRANSFERS).status_code == 403
