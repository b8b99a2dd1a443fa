"""Counters of one's own, so that no test is slowed down by what another has counted."""

from uuid import uuid4

import pytest


@pytest.fixture(autouse=True)
def _own_counters(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}
