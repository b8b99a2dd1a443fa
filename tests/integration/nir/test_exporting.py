"""Files for NIR: what is in them, in both forms, who is not, and what delivering and discarding do."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree  # type: ignore[import-untyped]

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from integration.models import NirDelivery, NirEvent, NirExport
from integration.nir.adapters import SCHEMA_VERSION, namespace_of, schema_of
from integration.operations.nir.completeness import owed
from integration.operations.nir.deriving import NIR_REPORT, derive_events
from integration.operations.nir.exporting import (
    discard_export,
    file_of,
    make_export,
    mark_delivered,
    register_by_hand,
)
from integration.operations.nir.setup import set_codes, set_reports_from
from participants.models import Deadline, Participant
from participants.operations.reserving import reserve_against_research
from programmes.models import Participation
from tests.integration.nir.test_deriving import awarded, deliver_from, events
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
NAMESPACE = namespace_of(SCHEMA_VERSION)


def town_with(people: int = 2) -> tuple[Agency, Actor, list[Participation]]:
    town = make_municipality()
    rows = [awarded(town) for _ in range(people)]
    deliver_from(town, dt.date(2026, 10, 1))
    return town, make_actor(town, Role.TEAM_LEADER), rows


def read(actor: Actor, export: NirExport) -> bytes:
    with acting_as(actor):
        return b"".join(file_of(actor, export.pk)[1])


def lines(actor: Actor, export: NirExport) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(actor, export).splitlines()]


def test_a_file_in_json_lines_holds_the_header_and_every_event():
    town, leader, _rows = town_with()
    export = make_export(leader, "jsonl")
    header, *found = lines(leader, export)
    assert (header["schema"], header["version"], header["events"]) == (NAMESPACE, 2, 6)
    assert header["municipality"] == town.number
    assert {(line["kind"]["code"], line["happened_on"]) for line in found} == {
        ("award", "2026-10-06"), ("goal", "2026-10-06"), ("start", "2026-10-12"),
    }  # fmt: skip
    assert len(found) == 6
    assert export.events == 6


def test_a_file_in_xml_holds_to_the_published_schema():
    _town, leader, _rows = town_with()
    document = etree.fromstring(read(leader, make_export(leader, "xml")))
    schema = etree.XMLSchema(etree.parse(str(schema_of(SCHEMA_VERSION))))
    schema.assertValid(document)
    assert len(document.findall(f"{{{NAMESPACE}}}event")) == 6


def test_nirs_codes_stand_beside_ours_as_they_were_when_the_file_was_made():
    town, leader, _rows = town_with(1)
    administrator = make_actor(town, Role.ADMINISTRATOR)
    set_codes(administrator, "goal", {"work": "01", "other": ""})
    export = make_export(leader, "jsonl")
    set_codes(administrator, "goal", {"work": "99"})
    (goal,) = [line for line in lines(leader, export) if line.get("kind", {}).get("code") == "goal"]
    assert goal["content"]["goal"] == {"code": "work", "nir": "01"}
    assert goal["kind"] == {"code": "goal", "nir": None}


def test_a_code_that_we_do_not_have_cannot_be_mapped():
    town, leader, _rows = town_with(1)
    with pytest.raises(RuleRefused):
        set_codes(make_actor(town, Role.ADMINISTRATOR), "goal", {"wealth": "1"})
    with pytest.raises(NotPermitted):
        set_codes(leader, "goal", {"work": "1"})


def test_delivering_meets_the_deadlines_and_nothing_waits_any_more():
    town, leader, _rows = town_with()
    export = make_export(leader, "jsonl")
    assert mark_delivered(leader, export.pk, delivered_on=timezone.localdate()) == 6
    with acting_as(leader):
        assert not owed(leader).exists()
        assert not Deadline.objects.filter(kind=NIR_REPORT).open().exists()
        assert set(NirDelivery.objects.values_list("delivered_on", flat=True)) == {timezone.localdate()}
    with pytest.raises(RuleRefused):
        make_export(leader, "jsonl")
    with pytest.raises(RuleRefused):
        mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    assert events(town)


def test_a_correction_after_delivery_is_delivered_and_points_at_what_nir_knows():
    _town, leader, (row,) = town_with(1)
    export = make_export(leader, "jsonl")
    known = next(line for line in lines(leader, export)[1:] if line["kind"]["code"] == "goal")
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    with acting_as(leader):
        Participation.objects.filter(pk=row.pk).update(goal="tertiary_preparation")
    _header, correction = lines(leader, make_export(leader, "jsonl"))
    assert correction["corrects"] == known["id"]
    assert correction["content"]["goal"]["code"] == "tertiary_preparation"


def test_what_was_corrected_before_anybody_was_told_is_told_once():
    town, leader, (row,) = town_with(1)
    derive_events(town.pk, timezone.localdate())
    with acting_as(leader):
        Participation.objects.filter(pk=row.pk).update(goal="tertiary_preparation")
    goals = [line for line in lines(leader, make_export(leader, "jsonl"))[1:] if line["kind"]["code"] == "goal"]
    assert [(goal["corrects"], goal["content"]["goal"]["code"]) for goal in goals] == [(None, "tertiary_preparation")]


def test_what_was_withdrawn_is_told_only_where_nir_knows_it():
    town, leader, (row,) = town_with(1)
    derive_events(town.pk, timezone.localdate())
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=row.participant_id).update(registered_in_error_on=timezone.localdate())
    with pytest.raises(RuleRefused):
        make_export(leader, "jsonl")


def test_a_discarded_file_gives_its_events_back_and_corrections_point_further_back():
    town, leader, (row,) = town_with(1)
    first = make_export(leader, "jsonl")
    mark_delivered(leader, first.pk, delivered_on=timezone.localdate())
    known = next(event for event in events(town, kind="goal"))
    with acting_as(leader):
        Participation.objects.filter(pk=row.pk).update(goal="tertiary_preparation")
    second = make_export(leader, "jsonl")
    with acting_as(leader):
        Participation.objects.filter(pk=row.pk).update(goal="vocational_requalification")
    derive_events(town.pk, timezone.localdate())
    newest = events(town, kind="goal")[-1]
    assert newest.told_before_id == events(town, kind="goal")[1].pk
    discard_export(leader, second.pk)
    _header, line = lines(leader, make_export(leader, "jsonl"))
    assert (line["id"], line["corrects"]) == (str(newest.pk), str(known.pk))


def test_one_file_waits_at_a_time():
    _town, leader, _rows = town_with(1)
    make_export(leader, "jsonl")
    with pytest.raises(RuleRefused) as refused:
        make_export(leader, "xml")
    assert refused.value.refusals[0].code == "file_waits"


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_protected_people_are_in_no_file(facts: dict[str, object]):
    town, leader, (hidden, shown) = town_with()
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=hidden.participant_id).update(**facts)
    export = make_export(leader, "jsonl")
    assert export.events == 3
    with acting_as(system_actor(town.pk)):
        assert set(NirDelivery.objects.values_list("participant_id", flat=True)) == {shown.participant_id}


def test_who_is_protected_after_the_file_was_made_is_left_out_of_it_and_stands_as_not_delivered():
    town, leader, (hidden, _shown) = town_with()
    export = make_export(leader, "jsonl")
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=hidden.participant_id).update(confidentiality=6)
    assert len(lines(leader, export)) == 4
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    with acting_as(system_actor(town.pk)):
        waiting = NirEvent.objects.filter(municipality=town).awaiting(dt.date(2026, 10, 1))
        assert set(waiting.values_list("participant_id", flat=True)) == {hidden.participant_id}


def test_what_was_registered_by_hand_is_in_no_file_and_meets_its_deadline():
    town, leader, (row, _other) = town_with()
    derive_events(town.pk, timezone.localdate())
    mine = events(town, participant=row.participant)
    count = register_by_hand(
        leader, row.participant_id, event_ids=[event.pk for event in mine], on=timezone.localdate()
    )
    assert count == 3
    assert make_export(leader, "jsonl").events == 3
    with acting_as(leader):
        assert not Deadline.objects.filter(kind=NIR_REPORT, participant=row.participant).open().exists()


def test_a_day_before_the_file_was_made_is_no_day_of_delivery():
    _town, leader, _rows = town_with(1)
    export = make_export(leader, "jsonl")
    for day in (timezone.localdate() - dt.timedelta(days=1), timezone.localdate() + dt.timedelta(days=1)):
        with pytest.raises(RuleRefused):
            mark_delivered(leader, export.pk, delivered_on=day)


def test_nothing_is_delivered_before_the_day_is_chosen():
    town = make_municipality()
    awarded(town)
    leader = make_actor(town, Role.TEAM_LEADER)
    with pytest.raises(RuleRefused) as refused:
        make_export(leader, "jsonl")
    assert refused.value.refusals[0].code == "nir_not_set_up"
    set_reports_from(make_actor(town, Role.ADMINISTRATOR), dt.date(2026, 10, 10))
    assert make_export(leader, "jsonl").events == 1


def test_advisers_and_nav_make_no_files():
    town, _leader, _rows = town_with(1)
    for role in (Role.PROGRAMME_ADVISER, Role.LEADER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            make_export(make_actor(town, role), "jsonl")


def test_a_reservation_against_research_stands_on_the_person_and_is_told_by_itself():
    _town, leader, rows = town_with()
    reserve_against_research(leader, rows[0].participant_id, is_reserved=True)
    export = make_export(leader, "jsonl")
    found = lines(leader, export)[1:]
    told = {
        line["person"]["reserved_against_research"]: sorted(
            each["kind"]["code"] for each in found
            if each["person"]["reserved_against_research"] == line["person"]["reserved_against_research"]
        )
        for line in found
    }  # fmt: skip
    assert told == {False: ["award", "goal", "start"], True: ["award", "goal", "reservation", "start"]}
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    reserve_against_research(leader, rows[0].participant_id, is_reserved=False)
    document = etree.fromstring(read(leader, make_export(leader, "xml")))
    etree.XMLSchema(etree.parse(str(schema_of(SCHEMA_VERSION)))).assertValid(document)
    (event,) = document.findall(f"{{{NAMESPACE}}}event")
    assert (event.get("kind"), event.get("withdrawn")) == ("reservation", "true")
    assert event.find(f"{{{NAMESPACE}}}person").get("reservedAgainstResearch") == "false"


@pytest.mark.parametrize("form", ["jsonl", "xml"])
def test_a_file_of_the_first_version_is_written_as_it_was(form: str):
    _town, leader, _rows = town_with(1)
    export = make_export(leader, form)
    with acting_as(leader):
        NirExport.objects.filter(pk=export.pk).update(schema_version=1)
    data = read(leader, export)
    assert b"eserv" not in data
    if form == "xml":
        etree.XMLSchema(etree.parse(str(schema_of(1)))).assertValid(etree.fromstring(data))
    else:
        assert json.loads(data.splitlines()[0])["schema"] == namespace_of(1)
