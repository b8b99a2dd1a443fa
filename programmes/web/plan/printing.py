"""The plan for the participant: which language and how large, and then the PDF."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource, may
from agencies.web.pages import show
from participants.models import Assignment, AssignmentKind
from programmes.letters.plan_sheet import PlanSheet, plan_sheet
from programmes.letters.plan_words import PLAN_WORDS
from programmes.letters.typesetting import UnprintableSignError, typeset
from programmes.models import Plan, PlanElement
from programmes.plan_content import content_of
from programmes.web.plan.editor import plan_urls
from programmes.web.plan.page import PlanCasePage


class PlanPrintPage(PlanCasePage):
    """Choose language and size."""

    action = Action.VIEW

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The languages, the participant's own first."""
        participation = self.participation(pk)
        plan = self.plan(pk)
        self.log(participation)
        spoken = {participation.participant.mother_tongue, participation.participant.interpreter_language}
        languages = [
            {"code": words.code, "name": words.own_name, "is_rtl": words.is_rtl, "is_chosen": words.code in spoken}
            for words in PLAN_WORDS.values()
        ]
        if not any(language["is_chosen"] for language in languages):
            languages[0]["is_chosen"] = True
        urls = plan_urls(plan)
        context = {
            "plan": plan,
            "person": participation.participant,
            "languages": languages,
            "pdf_url": reverse("programmes:plan-pdf", args=[pk]),
            "back_url": urls["plan" if may(request.actor, Resource.PLAN, Action.CHANGE) else "case"],
            "crumbs": self.crumbs(participation),
        }
        return show(request, "programmes/plan/print.html", context)


class PlanPdfPage(PlanCasePage):
    """The plan as PDF/A-2a and PDF/UA-1."""

    action = Action.VIEW

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The PDF in the language of ``sprak``, with large letters for ``stor=1``; 404 for an unknown language."""
        language = request.GET.get("sprak", "nb")
        if language not in PLAN_WORDS:
            raise Http404
        plan = self.plan(pk)
        self.log(plan.participation)
        try:
            pdf = self._pdf(plan, language, is_large=request.GET.get("stor") == "1")
        except UnprintableSignError as lacking:
            text = _("Planen har tegn som ikke kan skrives ut: %(signs)s") % {"signs": " ".join(lacking.signs)}
            return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
        response = HttpResponse(pdf, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="plan-{language}.pdf"'
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _pdf(self, plan: Plan, language: str, *, is_large: bool) -> bytes:
        participation, today = plan.participation, timezone.localdate()
        person = participation.participant
        elements = PlanElement.objects.visible_to(self.request.actor).filter(plan=plan).standing()
        sheet = PlanSheet(
            language=language,
            is_large=is_large,
            name=person.full_name,
            municipality=person.municipality.name,
            adviser=self._adviser(plan),
            goal=participation.goal,
            first_day=participation.first_day,
            last_day=participation.last_day,
            day=min(max(today, participation.first_day), participation.last_day),
            finalised_on=plan.finalised_on,
        )
        return typeset("plan", plan_sheet(sheet, content_of(plan, list(elements))), all_scripts=True)

    def _adviser(self, plan: Plan) -> str:
        rows = Assignment.objects.filter(participant=plan.participant_id, kind=AssignmentKind.ADVISER)
        row = rows.on(timezone.localdate()).select_related("user").first()
        return row.user.name if row else ""
