"""ETags: the version of a row, and what a caller may do with the version they have read."""

import re
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from agencies.api.faults import VersionRequired
from agencies.errors import StaleVersion
from agencies.models import VersionedModel

_TAG = re.compile(r'(?P<weak>W/)?"(?P<value>[\x21\x23-\x7e\x80-\xff]*)"')
_VERSION = re.compile(r"v(?P<version>[0-9]{1,9})(\.[0-9a-f]+)?")


def etag_of(row: VersionedModel, *parts: str) -> str:
    """``"<id>-v<version>"``; ``parts`` are what the representation shows besides the row, such as today's date."""
    known = "\x1f".join(parts)
    suffix = f".{sha256(known.encode()).hexdigest()[:12]}" if known else ""
    return f'"{row.pk}-v{row.version}{suffix}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the caller already has this representation (``If-None-Match``, compared weakly as RFC 9110 says)."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or etag.strip('"') in {tag["value"] for tag in _TAG.finditer(given)}


def version_read_by(request: Request, pk: Any) -> int:
    """The version of the row that the caller says to have read (``If-Match``).

    ``VersionRequired`` (428) when the header is missing or names no version; ``StaleVersion`` (412) when it is about
    something else. Whether it is the present version is for the operation to check, under its lock.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionRequired(_("Send ETag-en til versjonen du har lest, i hodet If-Match."))
    prefix = f"{pk}-"
    versions = [
        int(found["version"])
        for tag in _TAG.finditer(given)
        if not tag["weak"] and tag["value"].startswith(prefix)
        if (found := _VERSION.fullmatch(tag["value"].removeprefix(prefix)))
    ]
    if not versions:
        raise StaleVersion
    return max(versions)
