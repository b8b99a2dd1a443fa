"""Lists as files: what stands in them, whose they are, how long they lie, and who may open them."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from agencies.access import acting_as
from agencies.actors import WORKER, system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessLogEntry, Agency, Membership, Role, User
from agencies.operations.jobs import run_job
from integration.listings.files import file_of
from integration.models import ExportState, ListExport, ListForm
from integration.operations.list_exports import ask_for_list, open_list, purge_lists
from participants.models import NamedAccess, Participant
from programmes.models.classes import ClassTeacher
from tests.agencies.api.cases import make_full_case
from tests.programmes.classes.schools import make_class, make_school
from tests.queues import job_row, list_row
from tests.world import LONG_AGO, actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path


def town_with(*names: str) -> tuple[Agency, User]:
    town = make_municipality()
    for name in names:
        make_person(town, given_name=name)
    return town, make_user(town, Role.TEAM_LEADER, name="Tone Lie")


def made(user: User, kind: str = "portfolio", form: str = "csv", **query: str) -> ListExport:
    export = ask_for_list(actor_of(user), kind, form, query)
    assert export.job is not None
    assert run_job(export.job.pk)
    return list_row(pk=export.pk)


def read(user: User, export: ListExport) -> bytes:
    return b"".join(open_list(actor_of(user), export.pk)[1])


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_list_holds_what_it_is_its_filters_and_the_same_people_as_the_page():
    _town, user = town_with("Anna", "Bohdan")
    export = made(user)
    rows = rows_of(read(user, export))
    assert rows[0] == ["Deltakere"]
    assert rows[1] == ["Ingen filtre"]
    assert "Tone Lie" in rows[2][0]
    headings = next(place for place, row in enumerate(rows) if row[:1] == ["Navn"])
    assert sorted(row[0] for row in rows[headings + 1 :]) == ["Anna Kovalenko", "Bohdan Kovalenko"]
    assert (export.rows, len(export.people)) == (2, 2)
    assert all(len(row) == len(rows[headings]) for row in rows[headings + 1 :])


def test_the_filters_of_the_address_choose_the_rows_and_stand_in_the_file():
    _town, user = town_with("Anna", "Bohdan")
    rows = rows_of(read(user, made(user, navn="Anna")))
    assert ["Navn begynner på: Anna"] in rows
    assert [row[0] for row in rows if row and "Kovalenko" in row[0]] == ["Anna Kovalenko"]


@pytest.mark.parametrize("kind", ["deadlines", "placements", "measures"])
def test_every_list_is_made_in_both_forms(kind: str):
    case = make_full_case()
    user = make_user(case.municipality, Role.TEAM_LEADER)
    export = made(user, kind)
    in_csv = rows_of(read(user, export))
    book = CalamineWorkbook.from_filelike(io.BytesIO(read(user, made(user, kind, "xlsx"))))
    in_xlsx = book.get_sheet_by_index(0).to_python()
    assert len(in_csv) == len(in_xlsx)
    if kind != "measures":
        assert case.person.full_name in {row[0] for row in in_csv if row}
        assert case.person.full_name in {row[0] for row in in_xlsx}


def test_no_cell_runs_as_a_formula_in_either_form():
    cells = ["=1+1", "+47 99", "@x", "0301"]
    text = b"".join(file_of(ListForm.CSV, ["Liste"], ["A"], [cells])).decode("utf-8-sig")
    assert "'=1+1;'+47 99;'@x;'0301" in text
    book = b"".join(file_of(ListForm.XLSX, ["Liste"], ["A"], [cells]))
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet


def test_a_file_is_its_makers_own():
    town, user = town_with("Anna")
    export = made(user)
    other = make_user(town, Role.TEAM_LEADER)
    with pytest.raises(ListExport.DoesNotExist):
        read(other, export)


def test_who_has_lost_the_role_opens_nothing_and_gets_nothing_made():
    _town, user = town_with("Anna")
    export = made(user)
    waiting = ask_for_list(actor_of(user), "portfolio", "csv", {})
    Membership.objects.filter(user=user).update(role=Role.LEADER)
    with pytest.raises(NotPermitted):
        read(user, export)
    assert waiting.job is not None
    run_job(waiting.job.pk)
    assert job_row(waiting.job.pk).state == "failed"
    assert list_row(pk=waiting.pk).state == ExportState.WAITING


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_a_file_with_somebody_who_has_been_hidden_since_is_not_opened(facts: dict[str, Any]):
    town, user = town_with("Anna", "Bohdan")
    export = made(user)
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(given_name="Anna").update(**facts)
    with pytest.raises(RuleRefused) as refused:
        read(user, export)
    assert refused.value.refusals[0].code == "list_is_stale"
    assert "Anna" not in read(user, made(user)).decode()


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_no_file_holds_a_protected_person_also_for_the_named(facts: dict[str, Any]):
    town, user = town_with("Anna")
    hidden = make_person(town, given_name="Skjult", **facts)
    with acting_as(system_actor(town.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=town, user=user)
    export = made(user)
    text = read(user, export).decode()
    assert "Anna" in text
    assert "Skjult" not in text


def test_making_and_opening_are_logged():
    town, user = town_with("Anna", "Bohdan")
    read(user, made(user))
    with acting_as(system_actor(town.pk)):
        entries = AccessLogEntry.objects.filter(user_id=user.pk, resource="participant", row_count=2)
        assert set(entries.values_list("channel", flat=True)) == {"worker", "web"}


def test_a_file_is_deleted_after_a_week_and_not_before():
    _town, user = town_with("Anna")
    export = made(user)
    assert purge_lists() == 0
    with acting_as(WORKER):
        ListExport.objects.filter(pk=export.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(ListExport.DoesNotExist):
        read(user, export)
    assert purge_lists() == 1
    gone = list_row(pk=export.pk)
    assert (gone.state, gone.path, gone.people) == (ExportState.DELETED, "", [])
    assert export.expires_at is not None
    assert export.made_at is not None
    assert export.expires_at - export.made_at == dt.timedelta(days=7)


def test_what_lies_on_disk_cannot_be_read(tmp_path: Any):
    _town, user = town_with("Hemmeliga")
    export = made(user)
    assert b"Hemmeliga" not in (tmp_path / export.path).read_bytes()


def test_a_list_that_there_is_not_is_refused_and_so_is_a_fourth_at_a_time():
    _town, user = town_with("Anna")
    with pytest.raises(RuleRefused):
        ask_for_list(actor_of(user), "everything", "csv", {})
    for _ in range(3):
        ask_for_list(actor_of(user), "portfolio", "csv", {})
    with pytest.raises(RuleRefused):
        ask_for_list(actor_of(user), "portfolio", "csv", {})


def test_the_page_asks_shows_progress_and_serves():
    _town, user = town_with("Anna")
    client = Client()
    client.force_login(user)
    address = reverse("integration:lists")
    assert "Deltakere" in client.get(address, {"liste": "portfolio", "navn": "Anna"}).content.decode()
    assert client.post(f"{address}?liste=portfolio&navn=Anna", {"form": "csv"}).status_code == 302
    export = list_row()
    assert export.query == {"navn": "Anna"}
    assert "<progress" in client.get(address).content.decode()
    assert "<progress" in client.get(reverse("integration:lists-progress")).content.decode()
    assert export.job is not None
    run_job(export.job.pk)
    assert client.get(reverse("integration:lists-progress")).headers["HX-Refresh"] == "true"
    answer: Any = client.get(reverse("integration:list-file", args=[export.pk]))
    assert b"Anna" in b"".join(answer.streaming_content)
    assert "no-store" in answer.headers["Cache-Control"]


def test_whoever_sees_no_cases_has_no_lists():
    town, _user = town_with("Anna")
    leader = make_user(town, Role.LEADER)
    with pytest.raises(NotPermitted):
        ask_for_list(actor_of(leader), "portfolio", "csv", {})


@pytest.mark.parametrize("kind", ["portfolio", "deadlines", "placements"])
def test_who_has_reserved_against_research_is_marked_and_left_out_of_a_list_for_research(kind: str):
    case = make_full_case()
    user = make_user(case.municipality, Role.TEAM_LEADER)
    with acting_as(system_actor(case.municipality.pk)):
        other = make_full_case(case.municipality, given_name="Bohdan").person
        Participant.objects.filter(pk=case.person.pk).update(is_reserved_against_research=True)
    rows = rows_of(read(user, made(user, kind)))
    headings = next(row for row in rows if row[:1] == ["Navn"])
    assert headings[-1] == "Reservert mot forskning"
    marks = {row[0]: row[-1] for row in rows if len(row) == len(headings)}
    assert (marks[case.person.full_name], marks[other.full_name]) == ("ja", "")
    research = made(user, kind, formal="forskning")
    text = read(user, research).decode()
    assert case.person.full_name not in text
    assert other.full_name in text
    assert "tatt ut" in text
    assert case.person.pk not in research.people


def test_the_page_asks_for_the_purpose_and_it_comes_into_what_was_asked_for():
    town, user = town_with("Anna")
    with acting_as(system_actor(town.pk)):
        Participant.objects.update(is_reserved_against_research=True)
    client = Client()
    client.force_login(user)
    assert 'name="formal"' in client.get(reverse("integration:lists") + "?liste=portfolio").content.decode()
    client.post(reverse("integration:lists") + "?liste=portfolio", {"form": "csv", "formal": "forskning"})
    assert list_row().query == {"formal": "forskning"}


def test_who_sees_no_reservation_makes_no_list_for_research():
    case = make_full_case()
    school = make_school(case.municipality)
    teacher = make_user(school, Role.TEACHER)
    school_class = make_class(school)
    ClassTeacher.objects.create(school_class=school_class, user=teacher, first_day=LONG_AGO)
    with pytest.raises(RuleRefused) as refused:
        ask_for_list(actor_of(teacher), "class-pupils", "csv", {"id": str(school_class.pk), "formal": "forskning"})
    assert refused.value.refusals[0].code == "reservations_not_seen"
    text = read(teacher, made(teacher, "class-pupils", id=str(school_class.pk))).decode()
    assert "Reservert mot forskning" not in text


def test_a_list_about_nobody_says_nothing_of_research_and_knows_no_people():
    case = make_full_case()
    user = make_user(case.municipality, Role.TEAM_LEADER)
    export = made(user, "employers")
    text = read(user, export).decode()
    assert case.employer.name in text
    assert "forskning" not in text
    assert (export.rows, export.people) == (1, [])


def test_what_a_list_belongs_to_must_be_there_for_whoever_asks():
    case = make_full_case()
    stranger = make_user(make_municipality("Voss"), Role.TEAM_LEADER)
    cohort = str(case.more["TrackCohort"].pk)
    for given in ({"id": cohort}, {"id": "nonsense"}, {}):
        with pytest.raises(ObjectDoesNotExist):
            ask_for_list(actor_of(stranger), "board", "csv", given)
    client = Client()
    client.force_login(stranger)
    assert client.get(reverse("integration:lists"), {"liste": "board", "id": cohort}).status_code == 404
    leader = make_user(case.municipality, Role.TEAM_LEADER)
    assert case.person.full_name in read(leader, made(leader, "board", id=cohort)).decode()
