"""Fixtures that most tests share."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import activate

from agencies.models import Agency
from agencies.oidc import providers
from config.messages import compile_catalogues
from tests.agencies.login.certified import CertifiedProvider, running_certified_provider
from tests.world import make_municipality


@pytest.fixture
def municipality(db: None) -> Agency:
    """A municipality of the test's own."""
    return make_municipality()


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is 27 November 2026 and the clock goes on, for examples whose dates lie around that day."""
    now, ahead = timezone.now, timezone.localdate() - dt.date(2026, 11, 27)
    monkeypatch.setattr(timezone, "now", lambda: now() - ahead)


@pytest.fixture(scope="session", autouse=True)
def _english_is_there() -> None:
    """A bare run of pytest reads the English texts too; nothing is done when they are compiled."""
    compile_catalogues()


@pytest.fixture(autouse=True)
def _norwegian_again() -> Iterator[None]:
    """A page that was asked for in English leaves the thread in English; the next test begins in Norwegian."""
    yield
    activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def _certified_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertifiedProvider]:
    with running_certified_provider(tmp_path_factory.mktemp("provider") / "complaints.txt") as running:
        yield running


@pytest.fixture
def employer(
    _certified_provider: CertifiedProvider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> CertifiedProvider:
    """The employer's identity provider, with nobody employed yet; nothing that it published earlier is remembered."""
    monkeypatch.setattr(providers, "_metadata", {})
    monkeypatch.setattr(providers, "_stores", {})
    settings.OIDC_PROVIDERS = [_certified_provider.settings()]
    _certified_provider.begin_anew()
    return _certified_provider
