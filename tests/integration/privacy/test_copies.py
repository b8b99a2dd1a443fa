"""A person's copy: asked for, made in the background, opened by those who may see the case, gone after a week."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access import Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessLogEntry, Agency, Role
from agencies.operations.access_log import log_read
from agencies.operations.jobs import run_job
from integration.models import ExportState, SubjectExport
from integration.operations.privacy.copies import KEPT, CopyKind, ask_for_copy, open_copy, purge_copies
from integration.operations.privacy.making import pdf_of
from participants.models import FamilyMember, NamedAccess, Participant
from programmes.models import Decision, WorkMeasure
from programmes.models.followup import JournalDraft, JournalEntry
from tests.agencies.api.calling import api_for
from tests.agencies.api.cases import FullCase, make_full_case
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(municipality: Agency) -> FullCase:
    return make_full_case(municipality, given_name="Olena", family_name="Kovalenko")


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _made(actor: Actor, person: Participant, **chosen: bool) -> SubjectExport:
    export = ask_for_copy(actor, person.pk, **chosen)
    assert export.job is not None
    assert run_job(export.job.pk)
    with acting_as(system_actor(person.municipality_id)):
        return SubjectExport.objects.select_related("job").get(pk=export.pk)


def _json(actor: Actor, export: SubjectExport) -> dict[str, Any]:
    _row, blocks = open_copy(actor, export.pk, CopyKind.JSON)
    return dict(json.loads(b"".join(blocks)))


def _rows(content: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return next(each["rows"] for each in content["tables"] if each["code"] == table)


def test_the_copy_has_every_table_of_the_person_and_nobody_elses(leader: Actor, case: FullCase) -> None:
    other = make_full_case(case.municipality, given_name="Zoriana", family_name="Fremmedsen")
    export = _made(leader, case.person)
    assert export.state == ExportState.READY
    content = _json(leader, export)
    assert content["name"] == "Olena Kovalenko"
    assert _rows(content, "participants_participant")[0]["birth_date"] == "1991-03-14"
    filled = {each["code"] for each in content["tables"] if each["rows"]}
    assert {
        "programmes_participation", "programmes_decision", "programmes_absence", "employers_placement",
        "participants_deadline", "participants_flag", "programmes_plan", "programmes_casemessage",
        "integration_schoolperson",
    } <= filled  # fmt: skip
    text = json.dumps(content, ensure_ascii=False)
    assert "Fremmedsen" not in text
    assert str(other.person.pk) not in text


def test_other_peoples_data_are_not_in_it(leader: Actor, case: FullCase) -> None:
    with acting_as(system_actor(case.municipality.pk)):
        FamilyMember.objects.create(
            participant=case.person, municipality=case.municipality, kinship="child", given_name="Mykola",
            family_name="Barnesen", birth_date=dt.date(2015, 1, 1),
        )  # fmt: skip
        WorkMeasure.objects.filter(participant=case.person).update(contact_name="Kari Kontaktsen")
        NamedAccess.objects.create(
            participant=case.person, municipality=case.municipality, user=make_user(case.municipality)
        )
    content = _json(leader, _made(leader, case.person))
    text = json.dumps(content, ensure_ascii=False)
    assert [name for name in ("Mykola", "Barnesen", "2015-01-01", "Kontaktsen") if name in text] == []
    assert _rows(content, "participants_familymember")[0]["kinship"] == "child"
    assert any("artikkel 15 nr. 4" in each["why"] for each in content["not_included"])


def test_internal_notes_and_drafts_are_held_back_and_the_copy_says_so(leader: Actor, case: FullCase) -> None:
    home: dict[str, Any] = {"participant": case.person, "municipality": case.municipality}
    day = dt.date(2026, 11, 1)
    with acting_as(system_actor(case.municipality.pk)):
        JournalEntry.objects.create(**home, kind="note", happened_on=day, text="Bare til oss selv.")
        JournalEntry.objects.create(**home, kind="conversation", happened_on=day, text="Snakket om praksis.")
        author = make_user(case.municipality, Role.PROGRAMME_ADVISER)
        JournalDraft.objects.create(**home, author=author, happened_on=day, text="Et utkast.")
        drafts = Decision.objects.filter(participant=case.person, decided_on__isnull=True).count()
    content = _json(leader, _made(leader, case.person))
    text = json.dumps(content, ensure_ascii=False)
    assert "Snakket om praksis." in text
    assert "Bare til oss selv." not in text
    assert "Et utkast." not in text
    held = next(each for each in content["tables"] if each["code"] == "programmes_journalentry")
    assert held["kept_back"] >= 1
    assert any("§ 16" in each["why"] and "holdt tilbake" in each["what"] for each in content["not_included"])
    whole = _json(leader, _made(leader, case.person, includes_internal=True))
    assert "Bare til oss selv." in json.dumps(whole, ensure_ascii=False)
    assert len(_rows(whole, "programmes_decision")) == len(_rows(content, "programmes_decision")) + drafts


def test_earlier_values_are_in_it_but_not_of_what_is_kept_back(leader: Actor, case: FullCase) -> None:
    with acting_as(leader):
        Participant.objects.filter(pk=case.person.pk).update(phone="22334455")
    content = _json(leader, _made(leader, case.person))
    columns = {each["column"] for change in content["changes"] for each in change["changes"]}
    assert "phone" in columns
    assert "search_key" not in columns


def test_who_has_read_is_in_it_when_it_is_asked_for(leader: Actor, case: FullCase) -> None:
    reader = make_user(case.municipality, Role.PROGRAMME_ADVISER, name="Lise Lesersen")
    with acting_as(actor_of(reader)):
        log_read(actor_of(reader), Resource.PARTICIPANT, participant_id=case.person.pk)
    assert _json(leader, _made(leader, case.person))["read_by"] is None
    read_by = _json(leader, _made(leader, case.person, includes_access_log=True))["read_by"]
    assert any(row["who"] == "Lise Lesersen" and row["what"] == "deltakersak" for row in read_by)


def test_the_pdf_is_for_the_archive_and_survives_signs_without_a_picture(leader: Actor, case: FullCase) -> None:
    with acting_as(leader):
        Participant.objects.filter(pk=case.person.pk).update(remark="Glad 😀 og مرحبا")
    _row, blocks = open_copy(leader, _made(leader, case.person, includes_access_log=True).pk, CopyKind.PDF)
    pdf = b"".join(blocks)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid:part" in pdf
    assert pdf_of(
        {"title": "A", "name": "A", "municipality": "B", "made": "1", "introduction": ["😀"], "tables": [], "empty": [],
         "kept_back": [["a", "b"]], "changes": [], "readings": []}
    ).startswith(b"%PDF-")  # fmt: skip


def test_a_privacy_officer_asks_and_does_not_open(leader: Actor, case: FullCase) -> None:
    officer = make_actor(case.municipality, Role.PRIVACY_OFFICER)
    export = _made(officer, case.person)
    with pytest.raises(NotPermitted):
        open_copy(officer, export.pk, CopyKind.JSON)
    assert _json(leader, export)["name"] == "Olena Kovalenko"


@pytest.mark.parametrize("role", [Role.NAV_ADVISER, Role.TEACHER, Role.LEADER, Role.ADMINISTRATOR])
def test_other_roles_neither_ask_nor_open(case: FullCase, leader: Actor, role: Role) -> None:
    other = make_actor(case.municipality, role)
    with pytest.raises(NotPermitted):
        ask_for_copy(other, case.person.pk)
    export = _made(leader, case.person)
    with pytest.raises(NotPermitted):
        open_copy(other, export.pk, CopyKind.PDF)


def test_another_municipality_and_whoever_may_not_know_of_a_person_find_nothing(leader: Actor, case: FullCase) -> None:
    stranger = make_actor(make_municipality("Voss"), Role.TEAM_LEADER)
    export = _made(leader, case.person)
    with pytest.raises(Participant.DoesNotExist):
        ask_for_copy(stranger, case.person.pk)
    with pytest.raises(SubjectExport.DoesNotExist):
        open_copy(stranger, export.pk, CopyKind.JSON)
    hidden = make_person(case.municipality, confidentiality=6)
    with pytest.raises(Participant.DoesNotExist):
        ask_for_copy(leader, hidden.pk)


def test_a_copy_closes_at_once_when_the_person_becomes_protected(leader: Actor, case: FullCase) -> None:
    export = _made(leader, case.person)
    with acting_as(system_actor(case.municipality.pk)):
        Participant.objects.filter(pk=case.person.pk).update(confidentiality=6)
    with pytest.raises(SubjectExport.DoesNotExist):
        open_copy(leader, export.pk, CopyKind.JSON)


def test_one_copy_is_made_at_a_time(leader: Actor, case: FullCase) -> None:
    ask_for_copy(leader, case.person.pk)
    with pytest.raises(RuleRefused):
        ask_for_copy(leader, case.person.pk)


def test_asking_and_opening_are_in_the_access_log(leader: Actor, case: FullCase) -> None:
    _json(leader, _made(leader, case.person))
    with acting_as(make_actor(case.municipality, Role.PRIVACY_OFFICER)):
        noted = set(AccessLogEntry.objects.filter(user_id=leader.user_id).values_list("resource", "action"))
    assert {("subject_access", "create"), ("subject_copy", "view")} <= noted


def test_after_a_week_the_files_are_gone_and_the_row_says_so(
    leader: Actor, case: FullCase, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _made(leader, case.person)
    files = [settings.DOCUMENT_DIR / path for path in (export.json_path, export.pdf_path)]
    assert all(file.exists() and b"Kovalenko" not in file.read_bytes() for file in files)
    assert purge_copies() == 0
    later = timezone.now() + KEPT
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(SubjectExport.DoesNotExist):
        open_copy(leader, export.pk, CopyKind.JSON)
    assert purge_copies() == 1
    assert not any(file.exists() for file in files)
    with acting_as(leader):
        assert SubjectExport.objects.get(pk=export.pk).state == ExportState.DELETED


def test_a_job_that_runs_twice_makes_one_copy(leader: Actor, case: FullCase, settings: Any) -> None:
    from integration.operations.privacy.making import make_copy

    export = _made(leader, case.person)
    assert export.job is not None
    from agencies.operations.jobs import RunningJob

    make_copy(RunningJob(export.job))
    assert len(list((settings.DOCUMENT_DIR / "subject-access" / str(case.municipality.pk)).iterdir())) == 2


def test_the_page_has_one_made_and_opens_it(case: FullCase) -> None:
    client = Client()
    client.force_login(make_user(case.municipality, Role.TEAM_LEADER))
    page = f"/innsyn/{case.person.pk}/"
    assert "Kovalenko" in client.get(page).content.decode()
    assert client.post(page, {"includes_access_log": "on"}).status_code == 302
    with acting_as(system_actor(case.municipality.pk)):
        export = SubjectExport.objects.select_related("job").get(participant=case.person, state=ExportState.WAITING)
    assert export.includes_access_log
    assert export.job is not None
    run_job(export.job.pk)
    assert f"/innsynskopier/{export.pk}/pdf/" in client.get(page).content.decode()
    answer = client.get(f"/innsynskopier/{export.pk}/json/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Kovalenko" not in answer.headers["Content-Disposition"]
    assert json.loads(b"".join(answer.streaming_content))["name"] == "Olena Kovalenko"  # type: ignore[attr-defined]
    assert client.get(f"/innsynskopier/{export.pk}/exe/").status_code == 404


def test_the_officers_page_has_no_name(case: FullCase) -> None:
    client = Client()
    client.force_login(make_user(case.municipality, Role.PRIVACY_OFFICER))
    answer = client.get(f"/innsyn/{case.person.pk}/")
    assert answer.status_code == 200
    assert "Kovalenko" not in answer.content.decode()


def test_the_api_has_one_made_and_gives_it(case: FullCase) -> None:
    api = api_for(case.municipality, Role.TEAM_LEADER)
    asked = api.post("/api/v1/subject-access/", {"participant_id": str(case.person.pk)})
    assert asked.status_code == 202, asked.content
    with acting_as(system_actor(case.municipality.pk)):
        export = SubjectExport.objects.select_related("job").get(pk=asked.json()["id"])
    assert api.get(f"/api/v1/subject-access/{export.pk}/json/").status_code == 404
    assert export.job is not None
    run_job(export.job.pk)
    assert api.get(f"/api/v1/subject-access/{export.pk}/").json()["state"] == "ready"
    assert api.get(f"/api/v1/subject-access/{export.pk}/json/").json()["name"] == "Olena Kovalenko"
    pdf = api.get(f"/api/v1/subject-access/{export.pk}/pdf/", Accept="application/pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
