"""The pages of what a plan stands on: skills mapping, career guidance, signature, and the municipality's templates."""

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
from participants.models import Participant
from programmes.law.agreements import AgreementKind as LawKind
from programmes.law.agreements import agreement_kind
from programmes.models import AgreementKind, DigitalSkills, SignedForReason, SigningWay, SkillsMapping
from programmes.operations.plan.basis import Mapping, Signature, register_guidance, save_mapping, sign_plan
from programmes.operations.plan.templates import keep_template
from programmes.web.plan.page import PlanCasePage

_EMPTY = ("", gettext_lazy("Velg"))


def _text(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class MappingForm(forms.Form):
    """The skills mapping; only what Regulations § 47 lists."""

    schooling = _text(gettext_lazy("Skolegang og utdanning"))
    work_experience = _text(gettext_lazy("Arbeidserfaring"))
    languages = _text(gettext_lazy("Språk"), gettext_lazy("Ett på hver linje, med nivå etter kolon: «engelsk: godt»."))
    digital_skills = forms.ChoiceField(
        label=gettext_lazy("Digitale ferdigheter"),
        required=False,
        choices=[_EMPTY, *((value, capfirst(label)) for value, label in DigitalSkills.choices)],
    )
    driving_licence = forms.CharField(label=gettext_lazy("Førerkort"), required=False, max_length=60)
    interests = _text(gettext_lazy("Interesser"), rows=2)
    wishes = _text(gettext_lazy("Ønsker for arbeid og utdanning"), rows=2)
    done_on = DayField(label=gettext_lazy("Gjennomført"), required=False)
    done_by = forms.CharField(label=gettext_lazy("Gjennomført av"), required=False, max_length=120)
    not_done_reason = _text(gettext_lazy("Hvis den ikke er gjort: hvorfor?"), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GuidanceForm(forms.Form):
    """A career guidance."""

    county = forms.CharField(label=gettext_lazy("Fylkeskommune"), max_length=80)
    held_on = DayField(label=gettext_lazy("Dato"))
    recommendation = _text(gettext_lazy("Anbefaling"))


class SignatureForm(forms.Form):
    """Who signed, when and how."""

    signed_on = DayField(label=gettext_lazy("Signert"))
    way = forms.ChoiceField(
        label=gettext_lazy("Hvordan"),
        choices=[(value, capfirst(label)) for value, label in SigningWay.choices],
        widget=forms.RadioSelect,
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Signert av en annen enn deltakeren"), required=False, max_length=120,
        help_text=gettext_lazy("La feltet stå tomt når deltakeren selv har signert."),
    )  # fmt: skip
    on_behalf_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor en annen signerte"),
        required=False,
        choices=[_EMPTY, *((value, capfirst(label)) for value, label in SignedForReason.choices)],
    )


class TemplateForm(forms.Form):
    """The name of a template."""

    name = forms.CharField(
        label=gettext_lazy("Navn på malen"),
        max_length=120,
        help_text=gettext_lazy("Begrunnelsene følger med. Se etter at de ikke sier noe om deltakeren."),
    )


class PersonFormPage(Page):
    """A form about one person, on a page or in the side panel."""

    title: str | Promise
    form_class: type[forms.Form]
    prefix = "basis"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        person = self.person(pk)
        log_read(
            self.request.actor,
            Resource.SKILLS_MAPPING,
            participant_id=person.pk,
            municipality_id=person.municipality_id,
        )
        return self._page(person, self.form_class(initial=self.initial(person), prefix=self.prefix))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        person = self.person(pk)
        form = self.form_class(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(person, form, 422)
        try:
            done = self.save(person, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har endret kartleggingen. Last siden på nytt før du lagrer."))
            return self._page(person, form, 422)
        messages.success(request, done)
        return go_to(request, self.next_url(person))

    def person(self, pk: UUID) -> Participant:
        """The person, for those who may write."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.CHANGE, Resource.SKILLS_MAPPING, person.facts_for(actor))
        return person

    def initial(self, _person: Participant) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell."""
        raise NotImplementedError

    def next_url(self, person: Participant) -> str:
        """Where to go then."""
        return reverse("participants:case-tab", args=[person.pk, "plan"])

    def _page(self, person: Participant, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"person": person, "form": form, "form_title": self.title, "case_url": self.next_url(person)}
        return show(self.request, "programmes/plan/form.html", context, status)


class MappingPage(PersonFormPage):
    """The skills mapping."""

    title = gettext_lazy("Kompetansekartlegging")
    form_class = MappingForm

    def initial(self, person: Participant) -> dict[str, Any]:
        """What is registered, or today."""
        row = SkillsMapping.objects.visible_to(self.request.actor).filter(participant=person).first()
        if row is None:
            return {"done_on": timezone.localdate()}
        names = [name for name in MappingForm.base_fields if name != "languages"]
        languages = "\n".join(f"{each['language']}: {each['level']}".rstrip(": ") for each in row.languages)
        return {name: getattr(row, name) for name in names} | {"languages": languages}

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Save the mapping."""
        version = facts.pop("version")
        facts["languages"] = _languages(facts["languages"])
        save_mapping(self.request.actor, person.pk, Mapping(**facts), expected_version=version)
        return _("Kompetansekartleggingen er lagret.")


class GuidancePage(PersonFormPage):
    """A career guidance."""

    title = gettext_lazy("Registrer karriereveiledning")
    form_class = GuidanceForm

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Register it."""
        register_guidance(self.request.actor, person.pk, **facts)
        return _("Karriereveiledningen er registrert.")


class PlanFormPage(PlanCasePage):
    """A short form about one plan."""

    title: str | Promise
    form_class: type[forms.Form]
    prefix = "plan"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        participation = self.participation(pk)
        self.log(participation)
        plan = self.plan(pk)
        return self._page(plan, self.form_class(initial={"signed_on": timezone.localdate()}, prefix=self.prefix))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        plan = self.plan(pk)
        form = self.form_class(request.POST, prefix=self.prefix)
        if form.is_valid():
            try:
                done = self.save(plan, form.cleaned_data)
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(request, done)
                return go_to(request, reverse("programmes:plan", args=[pk]))
        return self._page(plan, form, 422)

    def save(self, plan: Any, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell."""
        raise NotImplementedError

    def heading(self, _plan: Any) -> str:
        """What the page is called."""
        return str(self.title)

    def _page(self, plan: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": plan.participation.participant,
            "form": form,
            "form_title": self.heading(plan),
            "case_url": reverse("programmes:plan", args=[plan.participation_id]),
        }
        return show(self.request, "programmes/plan/form.html", context, status)


class SignPage(PlanFormPage):
    """The contract or declaration was signed; which of the two is chosen by the day of the plan."""

    title = gettext_lazy("Registrer signatur")
    form_class = SignatureForm

    def heading(self, plan: Any) -> str:
        """Names what is signed."""
        kind = agreement_kind(plan.finalised_on) if plan.finalised_on else LawKind.CONTRACT
        return _("Registrer signatur: %(what)s") % {"what": AgreementKind(kind.value).label}

    def save(self, plan: Any, facts: dict[str, Any]) -> str:
        """Register it."""
        row = sign_plan(self.request.actor, plan.pk, Signature(**facts))
        return _("Signaturen er registrert: %(what)s.") % {"what": row.get_kind_display()}


class TemplatePage(PlanFormPage):
    """Keep the elements as a template."""

    title = gettext_lazy("Behold som mal")
    form_class = TemplateForm

    def save(self, plan: Any, facts: dict[str, Any]) -> str:
        """Keep it."""
        row = keep_template(self.request.actor, plan.pk, name=facts["name"])
        return _("Malen «%(name)s» kan nå brukes i kommunen.") % {"name": row.name}


def _languages(written: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(":") for line in written.splitlines() if line.strip())
    return tuple((language.strip()[:60], level.strip()[:60]) for language, _colon, level in pairs)
