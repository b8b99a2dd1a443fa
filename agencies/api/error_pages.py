"""Django's own error answers: a problem document under ``/api/``, a page elsewhere."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views import defaults

from agencies.api.problem_kinds import KINDS, MEDIA_TYPE
from agencies.api.problems import instance_of, problem

API_PREFIX = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """``handler400``."""
    return _answer(request, 400, "bad_request") or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """``handler403``."""
    return _answer(request, 403, "not_permitted") or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """``handler404``."""
    return _answer(request, 404, "not_found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """``handler500``."""
    return _answer(request, 500, "server_error") or defaults.server_error(request)


def unknown_address(request: HttpRequest, **_parts: Any) -> HttpResponseBase:
    """Whatever no endpoint under ``/api/`` answers; also in debug mode, and never a redirect to add a slash."""
    return _problem_answer(request, 404, "not_found")


def explain_problem(_request: HttpRequest, kind: str) -> HttpResponseBase:
    """The address of a problem type leads to its explanation."""
    anchor = f"#problem-{kind}" if kind.replace("-", "_") in KINDS else "#problems"
    return HttpResponseRedirect(reverse("api-docs") + anchor)


unknown_address.csrf_exempt = True  # type: ignore[attr-defined]


def _answer(request: HttpRequest, status: int, code: str) -> HttpResponse | None:
    return _problem_answer(request, status, code) if request.path.startswith(API_PREFIX) else None


def _problem_answer(request: HttpRequest, status: int, code: str) -> HttpResponse:
    body = problem(status, code) | {"instance": instance_of(request)}
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
