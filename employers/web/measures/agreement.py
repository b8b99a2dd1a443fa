"""The public page of one agreement: what is agreed, and one button. It wants a one-time link and no log-in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from agencies.errors import RuleRefused
from agencies.models import Agency
from agencies.web.forms import show_refusals
from agencies.web.login import address
from programmes.measure_words import load_in_words, period_in_words
from programmes.models import AgreementParty
from programmes.operations.measures.links import LinkNotUsable, OpenLink, approve_by_link, count_try, link_holder

_TEXTS = (
    ("purpose", gettext_lazy("Formål")),
    ("tasks", gettext_lazy("Innhold og oppgaver")),
    ("training_plan", gettext_lazy("Opplæringsplan")),
    ("adaptation", gettext_lazy("Tilrettelegging")),
    ("support", gettext_lazy("Oppfølging")),
)


class ApproveForm(forms.Form):
    """Who approves."""

    name = forms.CharField(
        label=gettext_lazy("Navnet ditt"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    k = forms.CharField(widget=forms.HiddenInput, max_length=100)


@method_decorator([login_not_required, never_cache], name="dispatch")
class AgreementPage(View):
    """One agreement for whoever holds its link."""

    def get(self, request: Any, municipality: UUID) -> HttpResponse:
        """The agreement, while the link can be used."""
        secret = request.GET.get("k", "")
        try:
            count_try(address(request))
            return self._agreement(request, municipality, secret, ApproveForm(initial={"k": secret}))
        except RuleRefused as refused:
            return _gone(request, str(refused), 429)
        except LinkNotUsable:
            return _gone(request)

    def post(self, request: Any, municipality: UUID) -> HttpResponse:
        """Approve once."""
        form = ApproveForm(request.POST)
        secret = request.POST.get("k", "")
        try:
            count_try(address(request))
        except RuleRefused as refused:
            return _gone(request, str(refused), 429)
        try:
            if not form.is_valid():
                return self._agreement(request, municipality, secret, form, 422)
            try:
                approve_by_link(municipality, secret, name=form.cleaned_data["name"])
            except RuleRefused as refused:
                show_refusals(form, refused)
                return self._agreement(request, municipality, secret, form, 422)
        except LinkNotUsable:
            return _gone(request)
        return _show(request, "employers/measures/agreement_done.html", {})

    def _agreement(
        self, request: Any, municipality: UUID, secret: str, form: ApproveForm, status: int = 200
    ) -> HttpResponse:
        if not Agency.objects.filter(pk=municipality).exists():
            raise LinkNotUsable
        with link_holder(municipality, secret) as link:
            context = _context(link, form)
        return _show(request, "employers/measures/agreement.html", context, status)


def _context(link: OpenLink, form: ApproveForm) -> dict[str, Any]:
    measure = link.measure
    load = measure.loads.standing().order_by("valid_from").first()
    is_employer = link.party == AgreementParty.EMPLOYER
    return {
        "form": form,
        "measure": measure,
        "kind": measure.get_kind_display(),
        "person": link.person_name,
        "party": link.party.label,
        "is_employer": is_employer,
        "period": period_in_words(measure),
        "load": load_in_words(load.percent, load.hours_per_week) if load else "",
        "days": load.days_per_week if load else None,
        # What is adapted for somebody may tell of health; the employer needs it, and it is a part of the agreement.
        "texts": [(label, getattr(measure, name)) for name, label in _TEXTS if getattr(measure, name)],
        "adviser": link.made_by,
        "expires_at": link.expires_at,
    }


def _gone(request: Any, text: str = "", status: int = 404) -> HttpResponse:
    said = text or _("Lenken er brukt, trukket tilbake eller for gammel. Be NAV-veilederen om en ny.")
    return _show(request, "employers/measures/agreement_gone.html", {"said": said}, status)


def _show(request: Any, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    # The address holds the secret: nobody gets it as a referrer. Stricter still, the form's own origin would be hidden.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
