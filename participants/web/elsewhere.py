"""The question whether somebody has moved: on the case that was there first, or at the privacy officer's."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import NoticeAnswer, Participant, SamePersonNotice
from participants.operations.elsewhere import answer_notice


class AnswerForm(forms.Form):
    """What the question came to."""

    answer = forms.ChoiceField(label=gettext_lazy("Svar"), choices=NoticeAnswer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ikke nødvendig når deltakeren flytter."),
    )


class NoticesPage(Page):
    """The questions that wait for the actor."""

    needs = (Resource.SAME_PERSON, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Those that nobody has answered, the newest first."""
        notices = list(notices_waiting(self.request.actor)[:100])
        log_list(self.request.actor, Resource.SAME_PERSON, [notice.participant_id for notice in notices])
        return show(self.request, "participants/elsewhere/list.html", {"notices": notices})


def notices_waiting(actor: Actor) -> QuerySet[SamePersonNotice]:
    """The questions that nobody has answered, the newest first."""
    return SamePersonNotice.objects.listed_for(actor).waiting().select_related("elsewhere")


class NoticePage(Page):
    """One question, and the three answers to it."""

    needs = (Resource.SAME_PERSON, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The question."""
        return self._page(self._found(pk), AnswerForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Answer; a move leads on to the request that the other municipality takes the case over."""
        notice, form = self._found(pk), AnswerForm(self.request.POST)
        if not form.is_valid():
            return self._page(notice, form, 422)
        try:
            answer_notice(self.request.actor, pk, **form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(notice, form, 422)
        if notice.is_protected:
            messages.success(self.request, _("Svaret er registrert."))
            return go_to(self.request, reverse("participants:same-person-list"))
        if form.cleaned_data["answer"] == NoticeAnswer.MOVING and may(
            self.request.actor, Resource.TRANSFER, Action.CREATE
        ):
            address = reverse("participants:request-transfer", args=[notice.participant_id])
            return go_to(self.request, f"{address}?til={notice.elsewhere_id}")
        messages.success(self.request, _("Svaret er registrert."))
        return go_to(self.request, reverse("participants:case", args=[notice.participant_id]))

    def _found(self, pk: UUID) -> SamePersonNotice:
        rows = SamePersonNotice.objects.visible_to(self.request.actor)
        return rows.select_related("elsewhere", "answered_by").get(pk=pk)

    def _page(self, notice: SamePersonNotice, form: AnswerForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        log_read(
            actor, Resource.SAME_PERSON, participant_id=notice.participant_id, municipality_id=notice.municipality_id
        )
        person = None
        if not notice.is_protected:
            person = Participant.objects.visible_to(actor).filter(pk=notice.participant_id).first()
        context = {"notice": notice, "person": person, "form": form}
        return show(self.request, "participants/elsewhere/notice.html", context, status)
