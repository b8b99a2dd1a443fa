import json
from decimal import Decimal

import pytest

from programmes.law.case_json import UnreadableCaseError, clock_line, read_case
from tests.programmes.law.documents import Document, absence, document

KEYS = ["id", "rule_set", "base_last_day", "last_day", "counted_working_days", "leave_clock", "steps", "refused"]


def answer_to(line: str | bytes) -> Document:
    text = clock_line(line)
    assert "\n" not in text
    answer: Document = json.loads(text)
    return answer


def test_a_result_has_the_fields_of_the_format_in_their_order() -> None:
    answer = answer_to(json.dumps(document(absence("holiday", "2026-07-01"), months=13)))
    assert list(answer) == KEYS
    assert all(list(step) == ["date", "text", "paragraph"] for step in answer["steps"])
    assert all(list(refusal) == ["code", "paragraph", "detail"] for refusal in answer["refused"])


@pytest.mark.parametrize("id_", ["case-1", 7, None, {"a": [1.5, "æøå"]}, "\ud800", "a\u2028b"])
def test_the_id_comes_back_unchanged(id_: object) -> None:
    assert answer_to(json.dumps(document(id=id_)))["id"] == id_


def test_absences_and_extension_may_be_left_out() -> None:
    facts = document()
    del facts["absences"], facts["extension_months"]
    assert answer_to(json.dumps(facts))["last_day"] == "2027-02-01"


@pytest.mark.parametrize(
    "line",
    ["", "{", "nonsense", "[1, 2", '{"id": NaN}', '{"id": 1e999}', b"\xff\xfe\x00", '{"id": "\n"}', "[" * 200_000],
    ids=lambda line: repr(line[:12]),
)
def test_a_line_that_is_no_json_gets_a_result_with_an_error(line: str | bytes) -> None:
    answer = answer_to(line)
    assert list(answer) == [*KEYS, "error"]
    assert answer["last_day"] is None
    assert answer["error"]["pointer"] == ""


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"protection": "none"}, "/protection"),
        ({"protection": None}, "/protection"),
        ({"education": ["below"]}, "/education"),
        ({"goal": "WORK"}, "/goal"),
        ({"absences": "none"}, "/absences"),
        ({"absences": {"kind": "welfare"}}, "/absences"),
        ({"absences": ["welfare"]}, "/absences/0"),
        ({"absences": [absence("welfare", "2026-03-02"), absence("fishing", "2026-03-03")]}, "/absences/1/kind"),
    ],
    ids=str,
)
def test_an_unknown_word_is_pointed_at_and_keeps_the_id(changes: Document, pointer: str) -> None:
    answer = answer_to(json.dumps(document(**changes)))
    assert (answer["id"], answer["error"]["pointer"]) == ("case-1", pointer)


@pytest.mark.parametrize("line", ["1", "null", '"text"', "[]", "true"])
def test_what_is_no_object_is_no_case(line: str) -> None:
    assert "error" in answer_to(line)


def test_an_absence_that_cannot_be_read_is_pointed_at() -> None:
    case = read_case(document(absence("welfare", "2026-03-02"), absence("welfare", "x", "y", hours="z")))
    assert case.unreadable == ("/absences/1/first_day", "/absences/1/last_day", "/absences/1/hours")
    assert len(case.absences) == 1


@pytest.mark.parametrize("hours", [7.5, "7.5", Decimal("7.5")])
def test_hours_are_read_exactly(hours: object) -> None:
    [read] = read_case(document(absence("welfare", "2026-03-02", hours=hours))).absences
    assert read.hours == Decimal("7.5")


@pytest.mark.parametrize("hours", [True, [], "7,5", "NaN", "1e999999999", float("inf")])
def test_other_hours_cannot_be_read(hours: object) -> None:
    assert read_case(document(absence("welfare", "2026-03-02", hours=hours))).unreadable == ("/absences/0/hours",)


def test_an_absurd_number_of_months_cannot_be_read() -> None:
    assert read_case(document(months=10**4000)).months is None


def test_the_reader_says_what_is_wrong() -> None:
    with pytest.raises(UnreadableCaseError, match="ordinary, collective"):
        read_case({"protection": "x"})
