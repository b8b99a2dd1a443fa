"""Copies of people whose registrations were made one, made two again, or taken apart."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from agencies.operations.jobs import run_job
from integration.models import ExportState, SubjectExport
from integration.operations.privacy import making
from integration.operations.privacy.copies import CopyKind, ask_for_copy, open_copy
from integration.sealed_files import read_sealed, write_sealed
from participants.models import CaseReversal, Participant, TransferRequest
from participants.operations.merging import merge_people
from participants.operations.mistakes import undo_merge
from participants.operations.reserving import reserve_against_research
from participants.operations.splitting import Split, split_person
from programmes.models.followup import JournalEntry
from tests.agencies.api.cases import make_full_case
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


@pytest.fixture
def kept(municipality: Agency) -> Participant:
    return make_person(municipality, given_name="Olena", family_name="Beholdt", phone="40000001")


@pytest.fixture
def merged(municipality: Agency) -> Participant:
    person = make_full_case(municipality, given_name="Olena", family_name="Dobbel", phone="40000002").person
    with acting_as(system_actor(municipality.pk)):
        TransferRequest.objects.filter(participant=person).update(state="withdrawn", answered_on=dt.date(2026, 11, 4))
        JournalEntry.objects.create(
            participant=person, municipality=municipality, kind="conversation", happened_on=dt.date(2026, 11, 2),
            text="Snakket om praksisen.",
        )  # fmt: skip
        Participant.objects.filter(pk=person.pk).update(email="dobbel@example.org")
    return person


def _asked(actor: Actor, person: Participant) -> SubjectExport:
    return ask_for_copy(actor, person.pk)


def _made(actor: Actor, person: Participant) -> SubjectExport:
    export = _asked(actor, person)
    assert export.job is not None
    assert run_job(export.job.pk)
    return _row(export)


def _row(export: SubjectExport) -> SubjectExport:
    with acting_as(system_actor(export.municipality_id)):
        return SubjectExport.objects.get(pk=export.pk)


def _text(actor: Actor, export: SubjectExport) -> str:
    _export, blocks = open_copy(actor, export.pk, CopyKind.JSON)
    return json.dumps(json.loads(b"".join(blocks)), ensure_ascii=False)


def _undo(actor: Actor, home: Agency) -> None:
    with acting_as(system_actor(home.pk)):
        reversal: UUID = CaseReversal.objects.get(undone_on__isnull=True, act="merge", reason="Samme person").pk
    undo_merge(actor, reversal, reason="De er søstre.")


def test_the_copy_of_a_merged_person_has_what_stood_under_both(
    leader: Actor, kept: Participant, merged: Participant
) -> None:
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    content = json.loads(_text(leader, _made(leader, kept)))
    rows = {table["code"]: table["rows"] for table in content["tables"]}
    assert {row["family_name"] for row in rows["participants_participant"]} == {"Beholdt", "Dobbel"}
    assert "Snakket om praksisen." in json.dumps(rows["programmes_journalentry"], ensure_ascii=False)
    assert rows["programmes_decision"]
    assert rows["employers_placement"]
    # The history of both, from before they were one.
    assert "dobbel@example.org" in json.dumps(content["changes"])


def test_after_the_merge_is_undone_each_copy_has_its_own_and_nothing_of_the_other(
    municipality: Agency, leader: Actor, kept: Participant, merged: Participant
) -> None:
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    with acting_as(leader):
        # Written while they were one, on a row that goes back to the other.
        JournalEntry.objects.filter(participant=merged).update(follow_up_on=dt.date(2026, 12, 24))
        JournalEntry.objects.filter(participant=kept).update(follow_up_on=dt.date(2026, 12, 24))
    _undo(leader, municipality)
    own, others = _text(leader, _made(leader, kept)), _text(leader, _made(leader, merged))
    assert [word for word in ("Dobbel", "40000002", "dobbel@", "praksisen", "2026-12-24") if word in own] == []
    assert [word for word in ("Dobbel", "40000002", "praksisen", "2026-12-24") if word not in others] == []
    assert "Beholdt" not in others
    assert "40000001" not in others


def test_a_copy_from_before_the_merge_follows_to_the_kept_person_and_back(
    municipality: Agency, leader: Actor, kept: Participant, merged: Participant
) -> None:
    before = _made(leader, merged)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    assert _row(before).participant_id == kept.pk
    assert "Dobbel" in _text(leader, before)
    _undo(leader, municipality)
    assert _row(before).participant_id == merged.pk
    assert "Dobbel" in _text(leader, before)


def test_a_copy_made_while_they_were_one_is_withdrawn_when_they_are_two(
    municipality: Agency, leader: Actor, kept: Participant, merged: Participant,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    of_both = _made(leader, kept)
    with django_capture_on_commit_callbacks(execute=True):
        _undo(leader, municipality)
    assert (_row(of_both).state, _row(of_both).json_path) == (ExportState.DELETED, "")
    with pytest.raises(SubjectExport.DoesNotExist):
        open_copy(leader, of_both.pk, CopyKind.JSON)
    with pytest.raises(FileNotFoundError):
        b"".join(read_sealed(of_both.json_path))


def test_two_copies_that_are_asked_for_become_one_of_both_and_can_be_asked_for_again(
    municipality: Agency, leader: Actor, kept: Participant, merged: Participant
) -> None:
    first, second = _asked(leader, kept), _asked(leader, merged)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    for export in (first, second):
        assert export.job is not None
        run_job(export.job.pk)
    assert (_row(first).state, _row(second).state) == (ExportState.READY, ExportState.DELETED)
    assert "Dobbel" in _text(leader, first)
    _undo(leader, municipality)
    assert _made(leader, merged).state == ExportState.READY


def test_a_copy_is_made_again_when_the_two_become_one_while_it_is_made(
    leader: Actor, kept: Participant, merged: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _asked(leader, kept)
    done: list[Participant] = []

    def merge_meanwhile(*arguments: Any) -> Any:
        if not done:
            done.append(merge_people(leader, kept.pk, merged.pk, reason="Samme person"))
        return write_sealed(*arguments)

    monkeypatch.setattr(making, "write_sealed", merge_meanwhile)
    assert export.job is not None
    run_job(export.job.pk)
    assert "Dobbel" in _text(leader, export)


def test_a_copy_of_a_case_that_is_taken_apart_is_withdrawn(
    municipality: Agency, leader: Actor, merged: Participant
) -> None:
    export = _made(leader, merged)
    with acting_as(system_actor(municipality.pk)):
        placement = merged.placements.get()
    split = Split(
        given_name="Zoriana", family_name="Annen", birth_date=dt.date(1990, 1, 1), reason="To personer i en sak",
        rows={"placements": [placement.pk]},
    )  # fmt: skip
    new = split_person(leader, merged.pk, split=split)
    assert _row(export).state == ExportState.DELETED
    content = json.loads(_text(leader, _made(leader, new)))
    assert next(table["rows"] for table in content["tables"] if table["code"] == "employers_placement")


def test_a_reservation_of_either_holds_for_the_one_they_become(
    leader: Actor, kept: Participant, merged: Participant
) -> None:
    reserve_against_research(leader, merged.pk, is_reserved=True)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    with acting_as(leader):
        kept.refresh_from_db()
    assert kept.is_reserved_against_research
