"""The order in which everything starts; ``bin/run`` has made the virtual environment before."""

import argparse
import errno
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import frontend
from config.embedded.account import NoAccountError
from config.embedded.process import ServiceError
from config.embedded.services import Services, services
from config.run import demo, preflight
from config.run.supervisor import Child, Supervisor, python_child
from config.run.terminal import StartError, say, step

_WEB_PATIENCE_SECONDS = 60
# The path without its query, and no referer: filters of lists hold names.
_ACCESS_LINE = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
_KNOWN_ERRORS = (
    StartError,
    ServiceError,
    NoAccountError,
    frontend.FrontendError,
    ImproperlyConfigured,
    PermissionError,
)


class StopRequestedError(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal; not an error, but it must pass every ``except Exception``."""


def main() -> int:
    """Run until somebody stops us; the exit code is 0 after a stop and 1 after an error."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    try:
        return _run(arguments)
    except StopRequestedError:
        return 0
    except _KNOWN_ERRORS as error:
        return _fail(str(error))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return _fail(f"Disken er full ({error.filename or settings.DATA_DIR}). Rydd, og start på nytt.")
        raise


def _run(arguments: argparse.Namespace) -> int:
    os.chdir(settings.BASE_DIR)
    host, port = os.environ.get("BIND", "127.0.0.1"), preflight.port_from_environment()
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    data_dir: Path = settings.DATA_DIR
    preflight.require_own_folder(data_dir)
    preflight.require_room(data_dir)
    with preflight.only_one(data_dir):
        preflight.require_free_port(host, port)
        supervisor = Supervisor()
        try:
            _start(supervisor, host, port, is_reset=arguments.reset)
            supervisor.watch()
        finally:
            _ignore_signals()
            say("\nStanser …")
            supervisor.stop()
            say("Alt er stanset.")
    return 0


def _start(supervisor: Supervisor, host: str, port: int, *, is_reset: bool) -> None:
    embedded = services(settings.DATA_DIR, settings.ENVIRONMENT)
    say("Fotfeste starter.")
    if is_reset:
        with step("Kaster demodata"):
            demo.throw_away(embedded)
    if not frontend.packages_are_installed():
        with step("Henter pakker til nettsidene (npm)"):
            frontend.install_packages()
    frontend.copy_assets()
    _start_services(supervisor, embedded)
    with step("Klargjør database, språk og sider"):
        demo.manage("prepare", "Klargjøringen feilet.")
    if demo.is_missing():
        say("  Lager demodata: 400 oppdiktede deltakere, bare denne gangen …")
        demo.load()
    with step("Starter nettsted, arbeider og tidsplan"):
        _start_processes(supervisor, host, port)
        _wait_for_web(supervisor, host, port)
    say(f"\nFotfeste er klar: http://localhost:{port}/\n")
    say(demo.logins())
    say("Stans med Ctrl-C. Logger: .data/logs/. Begynn på nytt med ./bin/run --reset.")


def _start_services(supervisor: Supervisor, embedded: Services) -> None:
    wanted = {"postgres": settings.DATABASE_IS_EMBEDDED, "valkey": settings.REDIS_IS_EMBEDDED}
    if not any(wanted.values()):
        return
    if embedded.places.moved:
        say(f"  Mappen er lukket for andre enn root; databasen ligger i {embedded.places.home}.")
    for name, stop_signal in (("postgres", signal.SIGINT), ("valkey", signal.SIGTERM)):
        if wanted[name]:
            with step(f"Starter {'PostgreSQL' if name == 'postgres' else 'Valkey'}"):
                supervisor.add(Child(name, partial(embedded.start_supervised, name), stop_signal))


def _start_processes(supervisor: Supervisor, host: str, port: int) -> None:
    logs = settings.DATA_DIR / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    _start_register(supervisor, logs)
    web = ["-m", "gunicorn", "config.wsgi", "--bind", address, "--workers", "2", "--threads", "4"]
    web += ["--worker-class", "gthread", "--access-logfile", "-", "--graceful-timeout", "8"]
    web += ["--access-logformat", _ACCESS_LINE]
    celery = ["-m", "celery", "--app", "config"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-mingle", "--without-gossip", "--loglevel", "INFO"]
    supervisor.add(python_child("web", web, logs, signal.SIGTERM))
    # When we are killed, the broker ends in the same moment; a worker that waits for it would stay behind.
    child = python_child("worker", worker, logs, signal.SIGKILL)
    # SIGTERM lets running tasks end; SIGQUIT gives them back to the queue, from where they run again.
    child.harder_signal = signal.SIGQUIT
    supervisor.add(child)
    supervisor.add(python_child("beat", [*celery, "beat", "--pidfile", "", "--loglevel", "INFO"], logs, signal.SIGTERM))


def _start_register(supervisor: Supervisor, logs: Path) -> None:
    """A register of organisations of our own, so that nobody real is asked about made-up employers."""
    if settings.ENVIRONMENT != "demo" or settings.ENTERPRISE_REGISTER_URL:
        return
    port = preflight.some_free_port()
    # Those that are started after this read it as their setting.
    os.environ["ENTERPRISE_REGISTER_URL"] = f"http://127.0.0.1:{port}/enhetsregisteret/api"
    command = ["manage.py", "enterprise_register", "--port", str(port)]
    supervisor.add(python_child("register", command, logs, signal.SIGTERM))


def _wait_for_web(supervisor: Supervisor, host: str, port: int) -> None:
    open_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    deadline = time.monotonic() + _WEB_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            # A file that asks nothing of the database; whatever the answer, somebody answers.
            urllib.request.urlopen(f"http://{open_host}:{port}/static/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if any(c.name == "web" and c.process and c.process.poll() is not None for c in supervisor.children):
                break
            time.sleep(0.1)
        else:
            return
    raise StartError(f"Nettstedet svarer ikke på port {port}. Se {settings.DATA_DIR / 'logs' / 'web.log'}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./bin/run",
        description="Starter hele Fotfeste på denne maskinen, med syntetiske demodata i .data/.",
        epilog="Miljøvariabler: PORT (8000), BIND (127.0.0.1), DATA_DIR (.data) og de andre i docs/settings.md.",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="vis denne hjelpen")
    parser.add_argument("--reset", action="store_true", help="kast demodataene og begynn på nytt")
    return parser.parse_args()


def _request_stop(number: int, frame: FrameType | None) -> None:
    raise StopRequestedError


def _ignore_signals() -> None:
    # A second Ctrl-C must not leave half of the processes running.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _fail(text: str) -> int:
    print(f"\nFEIL: {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
