"""Arrival lists for the tests of this folder, and the way through the real operations and the real jobs."""

import csv
import io
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from agencies.access import Actor, acting_as
from agencies.models import Agency, Job, JobState, Role
from agencies.operations.jobs import RunningJob, run_job
from participants.arrivals.columns import HEADINGS, Column
from participants.identity.numbers import check_digits, duf_check_digits
from participants.models import ImportBatch, ImportRow, Intake
from participants.operations.importing import jobs
from participants.operations.importing.deciding import prepare_commit, request_commit
from participants.operations.importing.uploading import upload_list
from tests.queues import job_row
from tests.world import make_actor, make_municipality

DATA = Path(__file__).resolve().parents[2] / "data"
CSV = DATA / "arrivals-4601.csv"
XLSX = DATA / "arrivals-4601.xlsx"
HANDLERS = {"arrivals.check": jobs.check, "arrivals.commit": jobs.commit}

# No two of these are alike, whichever way they are written.
_GIVEN = ("Nour", "Boleslav", "Tirhas", "Mohammad", "Halyna", "Filmon", "Zainab", "Kwame", "Ibtisam", "Yevhen")
_FAMILY = (
    "Haddad",
    "Shevchenko",
    "Woldegiorgis",
    "Rahimi",
    "Osei",
    "Nguyen",
    "Quispe",
    "Dlamini",
    "Petrosyan",
    "Uwimana",
)
_numbers = count(1)


def bergen() -> Agency:
    return make_municipality("Bergen", "4601")


def officer(municipality: Agency, *roles: Role, **membership: Any) -> Actor:
    return make_actor(municipality, *(roles or (Role.ENROLMENT_OFFICER,)), **membership)


def national_id(day: int, month: int, year: int) -> str:
    """A fresh synthetic number for somebody born on that day between 1954 and 1999."""
    for individual in count(_numbers.__next__() % 480):
        nine = f"{day:02d}{month + 80:02d}{year % 100:02d}{individual % 500:03d}"
        digits = check_digits(nine)
        if digits:
            return nine + digits
    raise AssertionError("there is always one")


def d_number(day: int, month: int, year: int) -> str:
    for individual in count(_numbers.__next__() % 480):
        nine = f"{day + 40:02d}{month + 80:02d}{year % 100:02d}{individual % 500:03d}"
        digits = check_digits(nine)
        if digits:
            return nine + digits
    raise AssertionError("there is always one")


def duf() -> str:
    ten = f"2099{next(_numbers):06d}"
    return ten + duf_check_digits(ten)


def arrival(number: int = 0, **changes: str) -> dict[str, str]:
    """One faultless row about somebody of their own, by column name; ``changes`` by the names of ``Column``."""
    row = {
        Column.DUF: duf(),
        Column.FAMILY_NAME: _FAMILY[number // 10 % 10],
        Column.GIVEN_NAME: _GIVEN[number % 10],
        Column.BIRTH_DATE: f"{1 + number % 28:02d}.{1 + number // 28 % 12:02d}.{1975 + number // 336 % 24}",
        Column.SEX: "K",
        Column.NATIONAL_NUMBER: "",
        Column.CITIZENSHIP: "SYR",
        Column.RESIDENCE_BASIS: "Flyktning § 28",
        Column.PERMIT_DATE: "01.02.2026",
        Column.PERMIT_VALID_UNTIL: "01.02.2027",
        Column.ARRIVED_ON: "01.12.2025",
        Column.SETTLED_ON: "01.10.2026",
        Column.MUNICIPALITY: "4601",
        Column.EDUCATION: "Grunnskole",
        Column.MOTHER_TONGUE: "arabisk",
    }
    return {str(key): value for key, value in row.items()} | changes


def as_csv(*rows: dict[str, str], headings: dict[str, str] | None = None) -> bytes:
    """The rows as a file; ``headings`` gives columns another heading than the usual Norwegian one."""
    names = {column.value: HEADINGS[column][0] for column in Column} | (headings or {})
    extra = [key for row in rows for key in row if key not in names]
    names |= {key: key for key in extra}
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(names.values())
    writer.writerows([[row.get(key, "") for key in names] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def run_step(batch: ImportBatch) -> Job:
    """Let a worker do the list's step; the job's row as it is afterwards."""
    assert run_job(job_of(batch))
    return job_row(job_of(batch))


def job_of(batch: ImportBatch) -> UUID:
    assert batch.job_id
    return batch.job_id


def upload(actor: Actor, data: bytes, filename: str = "ankomster.csv") -> ImportBatch:
    """Upload a file and have it checked."""
    batch = upload_list(actor, next(iter(actor.municipality_ids)), filename=filename, data=data)
    job = run_step(batch)
    assert job.state == JobState.SUCCEEDED, job.error
    return reload(actor, batch)


def commit(actor: Actor, batch: ImportBatch, intake: str = Intake.NEW) -> ImportBatch:
    """Answer what is asked and commit."""
    prepare_commit(actor, batch.pk, intake=intake)
    job = run_step(request_commit(actor, batch.pk))
    assert job.state == JobState.SUCCEEDED, job.error
    return reload(actor, batch)


def reload(actor: Actor, batch: ImportBatch) -> ImportBatch:
    with acting_as(actor):
        return ImportBatch.objects.visible_to(actor).select_related("job").get(pk=batch.pk)


def rows_of(actor: Actor, batch: ImportBatch, **narrowed: Any) -> list[ImportRow]:
    with acting_as(actor):
        return list(ImportRow.objects.visible_to(actor).filter(batch=batch, **narrowed).order_by("line"))


def run_raw(batch: ImportBatch) -> None:
    """The step without the job's safety net, so that a test sees what it raises."""
    job = job_row(job_of(batch))
    HANDLERS[job.kind](RunningJob(job))
