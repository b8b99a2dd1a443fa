#!/usr/bin/env python
"""Django's commands. Those that change the schema log in as the database's owner, all others as the application."""

import os
import sys

OWNER_COMMANDS = {
    "makemigrations",
    "migrate",
    "optimizemigration",
    "prepare",
    "showmigrations",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
    "flush",
}


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
