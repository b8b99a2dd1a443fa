"""«Mitt arbeid»: what is due, for whom, when, by which paragraph, and the act that resolves it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import Action, Actor, Resource, may
from agencies.models import AgencyKind
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, PageRequest, show
from agencies.web.paging import page_of
from participants.covering import covered_by
from participants.duties import duty
from participants.models import Deadline, FlagState, ImportBatch
from participants.panels import places_open_to, work_counters, work_panels
from participants.worklist import (
    HORIZON_DAYS,
    SOON_DAYS,
    Counts,
    Rank,
    Scope,
    View,
    count_protected,
    count_work,
    narrowed,
    usual_scope,
    work_rows,
)

PAGE = 25
ORDER = ("rank", "due_on", "id")
_RECENT_LISTS = 3


@dataclass(frozen=True, slots=True)
class FlagOnRow:
    """The standing flag of a row, and what the actor may do with it."""

    id: UUID
    version: int
    is_mine: bool
    taken_by: str
    is_escalated: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One duty as a row shows it; without ``action_url`` the actor may not do what resolves it."""

    id: UUID
    person: str
    person_url: str
    days: int
    what: str | Promise
    due_on: dt.date
    paragraph: str
    adviser: str
    is_adviser: bool
    cover_for: str
    action_label: str | Promise
    action_url: str
    assign_url: str
    flag: FlagOnRow | None
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one urgency."""

    title: str
    rows: list[WorkRow] = field(default_factory=list)


class MyWorkPage(Page):
    """The first page. Staff without cases have their own first page."""

    def get(self, _request: object) -> HttpResponse:
        """Counters, and the rows of the chosen one."""
        actor = self.request.actor
        if not may(actor, Resource.DEADLINE, Action.VIEW):
            return HttpResponseRedirect(reverse(_page_without_cases(actor)))
        today = timezone.localdate()
        rows, scope, view = chosen_work(actor, self.request.GET, today)
        page = page_of(rows, ORDER, self.request.GET.get("etter", ""), PAGE)
        log_list(actor, Resource.DEADLINE, [row.participant_id for row in page.rows])
        counts = count_work(actor, today, scope)
        context = {
            "covers_for": list(covered_by(actor, today).values()),
            "greeting": _greeting(timezone.localtime().hour),
            "summary": _summary(counts),
            "counters": _counters(actor, counts, scope, view),
            "scopes": _scopes(actor, scope),
            "groups": grouped(page.rows, actor, today),
            "is_filtered": view is not View.EVERYTHING,
            "is_mine": scope is Scope.MINE,
            "everything_url": _address(scope=Scope.ALL),
            "clear_url": _address(scope=scope),
            "next_url": _address(scope=scope, view=view, cursor=page.cursor) if page.cursor else "",
            "panels": _panels(self.request, today),
            "protected_due": count_protected(actor, today),
            "lists": _recent_lists(actor),
            "may_import": may(actor, Resource.IMPORT, Action.VIEW),
            "may_enrol": may(actor, Resource.PARTICIPANT, Action.CREATE),
        }
        return show(self.request, "participants/work/page.html", context)


def chosen_work(actor: Actor, query: QueryDict, today: dt.date) -> tuple[QuerySet[Deadline], Scope, View]:
    """The duties that an address chooses, and whose and which these are."""
    scope = _choice(Scope, query.get("hvem"), usual_scope(actor))
    view = _choice(View, query.get("vis"), View.EVERYTHING)
    return narrowed(work_rows(actor, today, scope), actor, today, view), scope, view


def work_chosen_in_words(actor: Actor, scope: Scope, view: View) -> list[tuple[str | Promise, str | Promise]]:
    """Whose duties and which of them, as label and value."""
    whose = next(each["label"] for each in _scopes(actor, scope) if each["current"])
    return [(_("Hvem"), whose), (_("Utvalg"), _view_in_words(view))]


def row_of(deadline: Any, actor: Actor, today: dt.date, covered: Mapping[UUID, str] | None = None) -> WorkRow:
    """A deadline with its flag (``worklist.with_flag``) as a row for the actor.

    ``covered`` are those whom the actor covers for; they are looked up unless given.
    """
    covered = covered_by(actor, today) if covered is None else covered
    kind = duty(deadline.kind)
    may_resolve = may(actor, kind.resource, kind.action)
    is_here = deadline.participant.moved_on is None
    may_assign = is_here and deadline.adviser_name is None and may(actor, Resource.PARTICIPANT, Action.CHANGE)
    return WorkRow(
        id=deadline.pk,
        person=deadline.participant.full_name,
        person_url=reverse("participants:case", args=[deadline.participant_id]),
        days=(deadline.due_on - today).days,
        what=kind.label,
        due_on=deadline.due_on,
        paragraph=deadline.paragraph,
        adviser=deadline.adviser_name or "",
        is_adviser=deadline.adviser_id is not None and deadline.adviser_id == actor.user_id,
        cover_for=covered.get(deadline.adviser_id, ""),
        action_label=kind.action_label,
        action_url=kind.action_url(deadline) if may_resolve else "",
        assign_url=reverse("participants:assign", args=[deadline.participant_id]) if may_assign else "",
        flag=_flag_of(deadline, actor),
        reasons=_reasons(deadline, kind.label),
    )


def grouped(deadlines: Iterable[Any], actor: Actor, today: dt.date) -> list[Group]:
    """The rows of a page under headings, in their order."""
    covered = covered_by(actor, today)
    groups: list[Group] = []
    for deadline in deadlines:
        title = _group_title(int(deadline.rank), (deadline.due_on - today).days)
        if not groups or groups[-1].title != title:
            groups.append(Group(title))
        groups[-1].rows.append(row_of(deadline, actor, today, covered))
    return groups


def _group_title(rank: int, days: int) -> str:
    if rank == int(Rank.ESCALATED):
        return _("Løftet til teamleder")
    if rank == int(Rank.UNASSIGNED):
        return _("Uten rådgiver")
    if days < 0:
        return _("Forfalt")
    return _("Innen 14 dager") if days <= SOON_DAYS else _("Senere")


def _flag_of(deadline: Any, actor: Actor) -> FlagOnRow | None:
    if deadline.flag_id is None:
        return None
    return FlagOnRow(
        id=deadline.flag_id,
        version=deadline.flag_version,
        is_mine=deadline.flag_state == FlagState.TAKEN and deadline.flag_taken_by_id == actor.user_id,
        taken_by=deadline.flag_taken_by or "",
        is_escalated=deadline.flag_escalated_at is not None,
        may_change=may(actor, Resource.FLAG, Action.CHANGE),
    )


def _reasons(deadline: Any, label: str | Promise) -> list[str]:
    due = f"{deadline.due_on:%d.%m.%Y}"
    reasons = [
        _("%(what)s: fristen er %(date)s etter %(paragraph)s.")
        % {"what": label, "date": due, "paragraph": deadline.paragraph},
        _("Ansvarlig: %(agency)s.") % {"agency": deadline.responsible_agency},
    ]
    if deadline.flag_raised_on:
        reasons.append(_flag_reason(deadline))
    if deadline.flag_escalated_at:
        day = timezone.localtime(deadline.flag_escalated_at)
        reasons.append(
            _("Ingen tok varselet i tide. Det ble løftet til teamleder %(date)s.") % {"date": f"{day:%d.%m.%Y}"}
        )
    return reasons


def _flag_reason(deadline: Any) -> str:
    raised = f"{deadline.flag_raised_on:%d.%m.%Y}"
    days = deadline.flag_threshold
    if days < 0:
        return _("Varslet %(date)s fordi fristen er passert.") % {"date": raised}
    if days == 0:
        return _("Varslet %(date)s fordi fristen er den dagen.") % {"date": raised}
    text = ngettext(
        "Varslet %(date)s fordi det var %(days)d dag eller mindre igjen.",
        "Varslet %(date)s fordi det var %(days)d dager eller mindre igjen.",
        days,
    )
    return text % {"date": raised, "days": days}


def _greeting(hour: int) -> str:
    if hour < 10:  # noqa: PLR2004 - the hours at which one says so in Norway
        return _("God morgen")
    return _("God dag") if hour < 18 else _("God kveld")  # noqa: PLR2004


def _summary(counts: Counts) -> str:
    people = ngettext("%(n)d deltaker", "%(n)d deltakere", counts.people) % {"n": counts.people}
    urgent = counts.overdue + counts.soon
    if not urgent:
        return _("%(people)s · ingenting haster") % {"people": people}
    things = ngettext("%(n)d ting haster", "%(n)d ting haster", urgent) % {"n": urgent}
    return f"{people} · {things}"


def _view_in_words(view: View) -> str:
    return {
        View.EVERYTHING: _("Alt som skal gjøres"),
        View.OVERDUE: _("Forfalt"),
        View.SOON: _("Frist innen %d dager") % SOON_DAYS,
        View.HORIZON: _("Frist innen %d dager") % HORIZON_DAYS,
        View.TAKEN: _("Tatt av meg"),
        View.ESCALATED: _("Løftet til teamleder"),
    }[view]


def _counters(actor: Actor, counts: Counts, scope: Scope, view: View) -> list[dict[str, Any]]:
    shown = [
        (View.OVERDUE, counts.overdue, "danger"),
        (View.SOON, counts.soon, "warning"),
        (View.HORIZON, counts.horizon, "neutral"),
        (View.TAKEN, counts.taken, "info"),
        (View.ESCALATED, counts.escalated, "warning"),
    ]
    counters = [
        {
            "label": _view_in_words(chosen),
            "count": count,
            "url": _address(scope=scope, view=View.EVERYTHING if chosen is view else chosen),
            "tone": tone,
            "current": chosen is view,
        }
        for chosen, count, tone in shown
    ]
    people = reverse("participants:list")
    new = {"label": _("Ny for meg"), "count": counts.new, "url": f"{people}?radgiver=ny", "tone": "info"}
    without = {"label": _("Uten rådgiver"), "count": counts.unassigned, "url": f"{people}?radgiver=uten"}
    counters.append(new | {"current": False})
    if scope is Scope.ALL and actor.agency_kind != AgencyKind.NAV_OFFICE:
        counters.append(without | {"tone": "warning", "current": False})
    return counters + _counters_of_others(actor, scope)


def _counters_of_others(actor: Actor, scope: Scope) -> list[dict[str, Any]]:
    """What the floors above count, each on a page of its own."""
    today = timezone.localdate()
    counted = [(each, each.count(actor, scope is Scope.MINE, today)) for each in work_counters()]
    return [
        {"label": each.label, "count": count, "url": reverse(each.url_name), "tone": each.tone, "current": False}
        for each, count in counted
        if count is not None
    ]


def _panels(request: PageRequest, today: dt.date) -> list[SafeString]:
    """What the floors above show beside the list."""
    found = [(panel.template, panel.context(request.actor, today)) for panel in work_panels()]
    return [
        render_to_string(template, {"today": today, **context}, request=request)
        for template, context in found
        if context is not None
    ]


def _scopes(actor: Actor, scope: Scope) -> list[dict[str, Any]]:
    everybody = _("Hele kontoret") if actor.agency_kind == AgencyKind.NAV_OFFICE else _("Hele kommunen")
    return [
        {"label": label, "url": _address(scope=choice), "current": choice is scope}
        for choice, label in ((Scope.MINE, _("Mine deltakere")), (Scope.ALL, everybody))
    ]


def _recent_lists(actor: Actor) -> list[ImportBatch]:
    batches = ImportBatch.objects.visible_to(actor).defer("raw", "mapping", "notices")
    return list(batches.order_by("-created_at", "-id")[:_RECENT_LISTS])


def _page_without_cases(actor: Actor) -> str:
    if may(actor, Resource.ACCESS_LOG, Action.VIEW):
        return "agencies:access-log"
    if may(actor, Resource.STAFF, Action.VIEW):
        return "agencies:staff"
    return next((place.url_name for place in places_open_to(actor)), "participants:nothing-here")


def _address(*, scope: Scope, view: View = View.EVERYTHING, cursor: str = "") -> str:
    parts = {"hvem": scope.value, "vis": view.value, "etter": cursor}
    return "?" + "&".join(f"{name}={value}" for name, value in parts.items() if value)


def _choice(kind: Any, value: str | None, usual: Any) -> Any:
    try:
        return usual if value is None else kind(value)
    except ValueError:
        return usual


class NothingHerePage(Page):
    """The first page of a role that has no page of its own yet."""

    def get(self, _request: object) -> HttpResponse:
        """Say so."""
        return show(self.request, "participants/work/nothing_here.html", {})
