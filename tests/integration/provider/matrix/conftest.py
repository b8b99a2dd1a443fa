"""The town of the matrix, made once; each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.integration.provider.matrix.world import Town
from tests.reclaiming import taken_back


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), taken_back():
        yield Town()


@pytest.fixture(autouse=True)
def _left_as_it_was(town: Town, settings: Any) -> Iterator[None]:
    settings.API_RATES = {name: (1_000_000, window) for name, (_limit, window) in settings.API_RATES.items()}
    cache.clear()
    connection.queries_log.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
