"""The pages about the start of a case: claim, offer and answer, work before it, and the assessment."""

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
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from programmes.models import Claim, EarlyJob, StartOffer, TargetOutcome
from programmes.operations.start.assessing import confirm_assessment, preview_assessment
from programmes.operations.start.claiming import register_claim, withdraw_claim
from programmes.operations.start.early_jobs import end_early_job, register_early_job
from programmes.operations.start.offering import answer_offer, make_offer, withdraw_offer
from programmes.start_facts import Stated, stated_before
from programmes.web.start.forms import (
    AnswerForm,
    AssessmentForm,
    ClaimForm,
    EarlyJobForm,
    EndedForm,
    OfferForm,
    WithdrawnForm,
)
from programmes.web.start.panel import TAB, shown_group


class StartFormPage(Page):
    """A short form about a person's start, on a page of its own or in the side panel."""

    title: str | Promise
    save_label: str | Promise = gettext_lazy("Lagre")
    explanation: str | Promise = ""
    action = Action.CREATE
    form_class: type[forms.Form]
    prefix = "start"
    today_in = ""

    def find(self, pk: UUID) -> Any:
        """The person; ``Participant.DoesNotExist`` when the actor may not see it."""
        return Participant.objects.visible_to(self.request.actor).current().get(pk=pk)

    def person_of(self, subject: Any) -> Participant:
        """Whose case it is."""
        person: Participant = subject
        return person

    def save(self, subject: Any, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell."""
        raise NotImplementedError

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form, with today proposed."""
        subject = self._subject(pk)
        initial = {"version": subject.version} | ({self.today_in: timezone.localdate()} if self.today_in else {})
        return self._page(subject, self.form_class(prefix=self.prefix, initial=initial))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        subject = self._subject(pk)
        form = self.form_class(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(subject, form, 422)
        facts = dict(form.cleaned_data)
        facts["expected_version"] = facts.pop("version")
        try:
            done = self.save(subject, facts)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(subject, form, 422)
        except StaleVersion:
            data = request.POST.copy()
            data[f"{self.prefix}-version"] = str(subject.version)
            form = self.form_class(data, prefix=self.prefix)
            form.add_error(None, _("Noen andre har endret saken mens du skrev. Se over og lagre på nytt."))
            return self._page(subject, form, 422)
        messages.success(request, done)
        return go_to(request, tab_of(self.person_of(subject)))

    def _subject(self, pk: UUID) -> Any:
        actor = self.request.actor
        subject = self.find(pk)
        person = self.person_of(subject)
        require(actor, self.action, Resource.START, person.facts_for(actor))
        log_read(actor, Resource.START, participant_id=person.pk, municipality_id=person.municipality_id)
        return subject

    def _page(self, subject: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        person = self.person_of(subject)
        context = {
            "person": person,
            "form": form,
            "form_title": self.title,
            "save_label": self.save_label,
            "explanation": self.explanation,
            "tab_url": tab_of(person),
        }
        return show(self.request, "programmes/absences/short_form.html", context, status)


class StartRowFormPage(StartFormPage):
    """The same about one row of the person's."""

    action = Action.CHANGE
    model: Any

    def find(self, pk: UUID) -> Any:
        """The row."""
        return self.model.objects.visible_to(self.request.actor).select_related("participant").get(pk=pk)

    def person_of(self, subject: Any) -> Participant:
        """The row's person."""
        person: Participant = subject.participant
        return person


class RegisterClaimPage(StartFormPage):
    """Register a claim."""

    title = gettext_lazy("Registrer krav om program")
    explanation = gettext_lazy("Vedtak og oppstart skal skje innen tre måneder fra kravet (§ 12 annet ledd).")
    form_class = ClaimForm
    today_in = "claimed_on"

    def save(self, subject: Participant, facts: dict[str, Any]) -> str:
        """Register it."""
        register_claim(self.request.actor, subject.pk, **facts)
        return _("Kravet er registrert.")


class WithdrawClaimPage(StartRowFormPage):
    """Take a claim back."""

    title = gettext_lazy("Trekk kravet")
    form_class = WithdrawnForm
    model = Claim
    today_in = "withdrawn_on"

    def save(self, subject: Claim, facts: dict[str, Any]) -> str:
        """Withdraw it."""
        withdraw_claim(self.request.actor, subject.pk, **facts)
        return _("Kravet er trukket.")


class MakeOfferPage(StartFormPage):
    """Offer a start."""

    title = gettext_lazy("Gi tilbud om oppstart")
    save_label = gettext_lazy("Registrer tilbudet")
    explanation = gettext_lazy("Datoen velger regelsettet, og kan ikke endres senere.")
    form_class = OfferForm
    today_in = "offered_on"

    def save(self, subject: Participant, facts: dict[str, Any]) -> str:
        """Make it."""
        offer = make_offer(self.request.actor, subject.pk, **facts)
        return _("Tilbudet er registrert. Svarfristen er %(day)s.") % {"day": f"{offer.answer_by:%d.%m.%Y}"}


class AnswerOfferPage(StartRowFormPage):
    """Note the answer."""

    title = gettext_lazy("Registrer svaret på tilbudet")
    explanation = gettext_lazy(
        "Den som avviser tilbudet, har ikke lenger rett til program, og kommunens plikt faller bort (§ 3 tredje ledd). "
        "Å ikke svare, eller å ha flyttet før tilbudet, er ikke å avvise."
    )
    form_class = AnswerForm
    model = StartOffer
    today_in = "answered_on"

    def save(self, subject: StartOffer, facts: dict[str, Any]) -> str:
        """Note it."""
        answer_offer(self.request.actor, subject.pk, **facts)
        return _("Svaret er registrert.")


class WithdrawOfferPage(StartRowFormPage):
    """Take an offer back."""

    title = gettext_lazy("Trekk tilbudet")
    explanation = gettext_lazy("Brukes når tilbudet var feil. Raden blir stående, og et nytt tilbud kan gis.")
    form_class = WithdrawnForm
    model = StartOffer
    today_in = "withdrawn_on"

    def save(self, subject: StartOffer, facts: dict[str, Any]) -> str:
        """Withdraw it."""
        withdraw_offer(self.request.actor, subject.pk, **facts)
        return _("Tilbudet er trukket.")


class RegisterEarlyJobPage(StartFormPage):
    """Note work before the start."""

    title = gettext_lazy("Arbeid før oppstart")
    explanation = gettext_lazy(
        "Den som har arbeid, eller tilbud om arbeid, på 30 timer i uken eller mer, er ikke i målgruppen "
        "(§ 8 fjerde ledd). Faller arbeidet bort innen to år, gjelder rett og plikt igjen."
    )
    form_class = EarlyJobForm

    def save(self, subject: Participant, facts: dict[str, Any]) -> str:
        """Register it."""
        register_early_job(self.request.actor, subject.pk, **facts)
        return _("Arbeidet er registrert.")


class EndEarlyJobPage(StartRowFormPage):
    """The work fell away."""

    title = gettext_lazy("Arbeidet falt bort")
    explanation = gettext_lazy("Innen to år løper fristen for vedtak og oppstart på nytt fra denne dagen.")
    form_class = EndedForm
    model = EarlyJob
    today_in = "ended_on"

    def save(self, subject: EarlyJob, facts: dict[str, Any]) -> str:
        """End it."""
        end_early_job(self.request.actor, subject.pk, **facts)
        return _("Registrert. Rett og plikt vurderes på nytt.")


class AssessPage(Page):
    """Who the person is to the law: computed with paragraphs, confirmed by the caseworker."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What the rules give with what is known and was stated last."""
        person = self._person(pk)
        log_read(self.request.actor, Resource.START, participant_id=person.pk, municipality_id=person.municipality_id)
        stated = stated_before(person)
        agreement = {True: "yes", False: "no", None: ""}[stated.settled_by_agreement]
        initial = {
            "settled_by_agreement": agreement,
            "resident_since": stated.resident_since,
            "is_family_of_others": stated.is_family_of_others,
            "version": person.version,
        }
        return self._page(person, AssessmentForm(initial=initial), stated)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Compute again, or confirm."""
        person = self._person(pk)
        form = AssessmentForm(request.POST)
        is_valid = form.is_valid()
        stated = Stated(**form.stated())
        if "compute" in request.POST:
            form.errors.clear()
            return self._page(person, form, stated)
        if not is_valid:
            return self._page(person, form, stated, 422)
        facts = form.cleaned_data
        try:
            confirm_assessment(
                request.actor,
                person.pk,
                stated=stated,
                outcome=facts["outcome"],
                reason=facts["reason"],
                expected_version=facts["version"],
            )
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, stated, 422)
        except StaleVersion:
            data = request.POST.copy()
            data["version"] = str(person.version)
            form = AssessmentForm(data)
            form.add_error(None, _("Noen andre har endret saken mens du skrev. Se over og lagre på nytt."))
            return self._page(person, form, stated, 422)
        messages.success(request, _("Vurderingen er bekreftet."))
        return go_to(request, tab_of(person))

    def _person(self, pk: UUID) -> Participant:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.DECIDE, Resource.START, person.facts_for(actor))
        return person

    def _page(self, person: Participant, form: AssessmentForm, stated: Stated, status: int = 200) -> HttpResponse:
        group = shown_group(preview_assessment(person, stated))
        if not form.is_bound and group["outcome"] in TargetOutcome.values:
            form.initial["outcome"] = group["outcome"]
        context = {
            "person": person,
            "form": form,
            "group": group,
            "tab_url": tab_of(person),
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {"label": person.full_name, "url": tab_of(person)},
            ],
        }
        return show(self.request, "programmes/start/assess.html", context, status)


def tab_of(person: Participant) -> str:
    """The address of the tab «Rett og plikt»."""
    return reverse("participants:case-tab", args=[person.pk, TAB])
