"""The pages that stop a programme and take it up again, and those that draft other decisions."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.operations.base import require
from agencies.web.forms import AmountField, DayField
from participants.models import Participant
from programmes.models import Decision, DecisionType, LetterLanguage, MainActivity, Participation
from programmes.models.decision import REFUSALS_WITH_REASON, RefusalReason
from programmes.operations.decisions import REFUSAL_REASON, Draft, change_draft, draft_decision
from programmes.operations.deduction_decisions import DEDUCTION, PAYMENT
from programmes.operations.stopping import resume_programme
from programmes.web.decision_forms import DecisionFormPage, OneDecisionFormPage, ProgrammeFormPage, page_of
from programmes.web.decision_words import LANGUAGES

_OWN_PAGES = frozenset(
    {
        DecisionType.EXTENSION,
        DecisionType.STOP_TEMPORARY,
        DecisionType.STOP_PERMANENT,
        DecisionType.SELF_CERT_RIGHT_WITHDRAWN,
    }
)


class StopForm(forms.Form):
    """What kind of stop, from when, and why."""

    decision_type = forms.ChoiceField(
        label=gettext_lazy("Stans"),
        choices=[
            (DecisionType.STOP_TEMPORARY.value, gettext_lazy("Midlertidig")),
            (DecisionType.STOP_PERMANENT.value, gettext_lazy("Varig: programmet avsluttes")),
        ],
        widget=forms.RadioSelect,
        initial=DecisionType.STOP_TEMPORARY.value,
    )
    first_day = DayField(label=gettext_lazy("Stanset fra og med"))
    expected_last_day = DayField(
        label=gettext_lazy("Foreløpig til og med"),
        required=False,
        help_text=gettext_lazy("Da kommer stansen opp til ny vurdering. Stans flytter ikke sluttdatoen."),
    )
    main_activity = forms.ChoiceField(
        label=gettext_lazy("Hovedaktivitet etter en varig stans"),
        choices=[("", gettext_lazy("Velg hovedaktivitet"))]
        + [(value, capfirst(label)) for value, label in MainActivity.choices],
        required=False,
    )
    reasons = forms.CharField(label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)


class StopPage(ProgrammeFormPage):
    """Begin a stop: the participant is told and heard before it is decided."""

    title = gettext_lazy("Stans programmet")
    save_label = gettext_lazy("Lag utkast")
    explanation = gettext_lazy(
        "Stans er et vedtak (integreringsloven § 18). Deltakeren skal varsles og få uttale seg først "
        "(forvaltningsloven § 16)."
    )

    def make_form(self, _programme: Participation, data: Any = None) -> StopForm:
        """Today is proposed."""
        initial = {"first_day": timezone.localdate(), "language": LetterLanguage.BOKMAAL}
        return StopForm(data, prefix=self.prefix, initial=initial)

    def save(self, programme: Participation, facts: dict[str, Any]) -> tuple[str, str]:
        """Draft the decision."""
        is_permanent = facts["decision_type"] == DecisionType.STOP_PERMANENT
        content: dict[str, Any] = {"first_day": facts["first_day"].isoformat()}
        if is_permanent:
            content["main_activity"] = facts["main_activity"]
        elif facts["expected_last_day"]:
            content["expected_last_day"] = facts["expected_last_day"].isoformat()
        draft = Draft(
            decision_type=facts["decision_type"],
            participation_id=programme.pk,
            content=content,
            reasons=facts["reasons"],
            language=facts["language"],
        )
        decision = draft_decision(self.request.actor, programme.participant_id, draft)
        return _("Utkastet er lagret. Send forhåndsvarsel før du fatter vedtak."), page_of(decision)


class ResumeForm(forms.Form):
    """From when the programme goes on."""

    resumed_on = DayField(label=gettext_lazy("Programmet fortsetter fra og med"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ResumePage(ProgrammeFormPage):
    """Take a stopped programme up again."""

    title = gettext_lazy("Ta opp programmet igjen")
    save_label = gettext_lazy("Lagre")
    explanation = gettext_lazy("Stansen varer til og med dagen før. Sluttdatoen er den samme.")

    def make_form(self, programme: Participation, data: Any = None) -> ResumeForm:
        """Today is proposed."""
        initial = {"resumed_on": timezone.localdate(), "version": programme.version}
        return ResumeForm(data, prefix=self.prefix, initial=initial)

    def save(self, programme: Participation, facts: dict[str, Any]) -> tuple[str, str]:
        """Lift the stop."""
        version = facts.pop("version")
        resume_programme(self.request.actor, programme.pk, expected_version=version, **facts)
        url = reverse("participants:case", args=[programme.participant_id])
        return _("Programmet fortsetter fra %(day)s.") % {"day": f"{facts['resumed_on']:%d.%m.%Y}"}, url


class DraftForm(forms.Form):
    """Which decision, what it says, and why."""

    decision_type = forms.ChoiceField(
        label=gettext_lazy("Vedtakstype"),
        choices=[("", gettext_lazy("Velg type"))]
        + [(value, capfirst(label)) for value, label in DecisionType.choices if value not in _OWN_PAGES],
    )
    is_refusal = forms.BooleanField(label=gettext_lazy("Vedtaket er et avslag på en søknad"), required=False)
    refusal_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor avslås søknaden?"),
        choices=[("", gettext_lazy("ikke valgt")), *RefusalReason.choices],
        required=False,
        help_text=gettext_lazy("For avslag på program og opplæring i norsk. Grunnen registreres i NIR."),
    )
    requested_on = DayField(label=gettext_lazy("Søkt"), required=False)
    text = forms.CharField(label=gettext_lazy("Hva som er bestemt"), widget=forms.Textarea(attrs={"rows": 3}))
    deduction = AmountField(
        label=gettext_lazy("Trekk i kroner"), required=False, help_text=gettext_lazy("Bare for trekk i stønaden.")
    )
    payment = AmountField(label=gettext_lazy("Utbetalingen det trekkes i"), required=False)
    reasons = forms.CharField(label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """A programme is awarded on a page of its own, with its facts; here it can only be refused."""
        facts = super().clean() or {}
        if facts.get("decision_type") == DecisionType.AWARD_PROGRAMME and not facts.get("is_refusal"):
            text = _("Her kan et program bare avslås. Det innvilges under «Vedtak om program».")
            self.add_error("is_refusal", forms.ValidationError(text, "only_refusal_here"))
        return facts


class DraftPage(DecisionFormPage):
    """Draft a decision whose content is words."""

    title = gettext_lazy("Nytt vedtak")
    save_label = gettext_lazy("Lagre utkast")

    def find(self, pk: UUID) -> Participant:
        """The person, for those who may decide."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.CREATE, Resource.DECISION, person.facts_for(actor))
        return person

    def person_of(self, subject: Participant) -> Participant:
        """The person itself."""
        return subject

    def make_form(self, _person: Participant, data: Any = None) -> DraftForm:
        """A form with the type that the page was opened for, else empty."""
        initial = {"language": LetterLanguage.BOKMAAL, "decision_type": self.request.GET.get("type", "")}
        return DraftForm(data, prefix=self.prefix, initial=initial)

    def save(self, person: Participant, facts: dict[str, Any]) -> tuple[str, str]:
        """Draft it, about the newest programme where there is one."""
        programmes = Participation.objects.visible_to(self.request.actor).filter(participant=person)
        newest = programmes.newest_of_each(timezone.localdate()).first()
        content: dict[str, Any] = {"text": facts.pop("text")}
        reason = facts.pop(REFUSAL_REASON)
        content |= {REFUSAL_REASON: reason} if reason and facts["is_refusal"] else {}
        amounts = {DEDUCTION: facts.pop("deduction"), PAYMENT: facts.pop("payment")}
        content |= {name: str(amount) for name, amount in amounts.items() if amount is not None}
        draft = Draft(participation_id=newest.pk if newest else None, content=content, **facts)
        decision = draft_decision(self.request.actor, person.pk, draft)
        return _("Utkastet er lagret."), page_of(decision)


class WriteForm(forms.Form):
    """What may be written on a draft."""

    text = forms.CharField(
        label=gettext_lazy("Hva som er bestemt"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    reasons = forms.CharField(
        label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    refusal_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor avslås søknaden?"),
        choices=[("", gettext_lazy("ikke valgt")), *RefusalReason.choices],
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class WriteDraftPage(OneDecisionFormPage):
    """Write on a draft."""

    title = gettext_lazy("Skriv på utkastet")
    save_label = gettext_lazy("Lagre")
    action = Action.CREATE

    def make_form(self, decision: Decision, data: Any = None) -> WriteForm:
        """What is written so far."""
        initial = {
            "text": decision.content.get("text", ""),
            "reasons": decision.reasons,
            REFUSAL_REASON: decision.content.get(REFUSAL_REASON, ""),
            "language": decision.language,
            "version": decision.version,
        }
        form = WriteForm(data, prefix=self.prefix, initial=initial)
        if not (decision.is_refusal and decision.decision_type in REFUSALS_WITH_REASON):
            del form.fields[REFUSAL_REASON]
        return form

    def save(self, decision: Decision, facts: dict[str, Any]) -> tuple[str, str]:
        """Keep it."""
        change_draft(
            self.request.actor,
            decision.pk,
            reasons=facts["reasons"],
            content=decision.content | {name: facts[name] for name in ("text", REFUSAL_REASON) if name in facts},
            language=facts["language"],
            expected_version=facts["version"],
        )
        return _("Utkastet er lagret."), page_of(decision)
