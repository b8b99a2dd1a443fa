"""``manage.py load_demo``: agencies, staff and 400 synthetic people at every stage, relative to today."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Agency
from integration.demo.loading import is_loaded, load_demo


class Command(BaseCommand):
    help = "Load the demonstration, once. It does nothing when the demonstration is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load even though there are other agencies")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production" or not settings.SYNTHETIC_PEOPLE_ONLY:
            raise CommandError("Her er det virkelige mennesker; demodata lastes ikke inn.")
        if is_loaded():
            self.stdout.write("Demodata er der fra før.")
            return
        if Agency.objects.exists() and not options["force"]:
            raise CommandError("Det finnes andre virksomheter her. Bruk --force for å laste demodata ved siden av dem.")
        began = time.monotonic()
        loaded = load_demo(timezone.localdate(), self._say)
        self.stdout.write(
            f"{loaded.people} deltakere, {loaded.programmes} programmer og {loaded.flags} varsler"
            f" på {time.monotonic() - began:.0f} sekunder."
        )

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
