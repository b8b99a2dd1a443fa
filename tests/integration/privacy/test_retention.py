"""Cases whose time has come: noticed, confirmed, packed for the archive, restricted, removed."""

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from lxml import etree  # type: ignore[import-untyped]

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessLogEntry, Agency, ChangeRecord, Role
from agencies.operations.jobs import run_job
from integration.archive.package import BrokenPackage, verify_package
from integration.archive.structure import SCHEMA
from integration.models import PackageState, RetentionBatch, RetentionCase, RetentionState
from integration.operations.privacy.retention.confirming import confirm_cases, lift_restriction, retry_batches
from integration.operations.privacy.retention.noticing import notice_cases
from integration.operations.privacy.retention.packing import place_of
from integration.operations.privacy.retention.removing import remove_cases
from integration.sealed_files import sealed_line
from participants.models import Document, FamilyMember, IdentityNumber, Participant
from participants.operations.documents import store_document
from participants.operations.reserving import reserve_against_research
from programmes.law.retention import RULES, RetentionKind, RetentionRule
from programmes.models import Participation
from tests.agencies.api.cases import FullCase, make_full_case
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db
_N5 = {"n5": "http://www.arkivverket.no/standarder/noark5/arkivstruktur"}
_POINTING = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND a.attname = 'participant_id' AND NOT a.attisdropped
"""


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times so short that a case of this autumn is past them."""
    for kind in RetentionKind:
        rule = RetentionRule(0, "integreringsforskriften § 60", dt.date(2021, 1, 1), "Short, for the test.")
        monkeypatch.setitem(RULES, kind, (rule,))


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PRIVACY_OFFICER)


def _ended_case(municipality: Agency) -> FullCase:
    case = make_full_case(municipality, given_name="Olena", family_name="Gammelsen")
    actor = make_actor(municipality, Role.TEAM_LEADER)
    store_document(actor, case.person.pk, title="Vitnemål", filename="v.txt", content=io.BytesIO("Bestått".encode()))
    with acting_as(system_actor(municipality.pk)):
        Participation.objects.filter(participant=case.person).update(
            ended_on=dt.date(2026, 11, 20), end_reason="completed", main_activity="full_time_work"
        )
        RetentionCase.objects.all().delete()
    return case


def _notice(person: Participant, day: dt.date | None = None) -> RetentionCase:
    assert notice_cases(person.municipality_id, day or dt.date(2040, 1, 1)) >= 1
    with acting_as(system_actor(person.municipality_id)):
        return RetentionCase.objects.get(participant=person, part="")


@pytest.fixture
def restricted(short: None, municipality: Agency, leader: Actor) -> tuple[FullCase, RetentionCase]:
    case = _ended_case(municipality)
    row = _notice(case.person)
    # Facts of the case lie ahead of today; what is confirmed is asked again.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda *_: dt.date(2040, 1, 1))
        (batch,) = confirm_cases(leader, [row.pk])
        assert batch.job is not None
        run_job(batch.job.pk)
    with acting_as(system_actor(municipality.pk)):
        batch.refresh_from_db()
        assert batch.job is not None
        assert batch.state == PackageState.READY, batch.job.error
        row.refresh_from_db()
    return case, row


def unpacked(batch: RetentionBatch, folder: Path) -> Path:
    """The package as it is handed over, unpacked by another program."""
    file = folder / "package.tar"
    call_command("hand_over_package", batch.folder, str(file))
    subprocess.run(["tar", "-xf", str(file), "-C", str(folder)], check=True)
    return folder / batch.folder


def _seen(actor: Actor, person: Participant) -> bool:
    with acting_as(actor):
        raw = Participant.objects.filter(pk=person.pk).exists()
        asked = Participant.objects.visible_to(actor).filter(pk=person.pk).exists()
    return raw or asked


def test_a_notice_names_its_reasons_and_touches_nothing(municipality: Agency, leader: Actor) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1))
    make_person(municipality, settled_on=dt.date(2020, 3, 1))
    assert notice_cases(municipality.pk, dt.date(2023, 3, 1)) == 0
    assert notice_cases(municipality.pk, dt.date(2023, 3, 2)) == 1
    assert notice_cases(municipality.pk, dt.date(2023, 3, 2)) == 0
    with acting_as(leader):
        (row,) = RetentionCase.objects.visible_to(leader).waiting()
    assert (row.participant_id, row.due_on) == (old.pk, dt.date(2023, 3, 1))
    assert row.reasons == [
        {"kind": "target_group", "counted_from": "2008-03-01", "years": 15, "due_on": "2023-03-01",
         "paragraph": "integreringsforskriften § 60"}
    ]  # fmt: skip
    assert _seen(leader, old)


def test_a_notice_is_taken_back_when_something_new_is_registered(municipality: Agency, leader: Actor) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1))
    _notice(old, dt.date(2026, 11, 1))
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=old.pk).update(settled_on=dt.date(2020, 1, 1))
    notice_cases(municipality.pk, dt.date(2026, 11, 2))
    with acting_as(leader):
        assert not RetentionCase.objects.visible_to(leader).exists()


def test_who_is_in_a_programme_is_never_noticed(short: None, municipality: Agency) -> None:
    case = make_full_case(municipality)
    notice_cases(municipality.pk, dt.date(2060, 1, 1))
    with acting_as(system_actor(municipality.pk)):
        noticed = RetentionCase.objects.filter(participant=case.person)
        assert not noticed.filter(part="").exists()
        assert not any("Participation" in row.roots for row in noticed)


@pytest.mark.parametrize("role", [Role.PROGRAMME_ADVISER, Role.ENROLMENT_OFFICER, Role.NAV_ADVISER, Role.LEADER])
def test_others_do_not_confirm(municipality: Agency, role: Role) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1))
    row = _notice(old, dt.date(2026, 11, 1))
    with pytest.raises(NotPermitted):
        confirm_cases(make_actor(municipality, role), [row.pk])


def test_a_stranger_and_whoever_may_not_know_of_the_person_finds_no_notice(municipality: Agency, leader: Actor) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1), confidentiality=6)
    row = _notice(old, dt.date(2026, 11, 1))
    for actor in (leader, make_actor(make_municipality("Voss"), Role.TEAM_LEADER)):
        with pytest.raises(RetentionCase.DoesNotExist):
            confirm_cases(actor, [row.pk])


def test_a_case_that_is_no_longer_due_is_not_confirmed(municipality: Agency, leader: Actor) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1))
    row = _notice(old, dt.date(2026, 11, 1))
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=old.pk).update(settled_on=dt.date(2020, 1, 1))
    with pytest.raises(RuleRefused):
        confirm_cases(leader, [row.pk])
    with pytest.raises(RuleRefused):
        confirm_cases(leader, [])


def test_the_package_has_the_structure_of_noark_5_and_every_file_its_checksum(
    restricted: tuple[FullCase, RetentionCase], tmp_path: Path
) -> None:
    case, row = restricted
    with acting_as(system_actor(case.municipality.pk)):
        batch = RetentionBatch.objects.get()
        documents = list(Document.objects.filter(participant=case.person))
    place = place_of(batch.folder)
    assert all(b"Gammelsen" not in path.read_bytes() for path in place.rglob("*") if path.is_file())
    place = unpacked(batch, tmp_path)
    tree = etree.parse(place / "arkivstruktur.xml")
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(tree)
    keys = [node.text for node in tree.iterfind(".//n5:systemID", _N5)]
    assert len(keys) == len(set(keys))
    (folder,) = tree.findall(".//n5:mappe", _N5)
    assert folder.findtext("n5:systemID", namespaces=_N5) == str(case.person.pk)
    assert "Olena Gammelsen" in str(folder.findtext("n5:tittel", namespaces=_N5))
    paths = [str(node.text) for node in tree.findall(".//n5:referanseDokumentfil", _N5)]
    assert len(paths) == len(documents) + 2
    assert all((place / path).is_file() for path in paths)
    sums = {
        line.split("  ")[1]: line.split("  ")[0] for line in (place / "sjekksummer.sha256").read_text().splitlines()
    }
    for stored in tree.findall(".//n5:dokumentobjekt", _N5):
        path = str(stored.findtext("n5:referanseDokumentfil", namespaces=_N5))
        assert stored.findtext("n5:sjekksum", namespaces=_N5) == sums[path]
    checked = subprocess.run(["sha256sum", "-c", "sjekksummer.sha256"], cwd=place, capture_output=True, check=False)
    assert checked.returncode == 0
    assert batch.files == len(paths) + 1
    text = (place / f"dokumenter/{case.person.pk}-sak.json").read_text(encoding="utf-8")
    assert "programmes_decision" in text
    assert str(row.case_key) == str(case.person.pk)


def test_a_package_that_was_touched_is_broken(restricted: tuple[FullCase, RetentionCase], tmp_path: Path) -> None:
    case, _row = restricted
    with acting_as(system_actor(case.municipality.pk)):
        batch = RetentionBatch.objects.get()
    place = place_of(batch.folder)
    verify_package(place, batch.checksum)
    victim = next((place / "dokumenter").iterdir())
    whole = victim.read_bytes()
    for bytes_now in (b"noe annet", whole + sealed_line(b"mer"), b"".join(whole.splitlines(keepends=True)[1:])):
        victim.write_bytes(bytes_now)
        with pytest.raises(BrokenPackage):
            verify_package(place, batch.checksum)
    with pytest.raises(CommandError, match="not whole"):
        call_command("hand_over_package", batch.folder, str(tmp_path / "package.tar"))
    with pytest.raises(CommandError, match="no such"):
        call_command("hand_over_package", "arkivuttrekk-0000", str(tmp_path / "package.tar"))
    assert list(tmp_path.iterdir()) == []
    assert remove_cases(case.municipality.pk, dt.date(2050, 1, 1)) == 0


def test_a_restricted_case_is_there_for_the_privacy_officer_only(
    restricted: tuple[FullCase, RetentionCase], leader: Actor, officer: Actor
) -> None:
    case, row = restricted
    adviser = make_actor(case.municipality, Role.PROGRAMME_ADVISER, cleared_for_confidential=True)
    assert not _seen(leader, case.person)
    assert not _seen(adviser, case.person)
    with acting_as(leader), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programmes_decision WHERE participant_id = %s", [case.person.pk])
        assert cursor.fetchone() == (0,)
    with acting_as(leader):
        assert not RetentionCase.objects.visible_to(leader).filter(pk=row.pk).exists()
    with acting_as(officer):
        assert RetentionCase.objects.visible_to(officer).restricted().get().pk == row.pk


def test_a_privacy_officer_opens_it_again_with_a_reason(
    restricted: tuple[FullCase, RetentionCase], leader: Actor, officer: Actor
) -> None:
    case, row = restricted
    with pytest.raises(RetentionCase.DoesNotExist):
        lift_restriction(leader, row.pk, reason="En klage er kommet inn.")
    with pytest.raises(RuleRefused):
        lift_restriction(officer, row.pk, reason="nei")
    lift_restriction(officer, row.pk, reason="En klage er kommet inn.")
    assert _seen(leader, case.person)
    with acting_as(leader):
        assert RetentionCase.objects.visible_to(leader).get(pk=row.pk).state == RetentionState.NOTICED


def test_nothing_is_removed_before_its_day_nor_by_anybody_else(restricted: tuple[FullCase, RetentionCase]) -> None:
    case, row = restricted
    assert row.remove_on == dt.date(2040, 1, 1) + dt.timedelta(days=90)
    assert remove_cases(case.municipality.pk, row.remove_on - dt.timedelta(days=1)) == 0
    for actor in (system_actor(case.municipality.pk), make_actor(case.municipality, Role.PRIVACY_OFFICER)):
        with pytest.raises(DatabaseError, match="past its day"), acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT fot_remove_case(%s)", [row.pk])


def test_a_removed_case_is_gone_from_every_table_and_from_disk(
    restricted: tuple[FullCase, RetentionCase], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case, row = restricted
    with acting_as(system_actor(case.municipality.pk)):
        document = Document.objects.filter(participant=case.person)[0]
        RetentionCase.objects.filter(pk=row.pk).update(remove_on=dt.date(2026, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_cases(case.municipality.pk, dt.date(2026, 11, 27)) == 1
    with acting_as(system_actor(case.municipality.pk)), connection.cursor() as cursor:
        cursor.execute(_POINTING)
        for (table,) in cursor.fetchall():
            if table != "agencies_accesslogentry":
                cursor.execute(f"SELECT count(*) FROM {table} WHERE participant_id = %s", [case.person.pk])
                assert cursor.fetchone() == (0,), table
        assert not Participant.objects.filter(pk=case.person.pk).exists()
        assert not ChangeRecord.objects.filter(row_id=case.person.pk).exists()
        row.refresh_from_db()
        assert (row.state, row.participant_id, row.reasons) == (RetentionState.REMOVED, None, [])
        assert RetentionBatch.objects.get().files > 0
    with acting_as(make_actor(case.municipality, Role.PRIVACY_OFFICER)):
        assert AccessLogEntry.objects.filter(participant_id=case.person.pk).exists()
    assert not (settings.DOCUMENT_DIR / document.pk.hex[-2:] / str(document.pk)).exists()
    # The triggers rest for the one transaction only.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_where_somebody_elses_case_points_at_the_person_an_empty_shell_is_left(
    restricted: tuple[FullCase, RetentionCase],
) -> None:
    case, row = restricted
    relative = make_person(case.municipality)
    stranger = make_full_case(make_municipality("Voss"))
    with acting_as(system_actor(case.municipality.pk)):
        member = FamilyMember.objects.create(
            participant=relative, municipality=case.municipality, kinship="parent", related=case.person
        )
        IdentityNumber.objects.filter(participant=case.person).update(valid_to=dt.date(2039, 1, 1))
        RetentionCase.objects.filter(pk=row.pk).update(remove_on=dt.date(2026, 1, 1))
    transfer = stranger.transfer
    with acting_as(system_actor(stranger.municipality.pk)):
        type(transfer).objects.filter(pk=transfer.pk).update(
            state="accepted", answered_on=dt.date(2026, 11, 5), received_as=case.person
        )
    with transaction.atomic():
        assert remove_cases(case.municipality.pk, dt.date(2026, 11, 27)) == 1
    with acting_as(system_actor(case.municipality.pk)):
        shell = Participant.objects.get(pk=case.person.pk)
        assert (shell.full_name, shell.birth_date.year, shell.phone) == ("–", 1900, "")
        assert FamilyMember.objects.filter(pk=member.pk).exists()
    assert not _seen(make_actor(case.municipality, Role.TEAM_LEADER), case.person)


def test_a_damaged_document_stops_the_package_and_restricts_nobody(
    short: None, municipality: Agency, leader: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _ended_case(municipality)
    row = _notice(case.person)
    with acting_as(system_actor(municipality.pk)):
        Document.objects.filter(participant=case.person).update(checksum="0" * 64)
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2040, 1, 1))
    (batch,) = confirm_cases(leader, [row.pk])
    assert batch.job is not None
    run_job(batch.job.pk)
    assert _seen(leader, case.person)
    assert retry_batches(municipality.pk) == 1


def test_a_reservation_against_research_goes_with_the_package(
    short: None, municipality: Agency, leader: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = _ended_case(municipality)
    reserve_against_research(leader, case.person.pk, is_reserved=True)
    row = _notice(case.person)
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2040, 1, 1))
    (batch,) = confirm_cases(leader, [row.pk])
    assert batch.job is not None
    run_job(batch.job.pk)
    with acting_as(system_actor(municipality.pk)):
        batch.refresh_from_db()
    tree = etree.parse(unpacked(batch, tmp_path) / "arkivstruktur.xml")
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(tree)
    assert "forskning" in str(tree.findtext(".//n5:virksomhetsspesifikkeMetadata", namespaces=_N5))
