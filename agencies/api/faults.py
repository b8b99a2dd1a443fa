"""What the API itself refuses, before any rule of the domain is asked."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException


class ApiFault(APIException):
    """A refusal with a stable code; ``errors`` say where, ``extra`` are further members of the problem document."""

    status_code = 400
    default_code = "bad_request"

    def __init__(
        self, detail: str, *, errors: Sequence[dict[str, str]] = (), extra: dict[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.errors = list(errors)
        self.extra = extra or {}


class ParameterFault(ApiFault):
    """One or more query parameters are unknown, repeated or unreadable."""

    default_code = "invalid_parameter"

    def __init__(self, *errors: dict[str, str]) -> None:
        super().__init__(_("Adressen har parametre som ikke kan brukes."), errors=errors)


class KeyFault(ApiFault):
    """A POST that writes came without a usable ``Idempotency-Key``."""

    default_code = "idempotency_key_missing"

    def __init__(self, detail: str) -> None:
        error = {"header": "Idempotency-Key", "code": self.default_code, "detail": detail}
        super().__init__(detail, errors=[error])


class KeyReused(ApiFault):
    """The key was used for another body."""

    status_code = 422
    default_code = "idempotency_key_reused"


class StillRunning(ApiFault):
    """The first request with this key is not answered yet."""

    status_code = 409
    default_code = "request_in_progress"
    wait = 1


class VersionRequired(ApiFault):
    """A change came without ``If-Match``."""

    status_code = 428
    default_code = "precondition_required"


class ChooseAgency(ApiFault):
    """The user works in several agencies, or not in the one that was named."""

    status_code = 422
    default_code = "choose_agency"


def parameter_error(name: str, code: str, detail: str) -> dict[str, str]:
    """One entry of ``errors`` about a query parameter."""
    return {"parameter": name, "code": code, "detail": detail}
