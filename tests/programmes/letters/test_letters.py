"""Letters: what they say, and that the PDF is one for the archive and for those who listen to it."""

import datetime as dt
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from participants.operations.documents import open_document
from programmes.law.enums import Goal
from programmes.law.procedure import DecisionType
from programmes.letters.typesetting import UnprintableSignError, typeset
from programmes.letters.writing import (
    WORDS,
    CertificateText,
    DecisionText,
    NoticeText,
    Sheet,
    advance_notice,
    certificate,
    decision_letter,
)
from programmes.models import EndReason, Letter
from programmes.models.decision import RefusalReason
from tests.programmes.awards import make_programme
from tests.world import make_person

LANGUAGES = sorted(WORDS)
STEPS = [
    {"date": "2030-10-11", "text": "Programmet varer i 48 måneder.", "paragraph": "integreringsloven § 14"},
    {"date": "2031-10-11", "text": "Programmet er forlenget.", "paragraph": "integreringsloven § 14"},
]


def _sheet(**facts: Any) -> Sheet:
    known: dict[str, Any] = {
        "language": "nb", "issued_on": dt.date(2026, 11, 22), "sender": "Bergen kommune",
        "organisation_number": "310000019", "recipient": "Олена Ковaленко-Ødegård",
        "born_on": dt.date(1991, 3, 14), "signed_by": "Kari Nordmann",
    }  # fmt: skip
    return Sheet(**(known | facts))


def _text(**facts: Any) -> DecisionText:
    known: dict[str, Any] = {
        "decision_type": DecisionType.EXTENSION, "is_refusal": False, "number": 3,
        "content": {"extension_months": 12, "earlier_last_day": "2030-10-11", "last_day": "2031-10-11"},
        "reasons": "Ett fag gjenstår. #set page(fill: red) *ikke fet*", "paragraphs": ["integreringsloven § 14"],
        "steps": STEPS, "requested_on": dt.date(2026, 11, 20),
    }  # fmt: skip
    return DecisionText(**(known | facts))


def _pdf(template: str, data: dict[str, Any]) -> PdfReader:
    return PdfReader(BytesIO(typeset(template, data)))


def _words_in(pdf: PdfReader) -> str:
    """The text without hyphens at the ends of lines, on one line."""
    text = "".join(page.extract_text() for page in pdf.pages)
    return " ".join(text.replace("-\n", "").replace("\u00ad\n", "").split())


def _letters() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for language in LANGUAGES:
        sheet = _sheet(language=language)
        notice = NoticeText(
            decision_type=DecisionType.STOP_TEMPORARY, number=4, reasons="Fravær.", due_on=dt.date(2026, 12, 6)
        )
        ended = CertificateText(first_day=dt.date(2026, 10, 12), last_day=dt.date(2027, 10, 11), goal="work")
        found += [
            ("letter", decision_letter(sheet, _text())),
            ("letter", advance_notice(sheet, notice)),
            ("certificate", certificate(sheet, ended)),
        ]
    return found


@pytest.mark.parametrize(("template", "data"), _letters())
def test_a_letter_is_an_archive_pdf_that_can_be_listened_to(template: str, data: dict[str, Any]) -> None:
    pdf = _pdf(template, data)
    root: Any = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert data["title"] in xmp
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == data["language"]
    assert "/StructTreeRoot" in root


@pytest.mark.parametrize(("template", "data"), _letters())
def test_its_fonts_are_embedded_and_are_ours(template: str, data: dict[str, Any]) -> None:
    fonts = [font.get_object() for page in _pdf(template, data).pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
        assert "NotoSans" in font["/BaseFont"]


def test_headings_and_tables_are_tagged() -> None:
    root: Any = _pdf("letter", decision_letter(_sheet(), _text())).trailer["/Root"]
    tags: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            tags.add(str(node.get("/S", "")))
            walk(node.get("/K", []))

    walk(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= tags


def test_a_decision_letter_tells_facts_steps_reasons_rules_and_appeal() -> None:
    said = _words_in(_pdf("letter", decision_letter(_sheet(), _text(answer="Jeg vil fortsette."))))
    for text in (
        "Vedtak om forlengelse av introduksjonsprogrammet", "Bergen kommune", "310000019", "Олена", "12 måneder",
        "11. oktober 2031", "20. november 2026", "Ett fag gjenstår.", "Dette har du sagt om saken: Jeg vil fortsette.",
        "integreringsloven § 14", "tre uker", "Statsforvalteren", "forvaltningsloven § 18", "Kari Nordmann", "vedtak 3",
    ):  # fmt: skip
        assert text in said, text


def test_what_people_write_is_text_and_never_markup() -> None:
    said = _words_in(_pdf("letter", decision_letter(_sheet(recipient="A #let *B* $x$"), _text())))
    assert "#set page(fill: red) *ikke fet*" in said
    assert "A #let *B* $x$" in said


def test_a_refusal_says_so_in_both_languages() -> None:
    titles = {
        language: decision_letter(_sheet(language=language), _text(is_refusal=True))["title"] for language in LANGUAGES
    }
    assert titles["nb"] == "Avslag på søknad om forlengelse av introduksjonsprogrammet"
    assert titles["en"] == "Refusal of application: extension of the introduction programme"


def test_signs_that_the_fonts_lack_are_named() -> None:
    with pytest.raises(UnprintableSignError) as refused:
        typeset("letter", decision_letter(_sheet(), _text(reasons="مرحبا 😀")))
    assert "😀" in refused.value.signs


def test_both_languages_say_everything() -> None:
    nb, en = WORDS["nb"], WORDS["en"]
    assert set(nb.types) == set(en.types) == set(DecisionType)
    assert list(nb.facts) == list(en.facts)
    assert set(nb.texts) == set(en.texts)
    reasons = {reason.value for reason in EndReason} - {EndReason.DECEASED.value}
    assert set(nb.names) == set(en.names) == reasons | set(RefusalReason.values)
    assert all(goal in nb.law.names and goal in en.law.names for goal in Goal)


@pytest.mark.django_db
def test_the_stored_letter_has_its_checksum_and_what_it_was_made_from(municipality: Agency) -> None:
    programme = make_programme(make_person(municipality))
    actor = system_actor(municipality.pk)
    with acting_as(actor):
        letter = Letter.objects.select_related("document").get(participation=programme)
        document, file = open_document(actor, letter.document_id)
        with file:
            pdf = file.read()
    assert sha256(pdf).hexdigest() == document.checksum
    assert typeset("letter", letter.data)[:8] == pdf[:8]
    assert "12 måneder" in _words_in(PdfReader(BytesIO(pdf)))
    assert document.title == "vedtak 1: Vedtak om introduksjonsprogram"
