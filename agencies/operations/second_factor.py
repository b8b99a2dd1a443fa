"""The second proof of who somebody is: codes from an app (RFC 6238) and recovery codes, each of them good once."""

import base64
import hashlib
import os
import time

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from agencies.models import Passkey, Proof, RecoveryCode, TotpDevice, User
from agencies.operations.login import ACCOUNT_FAILURES, count_try, too_many_tries, tries_key
from agencies.operations.login_notices import FACTOR_ADDED, FACTOR_REMOVED, LOCKED, tell_of
from agencies.operations.sealing import seal, unseal

ISSUER = "Fotfeste"
STEP_SECONDS = 30
RECOVERY_CODES = 10
_DIGITS = 6
# One step on either side: clocks differ, and people type slowly.
_STEPS_OFF = (0, -1, 1)
_RECOVERY_BYTES = 10


def new_secret() -> str:
    """A secret for an app, as base32 without padding (160 bits, RFC 4226 section 4)."""
    return base64.b32encode(os.urandom(20)).decode()


def address_for_app(user: User, secret: str) -> str:
    """The ``otpauth://`` address that an app reads from a picture."""
    return _totp(secret).get_provisioning_uri(user.email, ISSUER)


@transaction.atomic
def add_app(user: User, secret: str, code: str) -> list[str]:
    """Take an app into use when it shows the right code; answers new recovery codes, where there were none.

    An app that was there before leads nowhere from now on.
    """
    step = _step_of(secret, code)
    if step is None:
        raise _wrong_code()
    TotpDevice.objects.update_or_create(user=user, defaults={"secret": seal(secret), "last_step": step})
    return factor_added(user)


@transaction.atomic
def forget_factors(user: User) -> None:
    """Forget everything that the user proves the log-in with besides the password."""
    TotpDevice.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    if user.has_second_factor:
        factor_removed(user)


@transaction.atomic
def remove_app(user: User) -> None:
    """Forget the user's app."""
    TotpDevice.objects.filter(user=user).delete()
    factor_removed(user)


def check_code(user: User, code: str) -> Proof:
    """What the code proves; ``RuleRefused`` when it is wrong or used, or after too many tries.

    The try counts before the code is looked at, so that tries at the same moment count too.
    """
    key = tries_key("factor", str(user.pk))
    tries = count_try(key)
    if tries > ACCOUNT_FAILURES:
        if tries == ACCOUNT_FAILURES + 1:
            tell_of(LOCKED, user)
        raise too_many_tries()
    written = "".join(code.split()).replace("-", "").upper()
    if len(written) == _DIGITS and written.isdecimal():
        proof = Proof.TOTP if _use_app_code(user, written) else None
    else:
        proof = Proof.RECOVERY if _use_recovery_code(user, written) else None
    if proof is None:
        raise _wrong_code()
    cache.delete(key)
    return proof


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes of 80 bits, shown once; earlier ones are good no more."""
    codes = [base64.b32encode(os.urandom(_RECOVERY_BYTES)).decode() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many codes are not used."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def factor_added(user: User) -> list[str]:
    """Note that the user has a factor more; answers recovery codes where there were none. Within a transaction."""
    User.objects.filter(pk=user.pk).update(has_second_factor=True)
    user.has_second_factor = True
    tell_of(FACTOR_ADDED, user)
    return [] if recovery_codes_left(user) else new_recovery_codes(user)


def factor_removed(user: User) -> None:
    """Note that the user has a factor less; with the last one the recovery codes go. Within a transaction."""
    still_has = TotpDevice.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()
    User.objects.filter(pk=user.pk).update(has_second_factor=still_has)
    user.has_second_factor = still_has
    if not still_has:
        RecoveryCode.objects.filter(user=user).delete()
    tell_of(FACTOR_REMOVED, user)


def _use_app_code(user: User, code: str) -> bool:
    device = TotpDevice.objects.filter(user=user).first()
    step = _step_of(unseal(device.secret), code) if device else None
    # Two who send the same code at the same moment: the row lets one of them through.
    return step is not None and bool(TotpDevice.objects.filter(user=user, last_step__lt=step).update(last_step=step))


def _use_recovery_code(user: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at__isnull=True)
    return bool(unused.update(used_at=timezone.now()))


def _step_of(secret: str, code: str) -> int | None:
    """The half minute, counted from 1970, whose code this is; none when it is of no time near now."""
    written = "".join(code.split())
    now = int(time.time()) // STEP_SECONDS
    for step in (now + off for off in _STEPS_OFF):
        if bytes_eq(_totp(secret).generate(step * STEP_SECONDS), written.encode()):
            return step
    return None


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every app understands; within HMAC it is sound (RFC 6238 section 1.2).
    return TOTP(base64.b32decode(secret), _DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _wrong_code() -> RuleRefused:
    return RuleRefused(Refusal("wrong_code", _("Koden er feil, utløpt eller brukt."), "code"))
