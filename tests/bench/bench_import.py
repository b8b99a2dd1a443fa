"""How long a list of 10,000 people takes, and how much memory: ``python -m tests.bench.bench_import [rows]``.

No test: it makes a throw-away test database, imports the list the way a worker does, and prints what it measured.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
os.environ.setdefault("TEST_DATABASE_NAME", "test_bench_import")

import django
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from config.embedded.roles import APP_ROLE
from config.embedded.services import services

django.setup()

from tests.participants.imports.lists import arrival, as_csv, bergen, officer, reload, run_step, upload  # noqa: E402


def main(rows: int = 10_000) -> None:
    """Measure checking, committing, and checking the same file again."""
    embedded = services(settings.DATA_DIR, "test")
    with embedded.in_use():
        embedded.start_detached()
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        try:
            _log_in_again({"options": f"-c role={APP_ROLE}"})
            _measure(rows)
        finally:
            _log_in_again({"options": ""})
            teardown_databases(databases, verbosity=0)


def _log_in_again(options: dict[str, str]) -> None:
    """As the application, so that policies count; as the owner, who may drop the database."""
    connection.close()
    connection.settings_dict["OPTIONS"].update(options)


def _measure(rows: int) -> None:
    from participants.operations.importing.deciding import prepare_commit, request_commit

    actor = officer(bergen())
    data = as_csv(*(arrival(number, duf=_duf(number)) for number in range(rows)))
    _say(f"{rows} rows, {len(data) / 1e6:.1f} MB, {_memory():.0f} MB before")
    batch = _timed("check", lambda: upload(actor, data))
    _say("   ", {name: n for name, n in batch.counts.items() if n})
    prepare_commit(actor, batch.pk, intake="new")
    _timed("commit", lambda: run_step(request_commit(actor, batch.pk)))
    _say("   ", reload(actor, batch).counts["enrolled"], "enrolled")
    again = _timed("check again", lambda: upload(actor, data))
    _say("   ", again.counts["new"], "new,", again.counts["known"], "known")


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")


def _timed(what: str, work: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = work()
    _say(f"{what:12} {time.perf_counter() - start:6.1f} s, peak {_memory():.0f} MB")
    return result


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _duf(number: int) -> str:
    from participants.identity.numbers import duf_check_digits

    ten = f"2099{number:06d}"
    return ten + duf_check_digits(ten)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
