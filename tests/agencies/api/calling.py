"""Calls the API as its users do: by token, through every middleware."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from agencies.actors import workplaces_of
from agencies.models import Agency, Role, User
from agencies.operations.tokens import issue_token
from tests.world import make_user

PROBLEM = "application/problem+json"


class Api:
    """Somebody with a token, or nobody."""

    def __init__(self, user: User | None = None) -> None:
        self._user = user
        self.client = Client()
        self.headers: dict[str, str] = {}
        if user is not None:
            _token, secret = issue_token(user, workplaces_of(user)[0])
            self.headers["Authorization"] = f"Bearer {secret}"

    @property
    def user(self) -> User:
        """Who calls; there is nobody behind a call without a token."""
        assert self._user
        return self._user

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers | _spelled(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        """POST; with a new key unless one is given, or ``None`` for no key at all."""
        keyed = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
        return self._send("post", path, body, keyed | _spelled(headers))

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("patch", path, body, _spelled(headers))

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(path, headers=self.headers | _spelled(headers))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body, default=str) if body is not None else ""
        send = getattr(self.client, method)
        return send(path, data=text, content_type="application/json", headers=self.headers | headers)


def api_for(agency: Agency, *roles: Role, **membership: Any) -> Api:
    """Somebody new with these roles in the agency, logged in at the API."""
    return Api(make_user(agency, *roles, **membership))


def _spelled(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
