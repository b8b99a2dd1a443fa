"""Enrol one person; first it is seen whether the person is there already."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.known_people import Likely, likely_same
from participants.operations.enrolment import enrol_participant, faults_of
from participants.web.enrol_form import EnrolForm, readable


class EnrolPage(Page):
    """The form; possible duplicates are shown before anything is saved."""

    needs = (Resource.PARTICIPANT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The empty form."""
        return self._page(EnrolForm(self._municipality_id()))

    def post(self, _request: object) -> HttpResponse:
        """Look for the person, then enrol."""
        actor, municipality_id = self.request.actor, self._municipality_id()
        form = EnrolForm(municipality_id, self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        enrolment = form.enrolment()
        likely = likely_same(actor, enrolment, readable(enrolment.numbers))
        if faults := faults_of(enrolment, timezone.localdate()):
            show_refusals(form, RuleRefused(*faults))
        if faults or any(found.is_certain for found in likely) or (likely and not form.cleaned_data["confirmed"]):
            return self._page(form, 422, likely)
        try:
            person = enrol_participant(actor, municipality_id, enrolment, named_user_ids=form.named_ids())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422, likely)
        messages.success(self.request, _("%(person)s er registrert.") % {"person": person})
        if person.identity_numbers.filter(check_digits_hold=False).exists():
            warning = _("Kontrollsifrene i DUF-nummeret stemmer ikke. Se etter en skrivefeil.")
            messages.warning(self.request, warning)
        return go_to(self.request, reverse("participants:case", args=[person.pk]))

    def _municipality_id(self) -> UUID:
        """People are enrolled by their own municipality; who serves several enrols nobody."""
        agency_id = self.request.actor.agency_id
        if agency_id is None or agency_id not in self.request.actor.municipality_ids:
            raise Http404
        return agency_id

    def _page(self, form: EnrolForm, status: int = 200, likely: list[Likely] | None = None) -> HttpResponse:
        context = {
            "form": form,
            "likely": likely or [],
            "is_known": any(found.is_certain for found in likely or []),
        }
        return show(self.request, "participants/enrol.html", context, status)
