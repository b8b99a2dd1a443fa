"""Browsers of people with each role."""

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Agency, Role, User
from tests.world import make_user

LogIn = Callable[..., Client]


@pytest.fixture
def log_in(db: None) -> LogIn:
    """Make somebody with these roles in the agency, and log in; ``as_user`` logs in somebody known."""

    def make(agency: Agency | None = None, *roles: Role, as_user: User | None = None, **membership: object) -> Client:
        client = Client()
        client.force_login(as_user or make_user(agency, *roles, **membership))  # type: ignore[arg-type]
        return client

    return make
