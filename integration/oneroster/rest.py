"""The REST binding, as a client: OAuth 2 client credentials, pages, changes since, and patience with servers.

What may go wrong is one of a few kinds (``SourceFault``), each with a sentence for the person who owns the source.
"""

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin

import requests
from django.utils.translation import gettext_lazy as _

from integration.oneroster.addresses import ForbiddenAddress, check_address, same_host

PAGE_SIZE = 1000
MAX_BODY = 50 * 1024 * 1024
"""Bytes of one answer; a page of 1,000 users is well under two million."""
MAX_PAGES = 20_000
MAX_TRIES = 5
LONGEST_PAUSE = 60.0
TIMEOUT = (10, 60)
TOKEN_MARGIN = dt.timedelta(seconds=20)
SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
SCOPE_1_1 = "https://purl.imsglobal.org/spec/or/v1p1/scope/"
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)

FAULT_TEXTS = {
    "token_refused": _("Skolesystemet godtar ikke klient-ID og hemmelighet. Be leverandøren om nye, og lagre dem her."),
    "forbidden": _("Skolesystemet gir ikke tilgang til disse opplysningene. Be leverandøren åpne for «roster-core»."),
    "not_found": _("Adressen finnes ikke i skolesystemet. Se etter at den slutter på versjonen, som «/v1p2»."),
    "unreachable": _("Skolesystemet svarer ikke. Vi prøver igjen av oss selv."),
    "busy": _("Skolesystemet er opptatt og ber oss vente. Vi prøver igjen av oss selv."),
    "server_error": _("Det gikk galt i skolesystemet. Vi prøver igjen; varer det, må leverandøren se på det."),
    "bad_request": _("Skolesystemet forstår ikke spørsmålet vårt. Se etter at riktig versjon er valgt."),
    "not_json": _("Svaret fra skolesystemet er ikke JSON. Adressen leder kanskje til en innloggingsside."),
    "too_large": _("Svaret fra skolesystemet er større enn vi tar imot."),
    "wrong_shape": _("Svaret fra skolesystemet har en annen form enn OneRoster."),
    "endless": _("Skolesystemet sender de samme sidene om igjen."),
    "address_not_https": _("Adressen må begynne med https://."),
    "address_not_public": _("Adressen leder til en maskin som ikke er på internett."),
    "address_unreadable": _("Adressen kan ikke leses."),
    "address_with_password": _("Adressen kan ikke inneholde brukernavn og passord."),
    "host_unknown": _("Det finnes ingen maskin på denne adressen."),
}


class SourceFault(Exception):
    """A source could not be read; ``passes`` says that it may be otherwise in a while."""

    def __init__(self, code: str, *, passes: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.passes = passes


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a source is and how one logs in; ``version`` is «1.1» or «1.2»."""

    base_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    version: str = "1.2"
    scopes: tuple[str, ...] = ()

    @property
    def wanted_scopes(self) -> str:
        """The scopes to ask for, unless the source's owner has named others."""
        if self.scopes:
            return " ".join(self.scopes)
        return f"{SCOPE_1_1 if self.version == '1.1' else SCOPE}roster-core.readonly"


@dataclass(slots=True)
class Client:
    """Reads one source. ``pauses`` are the seconds waited so far."""

    endpoint: Endpoint
    page_size: int = PAGE_SIZE
    pauses: list[float] = field(default_factory=list)
    _session: requests.Session = field(default_factory=requests.Session)
    _token: str = ""
    _token_until: dt.datetime | None = None

    def collection(self, name: str, since: dt.datetime | None = None, path: str = "") -> Iterator[list[dict[str, Any]]]:
        """The pages of a collection; ``since`` asks only for what was changed from then on.

        Raises ``SourceFault``. Pages are followed by ``Link`` where there is one, else by offset until one is short.
        """
        offset, url, seen = 0, self._address(path or name, 0, since), 0
        for _number in range(MAX_PAGES):
            response = self._get(url)
            rows = _rows(response, name)
            if rows:
                yield rows
            seen += len(rows)
            offset += self.page_size
            following = _NEXT.search(response.headers.get("Link", ""))
            if following:
                onward = urljoin(url, following[1])
                if onward == url:
                    raise SourceFault("endless")
                # A link that leads elsewhere is not followed: it would be given the token.
                url = onward if same_host(onward, url) else self._address(path or name, offset, since)
            elif _has_more(response, seen, len(rows), self.page_size):
                url = self._address(path or name, offset if len(rows) == self.page_size else seen, since)
            else:
                return
        raise SourceFault("endless")

    def _address(self, path: str, offset: int, since: dt.datetime | None) -> str:
        query = {"limit": str(self.page_size), "offset": str(offset)}
        if since is not None:
            moment = since.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            query["filter"] = f"dateLastModified>='{moment}'"
        return f"{self.endpoint.base_url.rstrip('/')}/{path}?{urlencode(query)}"

    def _get(self, url: str) -> "_Answer":
        """One answer, after as many tries as patience allows; a token that ran out is renewed once a try."""
        last = SourceFault("unreachable", passes=True)
        for attempt in range(MAX_TRIES):
            try:
                answer = self._send(url, headers={"Authorization": f"Bearer {self._bearer()}"})
            except SourceFault as fault:
                if not fault.passes:
                    raise
                last = fault
                self._pause(attempt, None)
                continue
            if answer.status == HTTPStatus.UNAUTHORIZED and attempt < MAX_TRIES - 1:
                self._token = ""
                last = SourceFault("token_refused")
                continue
            if answer.status not in _AGAIN:
                _refuse(answer)
                return answer
            last = SourceFault("busy" if answer.status in (429, 503) else "server_error", passes=True)
            self._pause(attempt, answer.headers.get("Retry-After"))
        raise last

    def _bearer(self) -> str:
        now = dt.datetime.now(dt.UTC)
        if self._token and self._token_until and now < self._token_until:
            return self._token
        form = {"grant_type": "client_credentials", "scope": self.endpoint.wanted_scopes}
        auth = (self.endpoint.client_id, self.endpoint.client_secret)
        answer = self._send(self.endpoint.token_url, form=form, auth=auth)
        if answer.status in (400, 401):
            # Some servers read the credentials from the body only.
            form |= {"client_id": auth[0], "client_secret": auth[1]}
            answer = self._send(self.endpoint.token_url, form=form)
        if answer.status in _AGAIN:
            raise SourceFault("busy" if answer.status in (429, 503) else "server_error", passes=True)
        if answer.status in (400, 401, 403):
            raise SourceFault("token_refused")
        _refuse(answer)
        told = answer.json
        if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
            raise SourceFault("wrong_shape")
        lifetime = dt.timedelta(seconds=_seconds(told.get("expires_in")))
        self._token, self._token_until = told["access_token"], now + max(lifetime - TOKEN_MARGIN, lifetime / 2)
        return self._token

    def _send(
        self,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> "_Answer":
        try:
            check_address(url)
        except ForbiddenAddress as forbidden:
            raise SourceFault(forbidden.code, passes=forbidden.code == "host_unknown") from forbidden
        try:
            with self._session.request(
                "POST" if form else "GET",
                url,
                data=form,
                auth=auth,
                headers={"Accept": "application/json", **(headers or {})},
                timeout=TIMEOUT,
                # A redirect would lead past the check of the address.
                allow_redirects=False,
                stream=True,
            ) as response:
                return _Answer(response.status_code, dict(response.headers.items()), _body(response))
        except requests.RequestException as error:
            raise SourceFault("unreachable", passes=True) from error

    def _pause(self, attempt: int, retry_after: str | None) -> None:
        if attempt >= MAX_TRIES - 1:
            return
        wanted = _wait_of(retry_after)
        seconds = min(wanted if wanted is not None else 0.5 * 2**attempt, LONGEST_PAUSE)
        self.pauses.append(seconds)
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    raw_headers: dict[str, str]
    body: bytes

    @property
    def headers(self) -> "requests.structures.CaseInsensitiveDict[str]":
        return requests.structures.CaseInsensitiveDict(self.raw_headers)

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise SourceFault("not_json") from error


def _body(response: requests.Response) -> bytes:
    """The body, as far as ``MAX_BODY``: also a small answer that unpacks to a huge one stops there."""
    parts, size = [], 0
    for chunk in response.iter_content(64 * 1024):
        size += len(chunk)
        if size > MAX_BODY:
            raise SourceFault("too_large")
        parts.append(chunk)
    return b"".join(parts)


def _rows(answer: _Answer, name: str) -> list[dict[str, Any]]:
    told = answer.json
    if not isinstance(told, dict):
        raise SourceFault("wrong_shape")
    given = told.get(name)
    if given is None:
        # Users of one role, sessions of one type: the collection keeps the name of the whole.
        given = next((value for value in told.values() if isinstance(value, list)), None)
    if given is None and not told:
        return []
    if not isinstance(given, list):
        raise SourceFault("wrong_shape")
    return [row for row in given if isinstance(row, dict)]


def _has_more(answer: _Answer, seen: int, found: int, page_size: int) -> bool:
    total = answer.headers.get("X-Total-Count", "")
    if total.isdigit():
        return seen < int(total) and found > 0
    return found >= page_size


def _refuse(answer: _Answer) -> None:
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    codes = {401: "token_refused", 403: "forbidden", 404: "not_found"}
    raise SourceFault(codes.get(answer.status, "bad_request"))


def _wait_of(retry_after: str | None) -> float | None:
    """Seconds to wait by ``Retry-After``: a number, or a date."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((until - dt.datetime.now(until.tzinfo)).total_seconds(), 0.0)


def _seconds(told: Any) -> float:
    try:
        return max(float(told), 1.0)
    except (TypeError, ValueError):
        return 600.0
