"""Passkeys (WebAuthn, by ``fido2``): a key in a telephone or a machine that proves possession and person at once.

User verification (finger, face or PIN) is demanded always, so that a passkey is two factors by itself. What the browser
is asked, and what it must answer to, lies in the session between the two requests.
"""

import json
import logging
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from agencies.errors import Refusal, RuleRefused
from agencies.models import Passkey, User
from agencies.operations.login_notices import KEY_COPIED, tell_of
from agencies.operations.second_factor import factor_added, factor_removed

logger = logging.getLogger(__name__)

_STATE = "passkey_state"
_VERIFIED = UserVerificationRequirement.REQUIRED


def ask_for_new_key(session: Any, user: User) -> dict[str, Any]:
    """What ``navigator.credentials.create`` is given; keys that the user has already are not made twice."""
    who = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.email, display_name=user.name)
    options, state = _server().register_begin(
        who, _keys_of(user), resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
    )
    session[_STATE] = state
    return dict(options)


@transaction.atomic
def add_passkey(session: Any, user: User, name: str, answer: str) -> list[str]:
    """Keep the key that the browser made; answers new recovery codes, where there were none."""
    try:
        state = session.pop(_STATE)
        made = _server().register_complete(state, RegistrationResponse.from_dict(json.loads(answer)))
    except (KeyError, TypeError, ValueError) as error:
        raise _refused() from error
    key = made.credential_data
    if key is None or Passkey.objects.filter(credential_id=key.credential_id).exists():
        raise _refused()
    Passkey.objects.create(
        user=user, name=name, credential_id=key.credential_id, credential=bytes(key), sign_count=made.counter
    )
    return factor_added(user)


@transaction.atomic
def remove_passkey(user: User, pk: UUID) -> None:
    """Forget one of the user's own keys; ``DoesNotExist`` for somebody else's."""
    Passkey.objects.get(user=user, pk=pk).delete()
    factor_removed(user)


def ask_for_key(session: Any, user: User | None) -> dict[str, Any]:
    """What ``navigator.credentials.get`` is given: one of the user's keys, or any where the user is unknown."""
    options, state = _server().authenticate_begin(_keys_of(user) if user else None, _VERIFIED)
    session[_STATE] = state
    return dict(options)


def check_passkey(session: Any, user: User | None, answer: str) -> User:
    """Whose key has answered; ``RuleRefused`` when it is nobody's, or another than ``user``'s.

    Each question is answered once: it is taken out of the session before the answer is looked at. A key whose count
    of answers does not rise has a copy somewhere (WebAuthn § 7.2, 22; keys that do not count say 0): its answer is
    refused, and the owner is told.
    """
    state = session.pop(_STATE, None)
    row, is_copy = _answered(state, user, answer)
    if is_copy:
        logger.warning("passkey_copied passkey=%s user=%s", row.pk, row.user_id)
        tell_of(KEY_COPIED, row.user)
        raise _refused()
    return row.user


@transaction.atomic
def _answered(state: Any, user: User | None, answer: str) -> tuple[Passkey, bool]:
    """The key that has answered well, its use noted, and whether it must be a copy."""
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        row = Passkey.objects.select_for_update(of=("self",)).select_related("user").get(credential_id=given.raw_id)
        _server().authenticate_complete(state, [AttestedCredentialData(bytes(row.credential))], given)
    except (KeyError, TypeError, ValueError, Passkey.DoesNotExist) as error:
        raise _refused() from error
    if not row.user.is_active or (user is not None and row.user_id != user.pk):
        raise _refused()
    count = given.response.authenticator_data.counter
    is_copy = bool(count or row.sign_count) and count <= row.sign_count
    if not is_copy:
        row.sign_count, row.used_at = count, timezone.now()
        row.save(update_fields=["sign_count", "used_at"])
    return row, is_copy


def _server() -> Fido2Server:
    # The name of the site as the installation knows it, never as the request says it.
    return Fido2Server(PublicKeyCredentialRpEntity(id=urlsplit(settings.PUBLIC_URL).hostname or "", name="Fotfeste"))


def _keys_of(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(row.credential)) for row in Passkey.objects.filter(user=user)]


def _refused() -> RuleRefused:
    text = _("Passnøkkelen kunne ikke brukes. Prøv igjen, eller logg inn på en annen måte.")
    return RuleRefused(Refusal("wrong_passkey", text))
