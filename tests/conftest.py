"""Fixtures that most tests share."""

import pytest

from agencies.models import Agency
from config.messages import compile_catalogues
from tests.world import make_municipality


@pytest.fixture
def municipality(db: None) -> Agency:
    """A municipality of the test's own."""
    return make_municipality()


@pytest.fixture(scope="session", autouse=True)
def _english_is_there() -> None:
    """A bare run of pytest reads the English texts too; nothing is done when they are compiled."""
    compile_catalogues()
