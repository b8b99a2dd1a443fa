"""Everything that NIR is told of one case: each kind with its content, its deadline, and both forms of the file."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from agencies.models import Role
from integration.nir.adapters import SCHEMA_VERSION, schema_of
from integration.nir.kinds import CODE_LISTS, NirKind, due_on
from integration.operations.nir.exporting import discard_export, make_export
from integration.operations.nir.setup import set_codes
from integration.web.nir.words import content_words
from tests.integration.nir.test_deriving import deliver_from
from tests.integration.nir.test_exporting import NAMESPACE, lines, read
from tests.integration.nir.whole_case import WholeCase, make_whole_case
from tests.world import make_actor

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2025, 1, 1)


def day(month: int, number: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


def expected() -> list[tuple[str, dt.date, dict[str, Any]]]:
    """Kind, day and content of every event but the ids of the decision that an appeal is about."""
    today, claimed = timezone.localdate(), {"claimed_on": "2025-12-15"}
    element = {"first_day": "2026-02-02", "last_day": "2026-09-21"}
    return [
        ("claim", day(12, 15, 2025), {}),
        ("refusal", day(12, 22, 2025),
         claimed | {"paragraphs": ["integreringsloven §§ 8, 12"], "refusal_reason": "in_work"}),
        ("training_decision", day(12, 22, 2025),
         claimed | {"paragraphs": ["integreringsloven §§ 26, 30"], "refusal_reason": "right_is_used",
                    "is_refusal": True}),
        ("offer", day(1, 5), {"answer": "accepted", "answered_on": "2026-01-07"}),
        ("training", day(1, 5),
         {"education": "below", "norwegian_last_day": "2029-01-17", "social_studies_last_day": "2027-01-15"}),
        ("appeal", day(1, 6), {"decision_type": "award_norwegian_training"}),
        ("appeal_outcome", day(1, 9), {"decision_type": "award_norwegian_training", "appeal_outcome": "upheld"}),
        ("award", day(1, 12),
         {"months": 48, "rule_set": "INT_2026", "offered_on": "2026-01-05", "protection": "collective"}),
        ("goal", day(1, 12), {"goal": "full_upper_secondary"}),
        ("guidance", day(1, 20), {}),
        ("contract", day(2, 2), {"agreement": "contract"}),
        ("measure", day(2, 2), element | {"measure": "life_skills", "hours_a_week": 3.0}),
        ("measure", day(2, 2), element | {"measure": "norwegian", "hours_a_week": 12.0}),
        ("measure", day(2, 2), element | {"measure": "work_practice", "hours_a_week": 18.0}),
        ("start", day(2, 2), {}),
        ("measure", day(3, 2),
         {"measure": "nav_work_training", "first_day": "2026-03-02", "last_day": "2026-06-30", "percent": 80.0,
          "hours_a_week": 30.0, "scope_from": "2026-05-04"}),
        ("training_hours", day(3, 31),
         {"month": "2026-03", "course": "social_studies", "topic": "norway", "language": "uk", "hours": 9.0,
          "valid_hours": 3.0, "unauthorised_hours": 1.0}),
        ("test_result", day(5, 20), {"test": "norwegian", "skill": "oral", "result": "A2"}),
        ("life_skills", day(5, 29), {}),
        ("exemption", day(6, 1),
         {"exempt_from": "norwegian_test", "exemption_basis": "grade", "last_day": "2026-12-31"}),
        ("parental_guidance", day(6, 5), {}),
        ("absence", day(7, 31), {"month": "2026-07", "valid_days": 3.0}),
        ("extension", day(8, 10), {"months": 6}),
        ("upper_secondary", day(8, 17), {"first_day": "2026-08-17", "last_day": "2026-09-18"}),
        ("stop", day(8, 20), {"stop": "temporary", "first_day": "2026-08-24", "last_day": "2026-08-30"}),
        ("end", day(9, 21), {"end_reason": "goal_reached", "main_activity": "upper_secondary"}),
        ("mapping", day(10, 2), {}),
        ("reservation", today, {}),
        ("earlier_training", today,
         {"setting": "before_settlement", "measure": "language_practice", "hours": 30.0, "last_day": "2025-11-14"}),
        ("earlier_training", today,
         {"setting": "before_settlement", "course": "social_studies", "topic": "norway", "language": "uk",
          "hours": 25.0, "meetings": 8, "first_day": "2025-10-01", "last_day": "2025-11-01"}),
        ("leave", today,
         {"leave": "parental", "decided_on": today.isoformat(), "first_day": "2026-04-06", "last_day": "2026-04-17",
          "days": 9}),
        ("norwegian_goal", today, {"listening": "B1", "reading": "A2", "writing": "A2", "oral": "B1"}),
    ]  # fmt: skip


def line_validator(version: int) -> Draft202012Validator:
    schema = json.loads(schema_of(version, "jsonl").read_bytes())
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _sorted(rows: list[tuple[str, dt.date, dict[str, Any]]]) -> list[tuple[str, dt.date, dict[str, Any]]]:
    return sorted(rows, key=lambda row: (row[0], row[1], json.dumps(row[2], sort_keys=True)))


def _with_codes(case: WholeCase) -> None:
    """Give each of our codes one of NIR's: that of its list, so that it shows where the list was applied."""
    administrator = make_actor(case.town, Role.ADMINISTRATOR)
    for name, (_label, codes) in CODE_LISTS.items():
        set_codes(administrator, name, {str(code): f"{name}!{code}" for code, _name in codes})


def _of_json(found: list[dict[str, Any]]) -> list[Any]:
    """The events of the file as (kind, day, fields with their codes)."""
    return sorted(
        (line["kind"]["code"], line["happened_on"], sorted(field for pair in line["content"].items()
                                                           for field in _json_fields(*pair)))
        for line in found
    )  # fmt: skip


def _json_fields(name: str, value: Any) -> list[tuple[str, str, str]]:
    if isinstance(value, dict):
        return [(name, value["code"], value["nir"] or "")]
    values = value if isinstance(value, list) else [value]
    return [(name, str(each).lower() if isinstance(each, bool) else str(each), "") for each in values]


def _of_xml(document: Any) -> list[Any]:
    events = document.findall(f"{{{NAMESPACE}}}event")
    return sorted(
        (event.get("kind"), event.get("happenedOn"), sorted((field.get("name"), field.text, field.get("nirCode") or "")
                                                            for field in event.findall(f"{{{NAMESPACE}}}field")))
        for event in events
    )  # fmt: skip


def test_a_case_that_holds_everything_is_told_with_its_facts_and_deadlines():
    case = make_whole_case()
    events = case.events()
    assert {event.kind for event in events} == set(NirKind.values)
    told = [
        (event.kind, event.happened_on, {k: v for k, v in event.content.items() if k != "decision"})
        for event in events
    ]  # fmt: skip
    assert _sorted(told) == _sorted(expected())
    about = [event.content["decision"] for event in events if event.kind in ("appeal", "appeal_outcome")]
    assert len(about) == 2
    assert len(set(about)) == 1
    for event in events:
        assert event.due_on == due_on(event.happened_on)
        assert event.held_on == timezone.localdate()
        assert event.corrects_id is None


def test_both_forms_of_the_file_say_the_same_hold_to_their_schemas_and_use_every_code_list():
    case = make_whole_case()
    deliver_from(case.town, LONG_AGO)
    _with_codes(case)
    export = make_export(case.leader, "jsonl")
    header, *found = lines(case.leader, export)
    assert header["events"] == len(found) == len(expected())
    validator = line_validator(SCHEMA_VERSION)
    validator.check_schema(validator.schema)
    for line in (header, *found):
        validator.validate(line)
    discard_export(case.leader, export.pk)
    document = etree.fromstring(read(case.leader, make_export(case.leader, "xml")))
    etree.XMLSchema(etree.parse(str(schema_of(SCHEMA_VERSION)))).assertValid(document)
    assert _of_xml(document) == _of_json(found)
    said = {field[2].split("!")[0] for _kind, _day, fields in _of_xml(document) for field in fields if field[2]}
    assert said | {"kind"} == set(CODE_LISTS)
    for line in found:
        assert line["kind"]["nir"] == f"kind!{line['kind']['code']}"
    assert {event.get("nirKind") for event in document} == {f"kind!{kind}" for kind in NirKind.values}
    assert {number["value"] for line in found for number in line["person"]["numbers"]} == {"209900000103"}
    goals = [line["content"] for line in found if line["kind"]["code"] == "norwegian_goal"]
    assert goals[0]["oral"] == {"code": "B1", "nir": "level!B1"}


def test_every_fact_has_words_in_the_order_that_one_asks_for_it():
    contents = {kind: content for kind, _day, content in expected()}
    said = {name for content in contents.values() for name, _value in content_words(content)}
    assert not said & {name for content in contents.values() for name in content if "_" in name}
    assert content_words(contents["stop"]) == [
        ("stans", "midlertidig stans"), ("første dag", "24.08.2026"), ("siste dag", "30.08.2026"),
    ]  # fmt: skip
    assert content_words({"hours": 9.0, "month": "2026-03", "valid_hours": 0.5, "language": "uk"}) == [
        ("språk", "ukrainsk"), ("måned", "mars 2026"), ("timer", "9"), ("timer med gyldig fravær", "0,5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "is_valid"),
    [
        ({}, True),
        ({"happened_on": "29.02.2026"}, False),
        ({"happened_on": "2026-02-30"}, False),
        ({"kind": "award"}, False),
        ({"secret": "x"}, False),
        ({"content": {"months": "6"}}, False),
        ({"content": {"first_day": "2026"}}, False),
        ({"content": {"goal": "work"}}, False),
        ({"withdrawn": True, "content": {}}, False),
        ({"withdrawn": True, "content": {}, "corrects": "01a21b87-9935-7425-9f48-a7f0136229eb"}, True),
        ({"withdrawn": True, "corrects": "01a21b87-9935-7425-9f48-a7f0136229eb"}, False),
        ({"person": {"birth_date": "1990-01-01"}}, False),
        ({"person": {"birth_date": "1990-01-01", "numbers": [{"kind": "passport", "value": "1"}]}}, False),
    ],
)
def test_the_schema_of_the_lines_takes_what_is_right_and_nothing_else(changed: dict[str, Any], is_valid: bool):
    line: dict[str, Any] = {
        "id": "01a21b87-9935-7425-9f48-a7f0136229eb", "kind": {"code": "goal", "nir": None},
        "happened_on": "2026-01-12", "held_on": "2026-01-12",
        "person": {"birth_date": "1990-01-01", "numbers": [], "reserved_against_research": False},
        "corrects": None, "withdrawn": False,
        "content": {"goal": {"code": "work", "nir": "01"}},
    }  # fmt: skip
    assert line_validator(2).is_valid(line | changed) is is_valid
    # The first version had no place for the reservation, and nothing else is different.
    line["person"] = {"birth_date": "1990-01-01", "numbers": []}
    assert line_validator(1).is_valid(line | changed) is is_valid
