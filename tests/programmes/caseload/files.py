"""Files of running programmes for tests, and the way through the real operations and jobs."""

import csv
import io
from typing import Any

from agencies.access import Actor, acting_as
from agencies.models import JobState
from agencies.operations.jobs import run_job
from programmes.models import CaseloadImport, CaseloadRow
from programmes.operations.caseload.uploading import request_takeover, upload_caseload
from tests.participants.imports.lists import duf
from tests.queues import job_row

HEADINGS = {
    "duf": "DUF-nummer",
    "family": "Etternavn",
    "given": "Fornavn",
    "born": "Fødselsdato",
    "basis": "Oppholdsgrunnlag",
    "education": "Utdanning",
    "offer": "Tilbud om oppstart",
    "start": "Programstart",
    "months": "Varighet",
    "end": "Vedtatt sluttdato",
    "goal": "Sluttmål",
    "plan": "Plan utarbeidet",
    "absences": "Fravær",
    "adviser": "Rådgiver e-post",
    "protection": "Adressesperre",
}
_GIVEN = ("Nour", "Boleslav", "Tirhas", "Mohammad", "Halyna", "Filmon", "Zainab", "Kwame", "Ibtisam", "Yevhen")
_FAMILY = ("Haddad", "Shevchenko", "Woldegiorgis", "Rahimi", "Osei", "Nguyen", "Quispe", "Dlamini", "Petrosyan")


def running(number: int = 0, **changes: str) -> dict[str, str]:
    """A faultless row: collective protection, twelve months towards work from 12 January 2026, end as computed."""
    return {
        "duf": duf(),
        "family": _FAMILY[number % 9],
        "given": _GIVEN[number // 9 % 10],
        "born": f"{1 + number % 28:02d}.{1 + number // 28 % 12:02d}.{1975 + number // 336 % 20}",
        "basis": "kollektiv beskyttelse",
        "education": "videregående",
        "offer": "05.01.2026",
        "start": "12.01.2026",
        "months": "12",
        "end": "11.01.2027",
        "goal": "arbeid",
        "plan": "06.01.2026",
        "absences": "",
        "adviser": "",
        "protection": "",
    } | changes


def as_csv(*rows: dict[str, str]) -> bytes:
    """The rows as a file."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(HEADINGS.values())
    writer.writerows([[row[key] for key in HEADINGS] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def upload(actor: Actor, data: bytes, source: str = "Velferd 2000") -> CaseloadImport:
    """Upload a file and have it checked."""
    batch = upload_caseload(actor, next(iter(actor.municipality_ids)), source=source, filename="saker.csv", data=data)
    return step(actor, batch)


def take_over(actor: Actor, batch: CaseloadImport) -> CaseloadImport:
    """Take over what is ready."""
    return step(actor, request_takeover(actor, batch.pk))


def step(actor: Actor, batch: CaseloadImport) -> CaseloadImport:
    """Let a worker do the file's step."""
    assert batch.job_id
    assert run_job(batch.job_id)
    job = job_row(batch.job_id)
    assert job.state == JobState.SUCCEEDED, job.error
    with acting_as(actor):
        return CaseloadImport.objects.visible_to(actor).get(pk=batch.pk)


def rows_of(actor: Actor, batch: CaseloadImport, **narrowed: Any) -> list[CaseloadRow]:
    """The rows that the actor may see."""
    with acting_as(actor):
        return list(CaseloadRow.objects.visible_to(actor).filter(batch=batch, **narrowed).order_by("line"))


def codes(row: CaseloadRow) -> set[str]:
    """What was found in a row."""
    return {finding["code"] for finding in row.findings}
