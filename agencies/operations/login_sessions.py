"""Remembers log-ins so that people see their own, and ends them: one, all others, or what has lasted long enough.

What the middleware must know at every request stands in the session itself (``BEGUN_AT``, ``SEEN_AT``, ``PROVED_AT``:
seconds since 1970); the rows are for people to look at.
"""

import datetime as dt
import time
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import ApiToken, LoginSession, Proof, User
from agencies.operations.devices import device_in_words

BEGUN_AT, SEEN_AT, PROVED_AT, PROOF = "begun_at", "seen_at", "proved_at", "proof"
SEEN_GRAIN_SECONDS = 5 * 60
"""How exactly it is known when a session was used last; each time costs a write."""
_KEPT = dt.timedelta(days=90)


def note_log_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Write the row of a session that has just begun; what is long over is forgotten."""
    session, now = request.session, time.time()
    session[BEGUN_AT] = session[SEEN_AT] = session[PROVED_AT] = now
    session[PROOF] = Proof.PASSWORD.value
    if session.session_key is None:  # somebody else was logged in here: the session was emptied and has no key yet
        session.save()
    LoginSession.objects.filter(user=user, seen_at__lt=timezone.now() - _KEPT).delete()
    LoginSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "device": device_in_words(request.headers.get("User-Agent", "")),
            "seen_at": timezone.now(),
            "ended_at": None,
        },
    )


def note_log_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    """Close the row of a session that its owner has ended."""
    if user is not None:
        LoginSession.objects.filter(session_key=request.session.session_key).update(ended_at=timezone.now())


def is_over(session: Any) -> bool:
    """Whether the session has lasted a working day, or has been left alone for too long."""
    now = time.time()
    return bool(
        now - session.get(BEGUN_AT, now) > settings.SESSION_COOKIE_AGE
        or now - session.get(SEEN_AT, now) > settings.SESSION_IDLE_SECONDS
    )


def note_use(session: Any) -> None:
    """Note that the session is used, at most once in ``SEEN_GRAIN_SECONDS``."""
    now = time.time()
    if now - session.get(SEEN_AT, 0) > SEEN_GRAIN_SECONDS:
        session[SEEN_AT] = now
        session.setdefault(BEGUN_AT, now)
        LoginSession.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())


def sessions_of(user: User) -> list[LoginSession]:
    """The sessions in which the user is logged in now, the one used last first."""
    return list(LoginSession.objects.running().filter(user=user))


@transaction.atomic
def end_session(user: User, pk: UUID) -> LoginSession:
    """End one of the user's own sessions; its next request is a stranger's. ``DoesNotExist`` for somebody else's."""
    row = LoginSession.objects.running().select_for_update().get(user=user, pk=pk)
    _end([row])
    return row


@transaction.atomic
def end_other_sessions(user: User, kept_key: str | None) -> int:
    """End the user's sessions but the one with ``kept_key``, and the keys to the API; answers how many sessions."""
    rows = list(LoginSession.objects.running().select_for_update().filter(user=user).exclude(session_key=kept_key))
    _end(rows)
    ApiToken.objects.filter(user=user, machine__isnull=True).delete()
    return len(rows)


def move_session(old_key: str, new_key: str) -> None:
    """Let the row follow a session that was given a new key."""
    LoginSession.objects.filter(session_key=old_key).update(session_key=new_key)


def _end(rows: list[LoginSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for row in rows:
        store.delete(row.session_key)
    LoginSession.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now())
