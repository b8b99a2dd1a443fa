"""The page of an absence: the form, and beside it what it would mean, computed while one writes."""

from dataclasses import asdict
from typing import Any, NamedTuple
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
from programmes.absence_facts import facts_of, refusals_of_findings
from programmes.absence_words import meaning_of, summary_of
from programmes.household_facts import household_in_words, with_household
from programmes.law_words import law_catalogue, steps_in_words
from programmes.models import Absence, Decision, Participation
from programmes.operations.absence_rows import missing_reasons, preview_absence
from programmes.operations.absences import correct_absence, register_absence
from programmes.operations.leaves import Replacement, decide_leave
from programmes.operations.stop_overlaps import stops_in_the_way
from programmes.web.absence_form import AbsenceForm
from programmes.web.decision_forms import page_of
from programmes.web.panels import newest_of

TAB = "fravaer"


class Target(NamedTuple):
    """The programme that the absence is of, and the row that a correction closes."""

    participation: Participation
    replaces: Absence | None = None


class AbsenceCasePage(Page):
    """What the pages of registering and correcting, and their live parts, share."""

    url_name: str
    preview_url_name: str

    def target(self, pk: UUID) -> Target:
        """The programme of the person ``pk``, for those who may register."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.CHANGE, Resource.PARTICIPATION, person.facts_for(actor))
        participation = newest_of(actor, person, timezone.localdate())
        if participation is None:
            raise Participation.DoesNotExist
        participation.participant = person
        return Target(participation)

    def form(self, target: Target, data: Any = None, **kwargs: Any) -> AbsenceForm:
        """The form, empty or filled."""
        corrects = target.replaces is not None
        return AbsenceForm(self.request.actor, target.participation, data, corrects=corrects, **kwargs)

    def preview(self, form: AbsenceForm, target: Target) -> dict[str, Any]:
        """What the facts so far mean; nothing is stored."""
        facts = form.facts()
        if facts is None:
            return {"check": None, "missing": _missing(form)}
        try:
            check = preview_absence(self.request.actor, target.participation, facts, replacing=target.replaces)
        except RuleRefused as refused:
            return {"check": None, "refusals": refused.refusals, "missing": []}
        refusals: list[Refusal] = refusals_of_findings(check.refusals)
        refusals += stops_in_the_way(target.participation, facts.first_day, facts.last_day)
        filled = with_household(self.request.actor, target.participation, facts)
        return {
            "household": household_in_words(facts, filled),
            "check": check,
            "refusals": refusals,
            "reasons": missing_reasons(check, facts),
            "notices": [*refusals_of_findings(check.notices), *(
                Refusal(str(notice.code), notice.text(law_catalogue()), "", notice.paragraph)
                for notice in check.clock_notices
            )],
            "steps": steps_in_words(check.effect.steps) if check.effect else [],
            "lines": [] if refusals else meaning_of(check),
            "said": " ".join(refusal.detail for refusal in refusals) or summary_of(check),
        }  # fmt: skip


class Correcting(AbsenceCasePage):
    """The same for a registration that is to be corrected; ``pk`` is the registration."""

    def target(self, pk: UUID) -> Target:
        """The row, and the programme that it is of."""
        actor = self.request.actor
        row = Absence.objects.visible_to(actor).standing().select_related("participation", "participant").get(pk=pk)
        require(actor, Action.CHANGE, Resource.PARTICIPATION, row.participant.facts_for(actor))
        row.participation.participant = row.participant
        return Target(row.participation, row)


class RegisterAbsencePage(AbsenceCasePage):
    """Register an absence."""

    url_name = "programmes:register-absence"
    preview_url_name = "programmes:absence-preview"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form; a correction begins with what was registered."""
        target = self.target(pk)
        participation = target.participation
        log_read(
            self.request.actor,
            Resource.PARTICIPATION,
            participant_id=participation.participant_id,
            municipality_id=participation.municipality_id,
        )
        form = self.form(target, initial=_initial(target))
        preview = self.preview(self.form(target, _initial(target)), target) if target.replaces else {"missing": []}
        return self._page(pk, target, form, preview)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Compute (without JavaScript) or save."""
        target = self.target(pk)
        form = self.form(target, request.POST)
        if "compute" in request.POST:
            preview = self.preview(form, target)
            return self._page(pk, target, _unjudged(form), preview)
        facts = form.facts()
        if facts is None or not form.is_valid():
            return self._page(pk, target, form, self.preview(form, target), 422)
        try:
            row = self._save(target, form)
        except RuleRefused as refused:
            show_refusals(form, refused)
        except StaleVersion:
            form = self._again(target)
        else:
            messages.success(request, self._done(row))
            return go_to(request, _after(row))
        return self._page(pk, target, form, self.preview(form, target), 422)

    def _save(self, target: Target, form: AbsenceForm) -> Absence | Decision:
        facts, version = form.facts(), form.cleaned_data["version"]
        if facts is None:
            raise ValueError("a valid form has facts")
        actor, programme, replaced = self.request.actor, target.participation.pk, target.replaces
        if replaced is None and form.is_leave:
            return decide_leave(actor, programme, facts, form.application(), expected_version=version)
        if replaced is None:
            return register_absence(actor, programme, facts, expected_version=version)
        why = form.cleaned_data["why"]
        if form.is_leave:
            replacement = Replacement(absence_id=replaced.pk, why=why, expected_version=version)
            return decide_leave(actor, programme, facts, form.application(), replacement=replacement)
        return correct_absence(actor, replaced.pk, facts, why=why, expected_version=version)

    def _done(self, row: Absence | Decision) -> str:
        if isinstance(row, Decision):
            return _decided(row)
        ends = Participation.objects.visible_to(self.request.actor).get(pk=row.participation_id).last_day
        values = {"kind": row.get_kind_display(), "end": f"{ends:%d.%m.%Y}"}
        return _("Lagret: %(kind)s. Siste dag i programmet er %(end)s.") % values

    def _again(self, target: Target) -> AbsenceForm:
        data = self.request.POST.copy()
        data["version"] = str(_version(target))
        form = self.form(target, data)
        form.add_error(None, _("Noen andre har endret programmet mens du skrev. Se over og lagre på nytt."))
        return form

    def _page(
        self, pk: UUID, target: Target, form: AbsenceForm, preview: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        person = target.participation.participant
        context = {
            "person": person,
            "participation": target.participation,
            "form": form,
            "preview": preview,
            "corrects": target.replaces is not None,
            "action": reverse(self.url_name, args=[pk]),
            "compute_url": reverse(self.preview_url_name, args=[pk]),
            "tab_url": reverse("participants:case-tab", args=[person.pk, TAB]),
            "crumbs": [
                {"label": _("Deltakere"), "url": reverse("participants:list")},
                {"label": person.full_name, "url": reverse("participants:case", args=[person.pk])},
            ],
        }
        return show(self.request, "programmes/absences/page.html", context, status)


class CorrectAbsencePage(Correcting, RegisterAbsencePage):
    """Correct a registration: it is closed, and the right one is added."""

    url_name = "programmes:correct-absence"
    preview_url_name = "programmes:absence-correction-preview"


class AbsencePreviewPage(AbsenceCasePage):
    """The live part: computes and stores nothing."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """What the absence would mean, and the further facts that its kind asks for."""
        target = self.target(pk)
        form = self.form(target, request.POST)
        preview = self.preview(form, target)
        return show(request, "programmes/absences/live.html", {"form": _unjudged(form), "preview": preview})


class AbsenceCorrectionPreviewPage(Correcting, AbsencePreviewPage):
    """The live part of a correction."""


def _initial(target: Target) -> dict[str, Any]:
    if target.replaces is None:
        return {"version": _version(target)}
    facts = asdict(facts_of(target.replaces))
    other = facts.pop("other_parent_id")
    return {**facts, "other_parent": str(other) if other else "", "version": _version(target)}


def _version(target: Target) -> int:
    return target.replaces.version if target.replaces else target.participation.version


def _after(row: Absence | Decision) -> str:
    """The tab, or the decision that is to be sent or waits for a team leader."""
    if isinstance(row, Decision):
        return page_of(row)
    return reverse("participants:case-tab", args=[row.participant_id, TAB])


def _decided(decision: Decision) -> str:
    if decision.decided_on is None:
        return _("Utkastet er sendt til teamlederen for godkjenning.")
    ends = decision.participation.last_day if decision.participation else None
    values = {"end": f"{ends:%d.%m.%Y}" if ends else ""}
    return _("Vedtaket om permisjon er fattet. Siste dag i programmet er %(end)s.") % values


def _missing(form: AbsenceForm) -> list[str]:
    names = [name for name in ("kind", "first_day", "last_day") if name in form.errors]
    return [str(form.fields[name].label) for name in names]


def _unjudged(form: AbsenceForm) -> AbsenceForm:
    """The form with what is written and without faults: nothing was sent yet."""
    form.errors.clear()
    return form
