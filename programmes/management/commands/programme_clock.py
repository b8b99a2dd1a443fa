"""`manage.py programme_clock`: one JSON case a line on standard input, one result a line on standard output."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from programmes.law.case_json import clock_line


class Command(BaseCommand):
    """Computes last days from facts; needs no database. A line that cannot be read gets a result with an `error`."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for line in getattr(sys.stdin, "buffer", sys.stdin):
            if line.strip():
                self.stdout.write(clock_line(line))
                self.stdout.flush()
