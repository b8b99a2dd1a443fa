"""PostgreSQL and Valkey as one thing: prepared, started, shared and stopped together."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded.account import Account, service_account
from config.embedded.places import Places, places
from config.embedded.postgres import Postgres
from config.embedded.process import ServiceError
from config.embedded.roles import ensure_roles_and_database
from config.embedded.valkey import Valkey


@dataclass(frozen=True)
class Services:
    """The embedded services of one data folder."""

    places: Places
    postgres: Postgres
    valkey: Valkey
    account: Account | None

    def prepare(self) -> None:
        """Make the folders: the services' user may walk to them, nobody else may look inside."""
        home = self.places.home
        home.mkdir(parents=True, exist_ok=True)
        if self.account:
            # Root's umask may have closed what we just made to the services' own user.
            for folder in (home, home.parent):
                folder.chmod(0o711)
        for folder in (self.places.sockets, self.places.valkey):
            folder.mkdir(mode=0o700, exist_ok=True)
            self._refuse_foreign(folder)
            folder.chmod(0o700)
            if self.account:
                os.chown(folder, self.account.uid, self.account.gid)

    def _refuse_foreign(self, folder: Path) -> None:
        # The sockets may lie under /tmp, where anybody can make a folder of that name first.
        owners = {os.geteuid(), self.account.uid} if self.account else {os.geteuid()}
        if folder.is_symlink() or folder.stat().st_uid not in owners:
            raise PermissionError(f"{folder} eies av en annen bruker.")

    def start_detached(self) -> None:
        """Start what does not run, to go on after this process ends: for tests and for single commands."""
        with self._one_at_a_time():
            self.prepare()
            self.postgres.start(dies_with_parent=False)
            self.valkey.start(dies_with_parent=False)
            ensure_roles_and_database(self.postgres.superuser_url())

    def start_supervised(self, name: str) -> subprocess.Popen[bytes]:
        """Start ``postgres`` or ``valkey`` as a child that ends with this process.

        A server left behind by a killed run, or by ``start_detached``, is stopped first: it is not our child.
        """
        server: Postgres | Valkey = self.postgres if name == "postgres" else self.valkey
        with self._one_at_a_time():
            self.prepare()
            server.stop()
            process = server.start(dies_with_parent=True)
            if process is None:
                raise ServiceError(f"{name} kjører allerede, og prosessen er ikke vår: {self.places.sockets}")
            if name == "postgres":
                ensure_roles_and_database(self.postgres.superuser_url())
        return process

    def stop(self) -> None:
        """Stop both."""
        self.valkey.stop()
        self.postgres.stop()

    def remove(self) -> None:
        """Stop both and throw their data away."""
        self.stop()
        shutil.rmtree(self.places.home, ignore_errors=True)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Tell others, for the length of the block, that the services are needed."""
        with self._lock("users.lock", fcntl.LOCK_SH):
            yield

    def stop_if_unused(self) -> bool:
        """Stop both unless another process is inside ``in_use``; whether they were stopped."""
        try:
            with self._lock("users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
                self.stop()
                return True
        except BlockingIOError:
            return False

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        # Two test runs that start at the same moment must not both make the cluster.
        with self._lock("start.lock", fcntl.LOCK_EX):
            yield

    @contextmanager
    def _lock(self, name: str, kind: int) -> Iterator[None]:
        self.places.home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.places.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)


def services(data_dir: Path, environment: str) -> Services:
    """The services of ``data_dir``; those for tests are another pair, tuned for speed."""
    where = places(data_dir, environment)
    account = service_account()
    for_tests = environment == "test"
    return Services(
        places=where,
        postgres=Postgres(where, account, for_tests),
        valkey=Valkey(where, account, for_tests),
        account=account,
    )
