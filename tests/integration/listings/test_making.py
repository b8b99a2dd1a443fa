"""How a list is made: told how far it has come, read by a cursor, and never whole in memory."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies import lists
from agencies.access import Resource, acting_as
from agencies.lists import ListColumn, ListFile, Sheet, list_files
from agencies.models import Agency, JobState, Role, User
from agencies.operations import jobs
from agencies.operations.jobs import run_job
from integration.models import ListExport
from integration.operations.list_exports import ask_for_list
from participants.models import Participant
from tests.queues import change_job, list_row
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
MANY = 450
"""More than two chunks, and the last of them not full."""


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path


@pytest.fixture
def user() -> User:
    return make_user(make_municipality(), Role.TEAM_LEADER)


def _list_of(monkeypatch: pytest.MonkeyPatch, rows: Any, **facts: Any) -> None:
    column = ListColumn("Navn", lambda row: row)
    sheet = Sheet(rows=rows, columns=[facts.pop("column", column)], **facts)
    listing = ListFile("many", "Mange", Resource.PARTICIPANT, lambda _asked: sheet)
    monkeypatch.setattr(lists, "_files", {**list_files(), "many": listing})


def _counting(sizes: list[int]) -> Callable[[list[Any]], list[Any]]:
    def shown(rows: list[Any]) -> list[Any]:
        sizes.append(len(rows))
        return rows

    return shown


def _made(user: User) -> tuple[ListExport, list[tuple[int, int]]]:
    export = ask_for_list(actor_of(user), "many", "csv", {})
    assert export.job is not None
    assert run_job(export.job.pk)
    export = list_row(pk=export.pk)
    assert export.job is not None
    return export, [(export.job.done, export.job.total)]


def test_the_bar_stands_where_the_work_is(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[tuple[int, int]] = []
    report = jobs.RunningJob.report

    def heard(run: jobs.RunningJob, done: int, total: int) -> None:
        reports.append((done, total))
        report(run, done, total)

    monkeypatch.setattr(jobs.RunningJob, "report", heard)
    _list_of(monkeypatch, lambda: list(range(MANY)))
    export, ends = _made(user)
    assert reports[0] == (0, MANY)
    halfway = [each for each in reports if 0 < each[0] < MANY]
    assert len(halfway) >= 4
    assert all(total == MANY and done < total for done, total in halfway)
    assert reports[-1] == (MANY, MANY) == ends[0]
    assert export.rows == MANY


def test_the_page_shows_how_far_it_has_come(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask_for_list(actor_of(user), "portfolio", "csv", {})
    assert export.job is not None
    client = Client()
    client.force_login(user)
    address = reverse("integration:lists-progress")
    assert 'value="0" max="1"' in " ".join(client.get(address).content.decode().split())
    change_job(export.job.pk, state=JobState.RUNNING)
    monkeypatch.setattr(jobs, "cache", SimpleNamespace(get=lambda _key: (225, MANY), set=lambda *_facts: None))
    page = " ".join(client.get(address).content.decode().split())
    assert f'value="225" max="{MANY}"' in page
    assert f"225 av {MANY} rader" in page


def test_a_row_that_came_after_the_count_does_not_fill_the_bar(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[tuple[int, int]] = []

    def heard(run: jobs.RunningJob, done: int, total: int) -> None:
        reports.append((done, total))
        run.job.done = done

    monkeypatch.setattr(jobs.RunningJob, "report", heard)
    monkeypatch.setattr(Sheet, "read", lambda _sheet, _actor: (100, iter([([], ["x"])] * 250)))
    _list_of(monkeypatch, list)
    _made(user)
    assert all(done < total for done, total in reports[:-1])
    assert reports[-1] == (250, 250)


def test_rows_are_read_by_a_cursor_in_the_database_a_chunk_at_a_time(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Agency.objects.get(memberships__user=user)
    for _ in range(3):
        make_person(town)
    monkeypatch.setattr(lists, "CHUNK", 2)
    opened: list[int] = []
    chunks: list[int] = []
    cursor = connection.chunked_cursor

    def counted_cursor() -> Any:
        opened.append(1)
        return cursor()

    monkeypatch.setattr(connection, "chunked_cursor", counted_cursor)
    column = ListColumn("Navn", lambda row: row.full_name)
    _list_of(
        monkeypatch,
        lambda: Participant.objects.visible_to(actor_of(user)).by_name(),
        column=column,
        shown=_counting(chunks),
    )
    export, _ends = _made(user)
    assert export.rows == 3
    assert opened == [1]
    assert chunks == [2, 1]


def test_the_first_rows_are_written_before_the_last_are_read(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    written: list[int] = []

    def rows(_sheet: Sheet, _actor: Any) -> tuple[int, Iterator[Any]]:
        def each() -> Iterator[Any]:
            for number in range(MANY):
                read.append(number)
                yield [], [f"{number} " + "x" * 2000]

        return MANY, each()

    def write(_agency: Any, pieces: Iterator[bytes], *_more: Any) -> Any:
        written.extend(len(read) for _piece in pieces)
        return SimpleNamespace(path="lists/none")

    monkeypatch.setattr(Sheet, "read", rows)
    monkeypatch.setattr("integration.operations.list_exports.write_sealed", write)
    _list_of(monkeypatch, list)
    _made(user)
    # After each row that is read a piece goes out: at no time is more than a row waiting.
    assert written[-1] == MANY
    assert max(later - earlier for earlier, later in pairwise(written)) <= 1


def test_a_list_is_only_as_large_as_a_chunk_in_memory_also_for_those_that_the_page_makes(user: User) -> None:
    sizes: list[int] = []
    sheet = Sheet(
        rows=lambda: range(MANY),
        columns=[ListColumn("Nr.", lambda row: row)],
        shown=_counting(sizes),
    )
    with acting_as(actor_of(user)):
        total, records = sheet.read(actor_of(user))
    assert total == MANY
    assert next(records) == ([], ["0"])
    assert sizes == [lists.CHUNK]
