"""The pages that take back: registered in error and restored, a merge undone, a case split, an identity corrected."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import CaseReversal, Participant, ReversibleAct, Sex
from participants.models.participant import ParticipantQuerySet
from participants.operations.identity import IdentityFacts, correct_identity, replace_number
from participants.operations.mistakes import register_in_error, restore_registration, undo_merge
from participants.operations.splitting import Split, choices_of, split_person
from participants.splits import split_parts
from participants.web.acts import CaseFormPage

_ADULT, _FULL_RATE, _LAST_AGE = 18, 25, 55


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Begrunnelsen står i historikken."),
    )


class RegisteredInErrorPage(CaseFormPage):
    """Mark that somebody never should have been registered."""

    title = gettext_lazy("Registrert ved en feil")
    subtitle = gettext_lazy(
        "Saken forsvinner fra lister, søk, tall, frister og varsler. Ingenting slettes, og det kan gjøres om."
    )
    save_label = gettext_lazy("Marker som registrert ved en feil")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:  # noqa: ARG002 - the same for all
        """Why."""
        return ReasonForm(data)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Mark the row."""
        register_in_error(self.request.actor, person.pk, reason=facts["reason"])
        return _("%(person)s er markert som registrert ved en feil.") % {"person": person}

    def done_url(self, person: Participant) -> str:
        """Where the case can be restored from."""
        return reverse("participants:restore", args=[person.pk])


class RestorePage(Page):
    """A case that was registered in error: what was said, and the way back."""

    needs = (Resource.PARTICIPANT, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What happened."""
        return self._page(self._person(pk), ReasonForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Restore."""
        person, form = self._person(pk), ReasonForm(self.request.POST)
        if not form.is_valid():
            return self._page(person, form, 422)
        try:
            restore_registration(self.request.actor, pk, reason=form.cleaned_data["reason"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, 422)
        messages.success(self.request, _("Saken til %(person)s er gjenopprettet.") % {"person": person})
        return go_to(self.request, reverse("participants:case", args=[pk]))

    def _person(self, pk: UUID) -> Participant:
        rows = Participant.objects.visible_to(self.request.actor).filter(registered_in_error_on__isnull=False)
        person = rows.get(pk=pk)
        log_read(self.request.actor, Resource.PARTICIPANT, participant_id=pk, municipality_id=person.municipality_id)
        return person

    def _page(self, person: Participant, form: forms.Form, status: int = 200) -> HttpResponse:
        reversals = CaseReversal.objects.filter(participant=person, act=ReversibleAct.ERROR).select_related("done_by")
        context = {"person": person, "reversal": reversals.first(), "form": form}
        return show(self.request, "participants/mistakes/restore.html", context, status)


class MistakesPage(Page):
    """Everybody registered in error, so that nobody is lost."""

    needs = (Resource.PARTICIPANT, Action.CHANGE)

    def get(self, _request: object) -> HttpResponse:
        """The newest first."""
        people = list(registered_in_error(self.request.actor)[:200])
        log_list(self.request.actor, Resource.PARTICIPANT, [person.pk for person in people])
        return show(self.request, "participants/mistakes/list.html", {"people": people})


def registered_in_error(actor: Actor) -> ParticipantQuerySet:
    """Those registered in error whom the actor may see, the newest first."""
    rows = Participant.objects.listed_for(actor).filter(registered_in_error_on__isnull=False)
    return rows.order_by("-registered_in_error_on", "id")


class UndoMergePage(Page):
    """Make two of one again."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Who was merged, when and why."""
        return self._page(self._found(pk), ReasonForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Undo."""
        reversal, form = self._found(pk), ReasonForm(self.request.POST)
        if not form.is_valid():
            return self._page(reversal, form, 422)
        try:
            other = undo_merge(self.request.actor, pk, reason=form.cleaned_data["reason"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(reversal, form, 422)
        if Participant.objects.visible_to(self.request.actor).filter(pk=other.pk).exists():
            messages.success(self.request, _("Sammenslåingen er angret. Dette er saken som var slått inn."))
            return go_to(self.request, reverse("participants:case", args=[other.pk]))
        # Whoever was named on it because of the merge alone does not meet it any more.
        messages.success(self.request, _("Sammenslåingen er angret."))
        return go_to(self.request, reverse("participants:case", args=[reversal.participant_id]))

    def _found(self, pk: UUID) -> CaseReversal:
        actor = self.request.actor
        rows = CaseReversal.objects.visible_to(actor).standing().filter(act=ReversibleAct.MERGE)
        reversal = rows.select_related("participant", "other", "done_by").get(pk=pk)
        require(actor, Action.CHANGE, Resource.PARTICIPANT, reversal.participant.facts_for(actor))
        log_read(
            actor, Resource.PARTICIPANT, participant_id=reversal.participant_id,
            municipality_id=reversal.municipality_id,
        )  # fmt: skip
        return reversal

    def _page(self, reversal: CaseReversal, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"reversal": reversal, "person": reversal.participant, "form": form}
        return show(self.request, "participants/mistakes/undo_merge.html", context, status)


class SplitForm(forms.Form):
    """Who the other person is, and what is theirs."""

    given_name = forms.CharField(label=gettext_lazy("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=gettext_lazy("Fødselsdato"))
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, person: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = choices_of(person)
        self.parts = [part.code for part in split_parts() if rows[part.code]]
        for part in split_parts():
            if rows[part.code]:
                self.fields[part.code] = forms.MultipleChoiceField(
                    label=str(part.title),
                    required=False,
                    choices=[(str(pk), label) for pk, label in rows[part.code]],
                    widget=forms.CheckboxSelectMultiple,
                )
        self.order_fields(["given_name", "family_name", "birth_date", *self.parts, "reason"])


class SplitPage(CaseFormPage):
    """Two people were mixed up in one case: take out what is the other's."""

    title = gettext_lazy("Del saken på to personer")
    subtitle = gettext_lazy("Det du velger, flyttes til en ny sak. Resten blir her. Historikken beholdes på begge.")
    save_label = gettext_lazy("Lag den nye saken")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """What there is to take out."""
        return SplitForm(person, data)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Split."""
        names = ("given_name", "family_name", "birth_date", "reason")
        rows = {code: [UUID(pk) for pk in ids] for code, ids in facts.items() if code not in names}
        split = Split(rows=rows, **{name: facts[name] for name in names})
        self.new = split_person(self.request.actor, person.pk, split=split)
        return _("%(person)s har fått en egen sak.") % {"person": self.new}

    def done_url(self, person: Participant) -> str:  # noqa: ARG002 - the new case is shown
        """The new case."""
        return reverse("participants:case", args=[self.new.pk])


class IdentityForm(forms.Form):
    """Who the person is."""

    given_name = forms.CharField(label=gettext_lazy("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=gettext_lazy("Fødselsdato"))
    sex = forms.ChoiceField(label=gettext_lazy("Kjønn"), choices=Sex.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        max_length=500,
        help_text=gettext_lazy("Hvor opplysningen kommer fra, for eksempel folkeregisteret."),
    )


class IdentityPage(CaseFormPage):
    """Correct name, birth date and sex; what follows from another birth date is shown before it is saved."""

    title = gettext_lazy("Rett navn eller fødselsdato")
    save_label = gettext_lazy("Rett")
    template = "participants/mistakes/identity.html"

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """What is recorded."""
        names = ("given_name", "family_name", "birth_date", "sex")
        return IdentityForm(data, initial={name: getattr(person, name) for name in names})

    def post(self, request: object, pk: UUID) -> HttpResponse:
        """Another birth date is saved when what follows has been seen."""
        person = self._case(pk)
        form = self.make_form(person, self.request.POST)
        if form.is_valid() and form.cleaned_data["birth_date"] != person.birth_date:
            consequences = follows_from(person, form.cleaned_data["birth_date"], timezone.localdate())
            if consequences and "sett" not in self.request.POST:
                return self._page(person, form, 422, consequences=consequences)
        return super().post(request, pk)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Write it."""
        reason = facts.pop("reason")
        correct_identity(self.request.actor, person.pk, facts=IdentityFacts(**facts), reason=reason)
        return _("Personopplysningene er rettet.")

    def _page(self, person: Participant, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "form_title": self.title,
            "subtitle": self.subtitle,
            "save_label": self.save_label,
            "case_url": reverse("participants:case", args=[person.pk]),
            "consequences": [],
        }
        return show(self.request, self.template, context | more, status)


class NumberForm(forms.Form):
    """A new number, and from when."""

    number = forms.CharField(
        label=gettext_lazy("DUF-nummer, D-nummer eller fødselsnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Et fødselsnummer erstatter D-nummeret. Det gamle nummeret beholdes i historikken."),
    )
    valid_from = DayField(label=gettext_lazy("Gjelder fra"))


class NumberPage(CaseFormPage):
    """Register the number that replaced another."""

    title = gettext_lazy("Nytt identitetsnummer")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:  # noqa: ARG002 - the same for all
        """An empty form; the day is today's."""
        return NumberForm(data, initial={"valid_from": timezone.localdate()})

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Write it."""
        replace_number(self.request.actor, person.pk, **facts)
        return _("Nummeret er registrert.")


def follows_from(person: Participant, birth_date: dt.date, today: dt.date) -> list[str]:
    """What another birth date means: age, and the bounds of age that the person crosses by it."""
    corrected = Participant(birth_date=birth_date)
    before, after = person.age_on(today), corrected.age_on(today)
    said = []
    if before != after:
        said.append(_("Alderen blir %(after)d år, ikke %(before)d.") % {"after": after, "before": before})
    texts = {
        _ADULT: _("Retten til program gjelder fra 18 år (§ 8). Se om personen skal ha en sak."),
        _FULL_RATE: _("Satsen for introduksjonsstønad er en annen under 25 år (§ 20). Den regnes på nytt."),
        _LAST_AGE + 1: _(
            "Rett og plikt gjelder til og med 55 år på vedtaksdatoen for oppholdet (§ 8). Se på vedtaket."
        ),
    }
    said += [text for age, text in texts.items() if (before < age) != (after < age)]
    if birth_date != person.birth_date:
        said.append(_("Alder i familien til andre saker, frister og fraværsgrenser følger den nye datoen."))
    return said
