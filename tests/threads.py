"""Runs things at once, each with a database connection of its own. Such tests are transactional."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections


def at_once(*calls: Callable[[], Any], timeout: float = 60) -> list[Any]:
    """Start all calls at the same moment; answers what each returned, or the exception that it raised."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout)
            return call()
        except Exception as error:  # noqa: BLE001 - it is the answer
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout) for future in [pool.submit(run, call) for call in calls]]


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait for another thread or process; fails with ``what`` was waited for."""
    done = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        done.wait(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


def waits_for_me() -> bool:
    """Whether some other connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks l WHERE pg_backend_pid() = ANY (pg_blocking_pids(l.pid)))")
        return bool(cursor.fetchone()[0])
