"""100,000 rows of attendance through HTTP to the table: ``python -m tests.bench.bench_attendance [rows]``.

No test: it makes a throw-away database with a school of 200 pupils, starts the real web server and a real worker as
processes, sends one body, waits until it is applied, and prints times and the peak memory of both processes.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
os.environ.setdefault("TEST_DATABASE_NAME", "test_bench_attendance")

import django
import psutil
import requests
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from config.embedded.roles import APP_ROLE
from config.embedded.services import services

django.setup()

from tests.bench.database import become, say  # noqa: E402

PORT = int(os.environ.get("PORT", "8106"))
PUPILS, MOST = 200, 300
ADDRESS = f"http://127.0.0.1:{PORT}"


def main(rows: int = 100_000) -> None:
    """Measure one delivery, and the same delivery once more."""
    embedded = services(settings.DATA_DIR, "test")
    with embedded.in_use(), tempfile.TemporaryDirectory() as folder:
        embedded.start_detached()
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        try:
            become(APP_ROLE)
            token, ids = _school()
            processes = _processes(folder)
            try:
                _measure(rows, token, ids, processes)
            finally:
                for process in processes:
                    process.terminate()
                    process.wait(20)
        finally:
            become(None)
            teardown_databases(databases, verbosity=0)


def _school() -> tuple[str, tuple[str, list[str]]]:
    from agencies.access import acting_as
    from agencies.actors import system_actor, workplaces_of
    from agencies.models import Role
    from agencies.operations.tokens import issue_token
    from programmes.models.classes import ClassEnrolment, Course, SchoolClass
    from tests.integration.schools.world import make_school
    from tests.world import LONG_AGO, make_municipality, make_person, make_user

    home = make_municipality()
    school = make_school(home)
    people = [make_person(home) for _ in range(PUPILS)]
    with acting_as(system_actor(home.pk)):
        course = Course.objects.create(school=school, name="Norsk", kind="norwegian")
        school_class = SchoolClass.objects.create(school=school, course=course, name="A2", first_day=LONG_AGO)
        ClassEnrolment.objects.bulk_create(
            ClassEnrolment(participant=one, municipality=home, school_class=school_class, first_day=LONG_AGO)
            for one in people
        )
    user = make_user(school, Role.SCHOOL_SYSTEM)
    _token, secret = issue_token(user, workplaces_of(user)[0])
    return secret, (str(school_class.pk), [str(one.pk) for one in people])


def _processes(folder: str) -> list["Popen[bytes]"]:
    """The web server and a worker, on the benchmark's own database, as the application."""
    database = connection.settings_dict
    address = f"postgresql:///{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = os.environ | {
        "ENVIRONMENT": "test", "DATABASE_ROLE": "app", "DATABASE_URL": f"{address}&user={APP_ROLE}",
        "DJANGO_SETTINGS_MODULE": "config.settings", "DOCUMENT_DIR": folder,
    }  # fmt: skip
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "1"]
    worker = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--pool", "solo", "--loglevel", "ERROR"]
    return [
        Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=DEVNULL, stderr=DEVNULL)
        for command in ([*web, "--worker-class", "gthread", "--threads", "4", "--timeout", "120"], worker)
    ]


def _measure(rows: int, token: str, ids: tuple[str, list[str]], processes: list["Popen[bytes]"]) -> None:
    body = Path(tempfile.mkstemp(suffix=".csv")[1])
    _write(body, rows, *ids)
    _wait_for_server()
    say(f"{rows} rows, {body.stat().st_size / 1e6:.1f} MB of CSV")
    for round_name in ("first", "again"):
        started = time.perf_counter()
        with body.open("rb") as file:
            answer = requests.post(
                f"{ADDRESS}/api/v1/attendance/batches/", data=file, timeout=120,
                headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv", "Idempotency-Key": round_name},
            )  # fmt: skip
        answer.raise_for_status()
        received = time.perf_counter() - started
        batch = _until_done(answer.json()["id"], token)
        took = time.perf_counter() - started
        numbers = {name: batch[name] for name in ("received", "applied", "unchanged", "quarantined")}
        say(f"{round_name}: accepted in {received:.1f} s, done in {took:.1f} s, {numbers}")
    for name, process in zip(("web", "worker"), processes, strict=True):
        say(f"peak memory {name}: {_peak(process):.0f} MB (at most {MOST})")
    body.unlink()
    assert batch["state"] == "done"
    assert all(_peak(process) < MOST for process in processes)


def _write(path: Path, rows: int, school_class: str, people: list[str]) -> None:
    with path.open("w") as file:
        file.write("sourcedId,status,dateLastModified,classSourcedId,userSourcedId,date,startTime,endTime,")
        file.write("plannedMinutes,absentMinutes,category,reasonCode,comment,registeredBySourcedId\n")
        for number in range(rows):
            lesson, person = divmod(number, len(people))
            day, hour = divmod(lesson, 4)
            date = f"2026-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}"
            file.write(
                f"row-{number},active,2026-11-20T10:00:00.000Z,{school_class},{people[person]},{date},"
                f"{8 + 2 * hour:02d}:00,{9 + 2 * hour:02d}:30,90,0,present,,,\n"
            )


def _until_done(batch_id: str, token: str) -> dict[str, Any]:
    while True:
        headers = {"Authorization": f"Bearer {token}"}
        batch: dict[str, Any] = requests.get(
            f"{ADDRESS}/api/v1/attendance/batches/{batch_id}/", headers=headers, timeout=30
        ).json()
        if batch["state"] in ("done", "failed"):
            return batch
        time.sleep(0.5)


def _wait_for_server() -> None:
    for _ in range(120):
        try:
            requests.get(f"{ADDRESS}/api/v1/agencies/", timeout=30)
        except requests.RequestException:
            time.sleep(0.5)
        else:
            return


def _peak(process: "Popen[bytes]") -> float:
    """The most memory that the process or one of its children has had, in megabytes, by the kernel's own count."""
    parent = psutil.Process(process.pid)
    return max(_high_water_mark(one.pid) for one in (parent, *parent.children(recursive=True)))


def _high_water_mark(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
