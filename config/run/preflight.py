"""What can be known to be wrong before anything is started."""

import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.run.terminal import StartError

_LEAST_FREE_BYTES = 200 * 1024 * 1024
# After a kill -9 of the supervisor its web server needs a moment to let go of the port.
_PORT_PATIENCE_SECONDS = 5
_HIGHEST_PORT = 65535


def port_from_environment() -> int:
    """The port of ``PORT``, 8000 when unset."""
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST_PORT):
        raise StartError(f"PORT må være et tall mellom 1 og {_HIGHEST_PORT}, ikke {text!r}.")
    return int(text)


def require_free_port(host: str, port: int) -> None:
    """Refuse when somebody else listens, and name the way out."""
    deadline = time.monotonic() + _PORT_PATIENCE_SECONDS
    while True:
        try:
            _bind(host, port)
        except PermissionError:
            raise StartError(f"Port {port} krever root. Velg en høyere: PORT=8000 ./bin/run") from None
        except OSError as error:
            if time.monotonic() > deadline:
                raise StartError(
                    f"Port {port} på {host} kan ikke brukes ({error.strerror}). Et annet program bruker den trolig."
                    f" Velg en annen: PORT={port + 1} ./bin/run"
                ) from None
            time.sleep(0.2)
        else:
            return


def some_free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _bind(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def require_room(folder: Path) -> None:
    """Refuse to start a database on a disk that is nearly full."""
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        raise StartError(
            f"Disken er nesten full: {free // 1024**2} MB ledig ved {folder}, og det trengs minst"
            f" {_LEAST_FREE_BYTES // 1024**2} MB. Rydd, eller legg dataene et annet sted: DATA_DIR=/sti ./bin/run"
        )


def require_own_folder(folder: Path) -> None:
    """Make the data folder, and refuse one that another user made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise StartError(f"Har ikke lov til å lage {folder}.") from None
    if not os.access(folder, os.W_OK | os.X_OK) or (os.geteuid() != 0 and folder.stat().st_uid != os.geteuid()):
        raise StartError(f"{folder} tilhører en annen bruker. Kjør som den brukeren, eller velg en annen DATA_DIR.")


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this run; refuse when another run holds it."""
    with (data_dir / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StartError(f"Fotfeste kjører allerede fra denne mappen (prosess {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
