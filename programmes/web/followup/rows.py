"""A short form about one row of follow-up, on a page of its own or in the side panel."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.web.case import case_of, tab_url

NOTES = "notater"


class RowFormPage(Page):
    """Shows the form of a row, calls its operation, and says what was done."""

    title: str | Promise
    subtitle: str | Promise = ""
    save_label: str | Promise = gettext_lazy("Lagre")
    model: Any
    resource: Resource
    action = Action.CHANGE
    template = "participants/case/form.html"
    tab = NOTES

    def make_form(self, row: Any, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, row: Any, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def next_url(self, row: Any) -> str:
        """Where one goes from there."""
        return tab_url(row.participant_id, self.tab)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        row = self._row(pk)
        return self._page(row, self.make_form(row))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        row = self._row(pk)
        form = self.make_form(row, request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            done = self.save(row, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(row, form, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har endret dette mens du skrev. Åpne det på nytt og se over."))
            return self._page(row, form, 422)
        messages.success(self.request, done)
        return go_to(self.request, self.next_url(row))

    def _row(self, pk: UUID) -> Any:
        actor = self.request.actor
        row = self.model.objects.visible_to(actor).get(pk=pk)
        row.participant = case_of(actor, row.participant_id)
        require(actor, self.action, self.resource, row.participant.facts_for(actor))
        return row

    def _page(self, row: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": row.participant,
            "row": row,
            "form": form,
            "form_title": self.title,
            "subtitle": self.subtitle,
            "save_label": self.save_label,
            "case_url": tab_url(row.participant_id, self.tab),
        }
        return show(self.request, self.template, context, status)
