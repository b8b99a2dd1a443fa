"""A cache of each test's own, so that failed log-ins are counted for that test only."""

from tests.agencies.web.conftest import _own_cache

__all__ = ["_own_cache"]
