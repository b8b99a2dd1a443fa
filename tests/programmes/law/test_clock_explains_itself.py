from dataclasses import replace

import pytest

from programmes.law import Case, programme_clock
from programmes.law.case_json import read_case, result_document
from programmes.law.enums import AbsenceKind, DeadlineKind, Fault, Goal, NoticeCode, StepCode
from programmes.law.texts import Catalogue
from programmes.law.texts_en import ENGLISH
from programmes.law.texts_nb import BOKMAAL
from tests.programmes.law.documents import Document, absence, day, document, result

ELEVEN = absence("sick_doctor", "2026-03-02", "2026-03-16")


def case(*absences: Document, **changes: object) -> Case:
    return read_case(document(*absences, **changes))


def test_the_steps_say_what_was_counted_under_which_paragraph_and_the_date_after_each() -> None:
    answer = result(
        absence("sick_doctor", "2026-03-02", "2026-03-09"),
        absence("welfare", "2026-04-07", "2026-04-13"),
        absence("holiday", "2026-07-01", "2026-07-07"),
        absence("parental", "2027-02-15", "2027-02-16"),
    )
    lines = [(step["date"], step["text"], step["paragraph"]) for step in answer["steps"]]
    assert lines == [
        ("2027-02-01", "Programmet varer i 12 måneder fra 2. februar 2026.", "integreringsloven § 13 tredje ledd"),
        ("2027-02-01", "Sykdom med legeerklæring: 6 virkedager regnes med.", "integreringsforskriften § 10"),
        ("2027-02-01", "Velferdspermisjon: 5 virkedager regnes med.", "integreringsforskriften § 19"),
        ("2027-02-01", "Ferie: 5 virkedager kommer ikke i tillegg.", "integreringsforskriften § 19"),
        (
            "2027-02-16",
            "Til sammen regnes 11 virkedager med. Det er over 10 virkedager i programmet, og 11 virkedager legges til.",
            "integreringsforskriften §§ 10, 19",
        ),
        (
            "2027-02-18",
            "2 virkedager til faller i tiden som er lagt til, og blir også lagt til.",
            "integreringsforskriften §§ 10, 19",
        ),
    ]


def test_ten_days_are_explained_as_not_over_the_threshold() -> None:
    step = result(absence("sick_doctor", "2026-03-02", "2026-03-13"))["steps"][-1]
    assert step["date"] == "2027-02-01"
    assert "ikke over 10 virkedager" in step["text"]


def test_an_extension_is_a_step_of_its_own() -> None:
    steps = result(education="below", goal="part_upper_secondary", months=36, extension_months=1)["steps"]
    assert [step["date"] for step in steps] == ["2029-02-01", "2029-03-01"]
    assert steps[1]["text"] == "Programmet er forlenget med 1 måned, til 37 måneder i alt."


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"extension_months": 3},
        {"offer_date": "2024-01-01"},
        {"offer_date": "2024-01-01", "decided_last_day": "2027-01-01"},
        {"absences": [ELEVEN]},
        {"absences": [absence("parental", "2026-06-01", "2027-03-31")]},
        {"offer_date": "2019-01-01"},
    ],
)
def test_the_last_step_has_the_last_day_and_every_step_its_paragraph(changes: Document) -> None:
    answer = result(**changes)
    assert answer["steps"][-1]["date"] == answer["last_day"]
    assert all(step["paragraph"].startswith("integrerings") and step["text"] for step in answer["steps"])
    assert all(refusal["paragraph"] and refusal["detail"] for refusal in answer["refused"])


def test_a_leave_that_runs_past_an_unmoved_end_gives_a_notice() -> None:
    found = programme_clock(case(absence("parental", "2027-01-19", "2027-06-30"))).notices
    assert [notice.code for notice in found] == [NoticeCode.LEAVE_RUNS_PAST_END]
    assert "10 virkedager" in found[0].text()


@pytest.mark.parametrize(
    "entry",
    [
        absence("parental", "2027-01-19", "2027-02-01"),  # over with the programme
        absence("parental", "2027-02-02", "2027-06-30"),  # after it
        absence("holiday", "2027-01-19", "2027-06-30"),  # never adds
        absence("parental", "2026-12-01", "2027-06-30"),  # moves the last day
    ],
    ids=str,
)
def test_another_leave_gives_no_notice(entry: Document) -> None:
    assert programme_clock(case(entry)).notices == ()


def test_an_offer_of_the_first_of_january_2026_gives_a_notice() -> None:
    found = programme_clock(case(offer_date="2026-01-01")).notices
    assert [notice.code for notice in found] == [NoticeCode.CHECK_RULE_SET]
    assert "INT_2026" in found[0].text()


def test_the_same_result_can_be_told_in_english() -> None:
    answer = result_document(programme_clock(case(ELEVEN)), ENGLISH)
    assert answer["steps"][0]["text"] == "The programme lasts 12 months from 2 February 2026."


def test_the_result_is_the_same_for_a_case_made_in_code() -> None:
    read = case(ELEVEN)
    made = replace(read, first_day=day("2026-02-02"))
    assert programme_clock(made) == programme_clock(read)


@pytest.mark.parametrize("catalogue", [BOKMAAL, ENGLISH], ids=["bokmål", "english"])
def test_a_language_has_words_for_everything(catalogue: Catalogue) -> None:
    assert set(catalogue.wordings) == {*StepCode, *Fault, *NoticeCode, *DeadlineKind}
    assert set(AbsenceKind) | set(Goal) <= set(catalogue.names)
    assert len(catalogue.month_names) == 12


@pytest.mark.parametrize("code", [*StepCode, *Fault, *NoticeCode, *DeadlineKind])
def test_both_languages_name_known_parameters(code: StepCode) -> None:
    known = {
        *("months", "first_day", "last_day", "total", "kind", "days", "threshold", "window", "added", "field"),
        *("offer_date", "limit", "goal", "first_kind", "second_kind", "day", "rule_set", "from_day", "hours"),
    }
    for catalogue in (BOKMAAL, ENGLISH):
        catalogue.wordings[code].format_map({name: name for name in known})
