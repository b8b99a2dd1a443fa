"""The code lists that the application carries, written into the database after every migration."""

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from employers.models import Industry, Occupation

_DATA = Path(__file__).parent / "data"
STYRK_08_FROM = dt.date(2011, 1, 1)
SN2007_FROM = dt.date(2009, 1, 1)
_FOUR_DIGITS = "4"


def load_code_lists(**_signal: Any) -> None:
    """STYRK-08 at four digits and SN2007 at all levels (Statistics Norway), as they were when this was built.

    A code that is there already keeps its days: a newer list may have been read by ``manage.py read_klass``.
    """
    occupations = [
        Occupation(code=row["code"], name=row["name_nb"], valid_from=STYRK_08_FROM)
        for row in _rows("occupations-styrk08.csv")
        if row["level"] == _FOUR_DIGITS
    ]
    Occupation.objects.bulk_create(occupations, ignore_conflicts=True)
    industries = [
        Industry(code=row["code"], name=row["name_nb"], parent_code=row["parent_code"], valid_from=SN2007_FROM)
        for row in _rows("industries-sn2007.csv")
    ]
    Industry.objects.bulk_create(industries, ignore_conflicts=True)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
