"""``manage.py resend_dead_messages``: try again what was given up, once its cause is mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from agencies.operations.outbox import resend_dead


class Command(BaseCommand):
    help = "Put outgoing messages that were given up back in the queue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", default="", help="only messages of this kind, such as email.flag_digest")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{resend_dead(options['kind'])} messages will be sent again.")
