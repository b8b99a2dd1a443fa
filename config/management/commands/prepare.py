"""``manage.py prepare``: everything between new code and a first request, done only as far as something changed."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.messages import compile_catalogues
from participants.synthetic import refuse_synthetic_people


class Command(BaseCommand):
    help = "Migrate the database (as its owner), compile translations and collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        refuse_synthetic_people()
        compile_catalogues()
        self._collect_static_files()

    def _collect_static_files(self) -> None:
        stamp = Path(settings.STATIC_ROOT).with_suffix(".digest")
        digest = _digest_of_sources()
        if not (stamp.exists() and stamp.read_text() == digest and Path(settings.STATIC_ROOT).exists()):
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(digest)


def _digest_of_sources() -> str:
    """Names, sizes and times of all static files; enough to see a change, and read in milliseconds."""
    lines = [str(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            lines.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
