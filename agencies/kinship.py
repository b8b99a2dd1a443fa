"""The keyed hash by which a member of staff is known as, or as close to, a participant, without either's number."""

import hmac
from hashlib import sha256

from django.conf import settings


def kinship_digest(number: str) -> str:
    """The hash of an identity number (digits alone) under the installation's key, in hexadecimal."""
    return hmac.new(settings.KINSHIP_KEY.encode(), number.encode(), sha256).hexdigest()
