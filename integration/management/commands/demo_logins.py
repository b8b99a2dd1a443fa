"""``manage.py demo_logins``: whom one may log in as in the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.web.demo import demo_logins


class Command(BaseCommand):
    help = "Print the demonstration's log-ins: role, name, agency, e-mail and password."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [(line.role, line.person, line.agency, line.email, line.password) for line in demo_logins()]
        if not rows:
            self.stdout.write("Ingen demobrukere her.")
            return
        table = [("Rolle", "Navn", "Virksomhet", "E-post", "Passord"), *rows]
        widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
