"""Prove again who one is: before a protected case, and before one changes what one logs in with."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from agencies.errors import Refusal, RuleRefused
from agencies.models import OidcIdentity, Passkey, Proof, User
from agencies.oidc.providers import Provider, providers
from agencies.operations.login import check_password
from agencies.operations.login_sessions import PROOF
from agencies.operations.passkeys import check_passkey
from agencies.operations.proving import is_fresh
from agencies.operations.second_factor import check_code
from agencies.web.entering import prove_again
from agencies.web.login import CodeForm, address, without_other_errors
from agencies.web.pages import Page, go_to, is_on_this_site, show


class OwnPasswordForm(forms.Form):
    """The own password again."""

    password = forms.CharField(
        label=_("Passord"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@method_decorator(sensitive_post_parameters("code", "password"), name="dispatch")
class ProvePage(Page):
    """The second factor again; whoever has none gives the password."""

    def get(self, _request: object) -> HttpResponse:
        """The form."""
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check it, and go on to where one was stopped."""
        form = self._form(request.POST)
        try:
            if "answer" in request.POST:
                check_passkey(request.session, self.request.user, request.POST["answer"])
                proof = Proof.PASSKEY
            elif form.is_valid():
                proof = self._proof(form)
            else:
                return self._page(form, 422)
        except RuleRefused as refused:
            return self._page(without_other_errors(form, refused), 422)
        prove_again(request, proof)
        return go_to(self.request, self._next() or reverse("agencies:my-login"))

    def _form(self, data: Any = None) -> forms.Form:
        return CodeForm(data) if self.request.user.has_second_factor else OwnPasswordForm(data)

    def _proof(self, form: forms.Form) -> Proof:
        user = self.request.user
        if user.has_second_factor:
            return check_code(user, form.cleaned_data["code"])
        if not self._takes_password():
            raise RuleRefused(Refusal("at_the_employers", str(_("Bekreft hos arbeidsgiverens innlogging."))))
        check_password(self.request, user.email, form.cleaned_data["password"], address(self.request))
        return Proof.PASSWORD

    def _takes_password(self) -> bool:
        """Whether a password is as much as the session began with; it is less than an employer's log-in."""
        return self.request.user.has_usable_password() and self.request.session.get(PROOF) != Proof.OIDC

    def _next(self) -> str:
        url = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return url if is_on_this_site(self.request, url) else ""

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": self._next(), "has_code": self.request.user.has_second_factor}
        context["providers"] = _providers_of(self.request.user)
        context["has_password"] = self._takes_password()
        context["has_passkey"] = Passkey.objects.filter(user=self.request.user).exists()
        return show(self.request, "agencies/my_login/prove.html", context, status)


def _providers_of(user: User) -> list[Provider]:
    known = set(OidcIdentity.objects.filter(user=user).values_list("issuer", flat=True))
    return [each for each in providers() if each.issuer in known]


class FreshPage(Page):
    """A page that changes what one logs in with: only for whoever has proved lately who they are."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go on, or to the proof and back."""
        if not is_fresh(request.session):
            here = request.get_full_path() if request.method == "GET" else reverse("agencies:my-login")
            return go_to(self.request, f"{reverse('agencies:prove')}?{urlencode({'next': here})}")
        return super().dispatch(request, *args, **kwargs)
