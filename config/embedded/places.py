"""Where the embedded services keep their data and their sockets: a pure function of the data folder.

Services listen on Unix sockets in a folder that only their own user may enter, so they need neither a port nor a
password, and settings know their addresses before they run.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE_NAME = "fotfeste"
# The operating system's limit for a socket's path is 107 bytes; PostgreSQL's file name takes 21 of them.
_LONGEST_FOLDER = 85
_OTHERS_MAY_ENTER = 0o001


@dataclass(frozen=True)
class Places:
    """The folders of one pair of services; ``home`` holds them all."""

    home: Path
    sockets: Path
    moved: bool

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only file."""
        return self.home / "valkey"

    @property
    def valkey_socket(self) -> Path:
        """Where Valkey listens."""
        return self.sockets / "valkey.sock"

    @property
    def copied_programs(self) -> Path:
        """Where PostgreSQL's programs are copied to when its user cannot reach the virtual environment."""
        return self.home / "programs"


def places(data_dir: Path, environment: str) -> Places:
    """The folders for the services of ``data_dir``; tests have a pair of their own.

    As root, PostgreSQL runs as another user, who must be able to walk to its data. Where a folder above is closed
    (root's home), the data moves to ``/var/lib`` rather than that folder being opened.
    """
    name = "test-services" if environment == "test" else "services"
    home = data_dir / name
    moved = os.geteuid() == 0 and not _others_can_reach(data_dir)
    if moved:
        home = Path("/var/lib") / f"fotfeste-{_digest(data_dir)}" / name
    return Places(home=home, sockets=_socket_folder(home), moved=moved)


def embedded_database_url(data_dir: Path, environment: str, role: str) -> str:
    """The address of the embedded database for ``role``."""
    folder = quote(str(places(data_dir, environment).sockets), safe="")
    return f"postgresql://{role}@{folder}/{DATABASE_NAME}"


def embedded_redis_url(data_dir: Path, environment: str) -> str:
    """The address of the embedded Valkey."""
    return f"unix://{places(data_dir, environment).valkey_socket}?db=0"


def _others_can_reach(folder: Path) -> bool:
    # The data folder itself is made by us, open enough; it may not be there yet.
    return all(parent.stat().st_mode & _OTHERS_MAY_ENTER for parent in folder.parents if parent.exists())


def _socket_folder(home: Path) -> Path:
    folder = home / "sockets"
    if len(os.fsencode(folder)) <= _LONGEST_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"fotfeste-{os.geteuid()}-{_digest(home)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
