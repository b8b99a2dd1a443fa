"""The page «Teamet»: what waits for the leader, and how much each adviser has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from agencies.access import Action, Resource
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from participants.duties import duty
from programmes import team

MOST = 5
"""So many of each list stand on the page; the counter says how many there are."""
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of an adviser's bar: where it begins, and how long it is, of ``_WIDTH``."""

    kind: str
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class LoadRow:
    """An adviser's caseload as a row with its bar."""

    load: team.Caseload
    bars: Sequence[Bar]
    hand_over_url: str


class TeamPage(Page):
    """For team leaders."""

    needs = (Resource.TEAM, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The page; a constant number of queries."""
        actor, today = self.request.actor, timezone.localdate()
        approvals, flags = team.waiting_for_approval(actor, today), team.untaken_flags(actor, today)
        ends, unassigned = team.unfinished_ends(actor), team.unassigned(actor, today)
        starts = team.starts_to_watch(actor, today)
        loads = team.caseloads(actor, today)
        context: dict[str, Any] = {
            "starts": team.starts(actor, today),
            "start_rows": [_due(row.participant, row.due_on, today, row) for row in starts[:MOST]],
            "approvals": list(approvals[:MOST]),
            "approval_count": approvals.count(),
            "flags": [_due(row.participant, row.due_on, today, row.deadline) for row in flags[:MOST]],
            "flag_count": flags.count(),
            "ends": list(ends[:MOST]),
            "end_count": ends.count(),
            "unassigned": list(unassigned[:MOST]),
            "unassigned_count": unassigned.count(),
            "loads": load_rows(loads),
            "covers": list(team.covers(actor, today)),
            "today": today,
        }
        due = [row["person_id"] for row in (*context["start_rows"], *context["flags"])]
        waiting = [row.participant_id for row in (*context["approvals"], *context["ends"])]
        log_list(actor, Resource.TEAM, [*due, *waiting, *(person.pk for person in context["unassigned"])])
        return show(self.request, "programmes/team/page.html", context)


def load_rows(loads: Sequence[team.Caseload]) -> list[LoadRow]:
    """The caseloads with their bars, on one scale."""
    longest = max((load.cases for load in loads), default=0) or 1
    return [
        LoadRow(load, _bars(load, longest), f"{reverse('programmes:hand-over')}?fra={load.user.pk}") for load in loads
    ]


def _bars(load: team.Caseload, longest: int) -> list[Bar]:
    bars, start = [], 0.0
    for kind, number in (("running", load.running), ("waiting", load.waiting), ("others", load.others)):
        length = round(_WIDTH * number / longest, 1)
        if length:
            bars.append(Bar(kind, round(start, 1), length))
        start += length
    return bars


def _due(person: Any, due_on: Any, today: Any, deadline: Any) -> dict[str, Any]:
    kind = duty(deadline.kind)
    return {
        "person": person.full_name,
        "url": reverse("participants:case", args=[person.pk]),
        "days": (due_on - today).days,
        "what": kind.label,
        "due_on": due_on,
        "paragraph": deadline.paragraph,
        "action_label": kind.action_label,
        "action_url": kind.action_url(deadline),
        "person_id": person.pk,
    }
