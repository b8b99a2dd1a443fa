"""«Min innlogging»: where one is logged in, and how one ends it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Passkey, TotpDevice
from agencies.operations.login_sessions import end_other_sessions, end_session, sessions_of
from agencies.operations.proving import lacks_second_factor
from agencies.operations.second_factor import recovery_codes_left
from agencies.web.pages import Page, go_to, show


class MyLoginPage(Page):
    """Everything about the own log-in; nobody else's stands here, for nobody."""

    def get(self, _request: object) -> HttpResponse:
        """The page."""
        user, here = self.request.user, self.request.session.session_key
        context = {
            "app": TotpDevice.objects.filter(user=user).first(),
            "passkeys": Passkey.objects.filter(user=user),
            "codes_left": recovery_codes_left(user),
            "has_password": user.has_usable_password(),
            "must_set_up": lacks_second_factor(user, self.request.session),
            "sessions": [{"row": row, "is_here": row.session_key == here} for row in sessions_of(user)],
        }
        return show(self.request, "agencies/my_login/page.html", context)


class EndSession(Page):
    """End one session; the own one is ended by logging out."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """End it at once."""
        end_session(self.request.user, pk)
        messages.success(self.request, _("Innloggingen er avsluttet."))
        return go_to(self.request, reverse("agencies:my-login"))


class EndOtherSessions(Page):
    """End all sessions but this."""

    http_method_names = ["post", "options"]

    def post(self, _request: object) -> HttpResponse:
        """End them at once."""
        count = end_other_sessions(self.request.user, self.request.session.session_key)
        text = ngettext("%(count)d annen innlogging er avsluttet.", "%(count)d andre innlogginger er avsluttet.", count)
        messages.success(self.request, text % {"count": count})
        return go_to(self.request, reverse("agencies:my-login"))
