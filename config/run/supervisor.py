"""Keeps a handful of processes running and ends them together.

Each child is in a session of its own, so that Ctrl-C reaches only us and the order of stopping is ours, and gets a
signal from Linux when we die in a way that lets us do nothing (kill -9).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.process import spawn
from config.run.terminal import StartError, say

_MOST_DEATHS = 5
_WITHIN_SECONDS = 60.0
_LARGEST_LOG_BYTES = 10 * 1024 * 1024


@dataclass
class Child:
    """One process to keep running.

    ``start`` starts it and returns when it may be used; ``stop_signal`` asks it to end, and after ``patience`` seconds
    ``harder_signal`` does.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    harder_signal: signal.Signals = signal.SIGKILL
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


@dataclass
class Supervisor:
    """The children in the order in which they were started; they are stopped in the opposite one."""

    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> None:
        """Start ``child`` and keep it."""
        # Known before it is started: a stop in the middle of the start must find it.
        self.children.append(child)
        child.process = child.start()

    def watch(self) -> None:
        """Start again whoever ends, for ever; ``StartError`` when one ends again and again."""
        while True:
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    self._replace(child)
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop all, the last one started first, and come back when none runs."""
        for child in reversed(self.children):
            if child.process is not None and child.process.poll() is None:
                _end(child, child.process)

    def _replace(self, child: Child) -> None:
        now = time.monotonic()
        child.deaths = [*(death for death in child.deaths if now - death < _WITHIN_SECONDS), now]
        if len(child.deaths) > _MOST_DEATHS:
            raise StartError(f"{child.name} stanset {len(child.deaths)} ganger på ett minutt. Se loggen i .data/logs/.")
        code = child.process.returncode if child.process else None
        say(f"  {child.name} stanset (kode {code}) og startes på nytt.")
        time.sleep(0.2 * len(child.deaths))
        child.process = child.start()


def _end(child: Child, process: subprocess.Popen[bytes]) -> None:
    for polite in (child.stop_signal, child.harder_signal, signal.SIGKILL):
        process.send_signal(polite)
        try:
            process.wait(child.patience)
        except subprocess.TimeoutExpired:
            continue
        return


def python_child(name: str, arguments: list[str], log_folder: Path, death_signal: signal.Signals) -> Child:
    """A child that runs our own Python with ``arguments`` and writes to ``<name>.log``."""
    log = log_folder / f"{name}.log"

    def start() -> subprocess.Popen[bytes]:
        _make_room(log)
        return spawn(
            [sys.executable, *arguments],
            log=log,
            account=None,
            dies_with_parent=death_signal,
            environment=dict(os.environ),
        )

    return Child(name=name, start=start)


def _make_room(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
