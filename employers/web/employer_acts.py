"""What is done with an employer: ask the register, note a contact, write a note, merge a double."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.models import Agency
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import Employer
from employers.operations.employers import add_contact, merge_employers, refresh_employer, remove_contact, write_note
from employers.organisation_number import plain_digits


class ContactForm(forms.Form):
    """Somebody at the employer."""

    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120)
    title = forms.CharField(label=gettext_lazy("Stilling"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Telefon"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("E-post"), max_length=254, required=False)


class NoteForm(forms.Form):
    """Something to remember."""

    text = forms.CharField(
        label=gettext_lazy("Notat"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Om arbeidsgiveren, ikke om deltakere. Synlig for dem som arbeider for kommunen."),
    )  # fmt: skip
    municipality_id = forms.ModelChoiceField(
        label=gettext_lazy("Kommune"), queryset=Agency.objects.none(), empty_label=None
    )


class MergeForm(forms.Form):
    """The double."""

    number = forms.CharField(
        label=gettext_lazy("Organisasjonsnummeret til den som skal gå opp i denne"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class EmployerActPage(Page):
    """A short form about one employer."""

    needs = (Resource.EMPLOYER, Action.CHANGE)
    title: str | Promise
    form_class: type[forms.Form]
    explanation: str | Promise = ""
    prefix = "employer"

    def save(self, employer: Employer, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        return self._page(self._employer(pk), self.make_form())

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        employer, form = self._employer(pk), self.make_form(request.POST)
        if not form.is_valid():
            return self._page(employer, form, 422)
        try:
            done = self.save(employer, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(employer, form, 422)
        messages.success(request, done)
        return go_to(self.request, reverse("employers:detail", args=[pk]))

    def make_form(self, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        return self.form_class(data, prefix=self.prefix)

    def _employer(self, pk: UUID) -> Employer:
        return Employer.objects.visible_to(self.request.actor).standing().get(pk=pk)

    def _page(self, employer: Employer, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "employer": employer,
            "form": form,
            "form_title": self.title,
            "explanation": self.explanation,
            "back_url": reverse("employers:detail", args=[employer.pk]),
        }
        return show(self.request, "employers/act.html", context, status)


class AddContactPage(EmployerActPage):
    """Note a contact."""

    title = gettext_lazy("Ny kontaktperson")
    form_class = ContactForm

    def save(self, employer: Employer, facts: dict[str, Any]) -> str:
        """Note it."""
        add_contact(self.request.actor, employer.pk, **facts)
        return _("Kontaktpersonen er lagret.")


class WriteNotePage(EmployerActPage):
    """Write a note."""

    title = gettext_lazy("Nytt notat")
    form_class = NoteForm

    def make_form(self, data: Any = None) -> forms.Form:
        """The form with the municipalities that one works for."""
        form = super().make_form(data)
        own = Agency.objects.filter(pk__in=self.request.actor.municipality_ids).order_by("name")
        form.fields["municipality_id"].queryset = own  # type: ignore[attr-defined]
        return form

    def save(self, employer: Employer, facts: dict[str, Any]) -> str:
        """Write it."""
        municipality = facts["municipality_id"]
        write_note(self.request.actor, employer.pk, municipality_id=municipality.pk, text=facts["text"])
        return _("Notatet er lagret.")


class MergeEmployerPage(EmployerActPage):
    """Merge a double into this one."""

    title = gettext_lazy("Slå sammen med en annen")
    form_class = MergeForm
    explanation = gettext_lazy("Jobber, kontaktpersoner og notater følger med hit. Det kan ikke angres.")

    def save(self, employer: Employer, facts: dict[str, Any]) -> str:
        """Merge it."""
        digits = plain_digits(facts["number"])
        other = Employer.objects.visible_to(self.request.actor).filter(organisation_number=digits).first()
        merged_id = other.pk if other else employer.pk
        merge_employers(self.request.actor, employer.pk, merged_id=merged_id)
        return _("%(employer)s er slått sammen hit.") % {"employer": other}


class RefreshEmployerPage(Page):
    """Ask the register again, now."""

    needs = (Resource.EMPLOYER, Action.CHANGE)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Ask, and go back to the employer."""
        refresh_employer(self.request.actor, pk)
        messages.success(request, _("Opplysningene er hentet på nytt."))
        return go_to(self.request, reverse("employers:detail", args=[pk]))


class RemoveContactPage(Page):
    """Take a contact off the list."""

    needs = (Resource.EMPLOYER, Action.CHANGE)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Remove, and go back to the employer."""
        contact = remove_contact(self.request.actor, pk)
        messages.success(request, _("Kontaktpersonen er fjernet."))
        return go_to(self.request, reverse("employers:detail", args=[contact.employer_id]))
