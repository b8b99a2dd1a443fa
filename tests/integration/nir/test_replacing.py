"""What replaces something is told as a correction of it, never beside it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.operations.nir.deriving import derive_events
from integration.operations.nir.exporting import make_export, mark_delivered
from programmes.absence_facts import AbsenceFacts
from programmes.models import Decision, DecisionType, Participation, Stop
from programmes.operations.absences import correct_absence, register_absence
from tests.integration.nir.test_deriving import TODAY, awarded, deliver_from, events
from tests.integration.nir.test_exporting import lines
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db


def decided(row: Participation, decision_type: str, day: int, **facts: Any) -> Decision:
    """A decision made on the day of November 2026, numbered by it."""
    with acting_as(system_actor(row.municipality_id)):
        return Decision.objects.create(
            participant=row.participant, municipality_id=row.municipality_id, participation=row,
            case_key=row.participant_id, number=day, decision_type=decision_type,
            decided_on=dt.date(2026, 11, day), **facts,
        )  # fmt: skip


def told(town: Agency, kind: str) -> list[tuple[dict[str, Any], bool]]:
    """What stands of the kind: contents that no event corrects and that are not withdrawn."""
    found = events(town, kind=kind)
    corrected = {event.corrects_id for event in found}
    heads = [event for event in found if event.pk not in corrected and not event.is_withdrawn]
    return [(event.content, event.corrects_id is not None) for event in heads]


def test_an_extension_that_replaces_another_corrects_it():
    town = make_municipality()
    row = awarded(town)
    first = decided(row, DecisionType.EXTENSION, 2, content={"extension_months": 6})
    derive_events(town.pk, dt.date(2026, 11, 3))
    second = decided(row, DecisionType.EXTENSION, 4, content={"extension_months": 4}, replaces=first)
    derive_events(town.pk, dt.date(2026, 11, 5))
    decided(row, DecisionType.EXTENSION, 6, content={"extension_months": 3}, replaces=second)
    derive_events(town.pk, dt.date(2026, 11, 7))
    assert told(town, "extension") == [({"months": 3}, True)]
    one, two, three = events(town, kind="extension")
    assert {one.subject_id, two.subject_id, three.subject_id} == {first.pk}
    assert (two.corrects_id, three.corrects_id) == (one.pk, two.pk)
    assert (three.happened_on, three.is_withdrawn) == (dt.date(2026, 11, 6), False)


def test_what_was_replaced_before_anything_was_delivered_is_not_told():
    town = make_municipality()
    row = awarded(town)
    deliver_from(town, dt.date(2026, 11, 1))
    first = decided(row, DecisionType.EXTENSION, 2, content={"extension_months": 6})
    derive_events(town.pk, dt.date(2026, 11, 3))
    decided(row, DecisionType.EXTENSION, 4, content={"extension_months": 3}, replaces=first)
    leader = make_actor(town, Role.TEAM_LEADER)
    _header, line = lines(leader, make_export(leader, "jsonl"))
    assert (line["content"], line["corrects"]) == ({"months": 3}, None)


def test_what_was_delivered_is_corrected_in_the_next_file():
    town = make_municipality()
    row = awarded(town)
    deliver_from(town, dt.date(2026, 11, 1))
    leader = make_actor(town, Role.TEAM_LEADER)
    first = decided(row, DecisionType.EXTENSION, 2, content={"extension_months": 6})
    export = make_export(leader, "jsonl")
    _header, known = lines(leader, export)
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate(export.created_at))
    decided(row, DecisionType.EXTENSION, 4, content={"extension_months": 3}, replaces=first)
    _header, line = lines(leader, make_export(leader, "jsonl"))
    assert (line["content"], line["corrects"]) == ({"months": 3}, known["id"])


def test_a_refusal_that_became_an_award_is_taken_back():
    town = make_municipality()
    row = awarded(town)
    no = decided(row, DecisionType.AWARD_PROGRAMME, 2, is_refusal=True, paragraphs=["integreringsloven § 8"])
    derive_events(town.pk, TODAY)
    assert len(told(town, "refusal")) == 1
    decided(row, DecisionType.AWARD_PROGRAMME, 4, replaces=no)
    assert derive_events(town.pk, TODAY).withdrawn == 1
    assert told(town, "refusal") == []


def test_a_stop_that_replaces_another_corrects_it():
    town = make_municipality()
    row = awarded(town)
    first = decided(row, DecisionType.STOP_TEMPORARY, 2)
    with acting_as(system_actor(town.pk)):
        whole = {"participant": row.participant, "municipality": town, "participation": row}
        days = {"first_day": dt.date(2026, 11, 3), "last_day": dt.date(2026, 11, 8)}
        Stop.objects.create(decision=first, **whole, **days)
    derive_events(town.pk, TODAY)
    second = decided(row, DecisionType.STOP_TEMPORARY, 9, replaces=first)
    with acting_as(system_actor(town.pk)):
        Stop.objects.create(decision=second, **whole, first_day=dt.date(2026, 11, 10))
    derive_events(town.pk, TODAY)
    assert told(town, "stop") == [({"stop": "temporary", "first_day": "2026-11-10"}, True)]
    decided(row, DecisionType.STOP_PERMANENT, 12, replaces=second)
    derive_events(town.pk, TODAY)
    assert told(town, "stop") == [({"stop": "permanent"}, True)]


def test_a_corrected_leave_corrects_what_was_told():
    town = make_municipality()
    row = awarded(town)
    leader = make_actor(town, Role.TEAM_LEADER)
    old = AbsenceFacts(kind="parental", first_day=dt.date(2026, 10, 19), last_day=dt.date(2026, 10, 30))
    new = AbsenceFacts(kind="parental", first_day=dt.date(2026, 10, 19), last_day=dt.date(2026, 10, 23))
    absence = register_absence(leader, row.pk, old)
    derive_events(town.pk, timezone.localdate())
    assert [content["days"] for content, _corrects in told(town, "leave")] == [10]
    correct_absence(leader, absence.pk, new, why="Feil dato")
    derive_events(town.pk, timezone.localdate())
    ((content, corrects),) = told(town, "leave")
    assert (content["days"], content["last_day"], corrects) == (5, "2026-10-23", True)
