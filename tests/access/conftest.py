"""The world of a module, made once; each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.world import World, keep_files, make_world
from tests.reclaiming import taken_back


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A municipality with every situation and every role; the database is open for as long as it stands."""
    with django_db_blocker.unblock(), taken_back():
        yield make_world()


@pytest.fixture(autouse=True)
def _left_as_it_was(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # One member of staff asks for everything within the minute here.
    settings.API_RATES = {name: (1_000_000, window) for name, (_limit, window) in settings.API_RATES.items()}
    # The note that a session is used, once in five minutes, would be more questions in one of two answers compared.
    monkeypatch.setattr("agencies.operations.login_sessions.SEEN_GRAIN_SECONDS", 24 * 60 * 60)
    cache.clear()
    keep_files(world)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
