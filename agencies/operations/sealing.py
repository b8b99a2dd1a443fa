"""Seals the secrets of people's log-in, so that a copy of the database alone lets nobody in."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> bytes:
    """The text, encrypted with the newest key."""
    return _cipher().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The text as it was, with whichever key it was sealed; ``InvalidToken`` when it is none of them."""
    return _cipher().decrypt(bytes(sealed)).decode()


def _cipher() -> MultiFernet:
    keys: str = settings.LOGIN_KEY
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
