"""Keeps the client from being sent where nobody outside should reach: addresses of this machine and its neighbours.

A source's address is typed by a person, and the answers are shown to people: without this check it would open the
inner network to whoever may edit a source (server-side request forgery).
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings


class ForbiddenAddress(Exception):
    """The address may not be called; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_address(url: str) -> None:
    """Raise ``ForbiddenAddress`` unless ``url`` is HTTPS to a host whose every address is public.

    ``SCHOOL_SOURCES_MAY_BE_LOCAL`` lets plain HTTP and loopback through, for tests and demonstrations only.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ForbiddenAddress("address_with_password")
    try:
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress("address_unreadable") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ForbiddenAddress("address_unreadable")
    addresses = _addresses_of(parts.hostname, port or (443 if parts.scheme == "https" else 80))
    may_be_local = settings.SCHOOL_SOURCES_MAY_BE_LOCAL
    is_local = all(address.is_loopback for address in addresses)
    if parts.scheme != "https" and not (may_be_local and is_local):
        raise ForbiddenAddress("address_not_https")
    if may_be_local and is_local:
        return
    if not all(address.is_global and not address.is_multicast for address in addresses):
        raise ForbiddenAddress("address_not_public")


def same_host(one: str, other: str) -> bool:
    """Whether two addresses lead to the same server: a next page elsewhere would be given our token."""
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)


def _addresses_of(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ForbiddenAddress("host_unknown") from error
    return [_plain(str(entry[4][0])) for entry in found]


def _plain(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
