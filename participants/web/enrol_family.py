"""Enrol a family: one form, the search for each of them, and only the missing are enrolled."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.known_people import likely_same
from participants.operations.enrolling import readable_numbers
from participants.operations.families import EnrolledFamily, Family, enrol_family
from participants.web.case import tab_url
from participants.web.enrol import own_municipality
from participants.web.family_form import KinForm, KinFormSet, SharedForm, kin_forms

_ROWS = 4
_NUMBER_FIELDS = frozenset({"duf", "d_number", "national_id", "numbers"})


class EnrolFamilyPage(Page):
    """The form; those who may be known are asked about before anything is saved."""

    needs = (Resource.PARTICIPANT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The empty form: two adults and two children."""
        own_municipality(self.request.actor)
        return self._page(SharedForm(), kin_forms(_ROWS))

    def post(self, _request: object) -> HttpResponse:
        """Add a row, or search for everybody and enrol the missing."""
        municipality_id = own_municipality(self.request.actor)
        shared, kin = SharedForm(self.request.POST), kin_forms(_ROWS, self.request.POST)
        if "flere" in self.request.POST:
            return self._page(shared, kin_forms(kin.total_form_count() + 1, _with_one_more(self.request.POST)))
        are_valid = shared.is_valid() & kin.is_valid()
        if are_valid and not kin.filled():
            shared.add_error(None, _("Skriv minst én person."))
        if not are_valid or shared.errors or not self._all_answered(shared, kin):
            return self._page(shared, kin, 422)
        filled = kin.filled()
        family = Family(
            people=tuple(form.kin(shared.cleaned_data) for _number, form in filled),
            tie=shared.cleaned_data["tie"] or "spouse",
            together_since=shared.cleaned_data["settled_on"],
        )
        try:
            enrolled = enrol_family(self.request.actor, municipality_id, family)
        except RuleRefused as refused:
            _show(shared, [form for _number, form in filled], refused)
            return self._page(shared, kin, 422)
        messages.success(self.request, _said(enrolled))
        head = enrolled.cases[0]
        return go_to(self.request, tab_url(head.pk, "husstand") if head else "/")

    def _all_answered(self, shared: SharedForm, kin: KinFormSet) -> bool:
        """Search for each; True when nobody is left who may be known and was not asked about."""
        found: list[UUID] = []
        for _number, form in kin.filled():
            enrolment = form.enrolment(shared.cleaned_data)
            likely = likely_same(self.request.actor, enrolment, readable_numbers(enrolment))
            found += [each.person.pk for each in likely]
            if likely:
                form.ask(likely)
        actor = self.request.actor
        log_list(actor, Resource.PARTICIPANT, found, municipality_id=actor.agency_id, rule="search")
        return all(form.is_valid() for form in kin.forms)

    def _page(self, shared: SharedForm, kin: KinFormSet, status: int = 200) -> HttpResponse:
        context = {"form": shared, "kin": kin, "asks": any(form.likely for form in kin.forms)}
        return show(self.request, "participants/enrol/family.html", context, status)


def _with_one_more(data: Any) -> Any:
    more = data.copy()
    more["p-TOTAL_FORMS"] = str(int(more.get("p-TOTAL_FORMS") or 0) + 1)
    return more


def _show(shared: SharedForm, rows: list[KinForm], refused: RuleRefused) -> None:
    """Put each refusal in its row, beside the number where it is about one."""
    for refusal in refused.refusals:
        _people, _slash, rest = refusal.field.partition("/")
        number, _slash, field = rest.partition("/")
        if not number.isdigit():
            show_refusals(shared, RuleRefused(refusal))
            continue
        own = "number" if field in _NUMBER_FIELDS else field
        show_refusals(rows[int(number)], RuleRefused(Refusal(refusal.code, refusal.detail, own, refusal.paragraph)))


def _said(enrolled: EnrolledFamily) -> str:
    count = len(enrolled.new_ids)
    said = ngettext("%(n)d ny person er registrert.", "%(n)d nye personer er registrert.", count) % {"n": count}
    known = sum(1 for case in enrolled.cases if case and case.pk not in enrolled.new_ids)
    if known:
        said += " " + ngettext("%(n)d var kjent fra før.", "%(n)d var kjent fra før.", known) % {"n": known}
    return said
