"""Log in at the employer's identity provider, and prove there again who one is."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from agencies.errors import RuleRefused
from agencies.models import Proof
from agencies.oidc.flow import LoginFailed, begin, finish
from agencies.oidc.identity import Identity
from agencies.oidc.providers import Provider, ProviderUnavailable, provider_called
from agencies.operations.identities import is_linked, tell_number, user_of
from agencies.web.entering import enter, prove_again
from agencies.web.pages import is_on_this_site

logger = logging.getLogger(__name__)


@method_decorator([login_not_required, never_cache], name="dispatch")
class StartAtProvider(View):
    """Send the browser to the provider; whoever is logged in proves anew who they are."""

    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, provider: str) -> HttpResponse:
        """A link leads here, since the policy of our pages lets no form lead to another site."""
        asked, wanted = _provider(provider), request.GET.get("next", "")
        kept = {
            "next": wanted if is_on_this_site(request, wanted) else "",
            "invitation": request.GET.get("invitation", ""),
        }
        try:
            again = request.user.is_authenticated
            return HttpResponseRedirect(begin(request.session, asked, _return_address(asked), again=again, **kept))
        except ProviderUnavailable as error:
            logger.warning("oidc_unavailable provider=%s reason=%s", asked.code, error)
            return _refused(request, _("Innloggingstjenesten svarer ikke. Prøv igjen om litt."))


@method_decorator([login_not_required, never_cache, sensitive_variables()], name="dispatch")
class BackFromProvider(View):
    """What the provider answered."""

    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, provider: str) -> HttpResponse:
        """Begin a session, or note the proof."""
        asked = _provider(provider)
        try:
            identity, kept = finish(request.session, asked, _return_address(asked), request.GET.dict())
            self._let_in(request, identity, kept)
        except LoginFailed as error:
            logger.warning("oidc_refused provider=%s reason=%s", asked.code, error)
            return _refused(request, _("Innloggingen kunne ikke fullføres. Prøv igjen."))
        except RuleRefused as error:
            return _refused(request, str(error))
        return HttpResponseRedirect(kept["next"] or settings.LOGIN_REDIRECT_URL)

    def _let_in(self, request: Any, identity: Identity, kept: dict[str, Any]) -> None:
        if not kept["again"]:
            enter(request, user_of(identity, kept["invitation"]), Proof.OIDC, proved_at=identity.proved_at)
        elif request.user.is_authenticated and is_linked(identity, request.user):
            prove_again(request, Proof.OIDC, at=identity.proved_at)
        else:
            raise LoginFailed("another_person")
        tell_number(request.user, identity)


def _provider(code: str) -> Provider:
    found = provider_called(code)
    if found is None:
        raise Http404
    return found


def _return_address(provider: Provider) -> str:
    # As it is registered at the provider: the site's own name, never the request's.
    return f"{settings.PUBLIC_URL}{reverse('agencies:back-from-provider', args=[provider.code])}"


def _refused(request: HttpRequest, text: str) -> HttpResponse:
    messages.error(request, text)
    return HttpResponseRedirect(reverse("agencies:my-login" if request.user.is_authenticated else "agencies:login"))
