"""The page that logs a job, with what the job would mean beside the form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import Employer, Placement
from employers.operations.meaning import meaning_of, question_after
from employers.operations.placements import log_placement
from employers.organisation_number import plain_digits
from employers.web.placement_form import PlacementForm
from participants.models import Participant

_SHOWN_AT = {
    "employer": "employer_text",
    "organisation_number": "employer_text",
    "occupation": "occupation_text",
    "form": "employment_form",
}


class PlacementCasePage(Page):
    """What the page and its live part share."""

    def case(self, pk: UUID) -> Participant:
        """The person, for those who may log a job."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.CREATE, Resource.PLACEMENT, person.facts_for(actor))
        return person


class LogPlacementPage(PlacementCasePage):
    """Log a job."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The empty form, from today, and with the employer whose page one came from."""
        person, actor = self.case(pk), self.request.actor
        log_read(actor, Resource.PLACEMENT, participant_id=person.pk, municipality_id=person.municipality_id)
        return self._page(person, PlacementForm(actor, initial={"first_day": timezone.localdate()} | self._came_from()))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Compute (without JavaScript) or log."""
        person, form = self.case(pk), PlacementForm(self.request.actor, self.request.POST)
        if not form.is_valid() or "compute" in self.request.POST:
            return self._page(person, form, 200 if form.is_valid() else 422)
        try:
            placement = self._log(person, form)
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self._page(person, form, 422)
        messages.success(self.request, _told(placement))
        if question := question_after(self.request.actor, placement, timezone.localdate()):
            messages.warning(self.request, question)
        return go_to(self.request, reverse("participants:case", args=[person.pk]))

    def _came_from(self) -> dict[str, str]:
        number = plain_digits(self.request.GET.get("arbeidsgiver", ""))
        rows = Employer.objects.visible_to(self.request.actor).standing().filter(organisation_number=number)
        employer = rows.first()
        return {"employer": str(employer.pk), "employer_text": employer.name} if employer else {}

    def _log(self, person: Participant, form: PlacementForm) -> Placement:
        facts = form.cleaned_data
        with transaction.atomic():
            return log_placement(
                self.request.actor,
                person.pk,
                employer_id=form.employer_id(),
                occupation_code=facts["occupation"],
                form=facts["employment_form"],
                percent=facts["percent"],
                first_day=facts["first_day"],
                last_day=facts["last_day"],
                hours_per_week=facts["hours_per_week"],
                how_found=facts["how_found"],
                family_tie=facts["family_tie"],
            )

    def _page(self, person: Participant, form: PlacementForm, status: int = 200) -> HttpResponse:
        job = form.job() if form.is_bound else None
        context = {
            "person": person,
            "form": form,
            "meanings": meaning_of(self.request.actor, person, job, timezone.localdate()) if job else [],
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {"label": person.full_name, "url": reverse("participants:case", args=[person.pk])},
            ],
        }
        return show(self.request, "employers/placement/page.html", context, status)


class PlacementMeaningPage(PlacementCasePage):
    """The live part: what the job would mean; stores nothing."""

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """The consequences of what is written so far."""
        person, form = self.case(pk), PlacementForm(self.request.actor, self.request.POST)
        meanings = meaning_of(self.request.actor, person, form.job(), timezone.localdate())
        return show(self.request, "employers/placement/meaning.html", {"meanings": meanings})


def _beside_what_is_shown(refused: RuleRefused) -> RuleRefused:
    """The same refusals at the fields that a person sees."""
    return RuleRefused(
        *(
            Refusal(refusal.code, refusal.detail, _SHOWN_AT.get(refusal.field, refusal.field), refusal.paragraph)
            for refusal in refused.refusals
        )
    )


def _told(placement: Placement) -> str:
    values: dict[str, Any] = {"employer": placement.employer, "day": f"{placement.first_day:%d.%m.%Y}"}
    return _("Jobben hos %(employer)s er registrert fra %(day)s.") % values
