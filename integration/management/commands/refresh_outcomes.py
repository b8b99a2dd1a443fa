import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from integration.operations.outcomes.refreshing import refresh_everywhere


class Command(BaseCommand):
    help = "Brings the figures on outcomes up to date, as the nightly task does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=dt.date.fromisoformat, help="the day to make them for (ISO date), today unless given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = refresh_everywhere(options["on"] or timezone.localdate())
        self.stdout.write(f"{changed} people's facts had changed")
