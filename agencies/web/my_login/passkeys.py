"""Add and take away passkeys; what the browser is asked for, as JSON."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from agencies.errors import RuleRefused
from agencies.models import Proof
from agencies.operations.passkeys import add_passkey, ask_for_key, ask_for_new_key, remove_passkey
from agencies.web.entering import user_half_in
from agencies.web.forms import show_refusals
from agencies.web.my_login.factors import factor_is_new, show_codes
from agencies.web.my_login.proving import FreshPage
from agencies.web.pages import go_to, show


class PasskeyForm(forms.Form):
    """What the own key is called; the answer of the browser comes along."""

    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=60,
        help_text=gettext_lazy("Så du kjenner den igjen, for eksempel «Telefonen» eller «Jobb-PC»."),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


@method_decorator([login_not_required, never_cache], name="dispatch")
class AskForPasskey(View):
    """The question to a key: of whoever is logged in, of whoever has given the password, or of anybody."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """As JSON, for ``PublicKeyCredential.parseRequestOptionsFromJSON``."""
        user = request.user if request.user.is_authenticated else user_half_in(request)
        return JsonResponse(ask_for_key(request.session, user)["publicKey"])


class AskForNewPasskey(FreshPage):
    """The question to the machine that will make the key."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """As JSON, for ``PublicKeyCredential.parseCreationOptionsFromJSON``."""
        return JsonResponse(ask_for_new_key(request.session, self.request.user)["publicKey"])


class NewPasskeyPage(FreshPage):
    """Name a key and let the machine make it."""

    def get(self, _request: object) -> HttpResponse:
        """The form; a script asks the machine when it is sent."""
        return self._page(PasskeyForm())

    def post(self, request: Any) -> HttpResponse:
        """Keep the key; other sessions end, since they began with less."""
        form = PasskeyForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        given = form.cleaned_data
        try:
            codes = add_passkey(request.session, self.request.user, given["name"], given["answer"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        factor_is_new(self.request, Proof.PASSKEY)
        messages.success(request, _("Passnøkkelen er i bruk."))
        return show_codes(self.request, codes) if codes else go_to(self.request, reverse("agencies:my-login"))

    def _page(self, form: PasskeyForm, status: int = 200) -> HttpResponse:
        return show(self.request, "agencies/my_login/passkey.html", {"form": form}, status)


class RemovePasskey(FreshPage):
    """Forget a key."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        remove_passkey(self.request.user, pk)
        messages.success(self.request, _("Passnøkkelen er tatt bort."))
        return go_to(self.request, reverse("agencies:my-login"))
