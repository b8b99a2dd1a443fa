"""What a plan holds as one value: to be stored as a version, compared, merged, and written back into rows.

All values are those of JSON: text, true and false, days as ISO dates, numbers as text; what is not said is ``""``.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from programmes.models.plan import Plan, PlanElement

Values = dict[str, Any]
Content = dict[str, Any]

PLAN_FIELDS: Final = (
    "long_term_goal", "strategy", "strategy_reason", "schooling", "norwegian_listening", "norwegian_reading",
    "norwegian_writing", "norwegian_oral", "norwegian_reason", "norwegian_hours", "social_studies_hours",
    "is_study_heavy", "builds_on", "involvement", "dissent", "appeal_informed",
)  # fmt: skip
ELEMENT_FIELDS: Final = (
    "kind", "title", "provider", "provider_name", "first_day", "last_day", "hours_a_week", "timetable", "reason",
    "benefit", "counts_as_work", "link_kind", "link_id",
)  # fmt: skip
PROGRAMME_FIELDS: Final = ("goal", "months", "extension_months", "first_day", "last_day")
_WHOLE: Final = frozenset({"norwegian_hours", "social_studies_hours"})
_DAYS: Final = frozenset({"first_day", "last_day"})


def content_of(plan: Plan, elements: Sequence[PlanElement]) -> Content:
    """What the rows hold now, with the facts of the programme that the plan was made for."""
    programme = plan.participation
    return {
        "programme": {name: plain(getattr(programme, name)) for name in PROGRAMME_FIELDS},
        "fields": {name: plain(getattr(plan, name)) for name in PLAN_FIELDS},
        "elements": [element_values(element) for element in elements],
    }


def element_values(element: PlanElement) -> Values:
    """One element with its id."""
    return {"id": str(element.pk), **{name: plain(getattr(element, name)) for name in ELEMENT_FIELDS}}


def empty_element(kind: str, **values: Any) -> Values:
    """An element that says nothing but its kind; its id is given by the caller."""
    known: Values = dict.fromkeys(ELEMENT_FIELDS, "") | {"timetable": [], "counts_as_work": False, "kind": kind}
    return known | values


def plain(value: Any) -> Any:
    """A value of a row as a value of JSON."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (bool, list)):
        return value
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def write_plan(plan: Plan, fields: Mapping[str, Any]) -> None:
    """Put the fields into the row; it is not saved."""
    for name in PLAN_FIELDS:
        setattr(plan, name, _row_value(name, fields[name]))


def write_element(element: PlanElement, values: Mapping[str, Any]) -> None:
    """Put the values into the row; it is not saved."""
    for name in ELEMENT_FIELDS:
        setattr(element, name, _row_value(name, values[name]))


def by_id(content: Content) -> dict[str, Values]:
    """The elements by their ids, in order."""
    return {element["id"]: element for element in content["elements"]}


def _row_value(name: str, value: Any) -> Any:
    if name in _WHOLE:
        return int(value) if value != "" else None
    if name in _DAYS:
        return dt.date.fromisoformat(value) if value else None
    if name == "hours_a_week":
        return Decimal(value) if value != "" else None
    if name == "link_id":
        return UUID(value) if value else None
    return value
