"""The forms of this floor's acts: give a case its staff, register a new permit."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import AssignmentKind, Participant, ResidenceBasis
from participants.operations.assignment import assign, contacts_available
from participants.operations.permits import renew_permit
from participants.web.case import case_of


class CaseFormPage(Page):
    """A form about one case, on a page of its own or in the side panel."""

    title: str | Promise
    subtitle: str | Promise = ""
    save_label: str | Promise = gettext_lazy("Lagre")
    resource = Resource.PARTICIPANT
    action = Action.CHANGE
    template = "participants/case/form.html"

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The empty form."""
        person = self._case(pk)
        return self._page(person, self.make_form(person))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        person = self._case(pk)
        form = self.make_form(person, self.request.POST)
        if not form.is_valid():
            return self._page(person, form, 422)
        try:
            done = self.save(person, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, 422)
        messages.success(self.request, done)
        return go_to(self.request, self.done_url(person))

    def done_url(self, person: Participant) -> str:
        """Where it goes on: the case, unless the act led to another; my work when the case is no longer there."""
        is_there = Participant.objects.visible_to(self.request.actor).filter(pk=person.pk).exists()
        return reverse("participants:case", args=[person.pk]) if is_there else reverse("participants:my-work")

    def _case(self, pk: UUID) -> Participant:
        person = case_of(self.request.actor, pk)
        require(self.request.actor, self.action, self.resource, person.facts_for(self.request.actor))
        return person

    def _page(self, person: Participant, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "form_title": self.title,
            "subtitle": self.subtitle,
            "save_label": self.save_label,
            "case_url": reverse("participants:case", args=[person.pk]),
        }
        return show(self.request, self.template, context, status)


class AssignForm(forms.Form):
    """Who, as what, from when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Oppgave"), choices=AssignmentKind.choices, widget=forms.RadioSelect, initial="adviser"
    )
    user = forms.ChoiceField(label=gettext_lazy("Ansatt"))
    first_day = DayField(label=gettext_lazy("Fra og med"))

    def __init__(self, person: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        groups: list[Any] = [("", _("Velg ansatt"))]
        for kind in AssignmentKind:
            users = contacts_available(person.municipality_id, kind, today)
            if users:
                groups.append((kind.label, [(str(user.pk), user.name) for user in users]))
        self.fields["user"].choices = groups  # type: ignore[attr-defined]
        self.fields["first_day"].initial = today


class AssignPage(CaseFormPage):
    """Give the person an adviser or a NAV contact."""

    resource = Resource.ASSIGNMENT
    title = gettext_lazy("Tildel rådgiver eller NAV-kontakt")
    subtitle = gettext_lazy("Den som har oppgaven nå, slutter dagen før.")
    save_label = gettext_lazy("Tildel")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The staff of the municipality and of the NAV offices that serve it."""
        return AssignForm(person, data)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Assign; the operation refuses whoever may not have the task."""
        row = assign(
            self.request.actor,
            person.pk,
            user_id=UUID(facts["user"]),
            kind=facts["kind"],
            first_day=facts["first_day"],
        )
        return _("%(name)s er %(task)s for %(person)s fra %(date)s.") % {
            "name": row.user,
            "task": row.get_kind_display(),
            "person": person,
            "date": f"{row.first_day:%d.%m.%Y}",
        }


class PermitForm(forms.Form):
    """A new residence permit."""

    basis = forms.ChoiceField(label=gettext_lazy("Oppholdsgrunnlag"), choices=ResidenceBasis.choices)
    granted_on = DayField(label=gettext_lazy("Vedtaksdato"))
    valid_until = DayField(
        label=gettext_lazy("Gyldig til"),
        required=False,
        help_text=gettext_lazy("La feltet stå tomt når tillatelsen er permanent."),
    )


class RenewPermitPage(CaseFormPage):
    """Register a new residence permit."""

    title = gettext_lazy("Registrer ny oppholdstillatelse")
    subtitle = gettext_lazy("Fristen for den forrige tillatelsen blir merket som fulgt opp.")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The basis of the last permit is chosen beforehand."""
        last = person.permits.order_by("granted_on", "id").last()
        return PermitForm(data, initial={"basis": last.basis} if last else None)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Write the new permit."""
        renew_permit(self.request.actor, person.pk, **facts)
        return _("Ny oppholdstillatelse er registrert for %(person)s.") % {"person": person}
