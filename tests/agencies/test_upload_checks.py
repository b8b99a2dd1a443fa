"""Uploads: told by their bytes, and measured by unpacking, before anything parses them."""

import io
import zipfile

import pytest
import xlsxwriter

from agencies.upload_checks import is_no_table, unpacks_beyond
from participants.arrivals.reading import read_table
from participants.arrivals.tables import FileFault, UnreadableFileError

LIST = "Etternavn;Fornavn;Fødselsdato\nMelnyk;Olena;14.03.1991\n"
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"MZ\x90\0" + b"\0" * 60,
        b"Rar!\x1a\x07\0" + b"\0" * 9,
        b"GIF89a" + b"\0" * 20,
    ],
    ids=["pdf", "png", "program", "rar", "gif"],
)
def test_what_is_no_table_is_refused_before_it_is_read(data: bytes) -> None:
    assert is_no_table(data)
    with pytest.raises(UnreadableFileError) as caught:
        read_table(data)
    assert caught.value.fault is FileFault.DAMAGED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("start", ["", "BM;", "ID;", "GIF;", "PK;", "MZ;", "{", "<", "#!"])
def test_a_list_is_a_list_whatever_its_letters(encoding: str, start: str) -> None:
    assert not is_no_table((start + LIST).encode(encoding))


def _zip(**members: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def _lying(data: bytes, size: int) -> bytes:
    """The archive with every member said to be small, in the list at its end and at the member itself."""
    said, true = (17).to_bytes(4, "little"), size.to_bytes(4, "little")
    assert data.count(true) == 2
    return data.replace(true, said)


def _beyond(data: bytes, most: int) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return unpacks_beyond(archive, most)


def test_an_archive_is_measured_by_unpacking_whatever_it_says() -> None:
    honest = _zip(big=b"\0" * 5 * MEGABYTE)
    assert len(honest) < MEGABYTE
    assert _beyond(honest, 4 * MEGABYTE)
    assert not _beyond(honest, 5 * MEGABYTE)
    lying = _lying(honest, 5 * MEGABYTE)
    assert zipfile.ZipFile(io.BytesIO(lying)).infolist()[0].file_size == 17
    assert _beyond(lying, 4 * MEGABYTE)


def test_many_members_count_together() -> None:
    data = _zip(**{f"part{number}": b"\0" * MEGABYTE for number in range(6)})
    assert _beyond(data, 5 * MEGABYTE)
    assert not _beyond(data, 6 * MEGABYTE)


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_args: object) -> None:
        raise AssertionError("the bomb was parsed")

    bomb = _zip(**{"[Content_Types].xml": b"<x/>", "xl/sharedStrings.xml": b" " * 60 * MEGABYTE})
    monkeypatch.setattr("participants.arrivals.spreadsheet.CalamineWorkbook", parsed)
    for data in (bomb, _lying(bomb, 60 * MEGABYTE)):
        with pytest.raises(UnreadableFileError) as caught:
            read_table(data)
        assert caught.value.fault is FileFault.TOO_LARGE


def test_a_long_and_honest_workbook_is_read() -> None:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        sheet = book.add_worksheet()
        for row in range(5000):
            sheet.write_row(row, 0, ["Melnyk", "Olena", "14.03.1991"])
    assert len(read_table(raw.getvalue()).rows) == 4999
