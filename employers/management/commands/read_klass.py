import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from employers.operations.klass import UnreadableCodes, read_codes


class Command(BaseCommand):
    help = "Reads a code list of Statistics Norway (KLASS, codes as JSON): occupations (7) or industries (6)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", choices=["occupations", "industries"])
        parser.add_argument("file", type=Path, help="the answer of …/classifications/7/codes?from=…, saved to a file")
        parser.add_argument("--valid-from", type=dt.date.fromisoformat, help="where the codes say no day themselves")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = json.loads(options["file"].read_text(encoding="utf-8"))
            result = read_codes(options["list"], answer, valid_from=options["valid_from"])
        except (OSError, ValueError, UnreadableCodes) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{result.new} new, {result.changed} changed, {result.ended} ended")
