"""``manage.py recompute_end_dates``: stored end dates against the clock."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from participants.operations.flagging import municipalities_to_flag
from programmes.operations.recomputing_everywhere import recompute_everywhere


class Command(BaseCommand):
    help = "Compute every stored end date again from its facts, list what drifted, and put it right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list what drifted")

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = 0
        for drift in recompute_everywhere(municipalities_to_flag(), dry_run=options["dry_run"]):
            drifted += 1
            days = f"{drift.stored_last_day} -> {drift.computed_last_day}"
            self.stdout.write(f"{drift.participation_id} {days} ({', '.join(drift.differs_in)})")
        verb = "would be put right" if options["dry_run"] else "put right"
        self.stdout.write(f"{drifted} {verb}")
