"""The page of an integration plan: everything on one page, the checks beside it while one writes, one clear save."""

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.pages import Page, go_to, show
from programmes.models import CareerGuidance, Participation, Plan, PlanVersion, Proposal, SkillsMapping
from programmes.models.followup import Review
from programmes.operations.followup.reviews import proposed_review
from programmes.operations.plan.finalising import finalise_plan
from programmes.operations.plan.opening import open_plan, standing_elements
from programmes.operations.plan.saving import PlanChange, PlanConflict, Saved, save_plan
from programmes.plan_content import Content, content_of
from programmes.plan_links import names_of_links, values_of_link
from programmes.plan_templates import elements_from, templates_of
from programmes.web.plan.editor import checked, element_cards, new_kinds, plan_urls
from programmes.web.plan.forms import PlanForm, form_data, programme_in_words
from programmes.web.plan.reading import WrittenElements, apply_act, fill_from_link, read_elements
from programmes.web.plan.words import links_in, sides, sides_of_conflict

_SHOWN_VERSIONS = 5
_MOST_TOLD = 6


class PlanCasePage(Page):
    """What the pages of one plan share; ``pk`` is the programme."""

    action = Action.CHANGE

    def participation(self, pk: UUID) -> Participation:
        """The programme, for those who may do the page's act."""
        actor = self.request.actor
        found = Participation.objects.visible_to(actor).select_related("participant__municipality").get(pk=pk)
        require(actor, self.action, Resource.PLAN, found.participant.facts_for(actor))
        return found

    def plan_of(self, participation: Participation) -> Plan | None:
        """Its plan, with the programme at hand."""
        plan = Plan.objects.visible_to(self.request.actor).filter(participation=participation).first()
        if plan is not None:
            plan.participation, plan.participant = participation, participation.participant
        return plan

    def plan(self, pk: UUID) -> Plan:
        """The plan; ``Plan.DoesNotExist`` where none is begun."""
        plan = self.plan_of(self.participation(pk))
        if plan is None:
            raise Plan.DoesNotExist
        return plan

    def log(self, participation: Participation) -> None:
        """Note the reading."""
        log_read(
            self.request.actor,
            Resource.PLAN,
            participant_id=participation.participant_id,
            municipality_id=participation.municipality_id,
        )

    def crumbs(self, participation: Participation) -> list[dict[str, str]]:
        """The way here."""
        person = participation.participant
        return [
            {"label": _("Deltakere"), "url": reverse("participants:list")},
            {"label": person.full_name, "url": reverse("participants:case-tab", args=[person.pk, "plan"])},
        ]


class WritingPage(PlanCasePage):
    """Reads what is written on the page: the fields by their form, the elements by ``reading``."""

    def written(self, plan: Plan) -> tuple[PlanForm, WrittenElements, Content]:
        """The form, the elements, and both as a content."""
        form, found = PlanForm(plan, self.request.POST), read_elements(self.request.POST)
        return form, found, self.content(plan, form, found)

    def content(self, plan: Plan, form: PlanForm, found: WrittenElements) -> Content:
        """What is written, as a content of the plan."""
        programme = content_of(plan, [])["programme"]
        return {"programme": programme, "fields": form.values(), "elements": found.rows}

    def base_content(self, plan: Plan, form: PlanForm) -> Content | None:
        """The version that was written from, for a plan that is final."""
        base = getattr(form, "cleaned_data", {}).get("base")
        if plan.finalised_on is None or base is None:
            return None
        version = PlanVersion.objects.filter(plan=plan, number=base).first()
        return version.content if version else None


class PlanPage(WritingPage):
    """Begin, write, save and finalise a plan."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The plan, or where to begin it."""
        participation = self.participation(pk)
        self.log(participation)
        plan = self.plan_of(participation)
        if plan is None:
            return self._start(participation)
        content = content_of(plan, standing_elements(plan))
        form = PlanForm(plan, initial=form_data(content, plan.number, self._first_review(plan)))
        return self._show(plan, form, WrittenElements(rows=content["elements"]), content)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Begin the plan, do what a button of the elements says, or save."""
        participation = self.participation(pk)
        plan = self.plan_of(participation)
        act = request.POST.get("act", "save")
        if plan is None or act == "open":
            return self._open(participation)
        form, found, content = self.written(plan)
        if act in {"save", "finalise"}:
            return self._save(plan, form, found, content, act)
        if act == "template":
            self._use_template(plan, found, form)
        elif act.startswith("fetch:"):
            fill_from_link(found, act.partition(":")[2], partial(values_of_link, request.actor, plan.participant_id))
        else:
            apply_act(found, act, request.POST, max(participation.first_day, timezone.localdate()))
        content = self.content(plan, form, found)
        form.errors.clear()
        return self._show(plan, form, found, content)

    def _start(self, participation: Participation) -> HttpResponse:
        context = {
            "participation": participation,
            "person": participation.participant,
            "crumbs": self.crumbs(participation),
            "facts": programme_in_words(participation),
            "templates": templates_of(participation.municipality_id),
            "case_url": reverse("participants:case-tab", args=[participation.participant_id, "plan"]),
        }
        return show(self.request, "programmes/plan/start.html", context)

    def _open(self, participation: Participation) -> HttpResponse:
        plan = open_plan(self.request.actor, participation.pk)
        code = self.request.POST.get("template", "")
        template = next((each for each in templates_of(plan.municipality_id) if each.code == code), None)
        if template is not None and plan.number == 1:
            content = content_of(plan, [])
            content["fields"]["strategy"] = template.strategy
            content["elements"] = elements_from(template, participation.first_day, participation.last_day)
            save_plan(self.request.actor, plan.pk, content, base=plan.number)
        return go_to(self.request, reverse("programmes:plan", args=[participation.pk]))

    def _use_template(self, plan: Plan, found: WrittenElements, form: PlanForm) -> None:
        code = self.request.POST.get("template", "")
        template = next((each for each in templates_of(plan.municipality_id) if each.code == code), None)
        if template is None:
            return
        days = plan.participation.first_day, plan.participation.last_day
        found.rows += elements_from(template, *days)
        found.said = _("Elementene i malen er lagt til. Se over dem og lagre.")
        if not self.request.POST.get("strategy"):
            form.data = {**self.request.POST.dict(), "strategy": template.strategy}

    def _save(self, plan: Plan, form: PlanForm, found: WrittenElements, content: Content, act: str) -> HttpResponse:
        if not form.is_valid() or found.errors:
            for problem in found.errors.values():
                form.add_error(None, problem)
            return self._show(plan, form, found, content, status=422)
        known = form.cleaned_data
        change = PlanChange(kind=known.get("change_kind", ""), reason=known.get("change_reason", ""))
        try:
            saved = save_plan(self.request.actor, plan.pk, content, base=known["base"], change=change)
        except PlanConflict as conflict:
            return self._both_wrote(plan, conflict, change)
        except RuleRefused as refused:
            _show_faults(form, found, refused)
            return self._show(plan, form, found, content, status=422)
        self._tell(saved)
        if act == "finalise":
            return self._finalise(saved.plan, known.get("first_review_on"))
        return go_to(self.request, reverse("programmes:plan", args=[plan.participation_id]))

    def _finalise(self, plan: Plan, first_review_on: dt.date | None) -> HttpResponse:
        try:
            finalise_plan(self.request.actor, plan.pk, first_review_on=first_review_on)
        except RuleRefused as refused:
            content = content_of(plan, standing_elements(plan))
            data = form_data(content, plan.number, {"first_review_on": self.request.POST.get("first_review_on", "")})
            form, found = PlanForm(plan, data), WrittenElements(rows=content["elements"])
            form.full_clean()
            _show_faults(form, found, refused)
            return self._show(plan, form, found, content, status=422)
        messages.success(self.request, _("Planen er ferdigstilt. Et utkast til vedtak ligger under Vedtak."))
        return go_to(self.request, reverse("programmes:plan", args=[plan.participation_id]))

    def _first_review(self, plan: Plan) -> dict[str, Any]:
        """The day that is planned, else the one that is proposed; a final plan does not ask."""
        if plan.finalised_on is not None:
            return {}
        planned = self._planned_review(plan.participation)
        today = timezone.localdate()
        return {"first_review_on": planned.planned_on if planned else proposed_review(plan.participation, today)}

    def _planned_review(self, participation: Participation) -> Review | None:
        return Review.objects.visible_to(self.request.actor).filter(participation=participation).planned().first()

    def _both_wrote(self, plan: Plan, conflict: PlanConflict, change: PlanChange) -> HttpResponse:
        """The writer's own text stays in the form, the other's stands above it; saving again is from the newest."""
        review = self.request.POST.get("first_review_on", "")
        words = {"change_kind": change.kind, "change_reason": change.reason, "first_review_on": review}
        form = PlanForm(plan, form_data(conflict.content, conflict.newest.number, words))
        form.full_clean()
        found = WrittenElements(rows=conflict.content["elements"])
        links = names_of_links(self.request.actor, links_in(conflict.content, conflict.newest.content))
        told = {
            "who": conflict.newest.author,
            "when": conflict.newest.created_at,
            "number": conflict.newest.number,
            "fields": sides_of_conflict(conflict, links),
        }
        return self._show(plan, form, found, conflict.content, status=409, conflict=told)

    def _tell(self, saved: Saved) -> None:
        if saved.version is None:
            messages.info(self.request, _("Ingenting var endret, så det er ikke laget noen ny versjon."))
        else:
            messages.success(self.request, _("Lagret som versjon %(number)d.") % {"number": saved.version.number})
        if saved.theirs and saved.version is not None:
            content = saved.version.content
            links = names_of_links(self.request.actor, links_in(content))
            rows = sides(saved.theirs, content, content, links)[:_MOST_TOLD]
            told = "; ".join(f"{row.where + ': ' if row.where else ''}{row.label} – {row.after or row.before}"
                             for row in rows)  # fmt: skip
            messages.info(
                self.request, _("Noen andre lagret samtidig. Det er tatt med: %(changes)s") % {"changes": told}
            )

    def _show(
        self,
        plan: Plan,
        form: PlanForm,
        found: WrittenElements,
        content: Content,
        *,
        status: int = 200,
        conflict: dict[str, Any] | None = None,
    ) -> HttpResponse:
        actor, today = self.request.actor, timezone.localdate()
        participation = plan.participation
        versions = PlanVersion.objects.visible_to(actor).filter(plan=plan).select_related("author").defer("content")
        base = self.base_content(plan, form) if form.is_bound else None
        context = {
            "plan": plan,
            "participation": participation,
            "person": participation.participant,
            "form": form,
            "cards": element_cards(actor, found, plan.participant_id),
            "focus_said": found.said,
            "new_kinds": new_kinds(),
            "facts": programme_in_words(participation),
            "templates": templates_of(plan.municipality_id),
            "versions": versions.order_by("-number")[:_SHOWN_VERSIONS],
            "mapping": SkillsMapping.objects.visible_to(actor).filter(participant=participation.participant).first(),
            "guidance": CareerGuidance.objects.visible_to(actor).filter(participant=participation.participant).first(),
            "agreement": plan.agreements.select_related("for_municipality").order_by("-signed_on", "-id").first(),
            "planned_review": self._planned_review(participation) if plan.finalised_on else None,
            "proposals": Proposal.objects.visible_to(actor)
            .filter(participant=participation.participant_id)
            .waiting()
            .count(),
            "may_decide": may(actor, Resource.PLAN, Action.DECIDE),
            "urls": plan_urls(plan),
            "crumbs": self.crumbs(participation),
            "conflict": conflict,
            **checked(plan, content, today, base=base),
        }
        return show(self.request, "programmes/plan/page.html", context, status)


class PlanChecksPage(WritingPage):
    """The live part: what is missing, the hours and the pictures, from what is written so far. Stores nothing."""

    def post(self, _request: Any, pk: UUID) -> HttpResponse:
        """Compute."""
        plan = self.plan(pk)
        form, _found, content = self.written(plan)
        base = self.base_content(plan, form)
        context = {"plan": plan, "urls": plan_urls(plan), **checked(plan, content, timezone.localdate(), base=base)}
        return show(self.request, "programmes/plan/live.html", context)


def _show_faults(form: PlanForm, found: WrittenElements, refused: RuleRefused) -> None:
    """Each refusal beside its field: of the form, of an element, or on top."""
    for refusal in refused.refusals:
        text = f"{refusal.detail} ({refusal.paragraph})" if refusal.paragraph else refusal.detail
        if refusal.field in form.fields:
            form.add_error(refusal.field, text)
            continue
        if any(refusal.field.startswith(row["id"]) for row in found.rows):
            found.errors[refusal.field] = refusal.detail
        form.add_error(None, text)
