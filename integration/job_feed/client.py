"""Asks the feed over HTTP. Every fault of the line, and every answer that cannot be read, is ``FeedUnavailable``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

TIMEOUT = (5, 20)
"""Seconds until the connection stands, and between two pieces of the answer."""
FIRST_PAGE = "/api/v1/feed"


class FeedUnavailable(Exception):
    """The feed did not answer, answered with a fault, or with what cannot be read."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of changes, oldest first; ``next_page`` is empty at the end of the feed."""

    items: tuple[Mapping[str, Any], ...]
    next_page: str
    etag: str


def is_configured() -> bool:
    """Whether this installation reads advertisements."""
    return bool(settings.JOB_FEED_URL)


def fetch_page(path: str, etag: str) -> FeedPage | None:
    """The page; None when it is as it was when it had ``etag`` (304)."""
    answer = _get(path, {"If-None-Match": etag} if etag else {})
    if answer.status_code == requests.codes.not_modified:
        return None
    body = _json(answer)
    items = body.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FeedUnavailable("no items")
    return FeedPage(tuple(items), _path(body.get("next_url")), answer.headers.get("ETag", ""))


def fetch_entry(path: str) -> Mapping[str, Any] | None:
    """The newest state of one advertisement; None when the feed does not hold it any more."""
    answer = _get(_path(path), {})
    if answer.status_code in (requests.codes.not_found, requests.codes.gone):
        return None
    return _json(answer)


def _path(address: Any) -> str:
    """A path on the feed's own server; an address that leads elsewhere is a fault."""
    if not address:
        return ""
    text = str(address)
    if not text.startswith("/") or text.startswith("//"):
        raise FeedUnavailable("leads elsewhere")
    return text


def _get(path: str, headers: Mapping[str, str]) -> requests.Response:
    known = {"Accept": "application/json", **headers}
    if settings.JOB_FEED_TOKEN:
        known["Authorization"] = f"Bearer {settings.JOB_FEED_TOKEN}"
    try:
        return requests.get(
            f"{settings.JOB_FEED_URL.rstrip('/')}{path}", headers=known, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        raise FeedUnavailable(type(error).__name__) from error


def _json(answer: requests.Response) -> Mapping[str, Any]:
    if answer.status_code != requests.codes.ok:
        raise FeedUnavailable(f"answered {answer.status_code}")
    try:
        body = answer.json()
    except requests.RequestException as error:
        raise FeedUnavailable("no JSON") from error
    if not isinstance(body, dict):
        raise FeedUnavailable("no object")
    return body
