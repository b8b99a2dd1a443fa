"""How a session begins, whatever was proved: one place, so that none of the doors forgets a step."""

import time
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from agencies.actors import workplaces_of
from agencies.middleware import ACTING_AGENCY
from agencies.models import Proof, User
from agencies.operations.login_sessions import move_session
from agencies.operations.proving import note_proof

_HALF_IN = "half_in"
_HALF_IN_SECONDS = 10 * 60


def enter(request: HttpRequest, user: User, proof: Proof, *, proved_at: float | None = None) -> None:
    """Begin the user's session; whoever has one agency acts for it."""
    request.session.pop(_HALF_IN, None)
    login(request, user)
    note_proof(request.session, proof, at=proved_at)
    places = workplaces_of(user)
    if len(places) == 1:
        request.session[ACTING_AGENCY] = str(places[0].agency.pk)


def prove_again(request: HttpRequest, proof: Proof, *, at: float | None = None) -> None:
    """Note a proof given within a session, under a new key: whoever has got hold of the old one gains nothing by it."""
    old_key = str(request.session.session_key)
    request.session.cycle_key()
    move_session(old_key, str(request.session.session_key))
    note_proof(request.session, proof, at=at)


def wait_for_second_factor(request: HttpRequest, user: User) -> None:
    """Remember, for ten minutes, whose password was right; it opens nothing but the next step."""
    request.session.cycle_key()
    request.session[_HALF_IN] = {"user": str(user.pk), "at": time.time(), "password": user.get_session_auth_hash()}


def user_half_in(request: HttpRequest) -> User | None:
    """Whose second factor is waited for; nobody's when the password has been changed since it was given."""
    waiting = request.session.get(_HALF_IN)
    if not waiting or time.time() - waiting["at"] > _HALF_IN_SECONDS:
        return None
    user = User.objects.filter(pk=UUID(waiting["user"]), is_active=True).first()
    is_same = user is not None and constant_time_compare(waiting["password"], user.get_session_auth_hash())
    return user if is_same else None
