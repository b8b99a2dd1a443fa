"""The system user the services run as when we are root: PostgreSQL refuses to run as root, and rightly so."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_NAME = "fotfeste-db"


@dataclass(frozen=True)
class Account:
    """An unprivileged user without log-in."""

    name: str
    uid: int
    gid: int

    @cached_property
    def _home(self) -> dict[str, str]:
        return {"HOME": "/", "USER": self.name, "LOGNAME": self.name, "PATH": os.defpath, "LC_ALL": "C"}

    def become(self) -> None:
        """Drop root for good; called between fork and exec."""
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        os.umask(0o077)

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a command as this user and give back what it said."""
        return subprocess.run(
            [str(part) for part in command],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            env=self._home,
            capture_output=True,
            text=True,
            check=False,
        )

    def can_run(self, program: Path) -> bool:
        """Whether this user can reach ``program`` and it works."""
        try:
            return self.run([program, "--version"]).returncode == 0
        except PermissionError:
            return False


class NoAccountError(Exception):
    """Root has no user to run PostgreSQL as, and none could be made."""


def service_account() -> Account | None:
    """The user to run services as: made when it is missing; None for an ordinary user, who runs them as themselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(_NAME)
    return Account(name=_NAME, uid=entry.pw_uid, gid=entry.pw_gid)


def _create() -> None:
    # useradd is everywhere but in BusyBox systems, which have an adduser of their own.
    if program := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [program, "--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", _NAME]
    elif program := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [program, "-S", "-H", "-h", "/", "-s", "/sbin/nologin", _NAME]
    else:
        raise NoAccountError(f"Fant verken useradd eller adduser. Lag systembrukeren {_NAME}, eller kjør uten root.")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        pwd.getpwnam(_NAME)  # another process may have made it at the same moment
    except KeyError:
        raise NoAccountError(f"Kunne ikke lage systembrukeren {_NAME}: {result.stderr.strip()}") from None
