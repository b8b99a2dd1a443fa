"""What a client puts into its own part of the gradebook: categories, line items and results."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone

from integration.models import GradebookItem, GradebookResult
from integration.oneroster.entities import SCORE_STATUSES
from integration.provider.faults import ImsFault
from integration.provider.gradebook import TESTS
from integration.provider.sight import Sight
from programmes.models.classes import TestResult

_LONGEST_ID = 255
_LONGEST_TEXT = 2000
_FLAGS = ("inProgress", "incomplete", "late", "missing")


def body_of(request: HttpRequest, name: str) -> Mapping[str, Any]:
    """The object of this name in the body; raises ``ImsFault`` (400) when there is none."""
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise ImsFault(HTTPStatus.BAD_REQUEST, "The body is no JSON") from error
    told = body.get(name) if isinstance(body, dict) else None
    if not isinstance(told, dict):
        raise ImsFault(HTTPStatus.BAD_REQUEST, f"The body must hold «{name}»")
    return told


def put_category(sight: Sight, sourced_id: str, told: Mapping[str, Any]) -> bool:
    """Write a category; whether it is new."""
    values: dict[str, Any] = {"title": _text(told, "title", required=True)}
    weight = _number(told, "weight")
    return _put_item(sight, "category", sourced_id, values | ({} if weight is None else {"weight": weight}))


def put_line_item(sight: Sight, sourced_id: str, told: Mapping[str, Any]) -> bool:
    """Write a line item; whether it is new. Its class must be one that the client sees."""
    class_id = _uuid(_ref(told, "class"))
    if class_id not in sight.class_by_id:
        raise _invalid("class")
    values: dict[str, Any] = {
        "title": _text(told, "title", required=True),
        "description": _text(told, "description"),
        "assignDate": _text(told, "assignDate") or _now(),
        "dueDate": _text(told, "dueDate") or _now(),
        "class": str(class_id),
    }
    category = _ref(told, "category")
    if category:
        known = GradebookItem.objects.filter(
            client=sight.client, kind="category", sourced_id=category, is_deleted=False
        ).exists()
        if category != TESTS and not known:
            raise _invalid("category")
        values["category"] = category
    for name in ("resultValueMin", "resultValueMax"):
        value = _number(told, name)
        if value is not None:
            values[name] = value
    return _put_item(sight, "lineItem", sourced_id, values)


def put_result(sight: Sight, sourced_id: str, told: Mapping[str, Any]) -> bool:
    """Write a result; whether it is new. Its student must be one that the client sees, on a line item of its own."""
    _check_id(sourced_id)
    if _is_ours(sight, sourced_id):
        raise ImsFault(HTTPStatus.FORBIDDEN, "This result is kept by the municipality")
    line_item = _ref(told, "lineItem")
    if not GradebookItem.objects.filter(
        client=sight.client, kind="lineItem", sourced_id=line_item, is_deleted=False
    ).exists():
        raise _invalid("lineItem")
    student = _uuid(_ref(told, "student"))
    if student is None or student not in {place.participant_id for place in sight.enrolments}:
        raise _invalid("student")
    status = _text(told, "scoreStatus", required=True)
    if status not in SCORE_STATUSES and not status.startswith("ext:"):
        raise _invalid("scoreStatus")
    scored_on = _text(told, "scoreDate")[:10] or str(timezone.localdate())
    values: dict[str, Any] = {"scoreStatus": status, "scoreDate": scored_on}
    score = _number(told, "score")
    values |= {} if score is None else {"score": score}
    values |= {name: _text(told, name) for name in ("textScore", "comment") if name in told}
    values |= {name: str(told[name]).lower() for name in _FLAGS if name in told}
    facts = {
        "participant_id": student,
        "municipality_id": sight.client.municipality_id,
        "line_item_sourced_id": line_item,
        "values": values,
        "modified_at": timezone.now(),
        "is_deleted": False,
    }
    try:
        _row, is_new = GradebookResult.objects.update_or_create(
            client=sight.client, sourced_id=sourced_id, defaults=facts
        )
    except IntegrityError as taken:
        # By a result of somebody whom the client is not shown any more.
        raise _invalid("sourcedId") from taken
    return is_new


PUT: dict[str, tuple[str, Callable[[Sight, str, Mapping[str, Any]], bool]]] = {
    "categories": ("category", put_category),
    "lineItems": ("lineItem", put_line_item),
    "results": ("result", put_result),
}


def post(sight: Sight, collection: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Write a new entity under an id of ours; answers which id it was sent with and which it got."""
    _name, write = PUT[collection]
    allocated = str(uuid4())
    write(sight, allocated, told)
    supplied = str(told.get("sourcedId") or "")
    return {"suppliedSourcedId": supplied, "allocatedSourcedId": allocated}


def delete(sight: Sight, collection: str, sourced_id: str) -> None:
    """Take an entity of the client's own away; raises ``ImsFault`` (404) when there is none."""
    kinds = {"categories": "category", "lineItems": "lineItem"}
    if collection in kinds:
        rows = GradebookItem.objects.filter(client=sight.client, kind=kinds[collection])
    else:
        rows = GradebookResult.objects.filter(client=sight.client)  # type: ignore[assignment]
    done = rows.filter(sourced_id=sourced_id, is_deleted=False).update(is_deleted=True, modified_at=timezone.now())
    if not done:
        raise ImsFault(HTTPStatus.NOT_FOUND, "There is nothing of yours with this id")


def _put_item(sight: Sight, kind: str, sourced_id: str, values: dict[str, Any]) -> bool:
    _check_id(sourced_id)
    if sourced_id == TESTS:
        raise ImsFault(HTTPStatus.FORBIDDEN, "This category is kept by the municipality")
    _row, is_new = GradebookItem.objects.update_or_create(
        client=sight.client,
        kind=kind,
        sourced_id=sourced_id,
        defaults={
            "municipality_id": sight.client.municipality_id,
            "values": values,
            "modified_at": timezone.now(),
            "is_deleted": False,
        },
    )
    return is_new


def _check_id(sourced_id: str) -> None:
    if not sourced_id or len(sourced_id) > _LONGEST_ID or "\x00" in sourced_id:
        raise _invalid("sourcedId")


def _is_ours(sight: Sight, sourced_id: str) -> bool:
    """Whether it is a result of the municipality's that the client is shown; of others it must not learn."""
    pk, pupils = _uuid(sourced_id), {place.participant_id for place in sight.enrolments}
    return pk is not None and TestResult.objects.standing().filter(pk=pk, participant__in=pupils).exists()


def _text(told: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = told.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\x00" in value or (required and not value.strip()):
        raise _invalid(name)
    return value


def _number(told: Mapping[str, Any], name: str) -> float | int | None:
    value = told.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError as error:
            raise _invalid(name) from error
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**12:
        raise _invalid(name)
    return value


def _ref(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    sourced_id = value.get("sourcedId") if isinstance(value, dict) else value
    return sourced_id if isinstance(sourced_id, str) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _now() -> str:
    return timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _invalid(name: str) -> ImsFault:
    return ImsFault(HTTPStatus.UNPROCESSABLE_ENTITY, f"«{name}» is missing or cannot be used")
