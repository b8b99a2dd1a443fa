"""OneRoster packages of CSV files: tolerated, held, refused; a broken one has no effect."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest

from agencies.access import Actor
from agencies.models import Agency
from integration.models import EnrolmentState, SchoolEnrolment, SchoolRecord, SchoolSource, SourceRun, UnmatchedPerson
from integration.oneroster.csv_package import PackageFault, open_package
from integration.oneroster.entities import FIELDS
from integration.operations.schools.linking import dismiss_pupil, link_pupil
from integration.operations.schools.running import confirm_run, discard_run
from integration.sealed_files import read_sealed
from programmes.models.classes import ClassEnrolment, TestResult
from tests.integration.schools.world import again, make_owner, make_pupil, make_school, make_source, package, seen, take

pytestmark = pytest.mark.django_db

ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,Nygård skole,school,312345676,\n"
SESSIONS = (
    "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
    "t1,,,Høst,term,2026-08-17,2026-12-18,,2027\n"
)
COURSES = (
    "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId\nk1,,,,Norsk,N,,s1\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds\nc1,,,A2 dag,,k1,A2,scheduled,Rom 4,s1,t1\n"
)
PEOPLE = "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email\n"
ROLES = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
PLACES = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
)


def _files(pupils: list[tuple[str, str]]) -> dict[str, str | bytes]:
    """A package in 1.2 of one class with these pupils (id, identity number)."""
    users = "".join(f"{pk},,,true,{pk},Amina,H,{number},\n" for pk, number in pupils)
    roles = "".join(f"r-{pk},,,{pk},primary,student,,,s1\n" for pk, _number in pupils)
    places = "".join(f"e-{pk},,,c1,s1,{pk},student,false,2026-08-17,2026-12-18\n" for pk, _number in pupils)
    return {
        "orgs.csv": ORGS, "academicSessions.csv": SESSIONS, "courses.csv": COURSES, "classes.csv": CLASSES,
        "users.csv": PEOPLE + users, "roles.csv": ROLES + roles, "enrollments.csv": PLACES + places,
    }  # fmt: skip


@pytest.fixture
def owner(municipality: Agency) -> Actor:
    return make_owner(municipality)


@pytest.fixture
def source(owner: Actor, municipality: Agency) -> SchoolSource:
    return make_source(owner, make_school(municipality))


def _pupils(municipality: Agency, count: int) -> list[tuple[str, str]]:
    return [(f"u{number}", make_pupil(municipality, number)[1]) for number in range(count)]


def _active() -> int:
    return SchoolEnrolment.objects.filter(state=EnrolmentState.ACTIVE).count()


def test_a_bulk_package_is_loaded_and_loaded_again_without_doubling(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    files = _files(_pupils(municipality, 6))
    run = take(owner, source, package(files))
    assert (run.state, run.counts["enrollments.new"], run.raw_path) == ("done", 6, "")
    assert take(owner, source, package(files)).counts["enrollments.unchanged"] == 6
    with seen(owner):
        assert (ClassEnrolment.objects.count(), _active()) == (6, 6)


@pytest.mark.parametrize(("gone", "state"), [(2, "done"), (3, "held")])
def test_absence_in_bulk_is_an_end_and_more_than_a_fifth_is_held(
    owner: Actor, source: SchoolSource, municipality: Agency, gone: int, state: str
) -> None:
    pupils = _pupils(municipality, 10)
    take(owner, source, package(_files(pupils)))
    run = take(owner, source, package(_files(pupils[gone:])))
    assert run.state == state
    with seen(owner):
        assert _active() == (8 if state == "done" else 10)


def test_a_held_package_ends_what_it_says_only_when_a_person_confirms_it(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    pupils = _pupils(municipality, 5)
    take(owner, source, package(_files(pupils)))
    left = take(owner, source, package(_files(pupils[:1])))
    assert left.held_back == [{"school": "Nygård skole", "ended": 4, "of": 5}]
    discard_run(owner, left.pk)
    with seen(owner):
        assert _active() == 5
    held = take(owner, source, package(_files(pupils[:1])))
    done = again(owner, confirm_run(owner, held.pk))
    assert (done.state, done.counts["enrollments.ended"], done.confirmed_by_id) == ("done", 4, owner.user_id)
    with seen(owner):
        assert _active() == 1


def test_in_delta_only_what_is_said_to_be_deleted_ends(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    pupils = _pupils(municipality, 3)
    take(owner, source, package(_files(pupils)))
    row = "e-u0,tobedeleted,2026-11-01T10:00:00.000Z,c1,s1,u0,student,false,,\n"
    delta = package({"enrollments.csv": PLACES + row}, {"enrollments": "delta"})
    assert take(owner, source, delta).counts["enrollments.ended"] == 1
    with seen(owner):
        assert _active() == 2


def _with(name: str, before: str, after: str) -> dict[str, str | bytes]:
    """A good package with one thing written in another way."""
    files = _files([("u0", "")])
    text = str(files[name])
    assert before in text
    return files | {name: text.replace(before, after)}


def _as(name: str, write: Callable[[str], str | bytes]) -> dict[str, str | bytes]:
    files = _files([("u0", "")])
    return files | {name: write(str(files[name]))}


TOLERATED: dict[str, dict[str, str | bytes]] = {
    "boolean_spelling": _with("users.csv", ",true,", ",TRUE,"),
    "byte_order_mark": _as("orgs.csv", lambda text: b"\xef\xbb\xbf" + text.encode()),
    "us_date": _with("enrollments.csv", "2026-08-17", "08/17/2026"),
    "no_final_newline": _as("classes.csv", lambda text: text.rstrip("\n")),
    "word_case": _with("classes.csv", "scheduled", "Scheduled"),
    "unknown_word": _with("classes.csv", "scheduled", "ext:evening"),
    "heading_case": _with("orgs.csv", ",name,type", ",Name,TYPE"),
    "missing_column": _with("orgs.csv", ",identifier,parentSourcedId", ""),
    "unknown_column": _with("orgs.csv", "parentSourcedId", "colour"),
    "missing_file": {name: text for name, text in _files([("u0", "")]).items() if name != "academicSessions.csv"},
    "semicolons": _as("orgs.csv", lambda text: text.replace(",", ";")),
    "legacy_encoding": _as("orgs.csv", lambda text: text.encode("cp1252")),
    "uneven_row": _with("orgs.csv", "312345676,\n", "312345676\n"),
    "blank_row": _as("orgs.csv", lambda text: text + "\n,,,,,,\n"),
    "unknown_file": _files([("u0", "")]) | {"resources.csv": "sourcedId\n"},
    "in_folder": {f"export/{name}": text for name, text in _files([("u0", "")]).items()},
}


@pytest.mark.parametrize("code", TOLERATED)
def test_each_tolerated_fault_is_understood_and_reported(code: str) -> None:
    files = TOLERATED[code]
    modes = {name.rpartition("/")[2].removesuffix(".csv"): "bulk" for name in files if "resources" not in name}
    opened = open_package(io.BytesIO(package(files, modes)))
    read = {kind: list(opened.rows(kind)) for kind in opened.names if kind in FIELDS}
    assert code in {finding.code for finding in opened.findings}
    assert [len(read[kind]) for kind in ("orgs", "classes", "users", "roles", "enrollments")] == [1, 1, 1, 1, 1]
    assert not [finding for finding in opened.findings if finding.is_fault]
    assert read["users"][0]["enabledUser"] is True
    assert read["enrollments"][0]["beginDate"] == dt.date(2026, 8, 17)


def test_version_1_1_has_role_and_orgs_on_the_user(owner: Actor, source: SchoolSource, municipality: Agency) -> None:
    pupil, number = _pupils(municipality, 1)[0]
    files = _files([(pupil, number)])
    del files["roles.csv"]
    files["users.csv"] = (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
        f"middleName,identifier\n{pupil},,,1,s1,student,{pupil},{{Feide:a@b.test}},Amina,H,,{number}\n"
        "l1,,,1,s1,teacher,l1,,Kari,Lærer,,\n"
    )
    run = take(owner, source, package(files, version="1.1"))
    assert (run.state, run.counts["users.linked"], run.counts["users.others"]) == ("done", 1, 0)


def test_race_is_never_kept(owner: Actor, source: SchoolSource, municipality: Agency) -> None:
    person, _number = make_pupil(municipality, 5, given_name="Amina", family_name="H")
    files = _files([("u1", "")])
    files["demographics.csv"] = (
        "sourcedId,status,dateLastModified,birthDate,sex,asian,white,countryOfBirthCode\n"
        f"u1,,,{person.birth_date.isoformat()},female,true,false,ER\n"
    )
    run = take(owner, source, package(files))
    assert run.counts["users.waiting"] == 1
    assert not [finding for finding in run.findings if "asian" in finding["where"]]
    with seen(owner):
        row = UnmatchedPerson.objects.get()
        assert row.candidate_ids == [person.pk]
        assert not [record for record in SchoolRecord.objects.all() if "asian" in str(record.values)]


def test_a_person_links_a_pupil_and_the_next_run_brings_the_place(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    person, _number = make_pupil(municipality, 6, given_name="Amina", family_name="H")
    data = package(_files([("u1", "")]))
    take(owner, source, data)
    with seen(owner):
        waiting = UnmatchedPerson.objects.get()
    link_pupil(owner, waiting.pk, participant_id=person.pk)
    take(owner, source, data)
    with seen(owner):
        assert ClassEnrolment.objects.get().participant_id == person.pk
        waiting.refresh_from_db()
        assert waiting.material is None


def test_a_pupil_who_is_nobody_of_ours_is_not_asked_about_again(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    make_pupil(municipality, 7, given_name="Amina", family_name="H")
    data = package(_files([("u1", "")]))
    take(owner, source, data)
    with seen(owner):
        waiting = UnmatchedPerson.objects.get()
    dismiss_pupil(owner, waiting.pk)
    assert take(owner, source, data).counts["users.waiting"] == 0
    with seen(owner):
        assert not UnmatchedPerson.objects.filter(settled_at__isnull=True).exists()


def test_a_result_of_a_norwegian_test_becomes_one_and_a_corrected_one_replaces_it(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    files = _files(_pupils(municipality, 1))
    items = "sourcedId,status,dateLastModified,title,classSourcedId\nl1,,,Norskprøve lytte,c1\n"
    results = (
        "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,textScore\n"
        "r1,,,l1,u0,fully graded,,2026-11-02,{level}\n"
    )
    for level in ("A2", "A2", "B1"):
        take(owner, source, package(files | {"lineItems.csv": items, "results.csv": results.format(level=level)}))
    with seen(owner):
        assert [row.outcome for row in TestResult.objects.standing()] == ["B1"]
        assert TestResult.objects.count() == 2


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"0" * 50_000_000)
    return out.getvalue()


REFUSED: dict[str, Callable[[dict[str, str | bytes]], bytes]] = {
    "not_a_zip": lambda files: b"PK no zip at all",
    "path_outside": lambda files: package({"../users.csv": "sourcedId\n"}, {}),
    "zip_bomb": lambda files: _bomb(),
    "listed_file_missing": lambda files: package({"orgs.csv": ORGS}, {"orgs": "bulk", "users": "bulk"}),
    "no_id_column": lambda files: package(files | {"enrollments.csv": "id,role\n1,student\n"}),
    "no_files": lambda files: package({"notes.txt": "hei"}, {}),
    "broken_file": lambda files: bytes(_with_broken_last_file(files)),
}


def _read_all(data: io.BytesIO) -> None:
    opened = open_package(data)
    for kind in FIELDS:
        list(opened.rows(kind))


def _with_broken_last_file(files: dict[str, str | bytes]) -> bytes:
    """The enrolments do not fit their checksum."""
    data = bytearray(package(files))
    at = data.rfind(b"enrollments.csv", 0, data.rfind(b"PK\x01\x02"))
    data[at + 30] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize("error", REFUSED)
def test_a_package_that_is_broken_or_dangerous_is_refused(error: str) -> None:
    data = io.BytesIO(REFUSED[error](_files([("u0", "")])))
    with pytest.raises(PackageFault, match=error):
        _read_all(data)


def test_a_package_that_breaks_off_has_no_effect_and_is_not_lost(
    owner: Actor, source: SchoolSource, municipality: Agency
) -> None:
    pupils = _pupils(municipality, 2)
    take(owner, source, package(_files(pupils)))
    data = REFUSED["broken_file"](_files(pupils[:1]))
    run = take(owner, source, data)
    assert (run.state, run.error) == ("failed", "broken_file")
    assert b"".join(read_sealed(run.raw_path)) == data
    with seen(owner):
        assert (_active(), ClassEnrolment.objects.count(), SourceRun.objects.count()) == (2, 2, 2)
    assert take(owner, source, package(_files(pupils))).state == "done"
