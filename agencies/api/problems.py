"""Errors as problem details (RFC 9457): one shape for whatever goes wrong under ``/api/``.

DRF's exceptions, the domain's refusals, the database's constraints and Django's own error pages all end here.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import IntegrityError, ProgrammingError
from django.db.models import BaseConstraint
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from agencies.access.rules import STEP_UP
from agencies.api.faults import ApiFault
from agencies.api.problem_kinds import MEDIA_TYPE, kind_of
from agencies.errors import NotPermitted, Refusal, RuleRefused, StaleVersion

_ROW_LEVEL_SECURITY = "42501"
_TAKEN = frozenset({"23505", "23P01"})  # unique_violation, exclusion_violation
_BROKEN = frozenset({"23514", "23503"})  # check_violation, foreign_key_violation

_PLAIN: tuple[tuple[tuple[type[Exception], ...], int, str], ...] = (
    ((StaleVersion,), 412, "stale_version"),
    ((NotPermitted, PermissionDenied), 403, "not_permitted"),
    ((Http404, ObjectDoesNotExist), 404, "not_found"),
    ((RequestDataTooBig,), 413, "too_large"),
)


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves the error to Django, which logs it and answers 500 in the same shape."""
    request = context.get("request")
    body = _problem_of(error, getattr(request, "data_names", frozenset()))
    if body is None:
        return None
    body["instance"] = instance_of(request)
    response = Response(body, status=body["status"], content_type=MEDIA_TYPE)
    if challenge := getattr(error, "auth_header", None):
        response.headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        response.headers["Retry-After"] = str(ceil(wait))
    return response


def problem(
    status: int, code: str, detail: str = "", errors: Sequence[Mapping[str, str]] = (), **extra: Any
) -> dict[str, Any]:
    """The members of a problem document, without the instance."""
    kind = kind_of(code, status)
    members: dict[str, Any] = {
        "type": kind.type,
        "title": str(kind.title),
        "status": status,
        "detail": detail or str(kind.meaning),
        "code": code,
    }
    return members | ({"errors": list(errors)} if errors else {}) | extra


def instance_of(request: Any) -> str:
    """The occurrence: the id that stands in the log, in the access log and in the response header too."""
    return f"urn:fotfeste:request:{getattr(request, 'request_id', '') or 'unknown'}"


def _problem_of(error: Exception, names: frozenset[str]) -> dict[str, Any] | None:
    if isinstance(error, exceptions.APIException):
        return _from_api(error)
    if isinstance(error, RuleRefused):
        return problem(422, "rule_refused", str(error), [_from_refusal(item, names) for item in error.refusals])
    if isinstance(error, NotPermitted) and error.rule == STEP_UP:
        return problem(403, "proof_due")
    for kinds, status, code in _PLAIN:
        if isinstance(error, kinds):
            return problem(status, code)
    return _from_database(error)


def _from_api(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, ApiFault):
        return problem(error.status_code, error.default_code, str(error.detail), error.errors, **error.extra)
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", errors=list(_flatten(error.detail, "#")))
    code = kind_of("", error.status_code).code
    detail = str(error.detail) if isinstance(error, exceptions.ParseError) else ""
    return problem(error.status_code, code, detail)


def _flatten(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flatten(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _from_refusal(refusal: Refusal, names: frozenset[str]) -> dict[str, str]:
    # Operations name the field («employer»); the body carries its id or its code («employer_id»).
    spellings = (f"{refusal.field}{ending}" for ending in ("", "_id", "_code"))
    field = next((name for name in spellings if name in names), refusal.field)
    entry = {"pointer": f"#/{field}" if field else "#", "code": str(refusal.code), "detail": refusal.detail}
    return entry | ({"paragraph": refusal.paragraph} if refusal.paragraph else {})


def _from_database(error: Exception) -> dict[str, Any] | None:
    state = getattr(error.__cause__, "sqlstate", "")
    if isinstance(error, ProgrammingError) and state == _ROW_LEVEL_SECURITY:
        return problem(404, "not_found")
    if not isinstance(error, IntegrityError) or state not in _TAKEN | _BROKEN:
        return None
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
    status, code = (409, "conflict") if state in _TAKEN else (422, "rule_refused")
    constraint = _constraints().get(name)
    text = str(constraint.get_violation_error_message()) if constraint else _("Opplysningene passer ikke sammen.")
    return problem(status, code, text, [{"pointer": _pointer(constraint), "code": name or code, "detail": text}])


def _pointer(constraint: BaseConstraint | None) -> str:
    fields = [name for name in getattr(constraint, "fields", ()) if name not in ("municipality", "participant")]
    return f"#/{fields[-1]}" if fields else "#"


@cache
def _constraints() -> dict[str, BaseConstraint]:
    return {item.name: item for model in apps.get_models() for item in model._meta.constraints}  # noqa: SLF001
