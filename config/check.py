"""``bin/test``: every check in one run, the quick ones first, with a summary at the end.

A failed check does not stop the others: whoever reads the output wants to know all that is wrong.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config import advisories, dependencies, frontend, messages
from config.embedded.services import services

_BASE_DIR = Path(__file__).resolve().parents[1]
_DATA_DIR = Path(os.environ.get("DATA_DIR", _BASE_DIR / ".data")).resolve()
_CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_CODE = ["agencies", "config", "employers", "integration", "participants", "programmes", "tests"]
_MOST_LINES = 600


@dataclass(frozen=True)
class Check:
    """A named check; ``run`` says whether it passed."""

    name: str
    run: Callable[[], bool]


def main() -> int:
    """Run all checks; 0 when each of them passed."""
    parser = argparse.ArgumentParser(prog="./bin/test", description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--all", action="store_true", help="exhaustive tests and advisories too; what CI runs")
    parser.add_argument(
        "--cells", action="store_true", help="--all, with every cell of the access matrices (over an hour)"
    )
    parser.add_argument("--quick", action="store_true", help="no tests: style, types and floors only")
    arguments = parser.parse_args()
    os.chdir(_BASE_DIR)
    os.environ["ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    is_whole = arguments.all or arguments.cells
    if is_whole:
        os.environ["FOTFESTE_TEST_ALL"] = "1"
    if arguments.cells:
        os.environ["FOTFESTE_TEST_PART"] = "every"
    pair = services(_DATA_DIR, "test")
    with pair.in_use():
        was_up = pair.postgres.answers()
        pair.start_detached()
        results = [_timed(check) for check in _checks(with_tests=not arguments.quick, is_whole=is_whole)]
    if not was_up:
        # Another run may have begun to use them in the meantime; then they stay.
        pair.stop_if_unused()
    return _summarise(results)


def _checks(*, with_tests: bool, is_whole: bool) -> list[Check]:
    python = sys.executable
    scripts = Path(python).parent
    checks = [
        Check("ruff check", _command(python, "-m", "ruff", "check", "--output-format", "concise", ".")),
        Check("ruff format", _command(python, "-m", "ruff", "format", "--check", "--output-format", "concise", ".")),
        Check("file length", _files_are_short),
        Check("floors (lint-imports)", _command(str(scripts / "lint-imports"), "--no-logo")),
        Check("dependencies", _dependencies_are_known),
        Check("front-end packages", _frontend_is_there),
        Check("djlint", _command(python, "-m", "djlint", "templates", "--check", "--lint", "--quiet")),
        Check("translations", _translations_are_complete),
        Check("migrations", _command(python, "manage.py", "makemigrations", "--check", "--dry-run")),
        Check("system checks", _command(python, "manage.py", "check", "--fail-level", "WARNING")),
        Check("mypy", _command(python, "-m", "mypy", *[part for part in _CODE if Path(part).exists()], "manage.py")),
    ]
    if is_whole:
        checks.append(Check("advisories (pip-audit)", _no_known_holes))
    if with_tests:
        checks.append(Check("pytest", _tests_pass))
    return checks


def _command(*parts: str) -> Callable[[], bool]:
    return lambda: subprocess.run(parts, check=False).returncode == 0


def _files_are_short() -> bool:
    # Migrations are written by a program, and are history: nobody splits them.
    paths = [path for folder in _CODE for path in Path(folder).rglob("*.py") if "migrations" not in path.parts]
    long = [(path, count) for path in paths if (count := len(path.read_text().splitlines())) > _MOST_LINES]
    for path, count in long:
        print(f"{path}: {count} lines, more than {_MOST_LINES}")
    return not long


def _dependencies_are_known() -> bool:
    found = dependencies.faults(_BASE_DIR)
    for fault in found:
        print(fault)
    return not found


def _no_known_holes() -> bool:
    found = advisories.audit([_BASE_DIR / "requirements.txt", _BASE_DIR / "requirements-dev.txt"])
    if found is None:
        print("No service of advisories answers from here: ONLY THE HASHES of the packages were checked.")
        return True
    for fault in found.faults:
        print(fault)
    print(f"pip-audit asked about {found.asked} packages: {len(found.faults) or 'no'} faults.")
    return not found.faults


def _translations_are_complete() -> bool:
    messages.compile_catalogues()
    found = messages.faults()
    for fault in found:
        print(fault)
    return not found


def _frontend_is_there() -> bool:
    try:
        if not frontend.packages_are_installed():
            frontend.install_packages()
        frontend.copy_assets()
        # Tests start programs of the packages; it is fetched once here, not by several of them at the same moment.
        frontend.node()
    except (frontend.FrontendError, OSError) as error:
        print(error)
        return False
    return True


def _tests_pass() -> bool:
    if shutil.which(_CHROMIUM) is None:
        _warn_about_missing_browser()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations", "10"]
    environment = os.environ | {"TEST_DATABASE_NAME": os.environ.get("TEST_DATABASE_NAME", "test_fotfeste_all")}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _warn_about_missing_browser() -> None:
    line = "!" * 100
    print(f"{line}\n!! No {_CHROMIUM}: THE BROWSER TESTS ARE NOT RUN.")
    print(f"!! Install it: apt-get install chromium fonts-noto-core\n{line}", flush=True)


def _timed(check: Check) -> tuple[str, bool, float]:
    print(f"\n── {check.name}", flush=True)
    began = time.monotonic()
    passed = check.run()
    return check.name, passed, time.monotonic() - began


def _summarise(results: list[tuple[str, bool, float]]) -> int:
    print("\n── summary")
    for name, passed, seconds in results:
        print(f"{'ok    ' if passed else 'FAILED'} {name} ({seconds:.1f} s)")
    failed = [name for name, passed, _ in results if not passed]
    if shutil.which(_CHROMIUM) is None:
        print(f"No {_CHROMIUM}: the browser tests were not run.")
    total = sum(seconds for *_, seconds in results)
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'All checks passed'} ({total:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
