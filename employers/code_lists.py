"""The occupations that the application carries, written into the database after every migration."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from employers.models import Occupation

_DATA = Path(__file__).parent / "data"
STYRK_08_FROM = dt.date(2011, 1, 1)
_FOUR_DIGITS = "4"


def load_occupations(**_signal: Any) -> None:
    """STYRK-08 at four digits (Statistics Norway, valid from 2011-01-01)."""
    with (_DATA / "occupations-styrk08.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Occupation(code=row["code"], name=row["name_nb"], valid_from=STYRK_08_FROM)
            for row in csv.DictReader(file)
            if row["level"] == _FOUR_DIGITS
        ]
    Occupation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "valid_from"]
    )
