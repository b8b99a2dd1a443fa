"""Updates the code lists from the format of Statistics Norway's KLASS.

A code that the new list lacks is not deleted, since jobs are described by it: it ends the day before the list begins.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from employers.models import Industry, Occupation

_FOUR_DIGITS = "4"


class UnreadableCodes(ValueError):
    """The file is no answer of KLASS with codes."""


@dataclass(frozen=True, slots=True)
class CodesRead:
    """What a reading changed."""

    new: int
    changed: int
    ended: int


@transaction.atomic
def read_codes(name: str, answer: Any, *, valid_from: dt.date | None) -> CodesRead:
    """Take the codes of one list; «level» is a string there, and «validTo» the first day after the code's last."""
    model: Any = Occupation if name == "occupations" else Industry
    rows = [_row(item, model, valid_from) for item in _codes(answer)]
    rows = [row for row in rows if row is not None]
    if not rows:
        raise UnreadableCodes("no codes in it")
    known = {row.pk: row for row in model.objects.all()}
    changed = [row for row in rows if row.pk in known and _facts(row) != _facts(known[row.pk])]
    fields = ["name", "valid_from", "valid_to"] + (["parent_code"] if model is Industry else [])
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    begins = min(row.valid_from for row in rows)
    gone = model.objects.exclude(pk__in=[row.pk for row in rows])
    gone = gone.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=begins), valid_from__lt=begins)
    ended = gone.update(valid_to=begins - dt.timedelta(days=1))
    return CodesRead(len([row for row in rows if row.pk not in known]), len(changed), ended)


def _codes(answer: Any) -> list[dict[str, Any]]:
    codes = answer.get("codes") if isinstance(answer, dict) else None
    if not isinstance(codes, list):
        raise UnreadableCodes("no «codes» in it")
    return [item for item in codes if isinstance(item, dict)]


def _row(item: dict[str, Any], model: Any, valid_from: dt.date | None) -> Any:
    code, name = str(item.get("code") or ""), str(item.get("name") or "")
    if not code or not name:
        raise UnreadableCodes("a code without code or name")
    if model is Occupation and str(item.get("level")) != _FOUR_DIGITS:
        return None
    begins = _day(item.get("validFrom") or item.get("validFromInRequestedRange")) or valid_from
    if begins is None:
        raise UnreadableCodes("no first day; give --valid-from")
    after = _day(item.get("validTo"))
    days = {"valid_from": begins, "valid_to": after - dt.timedelta(days=1) if after else None}
    parent = {"parent_code": str(item.get("parentCode") or "")} if model is Industry else {}
    return model(code=code, name=name, **days, **parent)


def _facts(row: Any) -> tuple[Any, ...]:
    return (row.name, row.valid_from, row.valid_to, getattr(row, "parent_code", ""))


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None
