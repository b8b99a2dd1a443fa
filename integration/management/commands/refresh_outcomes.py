import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from integration.operations.outcomes.refreshing import refresh_everywhere
from integration.operations.outcomes.traits import refresh_traits_everywhere


class Command(BaseCommand):
    help = "Brings the figures on outcomes up to date, as the nightly task does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=dt.date.fromisoformat, help="the day to make them for (ISO date), today unless given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        changed = refresh_everywhere(day) + refresh_traits_everywhere(day)
        self.stdout.write(f"{changed} people's facts had changed")
