"""What may be stored on a case: told by the bytes, one thing at a time, without macros and without bombs."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from agencies import upload_checks
from agencies.upload_checks import DOCX, JPEG, PDF, PNG, TEXT, XLSX, ContentType, content_type_of

MEGABYTE = 1024 * 1024
_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"IEND\xaeB`\x82"
_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x11" * 40 + b"\xff\xd9"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
_HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.main+xml"/></Types>'
_MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def _zip(*members: tuple[str, bytes], comment: bytes = b"") -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            # A day of its own, since the bytes name the tests: two runs at once must have the same names.
            member = zipfile.ZipInfo(name, (2026, 11, 2, 12, 0, 0))
            archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return raw.getvalue()


def _word(*more: tuple[str, bytes], types: bytes = _TYPES, comment: bytes = b"") -> bytes:
    return _zip(("[Content_Types].xml", types), ("word/document.xml", b"<x/>"), *more, comment=comment)


def _excel(*more: tuple[str, bytes]) -> bytes:
    return _zip(("[Content_Types].xml", _TYPES), ("xl/workbook.xml", b"<x/>"), *more)


def _type_of(folder: Path, data: bytes, filename: str = "") -> ContentType | None:
    path = folder / "fil"
    path.write_bytes(data)
    return content_type_of(path, filename)


@pytest.mark.parametrize(
    ("data", "filename", "kind"),
    [
        (_PDF, "a.pdf", PDF), (_PNG, "a.png", PNG), (_JPEG, "a.jpeg", JPEG), (_word(), "a.docx", DOCX),
        (_excel(), "a.xlsx", XLSX), ("Møte på norsk".encode(), "a.txt", TEXT), (b"BM er initialene", "a", TEXT),
        # A picture or a PDF under another's name is what it is.
        (_PNG, "a.pdf", PNG), (_PDF, "a.exe", PDF),
        (_word(("word/media/bilde.png", _PNG)), "a.docx", DOCX),
    ],
)  # fmt: skip
def test_what_a_case_needs_is_kept(tmp_path: Path, data: bytes, filename: str, kind: ContentType) -> None:
    assert _type_of(tmp_path, data, filename) == kind


_TWO_THINGS = (
    _PDF + _zip(("a.txt", b"a")), _PNG + _word(), _JPEG + _zip(("a.class", b"a")), _PDF + _word(), b"GIF89a" + _word(),
    _word() + _PDF, _word() + b"\n", _word(comment=b"%PDF-1.7"), _PNG[:16] + _PDF, _JPEG[:20] + _PDF,
    _JPEG[:12] + _HTML + _JPEG[12:], _PDF[:9] + _HTML, _PNG[:16] + b"<?php a", b"junk\0" + _PDF,
)  # fmt: skip


@pytest.mark.parametrize("data", _TWO_THINGS, ids=range(len(_TWO_THINGS)))
def test_what_is_two_things_at_once_is_refused(tmp_path: Path, data: bytes) -> None:
    assert _type_of(tmp_path, data, "a.pdf") is None


@pytest.mark.parametrize("filename", ["a.pdf", "a.png", "A.JPEG", "a.docx", "a.xlsx"])
@pytest.mark.parametrize("data", [_SVG, _HTML, b"bare tekst", b'<?xml version="1.0"?>' + _SVG])
def test_text_that_calls_itself_something_else_is_refused(tmp_path: Path, data: bytes, filename: str) -> None:
    assert _type_of(tmp_path, data, filename) is None


@pytest.mark.parametrize("filename", ["a.svg", "a.html", "a.txt", "a"])
@pytest.mark.parametrize("data", [_SVG, _HTML])
def test_pages_and_drawings_that_run_are_no_notes(tmp_path: Path, data: bytes, filename: str) -> None:
    assert _type_of(tmp_path, data, filename) is None


@pytest.mark.parametrize(
    "data",
    [
        _word(("word/vbaProject.bin", b"a")), _word(types=_MACRO_TYPES), _word(types=_MACRO_TYPES.upper()),
        _excel(("xl/vbaProject.bin", b"a")), _excel(("xl/macrosheets/sheet1.xml", b"<x/>")),
        _excel(("xl/activeX/activeX1.bin", b"a")), _word(("word/sub/VBAPROJECT.BIN", b"a")),
    ],
)  # fmt: skip
def test_macros_are_refused_whatever_the_name(tmp_path: Path, data: bytes) -> None:
    assert _type_of(tmp_path, data, "a.docx") is None


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = _word(("word/document.xml", b"<y/>"))
    assert _type_of(tmp_path, data, "a.docx") is None


@pytest.mark.parametrize("build", [_word, _excel])
def test_a_bomb_is_refused_also_when_it_lies_about_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable[..., bytes]
) -> None:
    monkeypatch.setattr(upload_checks, "_MOST_UNPACKED", 4 * MEGABYTE)
    honest = build(("docProps/app.xml", b" " * 5 * MEGABYTE))
    lying = honest.replace((5 * MEGABYTE).to_bytes(4, "little"), (17).to_bytes(4, "little"))
    assert lying != honest
    for bomb in (honest, lying):
        assert len(bomb) < MEGABYTE
        assert _type_of(tmp_path, bomb, "a.docx") is None
    nested = build(("a.zip", honest))
    assert _type_of(tmp_path, nested, "a.docx") is not None, "what lies packed in it is not unpacked by anybody"


@pytest.mark.parametrize("data", [_word()[:-10], b"PK\x03\x04 and no zip", _zip(("a.txt", b"a"))])
def test_a_damaged_or_other_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    assert _type_of(tmp_path, data, "a.docx") is None
