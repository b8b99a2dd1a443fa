"""The watch over the log of a whole run of the tests: it hears, it finds, and a find fails the run."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from tests.log_watch import LogWatch, forbidden_in

NUMBER, DUF = "14839134567", "209912345678"


@pytest.mark.parametrize(
    "line",
    [
        f"fant {NUMBER} to ganger",
        f"fant {NUMBER[:6]} {NUMBER[6:]}",
        f"Key (value)=({NUMBER})",
        f"DUF {DUF}.",
        "Authorization: Bearer abcdefgh-ijkl",
        "token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln",
        "password=hunter2",
        "{'password': 'hunter2'}",
    ],
)
def test_numbers_and_secrets_are_found(line: str) -> None:
    assert len(list(forbidden_in(["first", line, "last"]))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "participant 01932d5e-7a10-7bbb-8000-148391345678",
        "1790000010512 in 20991234567 ms, organisation 910753614",
        "Authorization: Bearer [secret], password=[secret], DUF [number]",
        "Forbidden (Permission denied): /min-innlogging/passord/",
    ],
)
def test_what_is_neither_is_let_be(line: str) -> None:
    assert list(forbidden_in([line])) == []


def test_this_very_run_is_watched(request: pytest.FixtureRequest) -> None:
    watch = request.config.pluginmanager.get_plugin("log-watch")
    assert isinstance(watch, LogWatch)
    before = watch.ear.heard
    logging.getLogger("django.request").warning("for %s", NUMBER)
    assert watch.ear.heard == before + 1
    # The formatter of the installation took the number out.
    assert watch.ear.finds == []


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that is no part of this run, which reads its own files at the end."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize(("written", "code"), [pytest.param("nobody", 0, marks=pytest.mark.exhaustive), (NUMBER, 1)])
def test_a_run_fails_on_what_a_worker_wrote_to_its_file(elsewhere: Path, written: str, code: int) -> None:
    (elsewhere / "test_of_a_run.py").write_text(
        f"def test_a_worker_wrote(tmp_path):\n    (tmp_path / 'worker.log').write_text('about {written}')\n"
    )
    done = _run(elsewhere)
    assert (done.returncode, "1 passed" in done.stdout) == (code, True), done.stdout + done.stderr
    assert (f"worker.log: identity number: about {NUMBER}" in done.stdout) is bool(code)


@pytest.mark.exhaustive
def test_a_run_fails_on_a_line_that_no_formatter_saw_through(elsewhere: Path) -> None:
    (elsewhere / "test_of_a_run.py").write_text(
        "import logging\n\ndef test_of_a_number_taken_out():\n    logging.warning('about ' + '14839134567')\n"
        "def test_of_nobody(monkeypatch):\n    monkeypatch.setattr('config.logs.redacted', lambda text: text)\n"
        f"    logging.warning('about {NUMBER}')\n"
    )
    done = _run(elsewhere)
    assert done.returncode == 1, done.stdout + done.stderr
    found = [line for line in done.stdout.splitlines() if "identity number: " in line]
    assert len(found) == 1
    assert "::test_of_nobody: " in found[0]


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "tests.log_watch", "-p", "no:valkey", "-p", "no:cacheprovider"]
    command += ["-c", os.devnull, "--rootdir", str(folder), "--basetemp", str(folder / "temporary"), str(folder)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.test_settings", "PYTHONPATH": str(settings.BASE_DIR)}
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
