"""Files on a case: what is kept, where, for whom, and that nothing is left lying."""

import io
import os
import stat
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessLogEntry, Agency, Role
from agencies.upload_checks import PDF, TEXT
from participants.models import CaseEvent, Document, Participant
from participants.operations.documents import (
    DamagedDocument,
    clean_filename,
    open_document,
    settle_incoming,
    store_document,
)
from tests.world import make_actor, make_municipality, make_nav_office, make_person

PDF_BYTES = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG_BYTES = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def _zip(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return raw.getvalue()


DOCX_BYTES = _zip("[Content_Types].xml", "word/document.xml")
XLSX_BYTES = _zip("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality)


def _store(actor: Actor, person: Participant, content: bytes = PDF_BYTES, filename: str = "vedtak.pdf") -> Document:
    upload = SimpleUploadedFile(filename, content)
    return store_document(actor, person.pk, title="Vedtak", filename=filename, content=upload)


def _files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.DOCUMENT_DIR).rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "mime", "ending"),
    [
        (PDF_BYTES, "application/pdf", ".pdf"),
        (PNG_BYTES, "image/png", ".png"),
        (JPEG_BYTES, "image/jpeg", ".jpg"),
        (DOCX_BYTES, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        (XLSX_BYTES, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        ("Notat på norsk, العربية, ትግርኛ\r\n".encode(), "text/plain", ".txt"),
        (b"\xef\xbb\xbfmed BOM", "text/plain", ".txt"),
        (b"<script>alert(1)</script>", "text/plain", ".txt"),
    ],
    ids=["pdf", "png", "jpeg", "docx", "xlsx", "text", "text with BOM", "script as text"],
)
def test_the_type_is_told_by_the_bytes_and_the_name_follows(
    adviser: Actor, person: Participant, content: bytes, mime: str, ending: str
) -> None:
    document = _store(adviser, person, content, "fil.exe")
    assert (document.content_type, document.filename, document.size) == (mime, f"fil{ending}", len(content))
    opened, file = open_document(adviser, document.pk)
    with file:
        assert (opened.pk, file.read()) == (document.pk, content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"PK\x03\x04 and no zip",
        _zip("a.txt"),
        _zip("word/document.xml"),
        _zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"text\x00with a zero",
        "Windows-1252: æøå".encode("cp1252"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word",
        b"t" * 10_000 + b"\x07",
    ],
    ids=["program", "no zip", "zip", "no types", "macros", "zero byte", "Windows-1252", "old Word", "bell"],
)
def test_other_types_are_refused_and_nothing_is_left(
    adviser: Actor, person: Participant, content: bytes, settings: Any
) -> None:
    with pytest.raises(RuleRefused) as refusal:
        _store(adviser, person, content)
    assert [(one.code, one.field) for one in refusal.value.refusals] == [("file_type", "file")]
    assert _files(settings) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "code"), [(0, "file_empty"), (100, None), (101, "file_too_large")])
def test_the_size_has_a_floor_and_a_limit(
    adviser: Actor, person: Participant, settings: Any, size: int, code: str | None
) -> None:
    settings.DOCUMENT_MAX_BYTES = 100
    content = b"a" * size
    if code is None:
        assert _store(adviser, person, content, "notat.txt").size == size
        return
    with pytest.raises(RuleRefused) as refusal:
        _store(adviser, person, content, "notat.txt")
    assert [(one.code, one.field) for one in refusal.value.refusals] == [(code, "file")]
    assert _files(settings) == []


def test_the_limit_is_twenty_megabytes(settings: Any) -> None:
    assert settings.DOCUMENT_MAX_BYTES == 20 * 1024 * 1024


@pytest.mark.django_db
def test_a_large_upload_is_read_a_block_at_a_time(adviser: Actor, person: Participant) -> None:
    class Blocks:
        largest = 0
        left = 300_000

        def read(self, size: int = -1, /) -> bytes:
            assert 0 < size <= 1024 * 1024
            block = b"a" * min(size, self.left)
            self.left -= len(block)
            return block

    assert store_document(adviser, person.pk, title="", filename="x", content=Blocks()).size == 300_000


@pytest.mark.django_db(transaction=True)
def test_the_file_lies_in_its_place_for_this_user_only(settings: Any) -> None:
    municipality = make_municipality()
    adviser, person = make_actor(municipality, Role.PROGRAMME_ADVISER), make_person(municipality)
    document = _store(adviser, person)
    (path,) = _files(settings)
    assert (path.name, path.parent.name) == (str(document.pk), document.pk.hex[-2:])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in path.parents[:1]} == {0o700}
    assert not Path(settings.DOCUMENT_DIR).is_relative_to(settings.STATIC_ROOT)


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_transaction_was_taken_back_is_swept_away(settings: Any) -> None:
    municipality = make_municipality()
    adviser, person = make_actor(municipality, Role.PROGRAMME_ADVISER), make_person(municipality)
    kept = _store(adviser, person)
    with suppress(ZeroDivisionError), acting_as(adviser):
        _store(adviser, person)
        raise ZeroDivisionError
    assert len(_files(settings)) == 2
    assert settle_incoming() == 0, "an upload that may still be under way is left alone"
    for path in _files(settings):
        os.utime(path, (time.time() - 7200,) * 2)
    assert settle_incoming() == 1
    assert [path.name for path in _files(settings)] == [str(kept.pk)]


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_file(
    adviser: Actor, person: Participant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document.objects, "create", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _store(adviser, person)
    assert _files(settings) == []


@pytest.mark.django_db
def test_a_file_of_a_committed_row_that_was_not_moved_is_read_and_then_moved(
    adviser: Actor, person: Participant, settings: Any
) -> None:
    # A test's transaction never commits: the same as a process that died between commit and move.
    document = _store(adviser, person)
    (path,) = _files(settings)
    assert "incoming" in path.parts
    open_document(adviser, document.pk)[1].close()
    os.utime(path, (time.time() - 7200,) * 2)
    assert settle_incoming() == 1
    assert "incoming" not in _files(settings)[0].parts
    open_document(adviser, document.pk)[1].close()


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["gone", "shorter", "changed"])
def test_a_file_that_is_not_what_was_stored_is_not_handed_out(
    adviser: Actor, person: Participant, settings: Any, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    document = _store(adviser, person)
    (path,) = _files(settings)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(PDF_BYTES[:-1] + (b"" if damage == "shorter" else b"!"))
    with pytest.raises(DamagedDocument):
        open_document(adviser, document.pk)
    assert str(document.pk) in {getattr(record, "document_id", "") for record in caplog.records}


@pytest.mark.django_db
def test_storing_is_noted_and_opening_is_logged(adviser: Actor, person: Participant) -> None:
    document = _store(adviser, person)
    open_document(adviser, document.pk)[1].close()
    with acting_as(adviser):
        event = CaseEvent.objects.get(kind="document_stored")
        entry = AccessLogEntry.objects.get()
    assert (event.participant_id, event.actor_id) == (person.pk, adviser.user_id)
    assert (entry.resource, entry.participant_id, entry.user_id) == ("document", person.pk, adviser.user_id)
    assert entry.municipality_id == person.municipality_id


@pytest.mark.django_db
def test_a_stranger_can_neither_store_nor_open(adviser: Actor, person: Participant, settings: Any) -> None:
    document = _store(adviser, person)
    voss = make_municipality("Voss")
    stranger = make_actor(voss, Role.PROGRAMME_ADVISER)
    own = _store(stranger, make_person(voss))
    before = _files(settings)
    with pytest.raises(Participant.DoesNotExist):
        _store(stranger, person)
    for missing in (document.pk, uuid4()):
        with pytest.raises(Document.DoesNotExist):
            open_document(stranger, missing)
    open_document(stranger, own.pk)[1].close()
    assert _files(settings) == before


@pytest.mark.django_db
def test_nav_sees_no_documents(adviser: Actor, person: Participant, municipality: Agency) -> None:
    document = _store(adviser, person)
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(Document.DoesNotExist):
        open_document(nav, document.pk)
    with pytest.raises(NotPermitted):
        _store(nav, person)


@pytest.mark.django_db
def test_the_documents_of_a_protected_person_are_for_those_who_are_named(municipality: Agency) -> None:
    person = make_person(municipality, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        document = _store(system_actor(municipality.pk), person)
    with pytest.raises(Document.DoesNotExist):
        open_document(make_actor(municipality, Role.TEAM_LEADER), document.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "shown"), [("  Vedtak  om\tprogram ", "Vedtak om program"), ("", "brev")])
def test_a_title_is_tidied_and_taken_from_the_name_where_there_is_none(
    adviser: Actor, person: Participant, title: str, shown: str
) -> None:
    upload = io.BytesIO(PDF_BYTES)
    assert store_document(adviser, person.pk, title=title, filename="brev.pdf", content=upload).title == shown


@pytest.mark.django_db
def test_a_title_has_a_limit(adviser: Actor, person: Participant) -> None:
    with pytest.raises(RuleRefused) as refusal:
        store_document(adviser, person.pk, title="x" * 201, filename="a.pdf", content=io.BytesIO(PDF_BYTES))
    assert refusal.value.refusals[0].field == "title"


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("vedtak.pdf", "vedtak.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\kari\Mine brev\brev.doc", "brev.pdf"),
        ("a\r\nContent-Type: text/html.pdf", "html.pdf"),
        ("navn\u202efdp.exe", "navnfdp.pdf"),
        ("  .htaccess", "htaccess.pdf"),
        ("", "dokument.pdf"),
        ("...", "dokument.pdf"),
        ("Søknad «æøå» 2027.pdf", "Søknad «æøå» 2027.pdf"),
        ("a<b>c?.pdf", "a_b_c_.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_filename_is_cleaned(given: str, cleaned: str) -> None:
    assert clean_filename(given, PDF) == cleaned


@given(st.text(max_size=300))
def test_any_name_becomes_safe(name: str) -> None:
    cleaned = clean_filename(name, TEXT)
    assert cleaned.endswith(".txt")
    assert 4 < len(cleaned) <= 200
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert not cleaned.startswith((".", " "))
