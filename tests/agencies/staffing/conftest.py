"""A municipality with an administrator."""

import pytest

from agencies.access import Actor
from agencies.models import Agency, Role, User
from tests.world import actor_of, make_municipality, make_user


@pytest.fixture
def municipality() -> Agency:
    return make_municipality("Bergen")


@pytest.fixture
def administrator(municipality: Agency) -> User:
    return make_user(municipality, Role.ADMINISTRATOR, name="Per Dahl")


@pytest.fixture
def admin(administrator: User) -> Actor:
    return actor_of(administrator)
