"""The code app on somebody's telephone."""

import base64
import re
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from agencies.models import User
from agencies.operations.second_factor import add_app, new_secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or ``steps`` half minutes later."""
    app = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)
    return app.generate(int(time.time()) + 30 * steps).decode()


def secret_on(page: str) -> str:
    """The secret that the set-up page shows."""
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert found
    return found.group(1)


def user_with_app(user: User) -> tuple[str, list[str]]:
    """Give the user an app; its secret and the recovery codes. The code of this half minute is used."""
    secret = new_secret()
    return secret, add_app(user, secret, code_of(secret, steps=-1))


def log_in(client: Client, user: User, code: str) -> int:
    """Password, then code; the status of the answer to the second."""
    first = client.post("/logg-inn/", {"username": user.email, "password": "passord"})
    assert first.headers["Location"].startswith("/logg-inn/kode/")
    return client.post("/logg-inn/kode/", {"code": code}).status_code
