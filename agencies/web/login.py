"""Log in, log out, choose the agency one acts for."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from agencies.actors import Workplace
from agencies.errors import RuleRefused
from agencies.middleware import ACTING_AGENCY
from agencies.models import Proof, Role
from agencies.oidc.providers import providers
from agencies.operations.login import check_password
from agencies.operations.passkeys import check_passkey
from agencies.operations.second_factor import check_code
from agencies.web.demo import demo_logins
from agencies.web.entering import enter, user_half_in, wait_for_second_factor
from agencies.web.forms import show_refusals
from agencies.web.gate import agency_not_required
from agencies.web.pages import is_on_this_site


class CodeForm(forms.Form):
    """A code from an app, or a recovery code."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=40,
        help_text=_("Seks sifre fra appen, eller en gjenopprettingskode hvis du ikke har telefonen."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class LoginForm(forms.Form):
    """E-mail address and password."""

    username = forms.EmailField(label=_("E-post"), max_length=254)
    password = forms.CharField(label=_("Passord"), max_length=200, strip=False, widget=forms.PasswordInput)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class LoginPage(View):
    """Log in; with one agency straight in, with several to the choice."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; whoever is in already goes on."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(_wanted(request))
        return _login_page(request, LoginForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the password, or the passkey, and begin a session."""
        if "answer" in request.POST:
            return self._by_passkey(request)
        form = LoginForm(request.POST)
        if not form.is_valid():
            return _login_page(request, form, 422)
        try:
            user = check_password(
                request, form.cleaned_data["username"], form.cleaned_data["password"], address(request)
            )
        except RuleRefused as refused:
            show_refusals(form, refused)
            return _login_page(request, form, 422)
        if user.has_second_factor:
            wait_for_second_factor(request, user)
            return HttpResponseRedirect(_with_next(reverse("agencies:second-step"), _asked_for(request)))
        enter(request, user, Proof.PASSWORD)
        return HttpResponseRedirect(_wanted(request))

    def _by_passkey(self, request: HttpRequest) -> HttpResponse:
        try:
            user = check_passkey(request.session, None, request.POST["answer"])
        except RuleRefused as refused:
            return _login_page(request, without_other_errors(LoginForm({}), refused), 422)
        enter(request, user, Proof.PASSKEY)
        return HttpResponseRedirect(_wanted(request))


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("code")], name="dispatch")
class SecondStepPage(View):
    """After the password: the code of the app, or a recovery code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; whoever has given no password begins there."""
        if user_half_in(request) is None:
            return HttpResponseRedirect(_with_next(reverse("agencies:login"), _asked_for(request)))
        return _second_step(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the code and begin a session."""
        user = user_half_in(request)
        if user is None:
            return HttpResponseRedirect(_with_next(reverse("agencies:login"), _asked_for(request)))
        form = CodeForm(request.POST)
        try:
            if "answer" in request.POST:
                check_passkey(request.session, user, request.POST["answer"])
                proof = Proof.PASSKEY
            elif form.is_valid():
                proof = check_code(user, form.cleaned_data["code"])
            else:
                return _second_step(request, form, 422)
        except RuleRefused as refused:
            return _second_step(request, without_other_errors(form, refused), 422)
        enter(request, user, proof)
        return HttpResponseRedirect(_wanted(request))


class LogoutPage(View):
    """Log out; by POST only, so that no link can do it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session."""
        logout(request)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@method_decorator(never_cache, name="dispatch")
class ChooseAgencyPage(View):
    """Choose the agency to act for."""

    request: Any

    def get(self, request: Any) -> HttpResponse:
        """The agencies in which the user has a role today."""
        context = {
            "workplaces": [_described(place) for place in request.workplaces],
            "acting_agency_id": request.actor.agency_id,
            "next": _asked_for(request),
        }
        return render(request, "agencies/choose_agency.html", context)

    def post(self, request: Any) -> HttpResponse:
        """Act for the chosen one from now on; one that is not the user's own is not there."""
        for place in request.workplaces:
            if str(place.agency.pk) == request.POST.get("agency"):
                request.session[ACTING_AGENCY] = str(place.agency.pk)
                return HttpResponseRedirect(_wanted(request))
        return self.get(request)


def address(request: HttpRequest) -> str:
    """Where the request comes from; the proxy's word is taken only where there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _login_page(request: HttpRequest, form: LoginForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _asked_for(request), "demo_logins": demo_logins(), "providers": providers()}
    return render(request, "agencies/login.html", context, status=status)


def without_other_errors(form: Any, refused: RuleRefused) -> Any:
    """The form with the refusals alone: what a passkey was asked for left its fields empty."""
    form.full_clean()
    form.errors.clear()
    show_refusals(form, refused)
    return form


def _second_step(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _asked_for(request)}
    return render(request, "agencies/second_step.html", context, status=status)


def _with_next(url: str, wanted: str) -> str:
    return f"{url}?{urlencode({'next': wanted})}" if wanted else url


def _described(place: Workplace) -> dict[str, Any]:
    names = [str(role.label) for role in Role if role in place.roles]
    return {"pk": place.agency.pk, "name": place.agency.name, "roles": ", ".join(names)}


def _wanted(request: HttpRequest) -> str:
    return _asked_for(request) or settings.LOGIN_REDIRECT_URL


def _asked_for(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if is_on_this_site(request, url) else ""


choose_agency = agency_not_required(ChooseAgencyPage.as_view())
log_out = agency_not_required(LogoutPage.as_view())
