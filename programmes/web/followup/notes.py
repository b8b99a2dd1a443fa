"""The pages of the journal: write, keep as a draft, publish, follow up, take back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused, StaleVersion
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from participants.web.case import case_of, tab_url
from programmes.models.followup import Appointment, AppointmentKind, EntryKind, JournalDraft, JournalEntry
from programmes.operations.followup.journal import (
    Attachment,
    Note,
    discard_draft,
    follow_up_entry,
    publish_entry,
    save_draft,
    void_entry,
)
from programmes.web.followup.rows import NOTES, RowFormPage

_KIND_OF = {
    AppointmentKind.MEETING: EntryKind.MEETING,
    AppointmentKind.HOME_VISIT: EntryKind.HOME_VISIT,
}
_NO_FILE_IN_DRAFT = gettext_lazy("Vedlegg kan legges ved når notatet publiseres. Et utkast har bare tekst.")


class NoteForm(forms.Form):
    """What is written, and which draft or appointment it belongs to."""

    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=EntryKind.choices)
    happened_on = DayField(label=gettext_lazy("Dato"))
    text = forms.CharField(
        label=gettext_lazy("Tekst"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    follow_up_on = DayField(
        label=gettext_lazy("Følges opp"),
        required=False,
        help_text=gettext_lazy("Datoen blir en frist i «Mitt arbeid»."),
    )
    file = forms.FileField(label=gettext_lazy("Vedlegg"), max_length=200, required=False)
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)
    appointment = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NotePage(Page):
    """Write a note: keep it as a private draft, or publish it to the municipality."""

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The empty form, a draft of one's own, or the minutes of an appointment."""
        person = self._case(pk)
        return self._page(person, NoteForm(initial=self._initial(person, request.GET)))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Publish or keep, or show what is wrong."""
        person = self._case(pk)
        form = NoteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(person, form, 422)
        try:
            done = self._save(person, form.cleaned_data, is_draft=request.POST.get("act") == "draft")
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, 422)
        except StaleVersion:
            form.add_error(None, _("Utkastet er endret i et annet vindu. Kopier teksten din og åpne det på nytt."))
            return self._page(person, form, 422)
        messages.success(request, done)
        return go_to(self.request, tab_url(person.pk, NOTES))

    def _save(self, person: Participant, facts: dict[str, Any], *, is_draft: bool) -> str:
        actor, file = self.request.actor, facts["file"]
        note = Note(facts["kind"], facts["happened_on"], facts["text"], facts["follow_up_on"])
        if is_draft:
            if file:
                raise RuleRefused(Refusal("draft_without_file", str(_NO_FILE_IN_DRAFT), "file"))
            save_draft(
                actor, person.pk, note, draft_id=facts["draft"], appointment_id=facts["appointment"],
                expected_version=facts["version"],
            )  # fmt: skip
            return _("Utkastet er lagret. Bare du ser det.")
        files = [Attachment(filename=file.name, content=file)] if file else []
        publish_entry(
            actor, person.pk, note, draft_id=facts["draft"], appointment_id=facts["appointment"], attachments=files
        )
        return _("Notatet er publisert.")

    def _initial(self, person: Participant, query: Any) -> dict[str, Any]:
        actor, today = self.request.actor, timezone.localdate()
        if draft_id := _uuid(query.get("utkast")):
            draft = JournalDraft.objects.visible_to(actor).get(pk=draft_id, participant=person)
            return {
                "kind": draft.kind, "happened_on": draft.happened_on, "text": draft.text, "version": draft.version,
                "follow_up_on": draft.follow_up_on, "draft": draft.pk, "appointment": draft.appointment_id,
            }  # fmt: skip
        if appointment_id := _uuid(query.get("avtale")):
            found = Appointment.objects.visible_to(actor).get(pk=appointment_id, participant=person)
            return {
                "kind": _KIND_OF.get(AppointmentKind(found.kind), EntryKind.CONVERSATION),
                "happened_on": timezone.localtime(found.starts_at).date(),
                "appointment": found.pk,
            }
        return {"kind": EntryKind.NOTE, "happened_on": today}

    def _case(self, pk: UUID) -> Participant:
        person = case_of(self.request.actor, pk)
        require(self.request.actor, Action.CREATE, Resource.JOURNAL, person.facts_for(self.request.actor))
        return person

    def _page(self, person: Participant, form: NoteForm, status: int = 200) -> HttpResponse:
        draft_id = form["draft"].value()
        context = {
            "person": person,
            "form": form,
            "discard_url": reverse("programmes:discard-draft", args=[draft_id]) if draft_id else "",
            "case_url": tab_url(person.pk, NOTES),
        }
        return show(self.request, "programmes/followup/note.html", context, status)


class DiscardDraftPage(Page):
    """Throw away a draft of one's own."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Delete it."""
        draft = JournalDraft.objects.visible_to(request.actor).get(pk=pk)
        discard_draft(request.actor, pk)
        messages.success(request, _("Utkastet er forkastet."))
        return go_to(self.request, tab_url(draft.participant_id, NOTES))


class FollowedUpForm(forms.Form):
    """When it was followed up."""

    followed_up_on = DayField(label=gettext_lazy("Fulgt opp"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FollowUpNotePage(RowFormPage):
    """Note that what an entry asked for was done."""

    title = gettext_lazy("Notatet er fulgt opp")
    model = JournalEntry
    resource = Resource.JOURNAL

    def make_form(self, row: JournalEntry, data: Any = None) -> forms.Form:
        """Today, unless another day is written."""
        return FollowedUpForm(data, initial={"followed_up_on": timezone.localdate(), "version": row.version})

    def save(self, row: JournalEntry, facts: dict[str, Any]) -> str:
        """Meet the deadline."""
        follow_up_entry(
            self.request.actor, row.pk, followed_up_on=facts["followed_up_on"], expected_version=facts["version"]
        )
        return _("Notatet er merket som fulgt opp.")


class VoidNoteForm(forms.Form):
    """Why the note is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Hvorfor trekkes notatet tilbake?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VoidNotePage(RowFormPage):
    """Take a note back."""

    title = gettext_lazy("Trekk notatet tilbake")
    subtitle = gettext_lazy("Notatet og begrunnelsen blir stående, merket som trukket tilbake.")
    save_label = gettext_lazy("Trekk tilbake")
    model = JournalEntry
    resource = Resource.JOURNAL

    def make_form(self, row: JournalEntry, data: Any = None) -> forms.Form:
        """Empty."""
        return VoidNoteForm(data, initial={"version": row.version})

    def save(self, row: JournalEntry, facts: dict[str, Any]) -> str:
        """Take it back."""
        void_entry(self.request.actor, row.pk, why=facts["why"], expected_version=facts["version"])
        return _("Notatet er trukket tilbake.")


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return None
