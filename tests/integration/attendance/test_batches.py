"""Attendance in batches, over HTTP: three formats, one meaning; a later row wins; what is wrong can be mended."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from agencies.operations.jobs import run_job
from integration.models import AttendanceBatch, AttendanceFault
from integration.sealed_files import read_sealed
from programmes.models.classes import Attendance
from tests.agencies.api.calling import Api, api_for
from tests.integration.schools.server import School, serving
from tests.integration.schools.test_packages import _files
from tests.integration.schools.world import (
    collections_of,
    make_owner,
    make_pupil,
    make_school,
    make_source,
    package,
    read,
    take,
)
from tests.queues import job_row

pytestmark = pytest.mark.django_db

PATH = "/api/v1/attendance/batches/"
COLUMNS = (
    "sourcedId,status,dateLastModified,classSourcedId,userSourcedId,date,startTime,endTime,plannedMinutes,"
    "absentMinutes,category,reasonCode,comment,registeredBySourcedId"
)


class World:
    """A school with one class of two participants, and its system at the API."""

    def __init__(self, municipality: Agency) -> None:
        self.home = municipality
        self.school = make_school(municipality)
        self.owner = make_owner(municipality)
        source = make_source(self.owner, self.school)
        pupils = [(f"u{number}", make_pupil(municipality, number)[1]) for number in range(2)]
        assert take(self.owner, source, package(_files(pupils))).state == "done"
        self.api = api_for(self.school, Role.SCHOOL_SYSTEM)

    def send(self, body: str | bytes, media_type: str, api: Api | None = None, key: str = "") -> Any:
        caller = api or self.api
        headers = caller.headers | {"Idempotency-Key": key or str(uuid4())}
        return caller.client.post(PATH, data=body, content_type=media_type, headers=headers)

    def client_without_key(self, body: str) -> Any:
        return self.api.client.post(PATH, data=body, content_type="application/json", headers=self.api.headers)

    def deliver(self, body: str | bytes, media_type: str = "application/json") -> dict[str, Any]:
        """Send, have it read, and answer the batch."""
        sent = self.send(body, media_type)
        assert sent.status_code == 202, sent.content
        with acting_as(system_actor(self.home.pk)):
            job = AttendanceBatch.objects.get(pk=sent.json()["id"]).job_id
        assert job
        run_job(job)
        assert job_row(job).state == "succeeded", job_row(job).error
        answer: dict[str, Any] = self.api.get(f"{PATH}{sent.json()['id']}/").json()
        return answer

    def faults(self, batch: dict[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.api.get(f"/api/v1/attendance/faults/?batch_id={batch['id']}").json()[
            "results"
        ]
        return sorted(rows, key=lambda row: row["line"])

    def attendance(self) -> list[Attendance]:
        with acting_as(system_actor(self.home.pk)):
            return list(Attendance.objects.order_by("day", "starts_at", "sourced_id"))


@pytest.fixture
def world(municipality: Agency) -> World:
    return World(municipality)


def row(sourced_id: str = "a1", **members: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "status": "active", "dateLastModified": "2026-09-02T14:00:00.000Z",
        "classSourcedId": "c1", "userSourcedId": "u0", "date": "2026-09-02", "startTime": "09:00", "endTime": "11:30",
        "plannedMinutes": 150, "absentMinutes": 0, "category": "present", **members,
    }  # fmt: skip


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    names = COLUMNS.split(",")
    lines = [delimiter.join(str(one.get(name, "")) for name in names) for one in rows]
    return "\n".join([delimiter.join(names), *lines]) + "\n"


FORMATS: dict[str, Callable[[list[dict[str, Any]]], tuple[str | bytes, str]]] = {
    "json list": lambda rows: (json.dumps(rows), "application/json"),
    "json object": lambda rows: (json.dumps({"attendance": rows}, indent=1), "application/json; charset=utf-8"),
    "ndjson": lambda rows: ("\n".join(json.dumps(one) for one in rows), "application/x-ndjson"),
    "csv": lambda rows: (as_csv(rows), "text/csv"),
    "csv with semicolons and BOM": lambda rows: (("\ufeff" + as_csv(rows, ";")).encode(), "text/csv"),
}


@pytest.mark.parametrize("form", FORMATS)
def test_three_formats_have_one_meaning(world: World, form: str) -> None:
    rows = [row(), row("a2", userSourcedId="u1", category="absent_invalid", absentMinutes=150)]
    batch = world.deliver(*FORMATS[form](rows))
    assert (batch["state"], batch["received"], batch["applied"], batch["quarantined"]) == ("done", 2, 2, 0)
    met = world.attendance()
    assert [(one.category, one.planned_minutes, one.absent_minutes) for one in met] == [
        ("present", 150, 0),
        ("absent_invalid", 150, 150),
    ]
    assert {one.starts_at for one in met} == {dt.time(9)}


def test_a_replay_changes_nothing_and_a_later_row_wins(world: World) -> None:
    world.deliver(json.dumps([row()]))
    replay = world.deliver(json.dumps([row()]))
    assert (replay["applied"], replay["unchanged"]) == (0, 1)
    later = row(category="late", absentMinutes=20, dateLastModified="2026-09-03T08:00:00.000Z")
    assert world.deliver(json.dumps([later]))["applied"] == 1
    assert world.deliver(json.dumps([row()]))["unchanged"] == 1
    assert [(one.category, one.absent_minutes) for one in world.attendance()] == [("late", 20)]
    gone = row(status="tobedeleted", dateLastModified="2026-09-04T08:00:00.000Z")
    assert world.deliver(json.dumps([gone]))["applied"] == 1
    assert world.attendance() == []


WORDS = [
    ("uri://ed-fi.org/AttendanceEventCategoryDescriptor#Excused Absence", "absent_valid"),
    ("uri://ed-fi.org/AttendanceEventCategoryDescriptor#Unexcused Absence", "absent_invalid"),
    ("uri://ed-fi.org/AttendanceEventCategoryDescriptor#In Attendance", "present"),
    ("uri://ed-fi.org/AttendanceEventCategoryDescriptor#Tardy", "late"),
    ("uri://ed-fi.org/AttendanceEventCategoryDescriptor#Early departure", "late"),
    ("ABSENT_VALID", "absent_valid"),
    ("Udokumentert fravær", "absent_invalid"),
    ("D", "absent_valid"),
    ("Permisjon", "leave"),
    ("ferie", "holiday"),
]


def test_other_systems_words_are_understood(world: World) -> None:
    rows = [
        row(f"w{number}", date=f"2026-09-{number + 1:02d}", category=word, absentMinutes="")
        for number, (word, _meant) in enumerate(WORDS)
    ]
    assert world.deliver(json.dumps(rows))["applied"] == len(WORDS)
    assert [one.category for one in world.attendance()] == [meant for _word, meant in WORDS]


def test_events_of_ed_fi_and_fint_are_understood_field_by_field(world: World) -> None:
    ed_fi = {
        "studentReference": {"studentUniqueId": "u0"}, "sectionReference": {"sectionIdentifier": "c1"},
        "eventDate": "2026-09-07", "sectionAttendanceDuration": 90,
        "attendanceEventCategoryDescriptor": "uri://ed-fi.org/AttendanceEventCategoryDescriptor#Unexcused Absence",
    }  # fmt: skip
    fint = {
        "systemId": {"identifikatorverdi": "F1"}, "dato": "2026-09-08", "minutter": 45, "plannedMinutes": 90,
        "fravarstype": {"kode": "D"}, "undervisningsgruppe": "c1", "elevforhold": "u1",
    }  # fmt: skip
    batch = world.deliver(json.dumps([ed_fi, fint]))
    assert batch["applied"] == 2, world.faults(batch)
    assert world.deliver(json.dumps([ed_fi]))["applied"] == 0
    assert [(one.category, one.absent_minutes) for one in world.attendance()] == [
        ("absent_invalid", 90),
        ("absent_valid", 45),
    ]


FAULTY = [
    (row(sourcedId=""), "missing", "sourcedId"),
    (row(date="2026-02-30"), "unreadable", "date"),
    (row(date=""), "missing", "date"),
    (row(date="1890-01-01"), "date_out_of_range", "date"),
    (row(category="borte vekk"), "unknown_category", "category"),
    (row(absentMinutes=200), "absent_more_than_planned", "absentMinutes"),
    (row(plannedMinutes="mange"), "minutes_out_of_range", "plannedMinutes"),
    (row(plannedMinutes=-5), "minutes_out_of_range", "plannedMinutes"),
    (row(startTime="25:00"), "unreadable", "startTime"),
    (row(endTime="08:00"), "ends_before_it_begins", "endTime"),
    (row(userSourcedId="ukjent"), "unknown_person", "userSourcedId"),
    (row(classSourcedId="ukjent"), "unknown_class", "classSourcedId"),
    (row(date="2026-12-30"), "not_enrolled", ""),
    (row(plannedMinutes="", endTime="", date="2026-09-09"), "minutes_invalid", ""),
    ("bare tekst", "not_an_object", ""),
]


def test_every_fault_has_its_reason_and_stops_no_other_row(world: World) -> None:
    told = [one for one, _code, _field in FAULTY]
    rows = [one | {"sourcedId": one["sourcedId"] and f"x{number}"} if isinstance(one, dict) else one
            for number, one in enumerate(told)]  # fmt: skip
    batch = world.deliver(json.dumps([*rows, row("good")]))
    assert (batch["received"], batch["applied"], batch["quarantined"]) == (len(FAULTY) + 1, 1, len(FAULTY))
    found = world.faults(batch)
    for (_row, code, field), fault in zip(FAULTY, found, strict=True):
        reasons = [(reason["code"], reason["field"]) for reason in fault["reasons"]]
        assert (code, field) in reasons, (fault, code)
        assert all(reason["detail"] != reason["code"] for reason in fault["reasons"])
    assert sum(batch["reasons"].values()) >= len(FAULTY)


def test_a_row_in_quarantine_is_sealed_corrected_tried_again_or_put_away(world: World) -> None:
    batch = world.deliver(json.dumps([row(userSourcedId="hemmelig"), row("a2", category="?"), row("a3", date="")]))
    with acting_as(system_actor(world.home.pk)):
        assert all(b"hemmelig" not in bytes(fault.raw or b"") for fault in AttendanceFault.objects.all())
    first, second, third = world.faults(batch)

    def act(fault: dict[str, Any], **body: Any) -> Any:
        etag = world.api.get(f"/api/v1/attendance/faults/{fault['id']}/").headers["ETag"]
        return world.api.patch(f"/api/v1/attendance/faults/{fault['id']}/", body, If_Match=etag)

    assert act(first).status_code == 400
    still = act(first, row={"userSourcedId": "fortsatt-ukjent"})
    assert (still.json()["state"], still.json()["reasons"][0]["code"]) == ("open", "unknown_person")
    assert act(first, row={"userSourcedId": "u0"}).json()["state"] == "applied"
    assert act(second, row={"category": "present", "userSourcedId": "u1"}).json()["state"] == "applied"
    assert act(second, row={"category": "present"}).status_code == 422
    etag = world.api.get(f"/api/v1/attendance/faults/{third['id']}/").headers["ETag"]
    away = world.api.post(f"/api/v1/attendance/faults/{third['id']}/dismiss/", If_Match=etag)
    assert (away.json()["state"], away.json()["row"]) == ("dismissed", {})
    after = world.api.get(f"{PATH}{batch['id']}/").json()
    assert (after["applied"], after["quarantined"], after["reasons"]) == (2, 0, {})
    assert len(world.attendance()) == 2


def test_rows_that_waited_for_a_class_go_in_when_it_is_known(world: World) -> None:
    batch = world.deliver(json.dumps([row(classSourcedId="c2")]))
    assert batch["reasons"] == {"unknown_class": 1}
    files = _files([("u0", ""), ("u1", "")])
    files["classes.csv"] = str(files["classes.csv"]) + "c2,,,B1 kveld,,k1,B1,scheduled,,s1,t1\n"
    files["enrollments.csv"] = str(files["enrollments.csv"]) + "e-2,,,c2,s1,u0,student,,2026-08-17,\n"
    with acting_as(world.owner):
        from integration.models import SchoolSource

        source = SchoolSource.objects.get()
    take(world.owner, source, package(files))
    assert world.api.post(f"{PATH}{batch['id']}/retry/").json()["quarantined"] == 0
    assert len(world.attendance()) == 1


BROKEN = [
    ('[{"sourcedId": "a1"', "application/json", "not_json"),
    ("{}", "application/json", "not_a_list"),
    ("navn,dato\nA,B\n", "text/csv", "no_id_column"),
    (b"\xff\xfe\x00", "text/csv", "not_utf8"),
]


@pytest.mark.parametrize(("body", "media_type", "error"), BROKEN)
def test_a_broken_body_has_no_effect_and_is_not_lost(
    world: World, body: str | bytes, media_type: str, error: str
) -> None:
    batch = world.deliver(body, media_type)
    assert (batch["state"], batch["error"], batch["applied"]) == ("failed", error, 0)
    with acting_as(system_actor(world.home.pk)):
        kept = AttendanceBatch.objects.get(pk=batch["id"])
    assert b"".join(read_sealed(kept.raw_path)) == (body if isinstance(body, bytes) else body.encode())


def test_a_body_that_breaks_off_in_the_middle_applies_nothing(world: World) -> None:
    rows = json.dumps([row(), row("a2", userSourcedId="u1")])
    batch = world.deliver(rows[:-20])
    assert (batch["state"], batch["applied"]) == ("failed", 0)
    assert world.attendance() == []


def test_too_many_rows_are_refused_as_a_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integration.operations.attendance.applying.MOST_ROWS", 2)
    batch = world.deliver(json.dumps([row(f"a{number}") for number in range(3)]))
    assert (batch["state"], batch["error"]) == ("failed", "too_many_rows")
    assert world.attendance() == []


def test_attendance_is_fetched_from_a_school_system_that_offers_it(municipality: Agency) -> None:
    owner, number = make_owner(municipality), make_pupil(municipality, 1)[1]
    with serving(School()) as school:
        school.collections = collections_of([("u0", number)]) | {"attendance": [row(), row("a2", date="2026-09-03")]}
        url = f"{school.url}/extra/attendance"
        source = make_source(owner, make_school(municipality), school, attendance_url=url)
        assert read(owner, source).state == "done"
        with acting_as(system_actor(municipality.pk)):
            batch = AttendanceBatch.objects.get()
        assert batch.job_id
        run_job(batch.job_id)
        read(owner, source, "delta")
        assert "dateLastModified" in next(path for path in reversed(school.asked) if "/extra/" in path)
    with acting_as(system_actor(municipality.pk)):
        assert Attendance.objects.count() == 2


def test_the_same_key_and_body_is_one_batch(world: World) -> None:
    body = json.dumps([row()])
    first, second = (world.send(body, "application/json", key="en") for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert world.send("[]", "application/json", key="en").status_code == 422


def test_what_cannot_be_a_batch_is_refused_at_the_door(world: World) -> None:
    assert world.send("<a/>", "application/xml").status_code == 415
    assert world.client_without_key("[]").status_code == 400


def test_a_schools_system_sees_its_own_batches_and_nothing_of_cases(world: World, municipality: Agency) -> None:
    world.deliver(json.dumps([row()]))
    other = api_for(make_school(municipality, "NO2", "Rosenhof"), Role.SCHOOL_SYSTEM)
    assert other.get(PATH).json()["results"] == []
    for path in ("participants/", "participations/", "attendance/", "school-systems/"):
        assert world.api.get(f"/api/v1/{path}").status_code in (403, 404, 405)
    owner = api_for(municipality, Role.TEAM_LEADER)
    assert len(owner.get(PATH).json()["results"]) == 1


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMINISTRATOR])
def test_who_is_no_school_system_sends_nothing(world: World, role: Role) -> None:
    assert world.send("[]", "application/json", api_for(world.school, role)).status_code == 403
