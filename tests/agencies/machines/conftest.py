"""An issuer that this installation trusts, and a clock that tests can move."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings

from agencies.machines import keys
from agencies.models import Agency
from tests.agencies.machines.issuer import AUDIENCE, Issuer, running_issuer
from tests.world import make_municipality


class Clock:
    """Time as the store of keys sees it."""

    now = 1_000_000.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(keys, "time", clock)
    return clock


@pytest.fixture
def issuer(settings: Settings, clock: Clock) -> Iterator[Issuer]:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}
    with running_issuer() as issuer:
        settings.MACHINE_TOKEN_ISSUER = issuer.name
        settings.MACHINE_TOKEN_JWKS_URL = ""
        settings.MACHINE_TOKEN_AUDIENCE = AUDIENCE
        yield issuer


@pytest.fixture
def municipality() -> Agency:
    return make_municipality("Bergen")
