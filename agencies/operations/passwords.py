"""Changes the password of whoever has just proved who they are."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.errors import Refusal, RuleRefused
from agencies.models import User
from agencies.operations.login_notices import NEW_PASSWORD, tell_of


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Set the password (Argon2) and tell its owner; ``RuleRefused`` for one that is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleRefused(*(Refusal("weak_password", text, "password") for text in error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    tell_of(NEW_PASSWORD, user)
