"""Starting, recognising and ending server processes.

A process is always known by the id in its own pid file and by its program's path, never by a name alone: on a shared
machine another installation's server must be left in peace.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from config.embedded.account import Account

_PR_SET_PDEATHSIG = 1


class ServiceError(Exception):
    """An embedded service could not be started or stopped; the text is for the person at the terminal."""


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    account: Account | None,
    dies_with_parent: signal.Signals | None,
    environment: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, writing to ``log``.

    ``dies_with_parent`` is the signal the process gets when this process ends in whatever way; None leaves it running.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/" if account else None,
            env=environment,
            preexec_fn=_before_exec(account, dies_with_parent),  # noqa: PLW1509 - we have one thread
        )


def _before_exec(account: Account | None, death_signal: signal.Signals | None) -> Callable[[], None]:
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if death_signal and sys.platform == "linux" else None

    def prepare() -> None:
        # The order matters: Linux forgets the parent's death signal when a process changes its user.
        if account:
            account.become()
        if libc is not None and death_signal:
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def running(pid_file: Path, program: str) -> psutil.Process | None:
    """The living process whose id the first line of ``pid_file`` holds, if it runs ``program``.

    The check of the program guards against an id that the system has given to something else since.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        is_alive = process.status() != psutil.STATUS_ZOMBIE and process.name() == program
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    return process if is_alive else None


def end(process: psutil.Process, polite: signal.Signals, patience: float = 15.0) -> None:
    """Ask ``process`` to stop, and kill it when it has not after ``patience`` seconds."""
    try:
        process.send_signal(polite)
        try:
            process.wait(patience)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(5)
    except psutil.NoSuchProcess:
        return


def wait_until(is_ready: Callable[[], bool], has_failed: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Poll until ready; False when it failed first or the time is out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_ready():
            return True
        if has_failed():
            return is_ready()
        time.sleep(0.05)
    return False
