"""The pages that register and edit a measure, with what it would mean beside the form."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import Employer
from employers.web.measures.forms import MeasureForm, initial_of
from employers.web.measures.meaning import meaning_of_measure
from participants.models import Participant
from programmes.models import WorkMeasure
from programmes.operations.measures.approving import parties_waiting
from programmes.operations.measures.contents import Load, MeasureContent, content_of
from programmes.operations.measures.preparing import change_measure, register_measure

_SHOWN_AT = {"organisation_number": "employer_text", "organisation_name": "employer_text"}


class MeasureFormPage(Page):
    """What registering, editing and the live part share."""

    def person_of(self, pk: UUID, action: Action) -> Participant:
        """The person, for those who may do this with a measure."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, action, Resource.MEASURE, person.facts_for(actor))
        log_read(actor, Resource.MEASURE, participant_id=person.pk, municipality_id=person.municipality_id)
        return person

    def employer_of(self, form: MeasureForm) -> Employer:
        """The employer that was chosen; a new one is registered."""
        return Employer.objects.visible_to(self.request.actor).get(pk=form.employer_id())

    def page(
        self, person: Participant, form: MeasureForm, measure: WorkMeasure | None = None, status: int = 200
    ) -> HttpResponse:
        """The form with its live part."""
        case_url = reverse("participants:case-tab", args=[person.pk, "arbeid"])
        context = {
            "person": person,
            "form": form,
            "measure": measure,
            "meanings": self.meanings(person, form) if form.is_bound else [],
            "back_url": reverse("employers:measure", args=[measure.pk]) if measure else case_url,
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {"label": person.full_name, "url": case_url},
            ],
        }
        return show(self.request, "employers/measures/form.html", context, status)

    def meanings(self, person: Participant, form: MeasureForm) -> list[Any]:
        """What is written so far, and what it would mean."""
        form.is_valid()
        return meaning_of_measure(self.request.actor, person, form.cleaned_data)


class RegisterMeasurePage(MeasureFormPage):
    """Register a measure for a participant."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The empty form, from today."""
        person = self.person_of(pk, Action.CREATE)
        initial = {"first_day": timezone.localdate(), "kind": self.request.GET.get("tiltak", "")}
        return self.page(person, MeasureForm(self.request.actor, initial=initial))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Compute (without JavaScript) or register."""
        person = self.person_of(pk, Action.CREATE)
        form = MeasureForm(self.request.actor, self.request.POST)
        if not form.is_valid() or "compute" in self.request.POST:
            return self.page(person, form, status=200 if form.is_valid() else 422)
        try:
            with transaction.atomic():
                content = form.content(self.employer_of(form))
                measure = register_measure(self.request.actor, person.pk, content, form.load())
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self.page(person, form, status=422)
        messages.success(self.request, _("Tiltaket er registrert. Nå mangler godkjenningene."))
        return go_to(self.request, reverse("employers:measure", args=[measure.pk]))


class EditMeasurePage(MeasureFormPage):
    """Edit a measure before its agreement is made; this clears the approvals."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form with what stands."""
        measure = WorkMeasure.objects.visible_to(self.request.actor).get(pk=pk)
        person = self.person_of(measure.participant_id, Action.CHANGE)
        return self.page(person, MeasureForm(self.request.actor, initial=initial_of(measure)), measure)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Save, and say who lost an approval."""
        actor = self.request.actor
        measure = WorkMeasure.objects.visible_to(actor).get(pk=pk)
        person = self.person_of(measure.participant_id, Action.CHANGE)
        form = MeasureForm(actor, self.request.POST)
        if not form.is_valid():
            return self.page(person, form, measure, 422)
        before = set(parties_waiting(measure))
        try:
            with transaction.atomic():
                content = form.content(self.employer_of(form))
                load = None if measure.entered_at or not _has_changed(measure, form.load()) else form.load()
                change_measure(
                    actor, pk, _same_count(content, content_of(measure)), load,
                    expected_version=form.cleaned_data["version"],
                )  # fmt: skip
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self.page(person, form, measure, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har endret tiltaket mens du skrev. Åpne det på nytt og se over."))
            return self.page(person, form, measure, 422)
        lost = [party for party in parties_waiting(measure) if party not in before]
        messages.success(self.request, _("Endringene er lagret."))
        if lost:
            names = ", ".join(str(party.label) for party in lost)
            messages.warning(self.request, _("Disse må godkjenne på nytt: %(parties)s.") % {"parties": names})
        return go_to(self.request, reverse("employers:measure", args=[pk]))


class MeasureMeaningPage(MeasureFormPage):
    """The live part: what the measure would mean; stores nothing."""

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """The consequences of what is written so far."""
        person = self.person_of(pk, Action.CREATE)
        form = MeasureForm(self.request.actor, self.request.POST)
        return show(self.request, "employers/placement/meaning.html", {"meanings": self.meanings(person, form)})


def _same_count(content: MeasureContent, kept: MeasureContent) -> MeasureContent:
    """What the adviser decided of the 15 hours stands while the kind of measure does."""
    return replace(content, counts_towards_hours=kept.counts_towards_hours) if content.kind == kept.kind else content


def _has_changed(measure: WorkMeasure, load: Load) -> bool:
    now = measure.loads.standing().order_by("valid_from").first()
    return now is None or load.whole != (now.percent, now.hours_per_week) or load.days_per_week != now.days_per_week


def _beside_what_is_shown(refused: RuleRefused) -> RuleRefused:
    return RuleRefused(
        *(
            Refusal(refusal.code, refusal.detail, _SHOWN_AT.get(refusal.field, refusal.field), refusal.paragraph)
            for refusal in refused.refusals
        )
    )
