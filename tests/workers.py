"""A real Celery worker, as a process that a test may kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# A dead worker's task comes back after two seconds instead of an hour.
IMPATIENT = {
    "CELERY_VISIBILITY_TIMEOUT": "2",
    "CELERY_UNACKED_RESTORE_INTERVAL": "1",
    "CELERY_UNACKED_RESTORE_THROTTLE": "1",
}


def kill(worker: subprocess.Popen[bytes]) -> None:
    """End the worker and all its processes at once, as a power cut would."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


@contextmanager
def running_worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with one process on the test's database and queue, killed at the end."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--concurrency=1", "--loglevel=INFO"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with log.open("ab") as output:
        worker = subprocess.Popen(
            command, env=environment | IMPATIENT, cwd=settings.BASE_DIR, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield worker
    finally:
        if worker.poll() is None:
            kill(worker)


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run ``manage.py`` with these arguments on the test's database and queue; answers what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
