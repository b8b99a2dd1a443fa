"""The case page: its head, its tabs, and the parts that each app hands up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, FieldGroup, Resource, decide, fields_for, may
from agencies.access.rules import is_closed_to
from agencies.operations.access_log import log_read
from agencies.web.pages import Page, PageRequest, go_to, show
from participants.duties import duty
from participants.models import Assignment, AssignmentKind, Deadline, Participant, ResidencePermit
from participants.panels import CasePanel, PanelSpot, acts, panels

OVERVIEW = "oversikt"


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel that is ready to be shown."""

    code: str
    title: str | Promise
    html: SafeString


class CasePage(Page):
    """One person's case; the tab is a part of the address."""

    def get(self, _request: object, pk: UUID, tab: str = OVERVIEW) -> HttpResponse:
        """Show a tab; a case that the actor may not see is not there, and each reading is logged.

        The address of a person who was merged into another leads to the other.
        """
        actor, today = self.request.actor, timezone.localdate()
        if kept_id := _merged_into(actor, pk):
            return go_to(self.request, tab_url(kept_id, tab))
        if _is_mistaken(actor, pk):
            return go_to(self.request, reverse("participants:restore", args=[pk]))
        person = case_of(actor, pk)
        if tab == OVERVIEW:
            parts = {"panels": self._drawn(PanelSpot.OVERVIEW, person, today)}
        else:
            parts = {"panels": [self._tab_panel(tab, person, today)]}
        context = case_head(self.request, person, tab, today) | parts | {"is_overview": tab == OVERVIEW}
        return show(self.request, "participants/case/page.html", context)

    def _drawn(self, spot: PanelSpot, person: Participant, today: dt.date) -> list[DrawnPanel]:
        return drawn(self.request, spot, person, today)

    def _tab_panel(self, tab: str, person: Participant, today: dt.date) -> DrawnPanel:
        for panel in _open_panels(self.request.actor, PanelSpot.TAB):
            if panel.code == tab and (found := draw(self.request, panel, person, today)):
                return found
        raise Http404


def case_of(actor: Actor, pk: UUID) -> Participant:
    """The person as the pages need them, the opening noted; ``Participant.DoesNotExist`` when the actor may not see it.

    Every page of one case opens it here, so that none can forget the log.
    """
    person = Participant.objects.visible_to(actor).current().select_related("municipality").get(pk=pk)
    verdict = decide(actor, Resource.PARTICIPANT, Action.VIEW, person.facts_for(actor))
    log_read(
        actor,
        Resource.PARTICIPANT,
        participant_id=person.pk,
        municipality_id=person.municipality_id,
        rule=verdict.rule,
    )
    return person


def _merged_into(actor: Actor, pk: UUID) -> UUID | None:
    """The person who was kept, when ``pk`` was merged into somebody the actor may see."""
    return Participant.objects.visible_to(actor).current().filter(merged_from=pk).values_list("pk", flat=True).first()


def _is_mistaken(actor: Actor, pk: UUID) -> bool:
    """Whether the person was registered by mistake; only those who may restore the case are led there."""
    rows = Participant.objects.visible_to(actor).filter(pk=pk, registered_in_error_on__isnull=False)
    return may(actor, Resource.PARTICIPANT, Action.CHANGE) and rows.exists()


def case_head(request: PageRequest, person: Participant, tab: str, today: dt.date) -> dict[str, Any]:
    """What stands above every tab: who, whose, what is due next, what can be registered."""
    actor = request.actor
    return {
        "person": person,
        "age": person.age_on(today),
        "protection": _permit_in_words(actor, person),
        "is_protected": person.is_protected,
        "contacts": _contacts(actor, person, today),
        "head_panels": drawn(request, PanelSpot.HEAD, person, today),
        "deadlines": _deadlines(actor, person, today),
        "acts": _acts(actor, person),
        "is_anothers": is_closed_to(actor, person.facts_for(actor)),
        "tabs": _tabs(actor, person, tab),
    }


def drawn(request: PageRequest, spot: PanelSpot, person: Participant, today: dt.date) -> list[DrawnPanel]:
    """The panels of a spot that the actor may see and that have something to say."""
    found = [draw(request, panel, person, today) for panel in _open_panels(request.actor, spot)]
    return [panel for panel in found if panel]


def draw(request: PageRequest, panel: CasePanel, person: Participant, today: dt.date) -> DrawnPanel | None:
    """One panel; ``None`` when its app leaves it out."""
    context = panel.context(request.actor, person, today)
    if context is None:
        return None
    html = render_to_string(panel.template, {"person": person, "today": today, **context}, request=request)
    return DrawnPanel(panel.code, panel.title, html)


def _open_panels(actor: Actor, spot: PanelSpot) -> list[CasePanel]:
    return [panel for panel in panels() if panel.spot is spot and panel.fields in fields_for(actor)]


def _tabs(actor: Actor, person: Participant, current: str) -> list[dict[str, Any]]:
    tabs = [(OVERVIEW, _("Oversikt"))]
    tabs += [(panel.code, str(panel.title)) for panel in _open_panels(actor, PanelSpot.TAB)]
    return [
        {"label": label, "url": tab_url(person.pk, code), "current": code == current, "count": 0}
        for code, label in tabs
    ]


def tab_url(pk: UUID, tab: str) -> str:
    """The address of a tab of a case."""
    if tab == OVERVIEW:
        return reverse("participants:case", args=[pk])
    return reverse("participants:case-tab", args=[pk, tab])


def _permit_in_words(actor: Actor, person: Participant) -> str:
    permit = ResidencePermit.objects.visible_to(actor).filter(participant=person).order_by("-granted_on", "-id").first()
    return permit.get_basis_display().partition(",")[0] if permit else ""


def _contacts(actor: Actor, person: Participant, today: dt.date) -> list[dict[str, Any]]:
    rows = Assignment.objects.visible_to(actor).on(today).filter(participant=person).select_related("user")
    by_kind = {row.kind: row.user for row in rows}
    return [{"label": kind.label, "user": by_kind.get(kind.value)} for kind in AssignmentKind]


def _deadlines(actor: Actor, person: Participant, today: dt.date) -> list[dict[str, Any]]:
    rows = Deadline.objects.visible_to(actor).open().filter(participant=person).order_by("due_on", "id")
    shown = []
    for row in rows:
        kind = duty(row.kind)
        may_resolve = decide(actor, kind.resource, kind.action).allowed
        shown.append(
            {
                "what": kind.label,
                "due_on": row.due_on,
                "days": (row.due_on - today).days,
                "paragraph": row.paragraph,
                "action_label": kind.action_label,
                "action_url": kind.action_url(row) if may_resolve else "",
            }
        )
    return shown


def _acts(actor: Actor, person: Participant) -> list[dict[str, Any]]:
    facts = person.facts_for(actor)
    return [
        {"label": act.label, "url": reverse(act.url_name, args=[person.pk])}
        for act in acts()
        if decide(actor, act.resource, act.action, facts).allowed and act.is_possible(person)
    ]


def may_see(actor: Actor, group: FieldGroup) -> bool:
    """Whether the actor's roles open this part of a case."""
    return group in fields_for(actor)
