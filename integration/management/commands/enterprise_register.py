from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integration.demo.enterprise_register import BASE_PATH, demo_register, serve


class Command(BaseCommand):
    help = "Serves the demonstration's register of organisations over HTTP until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SYNTHETIC_PEOPLE_ONLY:
            raise CommandError("The demonstration's register has no place beside real people.")
        with serve(demo_register(), "127.0.0.1", options["port"]) as server:
            self.stdout.write(f"http://127.0.0.1:{server.server_port}{BASE_PATH}")
            server.serve_forever()
