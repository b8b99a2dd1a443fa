"""``Idempotency-Key``: read from the request, compared, and answered from what was kept."""

import re
from contextlib import suppress
from hashlib import sha256
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import is_success

from agencies.access import Actor, Resource
from agencies.api.authentication import http_request
from agencies.api.faults import KeyFault, KeyReused, StillRunning
from agencies.models import IdempotencyRecord
from agencies.operations.idempotency import KeyedRequest, Standing, keep_answer, look_up, reopen

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r'"?(?P<key>[\x21\x23-\x7e]{1,200})"?')
_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Link")


class Replay(Exception):
    """Leaves the view with the answer that was kept."""

    def __init__(self, record: IdempotencyRecord) -> None:
        super().__init__()
        self.record = record


def claim_key(request: Request, actor: Actor, fingerprint: str = "") -> KeyedRequest:
    """The keyed request, for this transaction alone. A body that was not read here comes with its ``fingerprint``.

    Raises ``KeyFault`` (400) without a usable key, ``Replay`` when it was answered before, ``KeyReused`` (422) when
    that was for another body, ``StillRunning`` (409) while the first is not answered.
    """
    found = _KEY.fullmatch(request.headers.get(HEADER, "").strip())
    if found is None:
        raise KeyFault(_("Send hodet Idempotency-Key med 1 til 200 synlige tegn, for eksempel en UUID."))
    if actor.user_id is None or actor.agency_id is None:
        raise KeyFault(_("Nøkkelen må brukes av en innlogget ansatt."))
    keyed = KeyedRequest(
        actor.user_id,
        actor.agency_id,
        request.method or "",
        request.path[:300],
        found["key"],
        fingerprint or _fingerprint(request),
    )
    standing, record = look_up(keyed)
    if standing is Standing.RUNNING:
        raise StillRunning(_("En forespørsel med denne nøkkelen behandles nå."))
    if standing is Standing.OTHER_BODY:
        raise KeyReused(_("Nøkkelen er brukt til en forespørsel med et annet innhold."))
    if record is not None:
        raise Replay(record)
    return keyed


def keep(keyed: KeyedRequest, response: Response) -> None:
    """Keep an answer that had its effect. A refusal wrote nothing, so the corrected request may use the key again."""
    if not is_success(response.status_code):
        return
    response.render()
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    keep_answer(keyed, response.status_code, headers, response.content)


def replay(actor: Actor, resource: Resource, record: IdempotencyRecord) -> HttpResponse:
    """The first answer once more, while the actor may see everybody in it; raises what ``reopen`` raises."""
    reopen(actor, resource, record)
    response = HttpResponse(bytes(record.body or b""), status=record.status or 200, headers=record.headers)
    response.headers[REPLAYED] = "true"
    return response


def _fingerprint(request: Request) -> str:
    if (request.content_type or "").startswith("multipart/"):
        return _fingerprint_of_parts(request)
    body: bytes = http_request(request).body
    # The order of members and white space are no other body.
    with suppress(ValueError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    return sha256(body).hexdigest()


def _fingerprint_of_parts(request: Request) -> str:
    parts = [(name, value) for name, values in http_request(request).POST.lists() for value in values]
    for name, files in http_request(request).FILES.lists():
        parts += [(name, f"{file.name}:{_digest_of(file)}") for file in files]
    return sha256(orjson.dumps(sorted(parts))).hexdigest()


def _digest_of(file: Any) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
