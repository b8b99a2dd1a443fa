"""``manage.py hand_over_package NAME``: a package for the archive depot, unsealed, as a tar file."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integration.archive.package import BrokenPackage
from integration.models import RetentionBatch
from integration.operations.privacy.retention.handing_over import hand_over

_FILE_MODE = 0o600


class Command(BaseCommand):
    help = "Write a package for the archive, unsealed, as a tar file that only you may read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", help="its name, as on the page Arkivering")
        parser.add_argument("file", help="where to write it; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            blocks = hand_over(options["package"])
        except RetentionBatch.DoesNotExist as error:
            raise CommandError("There is no such package.") from error
        except BrokenPackage as error:
            raise CommandError(f"The package is not whole: {error}") from error
        with os.fdopen(os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as file:
            file.writelines(blocks)
