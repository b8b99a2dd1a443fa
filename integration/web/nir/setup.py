"""NIR's codes for ours, and the day from which the municipality delivers from here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.errors import Refusal, RuleRefused
from agencies.web.forms import DayField
from agencies.web.pages import Page, go_to, show
from integration.nir.kinds import CODE_LISTS
from integration.operations.nir.deriving import reports_from_day
from integration.operations.nir.exporting import codes_of, own_municipality
from integration.operations.nir.setup import set_codes, set_reports_from

_LONGEST = 60


class CodesForm(forms.Form):
    """One field for each of our codes."""

    def __init__(self, code_list: str, known: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in CODE_LISTS[code_list][1]:
            self.fields[str(code)] = forms.CharField(
                label=str(label), required=False, max_length=_LONGEST, initial=known.get(str(code), "")
            )


class ReportsFromForm(forms.Form):
    """The day."""

    day = DayField(
        label=gettext_lazy("Leveres herfra fra og med"),
        help_text=gettext_lazy("Hendelser før denne dagen er registrert i NIR på andre måter."),
    )


class NirCodesPage(Page):
    """A tab for each code list; the administrator writes."""

    needs = (Resource.NIR_SETUP, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The chosen list."""
        code_list = self._chosen()
        return self._show(code_list, CodesForm(code_list, self._known(code_list)))

    def post(self, _request: object) -> HttpResponse:
        """Save the list."""
        code_list = self._chosen()
        form = CodesForm(code_list, self._known(code_list), self.request.POST)
        if not form.is_valid():
            return self._show(code_list, form, 422)
        count = set_codes(self.request.actor, code_list, form.cleaned_data)
        messages.success(self.request, _("Lagret. %(count)d koder i listen har en kode i NIR.") % {"count": count})
        return go_to(self.request, f"{reverse('integration:nir-codes')}?liste={code_list}")

    def _chosen(self) -> str:
        chosen = self.request.GET.get("liste", "kind")
        if chosen not in CODE_LISTS:
            raise Http404
        return chosen

    def _known(self, code_list: str) -> dict[str, str]:
        return codes_of(own_municipality(self.request.actor)).get(code_list, {})

    def _show(self, code_list: str, form: CodesForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        day = reports_from_day(own_municipality(actor))
        mapped = {name: len(codes) for name, codes in codes_of(own_municipality(actor)).items()}
        context = {
            "tabs": [
                {
                    "label": label,
                    "url": f"?liste={name}",
                    "current": name == code_list,
                    "count": f"{mapped.get(name, 0)}/{len(codes)}",
                }
                for name, (label, codes) in CODE_LISTS.items()
            ],
            "title": CODE_LISTS[code_list][0],
            "form": form,
            "day": day,
            "day_form": ReportsFromForm(initial={"day": day}),
            "may_change": may(actor, Resource.NIR_SETUP, Action.CHANGE),
            "action": f"{self.request.path}?liste={code_list}",
        }
        return show(self.request, "integration/nir/setup.html", context, status)


class ReportsFromPage(Page):
    """Choose the day."""

    http_method_names = ["post", "options"]
    needs = (Resource.NIR_SETUP, Action.CHANGE)

    def post(self, _request: object) -> HttpResponse:
        """Save it."""
        form = ReportsFromForm(self.request.POST)
        if not form.is_valid():
            raise RuleRefused(Refusal("not_a_day", _("Skriv en dato som finnes, på formen dd.mm.åååå."), "day"))
        setting = set_reports_from(self.request.actor, form.cleaned_data["day"])
        messages.success(
            self.request, _("Kommunen leverer herfra fra og med %(day)s.") % {"day": f"{setting.reports_from:%d.%m.%Y}"}
        )
        return go_to(self.request, reverse("integration:nir-codes"))
