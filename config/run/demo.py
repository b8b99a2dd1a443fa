"""The synthetic people of a demonstration: loaded once, thrown away on request."""

import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

from config.embedded.services import Services
from config.run.terminal import StartError, say

# What a run leaves in the data folder beside the services' own; logs stay, to tell what happened before.
_LEFT_BY_A_RUN = ("documents", "outbox")


def throw_away(embedded: Services) -> None:
    """Remove the embedded database, the queue, documents and letters."""
    if not settings.DATABASE_IS_EMBEDDED:
        raise StartError("--reset gjelder bare den innebygde databasen; DATABASE_URL er satt.")
    embedded.remove()
    for name in _LEFT_BY_A_RUN:
        shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)
    for schedule in settings.DATA_DIR.glob("celerybeat-schedule*"):
        schedule.unlink()


def is_missing() -> bool:
    """Whether this is a demonstration whose database has no agencies yet."""
    return settings.ENVIRONMENT == "demo" and not _has_agencies()


def load() -> None:
    """Load the demonstration, with each line of the command shown as it comes: it takes the better part of a minute."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "load_demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            say(f"    {line.rstrip()}")
        errors = process.stderr.read() if process.stderr else ""
    if process.returncode:
        raise StartError(f"Demodata kunne ikke lastes inn. Prøv på nytt med ./bin/run --reset.\n{_last_lines(errors)}")


def logins() -> str:
    """The demonstration's log-ins, one line for each role."""
    return manage("demo_logins", "Kunne ikke vise demobrukerne.") if settings.ENVIRONMENT == "demo" else ""


def manage(command: str, failure: str) -> str:
    """Run one of Django's commands in a process of its own and give back what it printed."""
    script = Path(settings.BASE_DIR) / "manage.py"
    result = subprocess.run([sys.executable, str(script), command], capture_output=True, text=True, check=False)
    if result.returncode:
        raise StartError(f"{failure}\n{_last_lines(result.stderr or result.stdout)}")
    return result.stdout


def _has_agencies() -> bool:
    database = settings.DATABASES["default"]
    with (
        psycopg.connect(
            dbname=database["NAME"],
            user=database["USER"],
            password=database["PASSWORD"] or None,
            host=database["HOST"] or None,
            port=database["PORT"] or None,
        ) as connection,
        connection.cursor() as cursor,
    ):
        row = cursor.execute("SELECT EXISTS (SELECT FROM agencies_agency)").fetchone()
        return bool(row and row[0])


def _last_lines(text: str, count: int = 12) -> str:
    return "\n".join(text.strip().splitlines()[-count:])
