"""Enrol one person: search, look at who is there, and only then «Registrer ny»."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.known_people import Likely, likely_same
from participants.operations.enrolling import enrol_by_hand, readable_numbers, search_before_enrolment
from participants.operations.enrolment import faults_of
from participants.web.enrol_form import EnrolForm
from participants.web.enrol_search import SearchFirstForm


class EnrolPage(Page):
    """The search, and after it the form; possible duplicates are shown again before anything is saved."""

    needs = (Resource.PARTICIPANT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The search: name, birth date or number, posted."""
        own_municipality(self.request.actor)
        return self._search(SearchFirstForm())

    def post(self, _request: object) -> HttpResponse:
        """Search; or look for the person once more, then enrol."""
        if "sok" in self.request.POST:
            return self._found(SearchFirstForm(self.request.POST))
        actor, municipality_id = self.request.actor, own_municipality(self.request.actor)
        form = EnrolForm(municipality_id, self.request.POST)
        if not form.is_valid():
            return self._form(form, 422)
        enrolment = form.enrolment()
        likely = likely_same(actor, enrolment, readable_numbers(enrolment))
        if faults := faults_of(enrolment, timezone.localdate()):
            show_refusals(form, RuleRefused(*faults))
        if faults or any(found.is_certain for found in likely) or (likely and not form.cleaned_data["confirmed"]):
            return self._form(form, 422, likely)
        try:
            person = enrol_by_hand(actor, municipality_id, enrolment, is_another=True, named_user_ids=form.named_ids())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._form(form, 422, likely)
        messages.success(self.request, _("%(person)s er registrert.") % {"person": person})
        if person.identity_numbers.filter(check_digits_hold=False).exists():
            warning = _("Kontrollsifrene i DUF-nummeret stemmer ikke. Se etter en skrivefeil.")
            messages.warning(self.request, warning)
        return go_to(self.request, reverse("participants:case", args=[person.pk]))

    def _found(self, search: SearchFirstForm) -> HttpResponse:
        municipality_id = own_municipality(self.request.actor)
        if not search.is_valid():
            return self._search(search, status=422)
        sought = search.sought()
        found = search_before_enrolment(self.request.actor, sought)
        people = [each.person.pk for each in found]
        log_list(self.request.actor, Resource.PARTICIPANT, people, municipality_id=municipality_id, rule="search")
        is_known = any(each.is_certain for each in found)
        new = None if is_known else EnrolForm(municipality_id, initial=search.beginning())
        return self._search(search, found=found, form=new, is_known=is_known)

    def _search(self, search: SearchFirstForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"search": search, "found": None, "form": None, "is_known": False} | more
        return show(self.request, "participants/enrol/search.html", context, status)

    def _form(self, form: EnrolForm, status: int = 200, likely: list[Likely] | None = None) -> HttpResponse:
        context = {
            "form": form,
            "likely": likely or [],
            "is_known": any(found.is_certain for found in likely or []),
        }
        return show(self.request, "participants/enrol.html", context, status)


def own_municipality(actor: Actor) -> UUID:
    """People are enrolled by their own municipality; who serves several enrols nobody."""
    if actor.agency_id is None or actor.agency_id not in actor.municipality_ids:
        raise Http404
    return actor.agency_id
