"""Fixtures that most tests share."""

import pytest

from agencies.models import Agency
from tests.world import make_municipality


@pytest.fixture
def municipality(db: None) -> Agency:
    """A municipality of the test's own."""
    return make_municipality()
