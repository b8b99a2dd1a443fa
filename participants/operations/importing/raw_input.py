"""Seals what was sent in, so that a copy of the database alone does not give it away (design decision 10)."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(data: bytes) -> bytes:
    """The bytes, encrypted with the newest key."""
    return _cipher().encrypt(data)


def unseal(sealed: bytes | memoryview) -> bytes:
    """The bytes as they came, with whichever key they were sealed; ``InvalidToken`` when it is none of them."""
    return _cipher().decrypt(bytes(sealed))


def _cipher() -> MultiFernet:
    keys: str = settings.RAW_INPUT_KEY
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
