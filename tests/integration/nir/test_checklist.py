"""What the municipality must register in NIR, item by item (law.md 9), against what a case is told with."""

import pytest

from integration.nir.kinds import NirKind
from tests.integration.nir.whole_case import make_whole_case

pytestmark = pytest.mark.django_db

ITEMS: dict[str, list[tuple[NirKind, str]]] = {
    # Programme. An empty name is the day of the event itself.
    "date of offer": [(NirKind.OFFER, ""), (NirKind.AWARD, "offered_on")],
    "date of claim": [(NirKind.CLAIM, "")],
    "decision date of an award": [(NirKind.AWARD, "")],
    "decision date of a refusal": [(NirKind.REFUSAL, "")],
    "reason of a refusal": [(NirKind.REFUSAL, "refusal_reason"), (NirKind.REFUSAL, "paragraphs")],
    "scope of each measure": [(NirKind.MEASURE, "hours_a_week"), (NirKind.MEASURE, "percent")],
    "duration of each measure": [(NirKind.MEASURE, "first_day"), (NirKind.MEASURE, "last_day")],
    "type of each measure": [(NirKind.MEASURE, "measure")],
    "goal": [(NirKind.GOAL, "goal")],
    "integration contract entered": [(NirKind.CONTRACT, ""), (NirKind.CONTRACT, "agreement")],
    "start date": [(NirKind.START, "")],
    "leave: date of decision": [(NirKind.LEAVE, "decided_on")],
    "leave: length": [(NirKind.LEAVE, "first_day"), (NirKind.LEAVE, "last_day"), (NirKind.LEAVE, "days")],
    "reason for absence after parental leave": [(NirKind.LEAVE, "leave")],
    "extent of absence": [(NirKind.ABSENCE, "month"), (NirKind.ABSENCE, "valid_days")],
    "decision to stop": [(NirKind.STOP, ""), (NirKind.STOP, "stop")],
    "end date": [(NirKind.END, "")],
    "end reason": [(NirKind.END, "end_reason")],
    "main activity at the end": [(NirKind.END, "main_activity")],
    "appeals": [(NirKind.APPEAL, ""), (NirKind.APPEAL, "decision_type")],
    "outcome of appeals": [(NirKind.APPEAL_OUTCOME, "appeal_outcome")],
    "mapping done": [(NirKind.MAPPING, "")],
    "career guidance done": [(NirKind.GUIDANCE, "")],
    "parental guidance done": [(NirKind.PARENTAL_GUIDANCE, "")],
    "life skills done": [(NirKind.LIFE_SKILLS, "")],
    "extension": [(NirKind.EXTENSION, "months")],
    # Norwegian and social studies.
    "training: claim date": [(NirKind.TRAINING_DECISION, "claimed_on")],
    "training: offer": [(NirKind.TRAINING, "")],
    "training: decision or refusal": [(NirKind.TRAINING_DECISION, ""), (NirKind.TRAINING_DECISION, "is_refusal")],
    "training: reason of a refusal": [(NirKind.TRAINING_DECISION, "refusal_reason")],
    "education background": [(NirKind.TRAINING, "education")],
    "Norwegian goal": [(NirKind.NORWEGIAN_GOAL, name) for name in ("listening", "reading", "writing", "oral")],
    "hours per period": [(NirKind.TRAINING_HOURS, "month"), (NirKind.TRAINING_HOURS, "hours")],
    "absence per period": [
        (NirKind.TRAINING_HOURS, "valid_hours"), (NirKind.TRAINING_HOURS, "unauthorised_hours"),
    ],
    "language of instruction": [(NirKind.TRAINING_HOURS, "language")],
    "social studies by module": [(NirKind.TRAINING_HOURS, "topic")],
    "full-time upper secondary": [(NirKind.UPPER_SECONDARY, "first_day"), (NirKind.UPPER_SECONDARY, "last_day")],
    "exemptions": [(NirKind.EXEMPTION, "exempt_from"), (NirKind.EXEMPTION, "exemption_basis")],
    "test results": [(NirKind.TEST_RESULT, name) for name in ("test", "skill", "result")],
    # The person's own.
    "reservation against research": [(NirKind.RESERVATION, "")],
    # Before settlement.
    "before settlement: hours of training": [
        (NirKind.EARLIER_TRAINING, "setting"), (NirKind.EARLIER_TRAINING, "course"),
        (NirKind.EARLIER_TRAINING, "hours"), (NirKind.EARLIER_TRAINING, "meetings"),
        (NirKind.EARLIER_TRAINING, "language"),
    ],
    "before settlement: measures": [
        (NirKind.EARLIER_TRAINING, "measure"), (NirKind.EARLIER_TRAINING, "last_day"),
    ],
}  # fmt: skip


def test_every_item_that_must_be_registered_is_told():
    told: set[tuple[str, str]] = set()
    for event in make_whole_case().events():
        told |= {(event.kind, ""), *((event.kind, name) for name in event.content)}
    missing = {item: [place for place in places if place not in told] for item, places in ITEMS.items()}
    assert {item: places for item, places in missing.items() if places} == {}


def test_every_kind_of_event_answers_to_an_item():
    assert {kind for places in ITEMS.values() for kind, _name in places} == set(NirKind)
