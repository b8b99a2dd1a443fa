"""The page of an award: the form, and beside it what the award would mean, computed while one writes."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
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
from participants.models import Participant
from programmes.earlier_time import time_in_words, time_used_elsewhere
from programmes.law import DurationRule
from programmes.law_words import notices_in_words, rule_set_title, steps_in_words
from programmes.models import RightAssessment
from programmes.operations.award_limits import missing_reason, soft_limits
from programmes.operations.awarding import award_programme, preview_award
from programmes.operations.duties import start_due_on
from programmes.web.award_form import AwardForm, initial_facts, length_text, months_text


class AwardCasePage(Page):
    """What the page and its live part share."""

    def case(self, pk: UUID) -> Participant:
        """The person, for those who may decide."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.DECIDE, Resource.PARTICIPATION, person.facts_for(actor))
        return person


class AwardPage(AwardCasePage):
    """Award a programme."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form, with what the case already tells."""
        person = self.case(pk)
        log_read(
            self.request.actor,
            Resource.PARTICIPATION,
            participant_id=person.pk,
            municipality_id=person.municipality_id,
        )
        form = AwardForm(initial=initial_facts(person, timezone.localdate()))
        return self._page(person, form, preview_of(AwardForm(form.initial), person))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Compute (without JavaScript) or award."""
        person, form = self.case(pk), AwardForm(self.request.POST)
        if "compute" in self.request.POST:
            return self._page(person, _unjudged(form), preview_of(form, person))
        if not form.is_valid():
            return self._page(person, form, preview_of(form, person), 422)
        try:
            award_programme(self.request.actor, person.pk, form.award(), expected_version=form.cleaned_data["version"])
        except RuleRefused as refused:
            show_refusals(form, refused)
        except StaleVersion:
            form = self._again(person)
        else:
            messages.success(self.request, _("Vedtaket er lagret: %(person)s har fått program.") % {"person": person})
            return go_to(self.request, reverse("participants:case", args=[person.pk]))
        return self._page(person, form, preview_of(form, person), 422)

    def _again(self, person: Participant) -> AwardForm:
        """The same facts on the case as it is now, so that they can be looked over and sent once more."""
        data = self.request.POST.copy()
        data["version"] = str(person.version)
        form = AwardForm(data)
        form.add_error(None, _("Noen andre har endret saken mens du skrev. Se over og fatt vedtaket på nytt."))
        return form

    def _page(self, person: Participant, form: AwardForm, preview: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "preview": preview,
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {"label": person.full_name, "url": reverse("participants:case", args=[person.pk])},
            ],
        }
        return show(self.request, "programmes/award/page.html", context, status)


class AwardPreviewPage(AwardCasePage):
    """The live part: computes and stores nothing."""

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """What the award would mean, and the goals and lengths that the law has for what is written."""
        person, form = self.case(pk), AwardForm(self.request.POST)
        preview = preview_of(form, person)
        return show(
            self.request, "programmes/award/live.html", {"form": _unjudged(form), "preview": preview, "person": person}
        )


def preview_of(form: AwardForm, person: Participant) -> dict[str, Any]:
    """What the facts so far mean: rule set, longest duration, last day with its steps, refusals and notices."""
    award = form.unfinished_award()
    limits, rule_set = form.written.limits(), form.written.rule_set()
    preview: dict[str, Any] = {
        "rule_set": rule_set,
        "rule_set_title": rule_set_title(rule_set) if rule_set else "",
        "limits": limits,
        "longest": months_text(limits.maximum_months) if limits else "",
        "length_text": length_text(limits),
        "extension": _extension_text(limits),
        "clock": None,
        "refusals": [],
        "notices": [],
        "missing": [] if award else _missing(form),
    }
    if award is None:
        return preview
    clock, refusals = preview_award(award, person)
    passed = soft_limits(award, award.awarded_on, person)
    return preview | {
        "clock": clock,
        "refusals": refusals,
        "steps": steps_in_words(clock.steps),
        "reasons": missing_reason(passed, award.limit_reason),
        "notices": [
            *notices_in_words(clock.notices),
            *_late_start(person, award.first_day),
            *_used_elsewhere(person),
            *_not_assessed(person),
        ],
        "said": _said(clock.last_day, refusals),
    }


def _missing(form: AwardForm) -> list[str]:
    names = ("offer_date", "protection", "education", "goal", "first_day", "months")
    return [str(form.fields[name].label) for name in names if name in form.errors]


def _extension_text(limits: DurationRule | None) -> str:
    if limits is None:
        return ""
    if not limits.extension_maximum_months:
        return _("kan ikke forlenges")
    return _("kan forlenges med inntil %(months)s") % {"months": months_text(limits.extension_maximum_months)}


def _late_start(person: Participant, first_day: dt.date) -> list[dict[str, str]]:
    due_on = start_due_on(person)
    if due_on is None or first_day <= due_on:
        return []
    text = _("Oppstarten er etter fristen, som er %(day)s: tre måneder etter bosetting eller krav.")
    return [{"text": text % {"day": f"{due_on:%d.%m.%Y}"}, "paragraph": "integreringsloven § 12 annet ledd"}]


def _used_elsewhere(person: Participant) -> list[dict[str, str]]:
    used = time_used_elsewhere(person)
    if not (used.months or used.days):
        return []
    text = _(
        "Deltakeren har brukt %(used)s av tiden i en annen kommune. Den regnes med i det lengste programmet kan vare."
    )
    return [{"text": text % {"used": time_in_words(used)}, "paragraph": "integreringsloven §§ 13 og 14"}]


def _not_assessed(person: Participant) -> list[dict[str, str]]:
    if RightAssessment.objects.filter(participant=person).exists():
        return []
    text = _("Ingen har bekreftet at personen har rett til program. Se fanen «Rett og plikt».")
    return [{"text": text, "paragraph": "integreringsloven §§ 8, 9"}]


def _said(last_day: dt.date | None, refusals: list[Refusal]) -> str:
    if refusals:
        return " ".join(refusal.detail for refusal in refusals)
    return _("Siste dag i programmet blir %(day)s.") % {"day": f"{last_day:%d.%m.%Y}"} if last_day else ""


def _unjudged(form: AwardForm) -> AwardForm:
    """The form with what is written and without faults: nothing was sent yet."""
    form.errors.clear()
    return form
