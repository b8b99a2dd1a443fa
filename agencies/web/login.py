"""Log in, log out, choose the agency one acts for."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from agencies.actors import Workplace, workplaces_of
from agencies.errors import RuleRefused
from agencies.middleware import ACTING_AGENCY
from agencies.models import Role, User
from agencies.operations.login import check_password
from agencies.web.demo import demo_logins
from agencies.web.forms import show_refusals
from agencies.web.gate import agency_not_required
from agencies.web.pages import is_on_this_site


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
        """Check the password and begin a session."""
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
        login(request, user)
        return _go_in(request, user)


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
    context = {"form": form, "next": _asked_for(request), "demo_logins": demo_logins()}
    return render(request, "agencies/login.html", context, status=status)


def _go_in(request: HttpRequest, user: User) -> HttpResponse:
    places = workplaces_of(user)
    if len(places) == 1:
        request.session[ACTING_AGENCY] = str(places[0].agency.pk)
    return HttpResponseRedirect(_wanted(request))


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
