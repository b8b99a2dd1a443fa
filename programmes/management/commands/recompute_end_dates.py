"""``manage.py recompute_end_dates``: stored end dates against the clock."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from participants.operations.flagging import municipalities_to_flag
from programmes.operations.recomputing import recompute_end_dates


class Command(BaseCommand):
    help = "Compute every stored end date again from its facts, list what drifted, and put it right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list what drifted")

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = 0
        for municipality_id in municipalities_to_flag():
            for drift in recompute_end_dates(municipality_id, dry_run=options["dry_run"]):
                drifted += 1
                days = f"{drift.stored_last_day} -> {drift.computed_last_day}"
                self.stdout.write(f"{drift.participation_id} {days} ({', '.join(drift.differs_in)})")
        verb = "would be put right" if options["dry_run"] else "put right"
        self.stdout.write(f"{drifted} {verb}")
