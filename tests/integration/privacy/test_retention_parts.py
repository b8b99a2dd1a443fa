"""Parts of a case whose own time is out while the case lives on: packed, restricted, removed; the tests stay."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, Job, JobState, Role
from agencies.operations.jobs import run_job
from integration.archive.package import verify_package
from integration.models import (
    NirEvent,
    OutcomePerson,
    OutcomeProgramme,
    OutcomeSpan,
    OutcomeTraits,
    RetentionBatch,
    RetentionCase,
    RetentionRow,
    RetentionState,
)
from integration.operations.nir.deriving import derive_events
from integration.operations.privacy.retention import packing, removing
from integration.operations.privacy.retention.confirming import confirm_cases, lift_restriction, retry_batches
from integration.operations.privacy.retention.noticing import notice_cases
from integration.operations.privacy.retention.packing import place_of
from integration.operations.privacy.retention.removing import remove_cases
from participants.document_files import open_stored
from participants.models import Deadline, Document, Participant
from participants.operations.documents import store_document
from programmes.models import Absence, Decision, Participation, Plan, SkillsMapping
from programmes.models.classes import ClassEnrolment, TestEntry, TestResult, TrainingRight
from programmes.models.followup import JournalEntry
from programmes.operations.duties import PROGRAMME_START, follow_start
from tests.agencies.api.cases import FullCase
from tests.integration.privacy.test_removed_people import tables_with
from tests.integration.privacy.test_retention import _ended_case, _seen, unpacked
from tests.queues import change_job, job_row
from tests.world import make_actor

pytestmark = pytest.mark.django_db
_LATER = dt.date(2042, 6, 1)
"""Past the fifteen years of the case's programme and mapping of 2026, not past the twenty years of its test."""


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PRIVACY_OFFICER)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: _LATER)


@pytest.fixture
def case(municipality: Agency) -> FullCase:
    case = _ended_case(municipality)
    with acting_as(system_actor(municipality.pk)):
        TestResult.objects.filter(participant=case.person).update(taken_on=dt.date(2026, 11, 5))
        TestEntry.objects.filter(participant=case.person).update(test_on=dt.date(2026, 11, 5))
    return case


@pytest.fixture
def as_system(municipality: Agency) -> Iterator[None]:
    with acting_as(system_actor(municipality.pk)):
        yield


def _notices(case: FullCase, day: dt.date = _LATER) -> dict[str, RetentionCase]:
    notice_cases(case.municipality.pk, day)
    with acting_as(system_actor(case.municipality.pk)):
        rows = RetentionCase.objects.filter(participant=case.person, state=RetentionState.NOTICED)
        return {row.part: row for row in rows}


def _confirm(actor: Actor, *rows: RetentionCase) -> Job:
    (batch,) = confirm_cases(actor, [row.pk for row in rows])
    assert batch.job is not None
    return batch.job


def _restrict(case: FullCase, actor: Actor, *parts: str) -> list[RetentionCase]:
    notices = _notices(case)
    job = _confirm(actor, *(notices[part] for part in parts))
    run_job(job.pk)
    job = job_row(job.pk)
    assert job.state == JobState.SUCCEEDED, job.error
    with acting_as(system_actor(case.municipality.pk)):
        return [RetentionCase.objects.get(pk=notices[part].pk) for part in parts]


def _come_to_their_day(case: FullCase) -> None:
    with acting_as(system_actor(case.municipality.pk)):
        RetentionCase.objects.filter(state=RetentionState.RESTRICTED).update(remove_on=dt.date(2026, 1, 1))


def test_each_part_is_noticed_at_its_own_limit_and_the_tests_wait_for_theirs(case: FullCase) -> None:
    assert set(_notices(case, dt.date(2041, 9, 1))) == set()
    assert set(_notices(case, dt.date(2041, 10, 13))) == {"mapping", "programme"}
    notices = _notices(case)
    assert set(notices) == {"mapping", "programme", "training"}
    programme = notices["programme"]
    assert programme.roots["Participation"] == [str(case.participation.pk)]
    assert {"kind": "programme", "counted_from": "2026-10-12", "years": 15, "due_on": "2041-10-12",
            "paragraph": "integreringsforskriften § 60"} in programme.reasons  # fmt: skip
    # Whoever still goes to class keeps the class, and the test is kept for twenty years.
    assert "ClassEnrolment" not in notices["training"].roots
    assert set(_notices(case, dt.date(2046, 11, 5))) == {"mapping", "programme", "training"}


def test_a_part_that_is_open_or_has_changed_is_noticed_anew(case: FullCase, as_system: None) -> None:
    before = _notices(case)
    SkillsMapping.objects.filter(participant=case.person).update(done_on=dt.date(2030, 1, 1))
    Participation.objects.filter(pk=case.participation.pk).update(ended_on=None, end_reason="", main_activity="")
    after = _notices(case)
    assert "Participation" not in after["programme"].roots
    assert after["programme"].pk != before["programme"].pk
    assert "SkillsMapping" not in after["mapping"].roots
    assert after["training"].pk == before["training"].pk


def test_a_whole_case_that_is_due_takes_the_notices_of_its_parts(case: FullCase, later: None, leader: Actor) -> None:
    _notices(case)
    whole = _notices(case, dt.date(2047, 1, 1))
    assert set(whole) == {""}


def test_a_restricted_part_is_hidden_row_by_row_and_the_rest_of_the_case_is_not(
    case: FullCase, leader: Actor, officer: Actor, later: None
) -> None:
    (row,) = _restrict(case, leader, "programme")
    assert row.remove_on == _LATER + dt.timedelta(days=90)
    assert _seen(leader, case.person)
    with acting_as(leader):
        for model in (Participation, Plan, Decision, Absence):
            assert not model.objects.filter(participant=case.person).exists(), model
            history = ChangeRecord.objects.filter(table_name=model._meta.db_table, participant_id=case.person.pk)
            assert not history.exists()
        assert TestResult.objects.filter(participant=case.person).exists()
        assert SkillsMapping.objects.filter(participant=case.person).exists()
        assert not RetentionCase.objects.restricted_for(leader).exists()
    with pytest.raises(RetentionCase.DoesNotExist):
        lift_restriction(leader, row.pk, reason="En klage er kommet inn.")
    with acting_as(officer):
        assert RetentionCase.objects.restricted_for(officer).get().pk == row.pk
    lift_restriction(officer, row.pk, reason="En klage er kommet inn.")
    with acting_as(leader):
        assert Participation.objects.filter(participant=case.person).exists()
        assert RetentionCase.objects.visible_to(leader).get(pk=row.pk).state == RetentionState.NOTICED


def test_the_package_of_a_part_has_the_part_and_nothing_else(
    case: FullCase, leader: Actor, later: None, tmp_path: Path
) -> None:
    _restrict(case, leader, "mapping", "programme")
    with acting_as(system_actor(case.municipality.pk)):
        batch = RetentionBatch.objects.get()
    place = unpacked(batch, tmp_path)
    found = {path.stem.rpartition("-")[2]: json.loads(path.read_text()) for path in place.glob("dokumenter/*.json")}
    tables = {part: {table["code"] for table in content["tables"]} for part, content in found.items()}
    assert "programmes_decision" in tables["programme"]
    assert tables["mapping"] == {"programmes_skillsmapping", "programmes_careerguidance"}
    assert not tables["programme"] & {"programmes_testresult", "participants_participant", "programmes_skillsmapping"}
    assert any(change["changes"] for change in found["programme"]["changes"])


def test_a_removed_part_is_gone_and_the_case_lives_on(
    case: FullCase, leader: Actor, later: None, settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    attached = store_document(leader, case.person.pk, title="Til saken", filename="v.txt", content=_Text())
    (row,) = _restrict(case, leader, "programme")
    with acting_as(system_actor(case.municipality.pk)):
        ids = list(RetentionRow.objects.values_list("table_name", "row_id"))
        papers = [pk for table, pk in ids if table == "participants_document"]
    assert papers
    for actor in (system_actor(case.municipality.pk), leader):
        with pytest.raises(DatabaseError, match="past its day"), acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT fot_remove_part(%s)", [row.pk])
    _come_to_their_day(case)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_cases(case.municipality.pk, _LATER) == 1
    assert remove_cases(case.municipality.pk, _LATER) == 0
    with acting_as(system_actor(case.municipality.pk)), connection.cursor() as cursor:
        for table, pk in ids:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE id = %s", [pk])
            assert cursor.fetchone() == (0,), table
        assert not ChangeRecord.objects.filter(row_id__in=[pk for _table, pk in ids]).exists()
        assert Participant.objects.get(pk=case.person.pk).family_name == "Gammelsen"
        for model in (TestResult, SkillsMapping, TrainingRight, ClassEnrolment):
            assert model.objects.filter(participant=case.person).exists(), model
        assert Document.objects.filter(pk=attached.pk).exists()
        for figures in (OutcomePerson, OutcomeProgramme, OutcomeSpan, OutcomeTraits):
            assert not figures.objects.filter(participant=case.person).exists(), figures
        row.refresh_from_db()
        assert (row.state, row.participant_id, row.reasons, row.roots) == ("removed", case.person.pk, [], {})
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    for paper in papers:
        assert not (settings.DOCUMENT_DIR / paper.hex[-2:] / str(paper)).exists()
    open_stored(case.municipality.pk, attached.pk).close()
    assert "programme" not in _notices(case)


def test_what_was_written_in_a_removed_part_stands_nowhere_any_more(case: FullCase, leader: Actor, later: None) -> None:
    with acting_as(system_actor(case.municipality.pk)):
        JournalEntry.objects.filter(participant=case.person).update(text="Snakket om Zyxwolt.")
        Absence.objects.filter(participant=case.person).update(reason="Fordi Zyxwolt.")
        Plan.objects.filter(participant=case.person).update(long_term_goal="Zyxwolt")
        SkillsMapping.objects.filter(participant=case.person).update(interests="Zyxwolt")
    assert len(tables_with("Zyxwolt")) >= 5
    _restrict(case, leader, "programme", "mapping")
    _come_to_their_day(case)
    assert remove_cases(case.municipality.pk, _LATER) == 2
    assert tables_with("Zyxwolt") == {}


class _Text:
    def __init__(self) -> None:
        self.left = [b"hei"]

    def read(self, _size: int = -1, /) -> bytes:
        return self.left.pop() if self.left else b""


def test_what_was_removed_is_neither_taken_back_from_nir_nor_owed_again(
    case: FullCase, leader: Actor, later: None
) -> None:
    home = case.municipality.pk
    with acting_as(system_actor(home)):
        Deadline.objects.filter(participant=case.person, kind=PROGRAMME_START).update(met_on=dt.date(2026, 10, 12))
    derive_events(home, _LATER)
    _restrict(case, leader, "programme", "mapping")
    _come_to_their_day(case)
    assert remove_cases(home, _LATER) == 2
    derived = derive_events(home, _LATER)
    assert (derived.new, derived.corrected, derived.withdrawn) == (0, 0, 0)
    with acting_as(system_actor(home)):
        assert not NirEvent.objects.filter(participant=case.person, kind__in=("award", "start", "mapping")).exists()
        follow_start(system_actor(home), Participant.objects.get(pk=case.person.pk))
        owed = Deadline.objects.filter(participant=case.person, kind=PROGRAMME_START).open()
        assert not owed.exists()


def test_a_worker_killed_between_packing_and_restricting_leaves_all_as_it_was(
    case: FullCase, leader: Actor, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = _notices(case)
    job = _confirm(leader, notices["programme"])
    with monkeypatch.context() as patch:
        patch.setattr(packing, "_restrict_rows", _killed)
        with pytest.raises(KeyboardInterrupt):
            run_job(job.pk)
    with acting_as(leader):
        assert Participation.objects.filter(participant=case.person).exists()
        assert RetentionRow.objects.count() == 0
    change_job(job.pk, state=JobState.QUEUED, lease_until=None)
    run_job(job.pk)
    with acting_as(system_actor(case.municipality.pk)):
        batch = RetentionBatch.objects.get()
        rows = list(RetentionRow.objects.values_list("row_id", flat=True))
    assert len(rows) == len(set(rows)) > 20
    before = sorted(path.name for path in place_of(batch.folder).parent.iterdir() if batch.folder in path.name)
    # Once more, though it is done: nothing is packed or restricted twice.
    change_job(job.pk, state=JobState.QUEUED, lease_until=None)
    run_job(job.pk)
    with acting_as(system_actor(case.municipality.pk)):
        assert RetentionRow.objects.count() == len(rows)
        assert RetentionBatch.objects.get().checksum == batch.checksum
    assert before == [batch.folder]


def test_a_worker_killed_while_it_removes_has_removed_nothing_and_the_next_night_does(
    case: FullCase, leader: Actor, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _restrict(case, leader, "programme", "mapping")
    _come_to_their_day(case)
    with monkeypatch.context() as patch:
        patch.setattr(removing, "_documents_of", _killed)
        with pytest.raises(KeyboardInterrupt):
            remove_cases(case.municipality.pk, _LATER)
    with acting_as(system_actor(case.municipality.pk)):
        assert Participation.objects.filter(participant=case.person).exists()
    assert remove_cases(case.municipality.pk, _LATER) == 2
    assert remove_cases(case.municipality.pk, _LATER) == 0


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_case_that_is_written_in_while_it_is_packed_is_packed_again(
    case: FullCase, leader: Actor, later: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job = _confirm(leader, _notices(case)["programme"])

    def write_meanwhile(*arguments: Any) -> int:
        with acting_as(leader):
            Plan.objects.filter(participant=case.person).update(long_term_goal="Et annet mål")
        return verify_package(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(packing, "verify_package", write_meanwhile)
        run_job(job.pk)
    job = job_row(job.pk)
    assert job.state != JobState.SUCCEEDED
    change_job(job.pk, state=JobState.FAILED)
    assert retry_batches(case.municipality.pk) == 1
    with acting_as(system_actor(case.municipality.pk)):
        again = RetentionBatch.objects.get()
    assert again.job_id is not None
    run_job(again.job_id)
    with acting_as(system_actor(case.municipality.pk)):
        batch = RetentionBatch.objects.get()
    place = unpacked(batch, tmp_path)
    (content,) = place.glob("dokumenter/*-programme.json")
    assert "Et annet mål" in content.read_text()


def test_a_part_on_which_something_new_hangs_is_opened_again_instead_of_removed(
    case: FullCase, leader: Actor, later: None
) -> None:
    (row,) = _restrict(case, leader, "programme")
    with acting_as(system_actor(case.municipality.pk)):
        late = Absence.objects.get(participant=case.person)
        late.pk, late.first_day, late.last_day = None, dt.date(2026, 10, 29), dt.date(2026, 10, 29)
        late._state.adding = True
        late.save()
    _come_to_their_day(case)
    assert remove_cases(case.municipality.pk, _LATER) == 0
    with acting_as(leader):
        assert RetentionCase.objects.visible_to(leader).get(pk=row.pk).state == RetentionState.NOTICED
        assert Participation.objects.filter(participant=case.person).exists()


def test_a_case_waits_until_its_parts_are_gone(
    case: FullCase, leader: Actor, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _restrict(case, leader, "programme")
    assert "" not in _notices(case, dt.date(2047, 1, 1))
    _come_to_their_day(case)
    assert remove_cases(case.municipality.pk, _LATER) == 1
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2047, 1, 1))
    job = _confirm(leader, _notices(case, dt.date(2047, 1, 1))[""])
    run_job(job.pk)
    _come_to_their_day(case)
    assert remove_cases(case.municipality.pk, dt.date(2047, 1, 1)) == 1
    with acting_as(system_actor(case.municipality.pk)):
        assert not Participant.objects.filter(pk=case.person.pk).exists()
        rows = RetentionCase.objects.filter(case_key=case.person.pk)
        assert set(rows.values_list("part", "state")) == {("", "removed"), ("programme", "removed")}
        assert not rows.filter(participant__isnull=False).exists()
