"""Looks through everything that a run of the tests logged, and fails the run on an identity number or a secret.

A plugin of pytest, in every run. Each process of tests hears its own log as the installation writes it (its formatter,
its level) and reads, at the end, what the workers that its tests started wrote to their files. The process that began
the run adds what PostgreSQL and Valkey logged meanwhile.
"""

import logging
import logging.config
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.embedded.places import places

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# Synthetic people only: the month of an identity number is 81 to 92 (of a D number too), the year of a DUF number 2099.
_FORBIDDEN = {
    "identity number": re.compile(r"(?<!\d)[0-7]\d(?:8[1-9]|9[0-2])\d\d[ .-]?\d{5}(?!\d)"),
    "DUF number": re.compile(r"(?<!\d)2099\d{8}(?!\d)"),
    "token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]+|\bBearer +(?!\[secret\])[\w.-]{8,}"),
    "password": re.compile(r"\bpassw?or[dt]\b[\"']?\s*[:=]\s*(?!\[secret\])[\"']?[^\s\"'\[,;&})\]]", re.IGNORECASE),
}
_FINDS = "log_finds"
_SHOWN = 50


def forbidden_in(lines: Iterable[str]) -> Iterator[str]:
    """What stands in the lines and must not, each as its kind and the line."""
    for line in lines:
        without_ids = _UUID.sub("id", line)
        yield from (f"{kind}: {line.strip()}" for kind, pattern in _FORBIDDEN.items() if pattern.search(without_ids))


class _Ear(logging.Handler):
    """Hears what is logged in this process, as the installation would write it."""

    def __init__(self) -> None:
        super().__init__()
        spelled = dict(settings.LOGGING["formatters"]["line"])
        self.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(spelled))
        self.test = ""
        self.heard = 0
        self.finds: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look through one finished line, its traceback included."""
        self.heard += 1
        self.finds += (f"{self.test}: {found}" for found in forbidden_in(self.format(record).splitlines()))


class LogWatch:
    """The plugin of one process of tests."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._sizes: dict[Path, int] = {}
        self.ear = _Ear()

    def pytest_sessionstart(self) -> None:
        """Hear from now on, and remember how far the services had written."""
        self._listen()
        self._sizes = {file: file.stat().st_size for file in _service_logs()}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Remember which test is running, so that a find can be traced; listen again, whatever was done to the log."""
        self._listen()
        self.ear.test = nodeid

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a parallel process found."""
        self.ear.finds += getattr(node, "workeroutput", {}).get(_FINDS, [])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that began the run, or, in that one, fail the run."""
        logging.getLogger().removeHandler(self.ear)
        for file in _files_of_this_run(self._config):
            self._read(file, 0)
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_FINDS] = self.ear.finds
            return
        for file in _service_logs():
            self._read(file, self._sizes.get(file, 0))
        if self.ear.finds and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show what was found; the numbers are of synthetic people."""
        if self.ear.finds:
            terminalreporter.section("The log holds what it must not")
            for found in self.ear.finds[:_SHOWN]:
                terminalreporter.line(found)

    def _listen(self) -> None:
        root = logging.getLogger()
        if self.ear not in root.handlers:
            root.addHandler(self.ear)

    def _read(self, file: Path, start: int) -> None:
        with file.open(encoding="utf-8", errors="replace") as lines:
            lines.seek(start)
            self.ear.finds += (f"{file.name}: {found}" for found in forbidden_in(lines))


def _service_logs() -> list[Path]:
    return sorted(places(settings.DATA_DIR, "test").home.glob("*.log"))


def _files_of_this_run(config: pytest.Config) -> list[Path]:
    """What the workers that were started by tests of this process wrote."""
    factory = getattr(config, "_tmp_path_factory", None)
    folder = factory and factory._basetemp
    return sorted(folder.rglob("*.log")) if folder else []


def pytest_configure(config: pytest.Config) -> None:
    """Watch, in every run."""
    config.pluginmanager.register(LogWatch(config), "log-watch")
