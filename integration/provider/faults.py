"""What goes wrong, in the standard's own envelope."""

from http import HTTPStatus

from django.http import JsonResponse

_DEFAULTS = {
    HTTPStatus.BAD_REQUEST: "invaliddata",
    HTTPStatus.UNAUTHORIZED: "unauthorisedrequest",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "unknownobject",
    HTTPStatus.METHOD_NOT_ALLOWED: "unsupported",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invaliddata",
    HTTPStatus.TOO_MANY_REQUESTS: "server_busy",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal_server_error",
}


class ImsFault(Exception):
    """A request that cannot be answered: its HTTP status, the standard's minor code, and a sentence."""

    def __init__(self, status: int, description: str, minor: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.minor = minor or _DEFAULTS[HTTPStatus(status)]
        self.headers = headers or {}


def fault_response(fault: ImsFault) -> JsonResponse:
    """The answer (``imsx_StatusInfo``)."""
    body = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": fault.description,
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": fault.minor}
            ]
        },
    }
    return JsonResponse(body, status=fault.status, headers=fault.headers)
