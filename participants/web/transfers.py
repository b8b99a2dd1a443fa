"""Moving between municipalities: ask, look through what waits, answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant, TransferRequest, TransferState
from participants.models.transfer import TransferQuerySet
from participants.operations.moving_together import ALONG, request_transfers, those_who_may_move_along
from participants.operations.naming import may_be_named
from participants.operations.transferring import (
    Move,
    ShownPart,
    accept_transfer,
    decline_transfer,
    package_of,
    receivers,
    withdraw_transfer,
)
from participants.transfers import questions_for
from participants.web.acts import CaseFormPage

_MOST = 50
_STATED = "stated_"


class RequestTransferForm(forms.Form):
    """Where to, to whom, when, and what the parts of the package ask for."""

    to_municipality = forms.ChoiceField(label=gettext_lazy("Kommune"))
    contact_email = forms.EmailField(
        label=gettext_lazy("E-post til saksbehandler hos mottakeren"),
        required=False,
        help_text=gettext_lazy("Må fylles ut ved adressesperre: da ser bare denne personen forespørselen."),
    )
    moves_on = DayField(label=gettext_lazy("Flytter"), required=False)

    def __init__(self, person: Participant, family: Sequence[Participant], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = family
        named = [(str(agency.pk), agency.name) for agency in receivers(person.municipality_id)]
        self.fields["to_municipality"].choices = [("", _("Velg kommune")), *named]  # type: ignore[attr-defined]
        self._ask(person, "")
        for relative in family:
            values = {"person": relative.full_name, "day": f"{relative.birth_date:%d.%m.%Y}"}
            self.fields[f"{ALONG}{relative.pk}"] = forms.BooleanField(
                label=_("%(person)s, født %(day)s, flytter også") % values,
                required=False,
                help_text=_("Da sendes en egen forespørsel om den saken også."),
            )
            self._ask(relative, f"{ALONG}{relative.pk}_")

    def stated_for(self, prefix: str = "") -> dict[str, str]:
        """What is answered about the person, or about the relative whose fields begin with ``prefix``."""
        begin = prefix + _STATED
        given = {name.removeprefix(begin): value for name, value in self.cleaned_data.items() if name.startswith(begin)}
        return {code: value for code, value in given.items() if value}

    def those_along(self) -> dict[UUID, dict[str, str]]:
        """Who moves along, with what is stated about each."""
        chosen = [each.pk for each in self.family if self.cleaned_data[f"{ALONG}{each.pk}"]]
        return {pk: self.stated_for(f"{ALONG}{pk}_") for pk in chosen}

    def _ask(self, person: Participant, prefix: str) -> None:
        """The questions of the parts; about a relative they are answered only when that case moves too."""
        for code, question in questions_for(person).items():
            label = f"{question.label} – {person.full_name}" if prefix else str(question.label)
            self.fields[prefix + _STATED + code] = forms.ChoiceField(
                label=label,
                choices=[("", _("Velg")), *question.choices],
                help_text=str(question.hint),
                required=not prefix,
            )


class RequestTransferPage(CaseFormPage):
    """Ask another municipality to take over the case."""

    title = gettext_lazy("Be en annen kommune ta over saken")
    subtitle = gettext_lazy("Ingenting endres før de har svart. Når de godtar, kan saken bare leses her.")
    save_label = gettext_lazy("Send forespørsel")
    resource = Resource.TRANSFER
    action = Action.CREATE
    form: RequestTransferForm

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The municipalities that use Fotfeste, and the questions for this person."""
        family = those_who_may_move_along(self.request.actor, person)
        self.form = RequestTransferForm(
            person, family, data, initial={"to_municipality": self.request.GET.get("til", "")}
        )
        return self.form

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Ask; the operation says what must be done first."""
        move = Move(
            to_municipality_id=UUID(facts["to_municipality"]),
            contact_email=facts["contact_email"],
            moves_on=facts["moves_on"],
            stated=self.form.stated_for(),
        )
        first, *more = request_transfers(self.request.actor, person.pk, move, self.form.those_along())
        values = {"to": first.to_municipality.name, "number": len(more) + 1}
        if more:
            return _("%(number)d forespørsler er sendt til %(to)s, én for hver sak.") % values
        return _("Forespørselen er sendt til %(to)s.") % values


class AcceptForm(forms.Form):
    """From when the person is settled here."""

    settled_on = DayField(
        label=gettext_lazy("Bosatt i kommunen"),
        help_text=gettext_lazy("Fristen for vedtak og oppstart regnes fra denne dagen (§ 12)."),
    )
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Hvem skal ha tilgang til saken?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Du har selv tilgang til saken du tar over. Velg minst én til, så noen kan ta over."),
    )

    def __init__(self, transfer: TransferRequest, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not transfer.is_protected:
            del self.fields["named"]
            return
        staff = [user for user in may_be_named(transfer.to_municipality_id) if user.pk != actor.user_id]
        self.fields["named"].choices = [(str(user.pk), user.name) for user in staff]  # type: ignore[attr-defined]

    def named_ids(self) -> list[UUID]:
        """Who may open the case of a protected person, besides whoever takes it over."""
        return [UUID(value) for value in self.cleaned_data.get("named", [])]


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class TransfersPage(Page):
    """What others ask us, what we ask others, and what has been answered."""

    needs = (Resource.TRANSFER, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The lists. Whom a request to us is about is shown when it is opened, and that is logged."""
        actor = self.request.actor
        received, sent = transfers_by_side(actor)
        answered = [*sent.answered()[:_MOST], *received.answered()[:_MOST]]
        from_us = list(sent.waiting())
        context = {
            "to_us": list(received.waiting()),
            "from_us": from_us,
            "answered": [
                _answered_row(row, is_sender=row.municipality_id in actor.municipality_ids)
                for row in sorted(answered, key=lambda row: (row.answered_on, row.pk), reverse=True)
            ],
        }
        log_list(actor, Resource.TRANSFER, [row.participant_id for row in (*from_us, *answered)])
        return show(self.request, "participants/transfers/list.html", context)


def transfers_by_side(actor: Actor) -> tuple[TransferQuerySet, TransferQuerySet]:
    """The requests to the actor's municipality, and those from it."""
    sides = ("municipality", "to_municipality")
    received = TransferRequest.objects.received_by(actor).without_protected(actor)
    sent = TransferRequest.objects.sent_by(actor).without_protected(actor)
    return received.select_related(*sides, "received_as", "contact"), sent.select_related(*sides, "participant")


class TransferPage(Page):
    """One request, as its side sees it."""

    needs = (Resource.TRANSFER, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The request; for the receiver with what is shown of the case, and the two answers."""
        return self.page(self.found(pk))

    def found(self, pk: UUID) -> TransferRequest:
        """The request; 404 when the actor does not see it."""
        rows = TransferRequest.objects.visible_to(self.request.actor)
        return rows.select_related("municipality", "to_municipality", "contact", "requested_by").get(pk=pk)

    def page(self, transfer: TransferRequest, status: int = 200, **bound: forms.Form) -> HttpResponse:
        """The page, with a form that was sent and refused where there is one."""
        actor = self.request.actor
        is_sender = transfer.municipality_id in actor.municipality_ids
        own_case_id = transfer.participant_id if is_sender else transfer.received_as_id
        waits = transfer.state == TransferState.REQUESTED
        # Before the reading is noted: the package of a protected person may wait for a proof, and was not read then.
        parts = self._parts(transfer) if waits and not is_sender else []
        log_read(
            actor, Resource.TRANSFER, participant_id=transfer.participant_id, municipality_id=transfer.municipality_id
        )
        forms_shown = {
            "accept_form": AcceptForm(
                transfer, actor, initial={"settled_on": transfer.moves_on or timezone.localdate()}
            ),
            "decline_form": DeclineForm(),
        }
        context: dict[str, Any] = {
            "transfer": transfer,
            "is_sender": is_sender,
            "person": Participant.objects.visible_to(actor).filter(pk=own_case_id).first() if own_case_id else None,
            "parts": parts,
            "may_answer": waits and not is_sender and may(actor, Resource.TRANSFER, Action.DECIDE),
            "may_withdraw": waits and is_sender and may(actor, Resource.TRANSFER, Action.CHANGE),
        }
        return show(self.request, "participants/transfers/page.html", context | forms_shown | bound, status)

    def _parts(self, transfer: TransferRequest) -> list[ShownPart]:
        return package_of(self.request.actor, transfer.pk)


class AcceptTransferPage(TransferPage):
    """Take over."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Accept, and go to the new case."""
        transfer, actor = self.found(pk), self.request.actor
        form = AcceptForm(transfer, actor, self.request.POST)
        if not form.is_valid():
            return self.page(transfer, 422, accept_form=form)
        try:
            settled_on = form.cleaned_data["settled_on"]
            done = accept_transfer(actor, pk, settled_on=settled_on, named_user_ids=form.named_ids())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self.page(self.found(pk), 422, accept_form=form)
        messages.success(self.request, _("Saken er tatt over fra %(sender)s.") % {"sender": done.municipality})
        return go_to(self.request, reverse("participants:case", args=[done.received_as_id]))


class DeclineTransferPage(TransferPage):
    """Say no."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Decline with a reason."""
        transfer, form = self.found(pk), DeclineForm(self.request.POST)
        if not form.is_valid():
            return self.page(transfer, 422, decline_form=form)
        try:
            decline_transfer(self.request.actor, pk, reason=form.cleaned_data["reason"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self.page(self.found(pk), 422, decline_form=form)
        messages.success(self.request, _("Forespørselen er avslått. Avsenderen ser begrunnelsen."))
        return go_to(self.request, reverse("participants:transfers"))


class WithdrawTransferPage(Page):
    """Take the request back."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Withdraw; a request that was answered meanwhile is told on the page."""
        withdraw_transfer(self.request.actor, pk)
        messages.success(self.request, _("Forespørselen er trukket tilbake."))
        return go_to(self.request, reverse("participants:transfers"))


def _answered_row(transfer: TransferRequest, *, is_sender: bool) -> dict[str, Any]:
    person = transfer.participant if is_sender else transfer.received_as
    return {"transfer": transfer, "person": person}
