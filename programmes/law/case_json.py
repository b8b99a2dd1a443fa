"""Cases in and results out as JSON: what `manage.py programme_clock` and the API's programme clock exchange.

A date or number that cannot be read still makes a case, which the clock refuses with `invalid_dates`. What is no case
at all (no JSON, an unknown word) raises `UnreadableCaseError`; line by line it becomes a result with an `error`.
"""

import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from programmes.law.cases import Absence, Case, ClockResult
from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind, Education, Goal, Protection
from programmes.law.texts import Catalogue
from programmes.law.texts_nb import BOKMAAL

JsonObject = dict[str, Any]
Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

MONTHS_OF_THE_CALENDAR = 12 * date.max.year  # a larger number is no duration
HOURS_OF_A_DAY = 24


class UnreadableCaseError(ValueError):
    """The document is no case; `pointer` is the JSON pointer of what is wrong with it."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail


def clock_line(line: str | bytes) -> str:
    """The result of one NDJSON line, whatever the line is, without a line break."""
    try:
        document = json.loads(line, parse_constant=_refused_constant, parse_float=_finite_float)
        return _dumped(clock_document(document))
    except (ValueError, RecursionError):
        return _dumped(_error_document(None, UnreadableCaseError("", "Linjen er ikke gyldig JSON.")))


def clock_document(document: object) -> JsonObject:
    """The result of one JSON document, with an `error` where it is no case."""
    try:
        return result_document(programme_clock(read_case(document)))
    except UnreadableCaseError as fault:
        return _error_document(document, fault)


def read_case(document: object) -> Case:
    """The case of a JSON document. Raises UnreadableCaseError where it is no case."""
    unreadable: list[str] = []
    fields = _Fields(document, "", unreadable)
    return Case(
        id=fields.values.get("id"),
        offer_date=fields.required("offer_date", _date),
        protection=fields.word("protection", Protection),
        education=fields.word("education", Education),
        goal=fields.word("goal", Goal),
        first_day=fields.required("first_day", _date),
        months=fields.required("months", _months),
        extension_months=fields.required("extension_months", _months) if "extension_months" in fields.values else 0,
        decided_last_day=fields.optional("decided_last_day", _date),
        absences=_absences(fields.values.get("absences"), unreadable),
        unreadable=tuple(unreadable),
    )


def result_document(result: ClockResult, catalogue: Catalogue = BOKMAAL) -> JsonObject:
    """The result as JSON values: dates ISO and inclusive, texts in the language of the catalogue."""
    return {
        "id": result.id,
        "rule_set": result.rule_set,
        "base_last_day": result.base_last_day and result.base_last_day.isoformat(),
        "last_day": result.last_day and result.last_day.isoformat(),
        "counted_working_days": result.counted_working_days,
        "leave_clock": result.leave_clock,
        "steps": [
            {"date": step.date.isoformat(), "text": step.text(catalogue), "paragraph": step.paragraph}
            for step in result.steps
        ],
        "refused": [
            {"code": refusal.code, "paragraph": refusal.paragraph, "detail": refusal.detail(catalogue)}
            for refusal in result.refused
        ],
    }


class _Fields:
    """One JSON object being read; the pointers of dates and numbers that cannot be read go to `unreadable`."""

    def __init__(self, document: object, pointer: str, unreadable: list[str]) -> None:
        if not isinstance(document, Mapping):
            raise UnreadableCaseError(pointer, "Verdien må være et JSON-objekt.")
        self.values: Mapping[str, object] = document
        self.pointer = pointer
        self.unreadable = unreadable

    def word(self, name: str, words: type[Word]) -> Word:
        try:
            return words(str(self.values.get(name)))
        except ValueError:
            detail = f"Verdien må være en av: {', '.join(words)}."
            raise UnreadableCaseError(f"{self.pointer}/{name}", detail) from None

    def required(self, name: str, read: Callable[[object], Value | None]) -> Value | None:
        value = read(self.values.get(name))
        if value is None:
            self.unreadable.append(f"{self.pointer}/{name}")
        return value

    def optional(self, name: str, read: Callable[[object], Value | None]) -> Value | None:
        return None if self.values.get(name) is None else self.required(name, read)


def _absences(entries: object, unreadable: list[str]) -> tuple[Absence, ...]:
    if entries is None:
        return ()
    if not isinstance(entries, list | tuple):
        raise UnreadableCaseError("/absences", "Fravær må være en liste.")
    read = (_absence(_Fields(entry, f"/absences/{index}", unreadable)) for index, entry in enumerate(entries))
    return tuple(absence for absence in read if absence is not None)


def _absence(fields: _Fields) -> Absence | None:
    """The absence, or None where a date or number of it was noted as unreadable."""
    faults_before = len(fields.unreadable)
    kind = fields.word("kind", AbsenceKind)
    first_day, last_day = fields.required("first_day", _date), fields.required("last_day", _date)
    hours, planned_hours = fields.optional("hours", _hours), fields.optional("planned_hours", _hours)
    if first_day is None or last_day is None or len(fields.unreadable) > faults_before:
        return None
    return Absence(kind, first_day, last_day, hours, planned_hours)


def _date(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None  # Python reads more than the format YYYY-MM-DD


def _months(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) <= MONTHS_OF_THE_CALENDAR else None


def _hours(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        hours = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return hours if hours.is_finite() and 0 < hours <= HOURS_OF_A_DAY else None


def _error_document(document: object, fault: UnreadableCaseError) -> JsonObject:
    nothing = ClockResult(
        id=document.get("id") if isinstance(document, Mapping) else None,
        rule_set=None,
        base_last_day=None,
        last_day=None,
        counted_working_days=None,
        leave_clock=None,
    )
    return {**result_document(nothing), "error": {"pointer": fault.pointer, "detail": fault.detail}}


def _dumped(document: JsonObject) -> str:
    text = json.dumps(document, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(document)  # escapes what no UTF-8 stream can carry


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is out of range")
    return number


def _refused_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
