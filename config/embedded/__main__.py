"""``bin/services``: the embedded services alone, for a developer who wants to run single commands."""

import argparse
import os
import sys
from pathlib import Path

from config.embedded.services import services


def main() -> int:
    """Start, stop or show; the exit code of ``status`` is 0 when both answer."""
    parser = argparse.ArgumentParser(prog="bin/services", description=__doc__)
    parser.add_argument("command", choices=["start", "stop", "status"])
    parser.add_argument("--test", action="store_true", help="the pair that tests use")
    arguments = parser.parse_args()
    data_dir = Path(os.environ.get("DATA_DIR", Path(__file__).resolve().parents[2] / ".data")).resolve()
    pair = services(data_dir, "test" if arguments.test else "demo")
    if arguments.command == "start":
        pair.start_detached()
    elif arguments.command == "stop":
        pair.stop()
    answers = {"postgres": pair.postgres.answers(), "valkey": pair.valkey.answers()}
    for name, is_up in answers.items():
        sys.stdout.write(f"{name}: {'up' if is_up else 'down'} ({pair.places.home})\n")
    return 0 if arguments.command != "status" or all(answers.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
