"""Every version of a plan, and any two of them side by side."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from agencies.access import Action
from agencies.web.pages import show
from programmes.models import Plan, PlanVersion
from programmes.plan_links import names_of_links
from programmes.plan_merging import changes_between
from programmes.web.plan.editor import plan_urls
from programmes.web.plan.page import PlanCasePage
from programmes.web.plan.words import links_in, sides


class PlanVersionsPage(PlanCasePage):
    """The list, and what changed from one version (``fra``) to another (``til``)."""

    action = Action.VIEW

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The newest is compared with the one before it unless two are chosen."""
        participation = self.participation(pk)
        plan = self.plan(pk)
        self.log(participation)
        versions = list(
            PlanVersion.objects.visible_to(request.actor)
            .filter(plan=plan)
            .select_related("author")
            .defer("content")
            .order_by("-number")
        )
        after = _number(request.GET.get("til"), plan.number, plan)
        before = _number(request.GET.get("fra"), max(after - 1, 1), plan)
        context = {
            "plan": plan,
            "person": participation.participant,
            "versions": versions,
            "before": before,
            "after": after,
            "rows": self._rows(plan, before, after),
            "urls": plan_urls(plan),
            "crumbs": self.crumbs(participation),
            "title": _("Versjoner av integreringsplanen"),
        }
        return show(request, "programmes/plan/versions.html", context)

    def _rows(self, plan: Plan, before: int, after: int) -> list[Any]:
        found = PlanVersion.objects.visible_to(self.request.actor).filter(plan=plan, number__in=[before, after])
        contents = dict(found.values_list("number", "content"))
        if before == after or len(contents) < len({before, after}):
            return []
        was, now = contents[before], contents[after]
        return sides(changes_between(was, now), was, now, names_of_links(self.request.actor, links_in(was, now)))


def _number(written: str | None, usual: int, plan: Plan) -> int:
    if written and written.isdecimal() and 1 <= int(written) <= plan.number:
        return int(written)
    return usual
