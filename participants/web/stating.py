"""The form in which the participant's own statement is put beside an entry that is contested."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.web.forms import DayField
from participants.history import sentence_of
from participants.models import Participant
from participants.operations.stating import add_statement, entries_of
from participants.web.acts import CaseFormPage

_MOST = 200


class StatementForm(forms.Form):
    """About what, what is said, when."""

    event = forms.ChoiceField(
        label=gettext_lazy("Hva gjelder det?"),
        required=False,
        help_text=gettext_lazy("Det som er skrevet, blir stående. Forklaringen vises ved siden av."),
    )
    text = forms.CharField(
        label=gettext_lazy("Hva sier deltakeren?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Skriv det slik deltakeren sier det."),
    )
    stated_on = DayField(label=gettext_lazy("Sagt eller skrevet"))

    def __init__(self, entries: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", _("Saken som helhet")), *entries]  # type: ignore[attr-defined]


class StatementPage(CaseFormPage):
    """Put the participant's words beside an entry of the history."""

    resource = Resource.STATEMENT
    action = Action.CREATE
    title = gettext_lazy("Deltakerens forklaring")
    subtitle = gettext_lazy("Når deltakeren er uenig i noe som står i saken.")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The latest entries, the one that the history led from chosen beforehand."""
        entries = [
            (str(event.pk), f"{event.happened_on:%d.%m.%Y} {sentence_of(event.kind, event.facts)}"[:120])
            for event in entries_of(self.request.actor, person)[:_MOST]
        ]
        known = {"event": self.request.GET.get("hendelse", ""), "stated_on": timezone.localdate()}
        return StatementForm(entries, data, initial=known)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Add it."""
        event = UUID(facts["event"]) if facts["event"] else None
        add_statement(self.request.actor, person.pk, event_id=event, text=facts["text"], stated_on=facts["stated_on"])
        return _("Forklaringen er lagt ved. Det som sto, står som før.")

    def done_url(self, person: Participant) -> str:
        """The history, where the statement stands beside the entry."""
        return reverse("participants:case-tab", args=[person.pk, "historikk"])
