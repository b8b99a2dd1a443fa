"""Bodies that go to storage while they arrive, and are read after that."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from rest_framework.request import Request

from agencies.access import Actor
from agencies.api import keys
from agencies.api.authentication import http_request
from agencies.api.faults import ApiFault
from agencies.operations.idempotency import KeyedRequest
from integration.sealed_files import SealedFile, delete_sealed

_BLOCK = 256 * 1024


class LengthRequired(ApiFault):
    """The body came without saying how long it is."""

    default_code = "length_required"


def body_chunks(request: Request) -> Iterator[bytes]:
    """The body, block by block."""
    inner = http_request(request)
    if not inner.headers.get("Content-Length", ""):
        raise LengthRequired(_("Send hodet Content-Length."))
    yield from iter(lambda: inner.read(_BLOCK), b"")


def sealed_once(
    request: Request, actor: Actor, seal: Callable[[Iterator[bytes]], SealedFile]
) -> tuple[KeyedRequest, SealedFile]:
    """Seal the body and claim the request's key for it; a request that was answered before leaves no file."""
    sealed = seal(body_chunks(request))
    try:
        return keys.claim_key(request, actor, sealed.checksum), sealed
    except BaseException:
        delete_sealed(sealed.path)
        raise
