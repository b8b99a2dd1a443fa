"""A municipality with a leader and three advisers."""

import pytest

from agencies.access import Actor
from agencies.models import Agency, Role, User
from tests.world import make_actor, make_user


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


@pytest.fixture
def advisers(municipality: Agency) -> list[User]:
    return [make_user(municipality, Role.PROGRAMME_ADVISER, name=name) for name in ("Ada", "Bo", "Carl")]
