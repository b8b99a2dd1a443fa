"""Short forms about an absence or the right to self-certification: void, document, follow up, withdraw, review."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
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
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from programmes.law.procedure_states import DecisionAct
from programmes.models import Absence, Decision, LetterLanguage, Participation, SelfCertificationWithdrawal
from programmes.operations.absences import record_documentation, void_absence
from programmes.operations.following import LEAVE_END, PARENTAL_FOLLOW_UP
from programmes.operations.leave_duties import meet_leave_duty
from programmes.operations.procedure import StepFacts
from programmes.operations.self_certification import propose_withdrawal, review_self_certification
from programmes.operations.steps import take_step
from programmes.web.absences import TAB
from programmes.web.decision_forms import page_of
from programmes.web.decision_words import LANGUAGES

DAYS_TO_ANSWER = 14
"""What a participant is given to answer a notice, unless the caseworker writes another day."""


class WhyForm(forms.Form):
    """Why a registration is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Hvorfor annulleres registreringen?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReceivedForm(forms.Form):
    """When the documentation came."""

    received_on = DayField(label=gettext_lazy("Dokumentasjon mottatt"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class MetForm(forms.Form):
    """When a duty of leave was met."""

    met_on = DayField(label=gettext_lazy("Dato"))


class WithdrawForm(forms.Form):
    """From when, and why, the right is withdrawn."""

    withdrawn_on = DayField(label=gettext_lazy("Fratatt fra og med"))
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer_by = DayField(
        label=gettext_lazy("Deltakeren kan svare til og med"),
        help_text=gettext_lazy(
            "Forhåndsvarselet lages nå. Vedtaket kan fattes når svaret er kommet eller fristen er ute."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(forms.Form):
    """What the review came to."""

    reviewed_on = DayField(label=gettext_lazy("Dato"))
    is_restored = forms.TypedChoiceField(
        label=gettext_lazy("Hva ble bestemt?"),
        choices=[
            ("yes", gettext_lazy("Retten gis tilbake")),
            ("no", gettext_lazy("Tapet står, og vurderes på nytt om seks måneder")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    heard = forms.CharField(
        label=gettext_lazy("Hvordan deltakeren er hørt"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Må fylles ut når tapet står (forvaltningsloven § 16)."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ShortFormPage(Page):
    """A short form about one row of a case, on a page of its own or in the side panel."""

    title: str | Promise
    save_label: str | Promise = gettext_lazy("Lagre")
    explanation: str | Promise = ""
    action = Action.CHANGE
    form_class: type[forms.Form]
    model: Any = Absence
    prefix = "absence"

    def save(self, row: Any, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def initial(self, row: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {"version": row.version}

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        row = self._row(pk)
        return self._page(row, self.form_class(prefix=self.prefix, initial=self.initial(row)))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        row = self._row(pk)
        form = self.form_class(request.POST, prefix=self.prefix)
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
        messages.success(request, done)
        return go_to(request, self.next_url(row))

    def next_url(self, row: Any) -> str:
        """Where one goes from there."""
        return reverse("participants:case-tab", args=[row.participant_id, TAB])

    def _row(self, pk: UUID) -> Any:
        actor = self.request.actor
        row = self.model.objects.visible_to(actor).select_related("participant").get(pk=pk)
        require(actor, self.action, Resource.PARTICIPATION, row.participant.facts_for(actor))
        log_read(
            actor, Resource.PARTICIPATION, participant_id=row.participant_id, municipality_id=row.municipality_id
        )  # fmt: skip
        return row

    def _page(self, row: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": row.participant,
            "absence": row if isinstance(row, Absence) else None,
            "form": form,
            "form_title": self.title,
            "save_label": self.save_label,
            "explanation": self.explanation,
            "tab_url": reverse("participants:case-tab", args=[row.participant_id, TAB]),
        }
        return show(self.request, "programmes/absences/short_form.html", context, status)


class VoidAbsencePage(ShortFormPage):
    """Take back a registration."""

    title = gettext_lazy("Annuller registreringen")
    save_label = gettext_lazy("Annuller")
    explanation = gettext_lazy("Saken blir som om fraværet aldri var registrert. Raden og begrunnelsen blir stående.")
    form_class = WhyForm

    def save(self, row: Absence, facts: dict[str, Any]) -> str:
        """Void it."""
        done = void_absence(self.request.actor, row.pk, why=facts["why"], expected_version=facts["version"])
        if done.is_standing:
            return _("Vedtaket om å trekke permisjonen tilbake er sendt til teamlederen.")
        return _("Registreringen er annullert.")


class DocumentAbsencePage(ShortFormPage):
    """Note that documentation came."""

    title = gettext_lazy("Registrer dokumentasjon")
    form_class = ReceivedForm

    def initial(self, row: Absence) -> dict[str, Any]:
        """Today is proposed."""
        return {"received_on": timezone.localdate(), "version": row.version}

    def save(self, row: Absence, facts: dict[str, Any]) -> str:
        """Record it."""
        version = facts["version"]
        record_documentation(self.request.actor, row.pk, received_on=facts["received_on"], expected_version=version)
        return _("Dokumentasjonen er registrert.")


class LeaveFollowUpPage(ShortFormPage):
    """Follow-up was offered in parental or adoption leave."""

    title = gettext_lazy("Oppfølging i permisjonen")
    explanation = gettext_lazy(
        "Kommunen skal tilby oppfølging og norskopplæring fra og med fjerde måned "
        "(integreringsforskriften § 16 annet ledd)."
    )
    form_class = MetForm
    duty = PARENTAL_FOLLOW_UP

    def initial(self, _row: Absence) -> dict[str, Any]:
        """Today is proposed."""
        return {"met_on": timezone.localdate()}

    def save(self, row: Absence, facts: dict[str, Any]) -> str:
        """Meet the duty."""
        meet_leave_duty(self.request.actor, row.pk, duty=self.duty, met_on=facts["met_on"])
        return _("Fristen er merket som fulgt opp.")


class LeaveEndPage(LeaveFollowUpPage):
    """The participant is back, or the end of the leave was seen to."""

    title = gettext_lazy("Tilbake fra permisjon")
    explanation = gettext_lazy(
        "Registrer dagen deltakeren kom tilbake, eller dagen dere fulgte opp at permisjonen slutter."
    )
    duty = LEAVE_END


class WithdrawSelfCertificationPage(ShortFormPage):
    """Withdraw the right to self-certification."""

    title = gettext_lazy("Ta fra retten til egenmelding")
    save_label = gettext_lazy("Send forhåndsvarsel")
    explanation = gettext_lazy(
        "Krever minst fire egenmeldinger de siste 12 månedene uten legeerklæring, eller rimelig grunn til tvil. "
        "Deltakeren varsles og kan uttale seg før det fattes vedtak. Retten vurderes på nytt innen seks måneder "
        "(integreringsforskriften § 9)."
    )
    action = Action.DECIDE
    form_class = WithdrawForm
    model = Participation
    decision: Decision | None = None

    def initial(self, row: Participation) -> dict[str, Any]:
        """The day after the notice is answered is proposed."""
        answer_by = timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER)
        return {
            "withdrawn_on": answer_by + dt.timedelta(days=1),
            "answer_by": answer_by,
            "language": LetterLanguage.BOKMAAL,
            "version": row.version,
        }

    def save(self, row: Participation, facts: dict[str, Any]) -> str:
        """Draft it and give notice, in one transaction."""
        answer_by, version = facts.pop("answer_by"), facts.pop("version")
        with transaction.atomic():
            decision = propose_withdrawal(self.request.actor, row.pk, expected_version=version, **facts)
            notice = StepFacts(happened_on=timezone.localdate(), due_on=answer_by)
            self.decision = take_step(self.request.actor, decision.pk, DecisionAct.ADVANCE_NOTICE, notice)
        return _("Forhåndsvarselet er laget. Fatt vedtaket når deltakeren har svart eller fristen er ute.")

    def next_url(self, row: Participation) -> str:
        """The page of the decision."""
        return page_of(self.decision) if self.decision else super().next_url(row)


class ReviewSelfCertificationPage(ShortFormPage):
    """Look at the loss of the right again."""

    title = gettext_lazy("Vurder retten til egenmelding på nytt")
    action = Action.DECIDE
    form_class = ReviewForm
    model = SelfCertificationWithdrawal

    def initial(self, row: SelfCertificationWithdrawal) -> dict[str, Any]:
        """Today is proposed."""
        return {"reviewed_on": timezone.localdate(), "version": row.version}

    def save(self, row: SelfCertificationWithdrawal, facts: dict[str, Any]) -> str:
        """Restore or uphold."""
        version = facts.pop("version")
        review_self_certification(self.request.actor, row.pk, expected_version=version, **facts)
        return _("Vurderingen er registrert.")
