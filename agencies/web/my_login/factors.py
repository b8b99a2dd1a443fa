"""Set up and take away the code app; fresh recovery codes; another password."""

import base64
import io
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from agencies.errors import RuleRefused
from agencies.models import Proof, User
from agencies.operations.login_sessions import end_other_sessions, move_session
from agencies.operations.passwords import change_password
from agencies.operations.sealing import seal, unseal
from agencies.operations.second_factor import add_app, address_for_app, new_recovery_codes, new_secret, remove_app
from agencies.web.entering import prove_again
from agencies.web.forms import show_refusals
from agencies.web.login import CodeForm
from agencies.web.my_login.proving import FreshPage
from agencies.web.pages import PageRequest, go_to, show
from agencies.web.staffing.forms import PasswordForm

_WAITING_APP = "waiting_app"


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class AppPage(FreshPage):
    """The picture that an app reads, and the code that shows that it did."""

    def get(self, _request: object) -> HttpResponse:
        """A fresh secret; it counts when its code has come back."""
        secret = new_secret()
        self.request.session[_WAITING_APP] = seal(secret).decode()
        return self._page(CodeForm(), secret)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the app into use; other sessions end, since they began with less."""
        sealed = request.session.get(_WAITING_APP)
        if not sealed:
            return go_to(self.request, reverse("agencies:add-app"))
        secret, form = unseal(sealed.encode()), CodeForm(request.POST)
        if not form.is_valid():
            return self._page(form, secret, 422)
        try:
            codes = add_app(self.request.user, secret, form.cleaned_data["code"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, secret, 422)
        del request.session[_WAITING_APP]
        factor_is_new(self.request, Proof.TOTP)
        messages.success(request, _("Kodeappen er i bruk."))
        return show_codes(self.request, codes) if codes else go_to(self.request, reverse("agencies:my-login"))

    def _page(self, form: CodeForm, secret: str, status: int = 200) -> HttpResponse:
        spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        context = {"form": form, "secret": spaced, "picture": _picture(address_for_app(self.request.user, secret))}
        return show(self.request, "agencies/my_login/app.html", context, status)


class RemoveApp(FreshPage):
    """Take the app away."""

    http_method_names = ["post", "options"]

    def post(self, _request: object) -> HttpResponse:
        """Do it."""
        remove_app(self.request.user)
        messages.success(self.request, _("Kodeappen er tatt bort."))
        return go_to(self.request, reverse("agencies:my-login"))


class NewRecoveryCodes(FreshPage):
    """Ten fresh codes."""

    http_method_names = ["post", "options"]

    def post(self, _request: object) -> HttpResponse:
        """Show them, this once; without a second factor there is nothing to recover."""
        if not self.request.user.has_second_factor:
            return go_to(self.request, reverse("agencies:my-login"))
        return show_codes(self.request, new_recovery_codes(self.request.user))


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePasswordPage(FreshPage):
    """Another password; other sessions end."""

    def get(self, _request: object) -> HttpResponse:
        """The form."""
        return self._page(PasswordForm())

    def post(self, request: Any) -> HttpResponse:
        """Change it."""
        form = PasswordForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            change_password(request.user, form.cleaned_data["password"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        old_key = request.session.session_key
        update_session_auth_hash(request, request.user)
        move_session(old_key, request.session.session_key)
        end_other_sessions(request.user, request.session.session_key)
        messages.success(request, _("Passordet er byttet. Du er logget ut alle andre steder."))
        return go_to(self.request, reverse("agencies:my-login"))

    def _page(self, form: PasswordForm, status: int = 200) -> HttpResponse:
        return show(self.request, "agencies/my_login/password.html", {"form": form}, status)


def factor_is_new(request: PageRequest, proof: Proof) -> None:
    """A factor was just shown to work: that is proof, and sessions that began without it end."""
    user: User = request.user
    prove_again(request, proof)
    end_other_sessions(user, request.session.session_key)


def show_codes(request: PageRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, in the answer to the act that made them and never again."""
    response = show(request, "agencies/my_login/recovery_codes.html", {"codes": codes})
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _picture(text: str) -> str:
    """A QR code as the address of a picture; the policy on scripts and styles lets pictures stand in the page."""
    file = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=2).save(file)
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"
