"""Two scans at once, a scan beside people at work, and a worker that is killed in the middle."""

import datetime as dt
from collections import Counter
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Flag, Participant
from participants.operations import flagging
from participants.operations.cases import lock_case
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from participants.operations.flagging import flag_municipality
from participants.operations.flags import take_flag
from participants.operations.permits import PERMIT_EXPIRY
from tests.participants.operations.duties import all_flags, make_bare_person, make_deadline, standing_flags
from tests.threads import at_once, wait_until, waits_for_me
from tests.workers import kill, manage, running_worker
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db(transaction=True)

DUE = dt.date(2027, 6, 15)


class _ThoughtBetter(Exception):
    """Takes a transaction back."""


def _write_many(person: Participant, number: int, due_on: dt.date = DUE) -> None:
    with acting_as(system_actor(person.municipality_id)):
        write_deadlines([Duty(PERMIT_EXPIRY, person, uuid4(), due_on, "§") for _ in range(number)])


def _flags_per_deadline(*municipalities: Agency) -> Counter[object]:
    return Counter(row[0] for municipality in municipalities for row in all_flags(municipality))


def test_scans_at_once_raise_every_flag_exactly_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flagging, "CHUNK", 7)
    municipality = make_municipality()
    for _ in range(5):
        _write_many(make_bare_person(municipality), 20)
    nights = [dt.date(2027, 4, 20), dt.date(2027, 6, 1), DUE]
    for night in nights:
        raised = at_once(*[lambda night=night: flag_municipality(municipality.pk, night)] * 3)
        assert sum(raised) == 100
    assert set(_flags_per_deadline(municipality).values()) == {3}
    assert len(standing_flags(municipality)) == 100


def test_a_scan_waits_a_little_for_a_deadline_that_somebody_holds() -> None:
    municipality = make_municipality()
    person = make_bare_person(municipality)
    held, free = make_deadline(person, DUE), make_deadline(person, DUE)

    def hold_until_the_other_is_flagged() -> None:
        with suppress(_ThoughtBetter), acting_as(system_actor(municipality.pk)):
            meet_deadline(PERMIT_EXPIRY, held.subject_id, DUE)
            wait_until(lambda: Flag.objects.filter(deadline=free).exists(), "the free deadline's flag")
            raise _ThoughtBetter

    answers = at_once(hold_until_the_other_is_flagged, lambda: flag_municipality(municipality.pk, DUE))
    assert answers[0] is None
    assert {row[0] for row in standing_flags(municipality)} == {held.pk, free.pk}


def test_a_deadline_that_stays_held_is_left_to_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flagging, "_PAUSES", (0.01,))
    municipality = make_municipality()
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    with suppress(_ThoughtBetter), acting_as(system_actor(municipality.pk)):
        meet_deadline(PERMIT_EXPIRY, deadline.subject_id, DUE)
        assert at_once(lambda: flag_municipality(municipality.pk, DUE)) == [0]
        raise _ThoughtBetter
    assert flag_municipality(municipality.pk, DUE) == 1


def test_a_scan_and_an_operation_on_the_same_case_do_not_lock_each_other_out() -> None:
    # The operation holds the case and wants the deadline; the scan holds the deadline and writes a row of the case.
    municipality = make_municipality()
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    system = system_actor(municipality.pk)

    def operate() -> None:
        with acting_as(system):
            lock_case(system, person.pk)
            wait_until(Flag.objects.exists, "the flag, raised while the case is locked")
            meet_deadline(PERMIT_EXPIRY, deadline.subject_id, DUE)

    assert at_once(operate, lambda: flag_municipality(municipality.pk, DUE)) == [None, 1]
    assert standing_flags(municipality) == []


def test_of_two_who_take_the_same_version_of_a_flag_one_is_told() -> None:
    municipality = make_municipality()
    make_deadline(make_bare_person(municipality), DUE)
    flag_municipality(municipality.pk, DUE)
    with acting_as(system_actor(municipality.pk)):
        flag = Flag.objects.get()
    actors = [make_actor(municipality, Role.PROGRAMME_ADVISER) for _ in range(2)]
    answers = at_once(*[lambda actor=actor: take_flag(actor, flag.pk, expected_version=1) for actor in actors])
    assert sorted(type(answer).__name__ for answer in answers) == ["Flag", "StaleVersion"]


@pytest.mark.exhaustive
def test_a_worker_killed_in_the_middle_and_started_again_raises_every_flag_exactly_once(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    # Three municipalities for a worker that takes one at a time. The second has more deadlines than one transaction
    # takes, and the person whose deadlines come last is locked by this test: the worker has flagged the first
    # municipality and a thousand deadlines of the second, and stands within its transaction, when it dies.
    municipalities = [make_municipality(name) for name in ("Alver", "Bergen", "Voss")]
    for municipality in municipalities:
        _write_many(make_bare_person(municipality), 50)
    middle = municipalities[1]
    _write_many(make_bare_person(middle), 1200)
    last = make_bare_person(middle)
    _write_many(last, 30, DUE + dt.timedelta(days=1))
    log = tmp_path / "worker.log"

    with running_worker(process_environment, log) as worker:
        with acting_as(system_actor(middle.pk)):
            Participant.objects.select_for_update().get(pk=last.pk)
            manage(process_environment, "flag_deadlines", "--on", str(DUE + dt.timedelta(days=1)))
            wait_until(waits_for_me, "the worker, in the middle of its transaction")
            kill(worker)
        before = [len(standing_flags(municipality)) for municipality in municipalities]
    assert before == [50, 1000, 0], log.read_text()

    with running_worker(process_environment, log):
        wait_until(
            lambda: [len(standing_flags(municipality)) for municipality in municipalities] == [50, 1280, 50],
            "the flags of the killed worker, raised by the next one",
        )
    assert set(_flags_per_deadline(*municipalities).values()) == {1}
    again = [flag_municipality(municipality.pk, DUE + dt.timedelta(days=1)) for municipality in municipalities]
    assert again == [0, 0, 0]
