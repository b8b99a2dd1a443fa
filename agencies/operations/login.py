"""Logs people in, and slows down whoever guesses."""

import hashlib
from contextlib import suppress
from ipaddress import IPv4Address, ip_address, ip_network

from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from agencies.models import User
from agencies.operations.login_notices import LOCKED, tell_of

ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 30
PAUSE_SECONDS = 15 * 60


def check_password(request: HttpRequest, email: str, password: str, address: str) -> User:
    """The user with this e-mail address and password; ``RuleRefused`` when there is none, or after too many tries.

    1. Count the try against the account and against the address before the password is looked at, so that tries at
       the same moment count too. 2. Above either limit nothing is checked, also not the right password. 3. A right
       password takes the account's count away, and from the address's count only its own try: a whole office behind
       one address gets in, and one known password does not open for guessing the others.
    """
    account, place = tries_key("account", email.strip().lower()), tries_key("address", network_of(address))
    tries = count_try(account)
    if count_try(place) > ADDRESS_FAILURES or tries > ACCOUNT_FAILURES:
        if tries == ACCOUNT_FAILURES + 1:
            _tell_owner(email)
        raise too_many_tries()
    user = authenticate(request, username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise RuleRefused(Refusal("wrong_login", _("E-postadressen eller passordet er feil.")))
    cache.delete(account)
    _take_back(place)
    return user


def network_of(address: str) -> str:
    """What belongs to one caller: the address, of IPv6 its first 64 bits, within which a caller has every address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def too_many_tries() -> RuleRefused:
    """The refusal of whoever has guessed too often."""
    wait = _("For mange forsøk. Vent i %(minutes)d minutter og prøv igjen.") % {"minutes": PAUSE_SECONDS // 60}
    return RuleRefused(Refusal("too_many_tries", wait))


def _tell_owner(email: str) -> None:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is not None:
        tell_of(LOCKED, user)


def count_try(key: str) -> int:
    """Count one try and answer how many there were within the pause."""
    cache.add(key, 0, PAUSE_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two calls.
        cache.set(key, 1, PAUSE_SECONDS)
        return 1


def _take_back(key: str) -> None:
    # Gone between the two calls: then there is nothing to take back.
    with suppress(ValueError):
        cache.decr(key)


def tries_key(kind: str, value: str) -> str:
    """Under what the tries at something of a kind are counted."""
    # Hashed: addresses of people are not to be read in the cache.
    return f"login:{kind}:{hashlib.sha256(value.encode()).hexdigest()}"
