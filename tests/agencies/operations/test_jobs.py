"""Background jobs: asked for, sent, claimed by one, run again after a death, given up."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from agencies.access import acting_as
from agencies.models import Agency, Job, JobState, Role
from agencies.operations import jobs
from agencies.operations.jobs import (
    LEASE,
    MAX_ATTEMPTS,
    RunningJob,
    claim_job,
    enqueue_job,
    job_handler,
    progress_of,
    run_job,
    send_jobs,
    sweep_jobs,
)
from tests.queues import change_job, change_jobs, count_jobs, job_row, make_job
from tests.threads import at_once, wait_until
from tests.workers import manage, running_worker
from tests.world import make_actor, make_municipality

KIND = "test.job"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the broker was given."""
    given: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda _name, args, **_options: given.extend(args))
    return given


@pytest.fixture
def handler() -> Iterator[Mock]:
    """What does the jobs of these tests."""
    work = Mock()
    job_handler(KIND)(work)
    yield work
    jobs._handlers.pop(KIND)


def _make(agency: Agency, **fields: Any) -> Job:
    job = make_job(agency, KIND)
    if fields:
        change_job(job.pk, **fields)
    return job_row(job.pk)


def _long_ago() -> dt.datetime:
    return timezone.now() - dt.timedelta(minutes=10)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_sent_when_its_cause_is_committed(sent: list[str]) -> None:
    municipality = make_municipality()
    actor = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(actor):
        job = enqueue_job(actor, KIND, municipality.pk, batch="1")
        assert sent == []
    assert sent == [str(job.pk)]
    assert (job.requested_by_id, job.arguments, job.state) == (actor.user_id, {"batch": "1"}, JobState.QUEUED)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_cause_is_taken_back_never_was(sent: list[str]) -> None:
    municipality = make_municipality()
    actor = make_actor(municipality, Role.TEAM_LEADER)
    with suppress(ZeroDivisionError), acting_as(actor):
        enqueue_job(actor, KIND, municipality.pk)
        raise ZeroDivisionError
    assert (sent, count_jobs()) == ([], 0)


def _deaf_port() -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


def _closed_port() -> Iterator[str]:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{closed.getsockname()[1]}/0"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", [_deaf_port, _closed_port])
def test_with_a_lost_broker_the_row_stays_and_the_sweeper_sends_it_later(
    broker: Callable[[], Iterator[str]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(jobs, "_BROKER_SECONDS", 0.3)
    municipality = make_municipality()
    actor = make_actor(municipality, Role.TEAM_LEADER)
    with monkeypatch.context() as lost:
        for url in broker():
            lost.setattr(current_app.conf, "broker_write_url", url)
            with acting_as(actor):
                job = enqueue_job(actor, KIND, municipality.pk)
            change_jobs(created_at=_long_ago())
            assert sweep_jobs() == 0
    assert "jobs_not_sent" in caplog.text
    job = job_row(job.pk)
    assert (job.state, job.attempts, job.lease_until) == (JobState.QUEUED, 0, None)
    given: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda _name, args, **_options: given.extend(args))
    assert sweep_jobs() == 1
    assert given == [str(job.pk)]


@pytest.mark.django_db
def test_a_job_that_was_just_asked_for_is_not_sent_again_yet(municipality: Agency, sent: list[str]) -> None:
    _make(municipality)
    assert (sweep_jobs(), sent) == (0, [])


@pytest.mark.django_db
def test_a_job_that_waits_in_a_long_queue_is_not_sent_at_every_sweep(municipality: Agency, sent: list[str]) -> None:
    job = _make(municipality, created_at=_long_ago())
    assert [sweep_jobs() for _ in range(3)] == [1, 0, 0]
    change_jobs(lease_until=_long_ago())
    assert sweep_jobs() == 1
    assert sent == [str(job.pk)] * 2


@pytest.mark.django_db(transaction=True)
def test_of_two_sweepers_at_once_one_sends_each_job(sent: list[str]) -> None:
    municipality = make_municipality()
    made = {str(_make(municipality, created_at=_long_ago()).pk) for _ in range(10)}
    assert sum(at_once(*[sweep_jobs] * 4)) == 10
    assert (len(sent), set(sent)) == (10, made)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.SUCCEEDED, JobState.FAILED])
def test_a_finished_job_is_neither_sent_nor_run_again(
    municipality: Agency, sent: list[str], handler: Mock, state: JobState
) -> None:
    job = _make(municipality, state=state, created_at=_long_ago(), lease_until=_long_ago())
    assert (sweep_jobs(), run_job(job.pk), sent, handler.called) == (0, False, [], False)


@pytest.mark.django_db
def test_a_job_is_done_once_and_says_so(municipality: Agency, handler: Mock) -> None:
    handler.side_effect = lambda running: running.report(3, 3)
    job = _make(municipality, arguments={"batch": "7"})
    assert [run_job(job.pk), run_job(job.pk)] == [True, False]
    job = job_row(job.pk)
    assert (job.state, job.done, job.total, job.attempts, job.error) == (JobState.SUCCEEDED, 3, 3, 1, "")
    assert None not in (job.started_at, job.finished_at)
    assert handler.call_args.args[0].arguments == {"batch": "7"}


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_gets_the_job(handler: Mock) -> None:
    job = _make(make_municipality())
    answers = at_once(*[lambda: claim_job(job.pk)] * 5)
    assert sum(answer is not None for answer in answers) == 1


@pytest.mark.django_db
def test_a_job_whose_worker_is_alive_is_left_alone(municipality: Agency, sent: list[str], handler: Mock) -> None:
    job = _make(municipality, state=JobState.RUNNING, attempts=1, lease_until=timezone.now() + LEASE)
    assert (sweep_jobs(), run_job(job.pk)) == (0, False)


@pytest.mark.django_db
def test_a_job_whose_worker_died_is_sent_and_run_again(municipality: Agency, sent: list[str], handler: Mock) -> None:
    job = _make(municipality, state=JobState.RUNNING, attempts=1, lease_until=_long_ago())
    assert sweep_jobs() == 1
    assert sent == [str(job.pk)]
    assert run_job(job.pk)
    job = job_row(job.pk)
    assert (job.state, job.attempts) == (JobState.SUCCEEDED, 2)


@pytest.mark.django_db
def test_a_job_that_killed_too_many_workers_is_given_up_with_its_reason(
    municipality: Agency, sent: list[str], handler: Mock
) -> None:
    job = _make(municipality, state=JobState.RUNNING, attempts=MAX_ATTEMPTS, lease_until=_long_ago())
    assert not run_job(job.pk)
    assert (sweep_jobs(), sent) == (0, [])
    job = job_row(job.pk)
    assert (job.state, job.error) == (JobState.FAILED, "too_many_attempts")
    assert job.finished_at is not None


@pytest.mark.django_db
def test_a_fault_ends_the_job_and_its_text_is_not_kept(municipality: Agency, handler: Mock) -> None:
    handler.side_effect = ValueError("Olena Kovalenko, 209900000103")
    job = _make(municipality)
    assert run_job(job.pk)
    job = job_row(job.pk)
    assert (job.state, job.error) == (JobState.FAILED, "ValueError")


@pytest.mark.django_db
def test_a_job_of_a_kind_that_nobody_does_fails_and_says_so(municipality: Agency) -> None:
    job = _make(municipality)
    assert run_job(job.pk)
    job = job_row(job.pk)
    assert (job.state, job.error) == (JobState.FAILED, "unknown_kind")


@pytest.mark.django_db
def test_a_database_that_breaks_off_lets_another_worker_try(
    municipality: Agency, sent: list[str], handler: Mock
) -> None:
    handler.side_effect = OperationalError("server closed the connection")
    job = _make(municipality, created_at=_long_ago())
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert run_job(job.pk)
        job = job_row(job.pk)
        last = attempt == MAX_ATTEMPTS
        assert (job.state, job.attempts) == (JobState.FAILED if last else JobState.QUEUED, attempt)
    assert job.error == "OperationalError"


@pytest.mark.django_db
def test_whoever_lost_the_job_to_another_worker_writes_nothing_to_it(municipality: Agency, handler: Mock) -> None:
    def lose_it(running: RunningJob) -> None:
        change_jobs(lease_until=_long_ago())
        assert claim_job(running.job.pk) is not None

    handler.side_effect = lose_it
    job = _make(municipality)
    run_job(job.pk)
    job = job_row(job.pk)
    assert (job.state, job.attempts, job.finished_at) == (JobState.RUNNING, 2, None)


@pytest.mark.django_db(transaction=True)
def test_progress_can_be_read_and_the_lease_is_kept_while_a_long_transaction_runs(
    handler: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LEASE", dt.timedelta(seconds=0.4))
    job = _make(make_municipality())
    seen: list[tuple[int, int]] = []

    def work(running: RunningJob) -> None:
        with transaction.atomic():
            assert connection.in_atomic_block
            running.report(40, 100)
            first = job_row(job.pk).lease_until
            wait_until(lambda: job_row(job.pk).lease_until != first, "the lease, renewed")
            answers = at_once(lambda: progress_of(job_row(job.pk)), lambda: claim_job(job.pk))
            seen.append(answers[0])
            assert answers[1] is None
            running.report(100, 100)

    handler.side_effect = work
    assert run_job(job.pk)
    job = job_row(job.pk)
    assert (seen, job.state) == ([(40, 100)], JobState.SUCCEEDED)
    assert progress_of(job) == (100, 100)


@pytest.mark.django_db
def test_a_job_goes_on_when_the_cache_is_lost(
    municipality: Agency, handler: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "set", Mock(side_effect=RedisConnectionError))
    monkeypatch.setattr(cache, "get", Mock(side_effect=RedisConnectionError))
    handler.side_effect = lambda running: running.report(2, 5)
    job = _make(municipality)
    run_job(job.pk)
    job = job_row(job.pk)
    assert (job.state, progress_of(job)) == (JobState.SUCCEEDED, (2, 5))


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_a_job_from_the_queue(
    process_environment: dict[str, str], redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker)
    job = _make(make_municipality())
    assert send_jobs([job.pk])
    with running_worker(process_environment, tmp_path / "worker.log"):
        wait_until(lambda: job_row(job.pk).state == JobState.FAILED, "the job, taken by the worker")
    assert job_row(job.pk).error == "unknown_kind"
    assert "0 messages" in manage(process_environment, "resend_dead_messages")
