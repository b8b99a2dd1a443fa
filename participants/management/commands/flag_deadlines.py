"""``manage.py flag_deadlines``: the night's flags, for one day and all or one of the municipalities."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from kombu.exceptions import OperationalError

from agencies.models import Agency, AgencyKind
from participants.operations.flagging import flag_municipality
from participants.tasks import flag_deadlines


class Command(BaseCommand):
    help = "Raise flags for deadlines that are near or past: by the workers, or here with --inline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, metavar="DATE", help="as on this day (today)")
        parser.add_argument("--municipality", metavar="NUMBER", help="only the municipality with this number")
        parser.add_argument("--inline", action="store_true", help="do the work here and print the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        municipalities = _municipalities(options["municipality"])
        work = self._flag if options["inline"] else self._send
        work(municipalities, day)

    def _flag(self, municipalities: list[Agency], day: dt.date) -> None:
        total = 0
        for municipality in municipalities:
            raised = flag_municipality(municipality.pk, day)
            total += raised
            self.stdout.write(f"{municipality.number} {municipality.name}: {raised}")
        self.stdout.write(f"{total} new flags on {day}.")

    def _send(self, municipalities: list[Agency], day: dt.date) -> None:
        try:
            for municipality in municipalities:
                flag_deadlines.delay(str(municipality.pk), day.isoformat())
        except OperationalError as error:
            raise CommandError("The queue does not answer; --inline does the work here.") from error
        self.stdout.write(f"{len(municipalities)} municipalities sent to the workers for {day}.")


def _municipalities(number: str | None) -> list[Agency]:
    found = Agency.objects.filter(kind=AgencyKind.MUNICIPALITY).order_by("number")
    if number is None:
        return list(found)
    chosen = list(found.filter(number=number))
    if not chosen:
        raise CommandError(f"No municipality has the number {number}.")
    return chosen
