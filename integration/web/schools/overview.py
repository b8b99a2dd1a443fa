"""«Skolesystemer»: each source and how it stands, and what waits for a person."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from integration.models import (
    AttendanceBatch,
    AttendanceFault,
    FaultState,
    RunState,
    SchoolSource,
    SourceRun,
    UnmatchedPerson,
)
from integration.web.schools.words import batch_standing, count_line, fault_text, source_standing

_BATCHES = 5


class SchoolSystemsPage(Page):
    """The first page of the integration's owner."""

    needs = (Resource.SCHOOL_SOURCE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Sources with their last runs, what waits, and the newest batches of attendance."""
        actor = self.request.actor
        batches = AttendanceBatch.objects.visible_to(actor).select_related("school")[:_BATCHES]
        context = {
            "sources": source_rows(actor),
            "waiting": waiting(actor),
            "failing": failing_panel(actor, timezone.localdate()),
            "batches": [{"batch": one, "standing": batch_standing(one.state, one.quarantined)} for one in batches],
            "may_change": may(actor, Resource.SCHOOL_SOURCE, Action.CHANGE),
        }
        return show(self.request, "integration/schools/overview.html", context)


def source_rows(actor: Actor) -> list[dict[str, object]]:
    """Each source with its newest run, in a constant number of queries."""
    newest = SourceRun.objects.filter(source=OuterRef("pk")).order_by("-created_at", "-id").values("pk")[:1]
    sources: list[Any] = list(
        SchoolSource.objects.visible_to(actor).select_related("school", "owner").annotate(newest=Subquery(newest))
    )
    runs = SourceRun.objects.visible_to(actor).in_bulk([one.newest for one in sources if one.newest])
    rows: list[dict[str, object]] = []
    for one in sources:
        last = runs.get(one.newest)
        rows.append(
            {
                "source": one,
                "last": last,
                "standing": source_standing(one, last),
                "result": count_line(last.counts) if last and last.state == RunState.DONE else "",
                "fault": fault_text(one.last_error) if one.failing_since else "",
                "url_name": "integration:school-run" if last and last.state == RunState.HELD else "",
            }
        )
    return rows


def sources_that_fail(actor: Actor, only_mine: bool, _today: dt.date) -> int | None:
    """How many sources fail, of one's own or of all; left out of «Mitt arbeid» while none does."""
    if not may(actor, Resource.SCHOOL_SOURCE, Action.VIEW):
        return None
    failing = SchoolSource.objects.visible_to(actor).filter(failing_since__isnull=False, is_active=True)
    return (failing.filter(owner=actor.user_id) if only_mine else failing).count() or None


def failing_panel(actor: Actor, today: dt.date) -> dict[str, object] | None:
    """The sources that fail and are the actor's to see to: the own ones, and from the day they are late all others.

    ``None`` where there are none.
    """
    if not may(actor, Resource.SCHOOL_SOURCE, Action.VIEW):
        return None
    failing = SchoolSource.objects.visible_to(actor).filter(failing_since__isnull=False, is_active=True)
    rows = [
        {"source": one, "fault": fault_text(one.last_error), "is_late": one.is_late_on(today)}
        for one in failing.select_related("owner").order_by("failing_since", "id")
        if one.owner_id == actor.user_id or one.is_late_on(today)
    ]
    return {"sources": rows} if rows else None


def waiting(actor: Actor) -> dict[str, int]:
    """How much waits for a person: held runs, pupils to link, rows in quarantine, sources that fail."""
    held = SourceRun.objects.visible_to(actor).filter(state=RunState.HELD).count()
    pupils = UnmatchedPerson.objects.visible_to(actor).filter(settled_at__isnull=True, material__isnull=False).count()
    rows = AttendanceFault.objects.visible_to(actor).filter(state=FaultState.OPEN).count()
    failing = SchoolSource.objects.visible_to(actor).aggregate(n=Count("pk", filter=Q(failing_since__isnull=False)))[
        "n"
    ]
    return {"held": held, "pupils": pupils, "rows": rows, "failing": failing}
