"""Arrival lists at the API: the same operations by another door."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.models import Role, User
from agencies.operations.jobs import run_job
from participants.models import ImportBatch, Participant
from tests.participants.imports.lists import XLSX, arrival, as_csv, bergen, job_of, officer, reload, upload
from tests.world import make_actor, make_municipality, make_nav_office

pytestmark = pytest.mark.django_db
URL = "/api/v1/import-batches/"


class Caller:
    """Somebody with a session at the API."""

    def __init__(self, actor: Any) -> None:
        self.client = Client()
        self.client.force_login(User.objects.get(pk=actor.user_id))
        self.keys = 0

    def get(self, url: str, **headers: str) -> Any:
        return self.client.get(url, headers=headers)

    def post(self, url: str, data: Any = None, content_type: str = "application/json", key: str = "") -> Any:
        self.keys += 1
        headers = {"Idempotency-Key": key or f"key-{self.keys}"}
        if content_type == "multipart":
            return self.client.post(url, data, headers=headers)
        return self.client.post(url, {} if data is None else data, content_type=content_type, headers=headers)

    def patch(self, url: str, data: Any, etag: str) -> Any:
        return self.client.patch(url, data, content_type="application/json", headers={"If-Match": etag})


def test_a_list_goes_the_whole_way():
    actor = officer(bergen())
    caller = Caller(actor)
    data = as_csv(arrival(1), arrival(2), arrival(3, birth_date="31.02.1990"))
    answer = caller.post(URL, data, "text/csv", key="one")
    assert answer.status_code == 202
    batch = answer.json()
    assert batch["state"] == "uploaded"
    assert answer.headers["Location"].endswith(f"{URL}{batch['id']}/")
    assert caller.post(URL, data, "text/csv", key="one").json()["id"] == batch["id"]
    with acting_as(actor):
        assert ImportBatch.objects.count() == 1, "the same key sends one list"

    assert run_job(batch["job"]["id"])
    one = f"{URL}{batch['id']}/"
    read = caller.get(one)
    assert read.json()["state"] == "preview"
    assert read.json()["counts"]["new"] == 2
    assert caller.get(one, **{"If-None-Match": read.headers["ETag"]}).status_code == 304
    assert [item["id"] for item in caller.get(URL).json()["results"]] == [batch["id"]]

    assert caller.post(f"{one}commit/").json()["errors"][0]["pointer"] == "#/intake"
    assert caller.client.patch(one, {"intake": "new"}, content_type="application/json").status_code == 428
    changed = caller.patch(one, {"intake": "undecided", "named_user_ids": []}, read.headers["ETag"])
    assert changed.json()["intake"] == "undecided"
    assert caller.patch(one, {"intake": "new"}, read.headers["ETag"]).status_code == 412
    assert caller.post(f"{one}commit/").status_code == 202
    assert run_job(job_of(reload(actor, ImportBatch(pk=batch["id"]))))
    assert caller.get(one).json()["counts"]["enrolled"] == 2
    with acting_as(actor):
        assert set(Participant.objects.values_list("intake", flat=True)) == {"undecided"}


def test_faulty_rows_are_read_with_their_findings_and_as_a_file():
    actor = officer(bergen())
    caller = Caller(actor)
    one = f"{URL}{upload(actor, as_csv(arrival(1), arrival(3, birth_date='31.02.1990'))).pk}/"
    [row] = caller.get(f"{one}rows/?category=faulty").json()["results"]
    assert [finding["code"] for finding in row["findings"]] == ["impossible_date"]
    faulty = caller.get(f"{one}faulty-rows/")
    assert faulty.headers["Content-Type"].startswith("text/csv")
    assert "31.02.1990" in faulty.content.decode("utf-8-sig")


def test_a_workbook_may_be_sent_as_a_form_field():
    actor = officer(bergen())
    answer = Caller(actor).post(URL, {"file": SimpleUploadedFile(XLSX.name, XLSX.read_bytes())}, "multipart")
    assert answer.status_code == 202
    assert answer.json()["filename"] == "arrivals-4601.xlsx"
    assert run_job(answer.json()["job"]["id"])
    assert Caller(actor).get(f"{URL}{answer.json()['id']}/").json()["counts"]["new"] == 1007


def test_columns_are_chosen_by_position():
    actor = officer(bergen())
    caller = Caller(actor)
    batch = upload(actor, as_csv(arrival(1) | {"Rar": "x"}, headings={"birth_date": "Når født da"}))
    one = f"{URL}{batch.pk}/"
    read = caller.get(one)
    assert read.json()["state"] == "needs_mapping"
    positions = {heading: position for position, heading in enumerate(read.json()["headings"])}
    columns: list[dict[str, Any]] = [
        {"position": positions["Når født da"], "field": "birth_date"},
        {"position": positions["Rar"], "field": None},
    ]
    assert caller.patch(one, {"columns": columns[1:]}, read.headers["ETag"]).status_code == 422
    changed = caller.patch(one, {"columns": columns}, read.headers["ETag"])
    assert changed.status_code == 200
    assert sorted(changed.json()["columns"], key=lambda item: item["position"]) == sorted(
        columns, key=lambda item: item["position"]
    )
    assert run_job(changed.json()["job"]["id"])
    assert caller.get(one).json()["counts"]["new"] == 1


def test_a_possible_duplicate_is_decided():
    actor = officer(bergen())
    caller = Caller(actor)
    first = arrival(1, given_name="Boleslav", family_name="Shevchenko")
    batch = upload(actor, as_csv(first, arrival(1, given_name="Shevchenko", family_name="Boleslav")))
    [row] = caller.get(f"{URL}{batch.pk}/rows/?category=possible_duplicate").json()["results"]
    assert row["candidate_lines"] == [2]
    one = f"/api/v1/import-rows/{row['id']}/"
    etag = caller.get(one).headers["ETag"]
    assert caller.patch(one, {}, etag).status_code == 400
    assert caller.patch(one, {"decision": "same"}, etag).status_code == 422
    assert caller.patch(one, {"decision": "same", "line": 2}, etag).json()["matched_line"] == 2
    assert caller.patch(one, {"decision": "new"}, etag).status_code == 412


def test_the_unknown_is_refused():
    actor = officer(bergen())
    caller = Caller(actor)
    batch = upload(actor, as_csv(arrival(1)))
    assert caller.get(f"{URL}?stat=preview").status_code == 400
    assert caller.get(f"{URL}{batch.pk}/rows/?category=protected").status_code == 400
    assert caller.post(URL, b"", "text/csv").status_code == 422
    assert caller.client.post(URL, as_csv(arrival(2)), content_type="text/csv").status_code == 400


def test_strangers_with_lists_of_their_own_get_404_and_other_roles_403():
    municipality = bergen()
    batch = upload(officer(municipality), as_csv(arrival(1)))
    elsewhere = officer(make_municipality("Oslo", "0301"))
    upload(elsewhere, as_csv(arrival(1, municipality="0301")))
    stranger = Caller(elsewhere)
    assert len(stranger.get(URL).json()["results"]) == 1
    one = f"{URL}{batch.pk}/"
    for path in ("", "rows/", "faulty-rows/"):
        assert stranger.get(f"{one}{path}").status_code == 404
    assert stranger.post(f"{one}commit/").status_code == 404
    assert stranger.patch(one, {"intake": "new"}, '"x"').status_code == 404
    for caller in (
        Caller(make_actor(municipality, Role.PROGRAMME_ADVISER)),
        Caller(make_actor(make_nav_office(municipality), Role.NAV_ADVISER)),
    ):
        assert caller.get(URL).status_code == 403
        assert caller.get(f"{one}rows/").status_code == 403


def test_rows_take_as_many_queries_for_twenty_as_for_one():
    actor = officer(bergen())
    caller = Caller(actor)
    few = upload(actor, as_csv(arrival(1)))
    many = upload(actor, as_csv(*(arrival(number) for number in range(20))))
    counts = []
    for batch in (few, many):
        caller.get(f"{URL}{batch.pk}/rows/")
        with CaptureQueriesContext(connection) as captured:
            assert caller.get(f"{URL}{batch.pk}/rows/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
