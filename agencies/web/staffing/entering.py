"""The way in for whoever was invited: the link, the password, and on to the first page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from agencies.errors import RuleRefused
from agencies.models import Proof
from agencies.oidc.providers import providers
from agencies.operations.staffing.invitations import accept_invitation, invitation_for
from agencies.web.entering import enter, wait_for_second_factor
from agencies.web.forms import show_refusals
from agencies.web.staffing.forms import PasswordForm

_GONE = 410


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password", "again")], name="dispatch")
class AcceptInvitationPage(View):
    """Choose a password; the link leads in once."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The form, or why the link leads nowhere."""
        invitation = invitation_for(token)
        if invitation is None:
            return _closed(request)
        return _page(request, PasswordForm(), invitation.user.email)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Set the password and begin a session; who has a second factor gives it, since a mailbox may be another's."""
        invitation = invitation_for(token)
        if invitation is None:
            return _closed(request)
        form = PasswordForm(request.POST)
        if not form.is_valid():
            return _page(request, form, invitation.user.email, 422)
        try:
            user = accept_invitation(token, form.cleaned_data["password"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return _page(request, form, invitation.user.email, 422)
        if user.has_second_factor:
            wait_for_second_factor(request, user)
            return HttpResponseRedirect(reverse("agencies:second-step"))
        enter(request, user, Proof.PASSWORD)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def _page(request: HttpRequest, form: PasswordForm, email: str, status: int = 200) -> HttpResponse:
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    context = {"form": form, "email": email, "providers": providers(), "token": token}
    return render(request, "agencies/staffing/enter.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "agencies/staffing/closed_link.html", {}, status=_GONE)
