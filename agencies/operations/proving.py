"""Whether a session has proved lately who it is, and whether it must do so again before a protected case (step-up)."""

import datetime as dt
import time
from typing import Any

from django.conf import settings

from agencies.models import LoginSession, Proof, User
from agencies.operations.login_sessions import PROOF, PROVED_AT

STEP_UP_AFTER = dt.timedelta(minutes=15)
"""How long a proof counts; also for changing what one logs in with."""


def note_proof(session: Any, proof: Proof, *, at: float | None = None) -> None:
    """Note that the session has proved itself (``at``: seconds since 1970, now unless given)."""
    session[PROVED_AT] = time.time() if at is None else at
    session[PROOF] = proof.value
    LoginSession.objects.filter(session_key=session.session_key).update(proof=proof)


def is_fresh(session: Any) -> bool:
    """Whether the last proof was given lately."""
    return time.time() - float(session.get(PROVED_AT, 0)) <= STEP_UP_AFTER.total_seconds()


def asks_for_proof(user: User) -> bool:
    """Whether the user has a second factor to give, or must have one here."""
    return user.has_second_factor or settings.SECOND_FACTOR_REQUIRED


def must_prove(user: User, session: Any) -> bool:
    """Whether a protected case waits until the second factor, or the employer's log-in, has been given again."""
    is_asked = asks_for_proof(user) or session.get(PROOF) == Proof.OIDC
    return is_asked and not is_fresh(session)


def lacks_second_factor(user: User, session: Any) -> bool:
    """Whether the user must set up a second factor before anything else; an employer's log-in has its own."""
    return settings.SECOND_FACTOR_REQUIRED and not user.has_second_factor and session.get(PROOF) != Proof.OIDC
