"""The supervisor keeps processes running and leaves none behind."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from config.embedded.process import end, running, wait_until
from config.run import supervisor as module
from config.run.supervisor import Supervisor, python_child
from config.run.terminal import StartError

FOR_EVER = ["-c", "import time; time.sleep(60)"]
STUBBORN = [
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
]


@pytest.fixture
def supervised(tmp_path):
    supervisor = Supervisor()
    yield supervisor, lambda name, arguments: python_child(name, arguments, tmp_path, signal.SIGTERM)
    supervisor.stop()


def test_children_are_stopped_in_the_opposite_order(supervised, monkeypatch):
    supervisor, child = supervised
    for name in ("first", "second"):
        supervisor.add(child(name, FOR_EVER))
    stopped = []
    real = module._end

    def note(child, process):
        stopped.append(child.name)
        real(child, process)

    monkeypatch.setattr(module, "_end", note)
    supervisor.stop()
    assert stopped == ["second", "first"]
    assert all(c.process.poll() is not None for c in supervisor.children)


def test_a_child_that_does_not_listen_is_killed(supervised, tmp_path):
    supervisor, child = supervised
    stubborn = child("stubborn", STUBBORN)
    stubborn.patience = 0.2
    supervisor.add(stubborn)
    assert wait_until(lambda: (tmp_path / "stubborn.log").read_text() == "1\n", lambda: False, 10)
    supervisor.stop()
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_child_that_ends_is_started_again_and_given_up_when_it_ends_again_and_again(supervised, monkeypatch):
    supervisor, child = supervised
    monkeypatch.setattr(module, "_MOST_DEATHS", 2)
    failing = child("failing", ["-c", "raise SystemExit(3)"])
    supervisor.add(failing)
    with pytest.raises(StartError, match="failing"):
        supervisor.watch()
    assert len(failing.deaths) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death signal is Linux's")
def test_children_die_with_a_supervisor_that_is_killed(tmp_path, settings):
    code = (
        "import signal, sys, time; from pathlib import Path; from config.run.supervisor import *;"
        f"c = python_child('child', {FOR_EVER!r}, Path({str(tmp_path)!r}), signal.SIGTERM);"
        "print(c.start().pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    assert wait_until(lambda: not child.is_running() or child.status() == "zombie", lambda: False, 10)


def test_a_pid_file_of_another_program_is_not_ours(tmp_path):
    pid_file = tmp_path / "postmaster.pid"
    assert running(pid_file, "postgres") is None
    pid_file.write_text(f"{os.getpid()}\n/somewhere\n")
    assert running(pid_file, "postgres") is None
    process = running(pid_file, psutil.Process().name())
    assert process
    assert process.pid == os.getpid()


def test_end_waits_until_the_process_is_gone():
    process = subprocess.Popen([sys.executable, *FOR_EVER])
    began = time.monotonic()
    end(psutil.Process(process.pid), signal.SIGTERM)
    assert time.monotonic() - began < 10
    process.wait(1)
