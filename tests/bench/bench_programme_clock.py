"""How long 100,000 cases take on one core: `python -m tests.bench.bench_programme_clock [number of cases]`.

Writes the cases to a file first, then measures the clock itself and the whole command as a process of its own.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from programmes.law.case_json import clock_line
from programmes.law.enums import AbsenceKind, Education, Goal, Protection

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgres://nobody:nothing@127.0.0.1:1/nowhere"
MOST_CASES_ARE_OF_THE_REFORM = 0.8


def one_case(number: int, rng: random.Random) -> dict[str, Any]:
    """A case with up to twelve absences, a long leave in one of five, four in five under the rules of 2026."""
    if rng.random() < MOST_CASES_ARE_OF_THE_REFORM:
        offer_date = date(2026, 1, 1) + timedelta(days=rng.randrange(1500))
    else:
        offer_date = date(2021, 1, 1) + timedelta(days=rng.randrange(1825))
    first_day = offer_date + timedelta(days=rng.randrange(90))
    return {
        "id": number,
        "offer_date": offer_date.isoformat(),
        "protection": rng.choice(list(Protection)),
        "education": rng.choice(list(Education)),
        "goal": rng.choice(list(Goal)),
        "first_day": first_day.isoformat(),
        "months": rng.randrange(3, 49),
        "extension_months": rng.choice([0, 0, 0, 6, 12]),
        "absences": absences(first_day, rng),
    }


def absences(first_day: date, rng: random.Random) -> list[dict[str, Any]]:
    """Absences one after another, with gaps."""
    found, begins = [], first_day
    for _ in range(rng.randrange(13)):
        begins += timedelta(days=rng.randrange(1, 60))
        last_day = begins + timedelta(days=rng.randrange(200) if rng.random() < 0.05 else rng.randrange(12))
        kind = rng.choice(list(AbsenceKind))
        found.append({"kind": kind, "first_day": begins.isoformat(), "last_day": last_day.isoformat()})
        begins = last_day
    return found


def main(cases: int) -> None:
    """Print the two times."""
    rng = random.Random(20260101)
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as file:
        for number in range(cases):
            file.write(json.dumps(one_case(number, rng)) + "\n")
        file.flush()
        say(f"{cases} cases, {Path(file.name).stat().st_size / 1e6:.1f} MB")
        say(f"clock alone: {seconds_of_clock(Path(file.name)):.1f} s")
        say(f"manage.py programme_clock: {seconds_of_command(Path(file.name)):.1f} s")


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")


def seconds_of_clock(path: Path) -> float:
    """Processor seconds for reading, computing and writing every case in this process."""
    began = time.process_time()
    with path.open("rb") as lines:
        for line in lines:
            clock_line(line)
    return time.process_time() - began


def seconds_of_command(path: Path) -> float:
    """Wall-clock seconds of the command."""
    began = time.perf_counter()
    with path.open("rb") as lines:
        subprocess.run(
            [sys.executable, "manage.py", "programme_clock"],
            cwd=ROOT,
            env=os.environ
            | {"DATABASE_URL": NOWHERE, "DATABASE_OWNER_URL": NOWHERE, "REDIS_URL": "redis://127.0.0.1:1"},
            stdin=lines,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
