"""The base of the short forms about classes and training: one row, one form, one operation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from participants.web.case import case_of
from programmes.class_words import TAB


class FormPage(Page):
    """A form about one row (a person, a class, a place, a result), on a page of its own or in the side panel."""

    title: str | Promise
    explanation: str | Promise = ""
    save_label: str | Promise = gettext_lazy("Lagre")
    act: tuple[Resource, Action]
    danger = False

    def find(self, pk: Any) -> Any:
        """The row, as the actor sees it; ``DoesNotExist`` when it is not there for the actor."""
        raise NotImplementedError

    def make_form(self, row: Any, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, row: Any, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def back_to(self, row: Any) -> tuple[str, str]:
        """Where the page came from: address and name."""
        raise NotImplementedError

    def get(self, _request: object, pk: Any) -> HttpResponse:
        """The empty form."""
        row = self._row(pk)
        return self._page(row, self.make_form(row))

    def post(self, request: Any, pk: Any) -> HttpResponse:
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
        messages.success(request, done)
        return go_to(request, self.back_to(row)[0])

    def _row(self, pk: Any) -> Any:
        """The table is asked twice: whether the role may at all, and whether in this case."""
        require(self.actor, self.act[1], self.act[0])
        row = self.find(pk)
        person = getattr(row, "participant", None)
        if person is not None:
            require(self.actor, self.act[1], self.act[0], person.facts_for(self.actor))
            log_read(self.actor, self.act[0], participant_id=person.pk, municipality_id=person.municipality_id)
        return row

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.request.actor

    def _page(self, row: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        url, name = self.back_to(row)
        context = {
            "form": form,
            "form_title": self.title,
            "explanation": self.explanation,
            "save_label": self.save_label,
            "back_url": url,
            "back_name": name,
            "danger": self.danger,
        }
        return show(self.request, "programmes/classes/form.html", context, status)


class PersonFormPage(FormPage):
    """A form about one person's training; it comes from the tab and goes back to it."""

    def find(self, pk: Any) -> Participant:
        """The person; the decision table is asked with the facts of the case."""
        person = case_of(self.actor, pk)
        require(self.actor, self.act[1], self.act[0], person.facts_for(self.actor))
        return person

    def back_to(self, row: Any) -> tuple[str, str]:
        """The tab of the case."""
        person = row if isinstance(row, Participant) else row.participant
        return reverse("participants:case-tab", args=[person.pk, TAB]), person.full_name
