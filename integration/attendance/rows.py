"""One row of attendance: read tolerantly, judged strictly, with a reason for each thing that is wrong."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from integration.attendance.words import FIELDS, OWN_FIELDS, category_of
from integration.oneroster.findings import Findings
from integration.oneroster.values import Place, day, moment, text

MOST_MINUTES = 1440
LONGEST_ID = 255
EARLIEST = dt.date(2000, 1, 1)
_TIME = re.compile(r"^(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?")
_DELETED = frozenset({"tobedeleted", "inactive", "deleted"})
_OWN = {name.lower(): name for name in OWN_FIELDS}

REASONS = {
    "missing": _("Feltet mangler."),
    "too_long": _("Feltet er for langt."),
    "unreadable": _("Verdien kan ikke leses."),
    "unknown_category": _("Ordet for oppmøte er ikke kjent."),
    "date_out_of_range": _("Datoen er for langt fram eller tilbake."),
    "minutes_out_of_range": _("Minuttene må være et helt tall fra 0 til 1440."),
    "absent_more_than_planned": _("Minutter borte er flere enn planlagte minutter."),
    "ends_before_it_begins": _("Timen slutter før den begynner."),
    "not_an_object": _("Raden er ikke et objekt med felter."),
    "unknown_class": _("Klassen er ikke kjent. Les skolesystemet først, eller rett «classSourcedId»."),
    "unknown_person": _("Eleven er ikke koblet til en deltaker. Koble eleven først, eller rett «userSourcedId»."),
    "not_enrolled": _("Deltakeren går ikke i klassen denne dagen."),
    "month_locked": _("Måneden er låst fordi stønaden er beregnet."),
    "minutes_invalid": _("Planlagte minutter mangler, eller minutter borte er flere enn planlagte."),
    "category_invalid": _("Ordet for oppmøte er ikke kjent."),
    "same_session": _("Deltakeren har allerede oppmøte i denne økten med en annen id."),
}
"""Every reason for which a row waits in quarantine, as a sentence."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a row, and in which field."""

    code: str
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """As it is kept with the row."""
        return {"code": self.code, "field": self.field}


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A row that can be understood. ``planned_minutes`` is none where the session's own are meant."""

    sourced_id: str
    class_sourced_id: str
    user_sourced_id: str
    day: dt.date
    category: str
    starts_at: dt.time | None
    ends_at: dt.time | None
    planned_minutes: int | None
    absent_minutes: int | None
    reason_code: str
    comment: str
    modified_at: dt.datetime | None
    is_deleted: bool


def read_row(row: Any, today: dt.date, findings: Findings) -> ReportedRow | list[Reason]:
    """The row, or every reason why it cannot be used."""
    if not isinstance(row, Mapping):
        return [Reason("not_an_object")]
    given = _named(row)
    reasons: list[Reason] = []

    def place(name: str) -> Place:
        return Place(findings, name)

    is_deleted = text(given.get("status"), place("status")).lower() in _DELETED
    ids = {name: text(given.get(name), place(name)) for name in ("sourcedId", "classSourcedId", "userSourcedId")}
    on = day(given.get("date"), place("date"))
    word = text(given.get("category"), place("category"))
    ids["sourcedId"] = ids["sourcedId"] or _natural_id(ids, on, word)
    reasons += _id_reasons(ids)
    category = category_of(word)
    starts, ends = _time(given, "startTime", reasons), _time(given, "endTime", reasons)
    planned, absent = _minutes(given, "plannedMinutes", reasons), _minutes(given, "absentMinutes", reasons)
    if planned is None and starts and ends and ends > starts:
        planned = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    reasons += _day_reasons(given, on, today)
    if not is_deleted:
        reasons += _meaning_reasons(word, category, planned, absent)
        if starts and ends and ends <= starts:
            reasons.append(Reason("ends_before_it_begins", "endTime"))
    if reasons or on is None:
        return reasons
    return ReportedRow(
        sourced_id=ids["sourcedId"],
        class_sourced_id=ids["classSourcedId"],
        user_sourced_id=ids["userSourcedId"],
        day=on,
        category=category or "cancelled",
        starts_at=starts,
        ends_at=ends,
        planned_minutes=planned,
        absent_minutes=absent,
        reason_code=text(given.get("reasonCode"), place("reasonCode"))[:60],
        comment=text(given.get("comment"), place("comment"))[:500],
        modified_at=moment(given.get("dateLastModified"), place("dateLastModified")),
        is_deleted=is_deleted,
    )


def _named(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The values by our names, whichever system's names they came with; references are taken apart."""
    given: dict[str, Any] = {}
    for name, value in row.items():
        low = str(name).strip().lower()
        if isinstance(value, Mapping):
            inner = {str(key).lower(): part for key, part in value.items()}
            known = next((key for key in inner if key in ("studentuniqueid", "sectionidentifier")), "")
            if known:
                given.setdefault(FIELDS[known], inner[known])
                continue
            value = inner.get("sourcedid", inner.get("identifikatorverdi", inner.get("kode", "")))  # noqa: PLW2901
        own = _OWN.get(low) or FIELDS.get(low)
        if own:
            given.setdefault(own, value)
    return given


def _natural_id(ids: dict[str, str], on: dt.date | None, word: str) -> str:
    """Ed-Fi's events have no id of their own: student, section, date and category are the key."""
    if not (ids["classSourcedId"] and ids["userSourcedId"] and on and "#" in word):
        return ""
    key = "\x1f".join([ids["userSourcedId"], ids["classSourcedId"], on.isoformat(), word])
    return f"natural-{sha256(key.encode()).hexdigest()[:40]}"


def _id_reasons(ids: dict[str, str]) -> list[Reason]:
    missing = [Reason("missing", name) for name, value in ids.items() if not value]
    return missing + [Reason("too_long", name) for name, value in ids.items() if len(value) > LONGEST_ID]


def _day_reasons(given: dict[str, Any], on: dt.date | None, today: dt.date) -> list[Reason]:
    if on is None:
        return [Reason("unreadable" if given.get("date") else "missing", "date")]
    if not EARLIEST <= on <= today + dt.timedelta(days=366):
        return [Reason("date_out_of_range", "date")]
    return []


def _meaning_reasons(word: str, category: str, planned: int | None, absent: int | None) -> list[Reason]:
    if not category:
        return [Reason("unknown_category" if word else "missing", "category")]
    if planned is not None and absent is not None and absent > planned:
        return [Reason("absent_more_than_planned", "absentMinutes")]
    return []


def _time(given: dict[str, Any], name: str, reasons: list[Reason]) -> dt.time | None:
    value = str(given.get(name) or "").strip().rpartition("T")[2]
    if not value:
        return None
    found = _TIME.match(value)
    try:
        if found:
            return dt.time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    reasons.append(Reason("unreadable", name))
    return None


def _minutes(given: dict[str, Any], name: str, reasons: list[Reason]) -> int | None:
    value = str(given.get(name) if given.get(name) is not None else "").strip()
    if not value:
        return None
    whole = value.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and int(whole[:9]) <= MOST_MINUTES):
        reasons.append(Reason("minutes_out_of_range", name))
        return None
    return int(whole)
