"""What the person at the terminal sees."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StartError(Exception):
    """Fotfeste cannot start; the text says what is wrong and what helps."""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is going on, and how long it took when it took long enough to wonder."""
    say(f"  {text} …", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say(" avbrutt")
        raise
    seconds = time.monotonic() - began
    say(f" ferdig ({seconds:.1f} s)")


def say(text: str = "", end: str = "\n") -> None:
    """Print at once, also into a file or a pipe; a closed terminal is no reason to stop."""
    try:
        print(text, end=end, flush=True)
    except (BrokenPipeError, OSError):
        sys.stdout = open("/dev/null", "w")  # noqa: PTH123, SIM115 - it stays open for the rest of the run
