"""Ends log-ins that have lasted long enough, before anybody acts by them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from agencies.operations.login_sessions import is_over, note_use


class SessionWatch:
    """Let a session through while it runs, and note that it is used; afterwards the request is a stranger's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the session only: no question is put to the database."""
        if SESSION_KEY in request.session:
            if is_over(request.session):
                logout(request)
                messages.info(request, _("Du ble logget ut fordi innloggingen hadde vart lenge nok. Logg inn igjen."))
            else:
                note_use(request.session)
        return self.get_response(request)
