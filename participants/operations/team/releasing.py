"""Releases the cases of staff who have left: nobody is the adviser of a case by a role that is no more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import municipalities_met_by, system_actor
from agencies.hooks import after_access_ended
from agencies.models import Agency, AgencyService, Membership
from participants.models import Assignment, AssignmentKind, CaseEvent, Cover, Flag, NamedAccess, Participant
from participants.operations.assignment import ROLES_WITH
from participants.operations.cases import event_of
from participants.operations.team.handover import open_again


@after_access_ended
def release_after_leaving(actor: Actor, agency: Agency) -> None:
    """At once when an administrator ends somebody's access; the history says who did."""
    for municipality_id in municipalities_met_by(agency):
        release_cases(municipality_id, timezone.localdate(), by=actor.user_id)


def release_cases(municipality_id: UUID, today: dt.date, *, by: UUID | None = None) -> int:
    """End the assignments whose holder has no role for them any more; answers how many.

    Set-based, as the system, under the locks of the cases. A case whose adviser left stands under «without adviser»;
    its taken flags are open again; access by name to protected cases and cover by them end too.
    """
    actor = replace(system_actor(municipality_id), user_id=by)
    with acting_as(actor):
        lost = _without_role(municipality_id, today)
        people = set(lost.values_list("participant_id", flat=True))
        list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update(of=("self",), no_key=True))
        # Read again under the locks: somebody may just have assigned the case anew.
        rows = list(lost.filter(participant__in=people).select_related("participant", "user"))
        _end([row.pk for row in rows], today)
        for row in rows:
            open_again(Flag.objects.filter(participant=row.participant_id, taken_by=row.user_id))
        CaseEvent.objects.bulk_create(
            event_of(actor, row.participant, "contact_left", today, task=row.kind, name=row.user.name) for row in rows
        )
        _end_what_hangs_on_access(municipality_id, today)
    return len(rows)


def _without_role(municipality_id: UUID, today: dt.date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=today), municipality=municipality_id)
    lost = Q()
    for kind, roles in ROLES_WITH.items():
        members = Membership.objects.present_or_coming(today).filter(role__in=roles, user__is_active=True)
        if kind is not AssignmentKind.NAV_CONTACT:
            members = members.filter(agency=municipality_id)
        lost |= Q(kind=kind) & ~Q(user__in=members.values("user"))
    return rows.filter(lost)


def _end(ids: Iterable[UUID], today: dt.date) -> None:
    rows = Assignment.objects.filter(pk__in=list(ids))
    rows.filter(first_day__gte=today).delete()
    rows.filter(first_day__lt=today).update(last_day=today - dt.timedelta(days=1))


def _end_what_hangs_on_access(municipality_id: UUID, today: dt.date) -> None:
    providers = AgencyService.objects.filter(municipality=municipality_id).values("provider")
    members = Membership.objects.present_or_coming(today).filter(user__is_active=True)
    here = members.filter(Q(agency=municipality_id) | Q(agency__in=providers) | Q(agency__parts=municipality_id))
    NamedAccess.objects.filter(municipality=municipality_id).exclude(user__in=here.values("user")).delete()
    covers = Cover.objects.filter(municipality=municipality_id, last_day__gte=today).standing()
    gone = ~Q(substitute__in=here.values("user")) | ~Q(absent__in=here.values("user"))
    covers.filter(gone).update(cancelled_at=timezone.now(), changed_at=timezone.now())
