"""Cases as JSON documents, with the facts of law.md 5.4 unless told otherwise."""

from datetime import date
from typing import Any

from programmes.law.case_json import clock_document

Document = dict[str, Any]


def absence(kind: str, first_day: str, last_day: str | None = None, **more: Any) -> Document:
    return {"kind": kind, "first_day": first_day, "last_day": last_day or first_day, **more}


def document(*absences: Document, **changes: Any) -> Document:
    """Start 2 February 2026, 12 months towards work: the base period ends 1 February 2027."""
    facts: Document = {
        "id": "case-1",
        "offer_date": "2026-01-15",
        "protection": "ordinary",
        "education": "upper_secondary",
        "goal": "work",
        "first_day": "2026-02-02",
        "months": 12,
        "extension_months": 0,
        "absences": list(absences),
    }
    return facts | changes


def result(*absences: Document, **changes: Any) -> Document:
    return clock_document(document(*absences, **changes))


def codes(answer: Document) -> list[str]:
    return [refusal["code"] for refusal in answer["refused"]]


def day(text: str) -> date:
    return date.fromisoformat(text)
