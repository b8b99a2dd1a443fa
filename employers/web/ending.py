"""The page that ends a job."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import JobEndReason, Placement
from employers.operations.placements import end_placement


class EndPlacementForm(forms.Form):
    """The last day of a job."""

    last_day = DayField(label=gettext_lazy("Siste dag i jobben"))
    end_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor sluttet jobben?"),
        choices=[
            ("", gettext_lazy("Ikke oppgitt")),
            *((value, capfirst(label)) for value, label in JobEndReason.choices),
        ],
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndPlacementPage(Page):
    """Note the last day of a job, on a page of its own or in the side panel."""

    prefix = "job"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form, with the day that is registered, or today."""
        placement = self._placement(pk)
        log_read(
            self.request.actor,
            Resource.PLACEMENT,
            participant_id=placement.participant_id,
            municipality_id=placement.municipality_id,
        )
        return self._page(placement, self._form(placement))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        placement = self._placement(pk)
        form = self._form(placement, self.request.POST)
        if not form.is_valid():
            return self._page(placement, form, 422)
        facts = form.cleaned_data
        last_day = facts["last_day"]
        try:
            end_placement(
                self.request.actor, placement.pk, last_day=last_day, end_reason=facts["end_reason"],
                expected_version=facts["version"],
            )  # fmt: skip
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(placement, form, 422)
        except StaleVersion:
            return self._page(placement, self._again(placement), 422)
        values = {"employer": placement.employer, "day": f"{last_day:%d.%m.%Y}"}
        messages.success(self.request, _("Siste dag hos %(employer)s er registrert: %(day)s.") % values)
        return go_to(self.request, reverse("participants:case", args=[placement.participant_id]))

    def _placement(self, pk: UUID) -> Placement:
        actor = self.request.actor
        rows = Placement.objects.visible_to(actor).select_related("participant", "employer", "occupation")
        placement = rows.get(pk=pk)
        require(actor, Action.CHANGE, Resource.PLACEMENT, placement.participant.facts_for(actor))
        return placement

    def _form(self, placement: Placement, data: Any = None) -> EndPlacementForm:
        initial = {
            "last_day": placement.last_day or timezone.localdate(),
            "version": placement.version,
            "end_reason": placement.end_reason,
        }
        return EndPlacementForm(data, prefix=self.prefix, initial=initial)

    def _again(self, placement: Placement) -> EndPlacementForm:
        data = self.request.POST.copy()
        data[f"{self.prefix}-version"] = str(placement.version)
        form = self._form(placement, data)
        form.add_error(None, _("Noen andre har endret jobben mens du skrev. Se over og lagre på nytt."))
        return form

    def _page(self, placement: Placement, form: EndPlacementForm, status: int = 200) -> HttpResponse:
        context = {
            "placement": placement,
            "person": placement.participant,
            "form": form,
            "case_url": reverse("participants:case", args=[placement.participant_id]),
        }
        return show(self.request, "employers/placement/end.html", context, status)
