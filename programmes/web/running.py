"""The page on which a programme that runs is ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from programmes.models import EndReason, MainActivity, Participation
from programmes.operations.ending import end_programme
from programmes.operations.unfinished_ends import end_draft_of, keep_end_draft


class EndForm(forms.Form):
    """When and why the programme ended, and what the person does then."""

    ended_on = DayField(
        label=gettext_lazy("Siste dag i programmet"), help_text=gettext_lazy("Den siste dagen personen deltok.")
    )
    end_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor sluttet programmet?"),
        choices=[(value, capfirst(label)) for value, label in EndReason.choices],
        widget=forms.RadioSelect,
    )
    main_activity = forms.ChoiceField(
        label=gettext_lazy("Hovedaktivitet ved slutten"),
        choices=[("", gettext_lazy("Velg hovedaktivitet"))]
        + [(value, capfirst(label)) for value, label in MainActivity.choices],
        help_text=gettext_lazy("Meldes til NIR. Er det flere, velg den som ligger nærmest målet i planen."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ParticipationFormPage(Page):
    """A form about one programme, on a page of its own or in the side panel."""

    title: str | Promise
    save_label: str | Promise
    template = "programmes/running_form.html"
    action = Action.DECIDE
    prefix = "programme"

    def make_form(self, participation: Participation, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, participation: Participation, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        participation = self._participation(pk)
        log_read(
            self.request.actor,
            Resource.PARTICIPATION,
            participant_id=participation.participant_id,
            municipality_id=participation.municipality_id,
        )
        return self._page(participation, self.make_form(participation))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        participation = self._participation(pk)
        form = self.make_form(participation, self.request.POST)
        if not form.is_valid():
            return self._page(participation, form, 422)
        try:
            done = self.save(participation, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(participation, form, 422)
        except StaleVersion:
            return self._page(participation, self._again(participation), 422)
        messages.success(self.request, done)
        return go_to(self.request, reverse("participants:case", args=[participation.participant_id]))

    def _participation(self, pk: UUID) -> Participation:
        actor = self.request.actor
        participation = Participation.objects.visible_to(actor).select_related("participant").get(pk=pk)
        require(actor, self.action, Resource.PARTICIPATION, participation.participant.facts_for(actor))
        return participation

    def _again(self, participation: Participation) -> forms.Form:
        data = self.request.POST.copy()
        data[f"{self.prefix}-version"] = str(participation.version)
        form = self.make_form(participation, data)
        form.add_error(None, _("Noen andre har endret programmet mens du skrev. Se over og lagre på nytt."))
        return form

    def _page(self, participation: Participation, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "participation": participation,
            "person": participation.participant,
            "form": form,
            "form_title": self.title,
            "save_label": self.save_label,
            "case_url": reverse("participants:case", args=[participation.participant_id]),
            "shows_last_day": self.action is Action.DECIDE,
        }
        return show(self.request, self.template, context, status)


class EndPage(ParticipationFormPage):
    """End a programme."""

    title = gettext_lazy("Avslutt programmet")
    save_label = gettext_lazy("Avslutt programmet")

    def make_form(self, participation: Participation, data: Any = None) -> forms.Form:
        """The earlier of today and the last day is proposed."""
        ended_on = max(participation.first_day, min(timezone.localdate(), participation.last_day))
        initial: dict[str, Any] = {"ended_on": ended_on, "version": participation.version}
        draft = end_draft_of(participation)
        if draft is not None:
            initial |= {name: getattr(draft, name) for name in ("ended_on", "end_reason", "main_activity")}
        return EndForm(data, prefix=self.prefix, initial=initial)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """End it, or keep what is known so far: the day is enough."""
        if "draft" not in self.request.POST:
            return super().post(_request, pk)
        participation = self._participation(pk)
        form = self.make_form(participation, self.request.POST)
        form.full_clean()
        known = form.cleaned_data
        form.errors.pop("end_reason", None)
        form.errors.pop("main_activity", None)
        if form.errors:
            return self._page(participation, form, 422)
        try:
            keep_end_draft(
                self.request.actor,
                pk,
                ended_on=known["ended_on"],
                end_reason=known.get("end_reason", ""),
                main_activity=known.get("main_activity", ""),
                expected_version=known["version"],
            )
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(participation, form, 422)
        except StaleVersion:
            return self._page(participation, self._again(participation), 422)
        messages.success(self.request, _("Utkastet er lagret. Programmet er ikke avsluttet ennå."))
        return go_to(self.request, reverse("participants:case", args=[participation.participant_id]))

    def save(self, participation: Participation, facts: dict[str, Any]) -> str:
        """End it."""
        version = facts.pop("version")
        end_programme(self.request.actor, participation.pk, expected_version=version, **facts)
        values = {"person": participation.participant, "day": f"{facts['ended_on']:%d.%m.%Y}"}
        return _("Programmet for %(person)s er avsluttet %(day)s.") % values
