"""Code lists that the application carries, written into the database after every migration."""

import csv
from pathlib import Path
from typing import Any

from agencies.models import Municipality

_DATA = Path(__file__).parent / "data"


def load_municipalities(**_signal: Any) -> None:
    """The municipalities and counties of 2026 (Statistics Norway); unchanged rows are left as they are."""
    with (_DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [Municipality(**row) for row in csv.DictReader(file)]
    Municipality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "county_number", "county_name"],
    )
