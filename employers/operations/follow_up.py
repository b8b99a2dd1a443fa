"""Plans the follow-up of work and takes the answers; an answer is a row that figures are made of."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from employers.follow_up_plan import JobSpan, ProgrammeEnd, Wanted, keys_of, wanted_follow_ups
from employers.models import EmploymentForm, FollowUp, Placement, Standing
from employers.operations.placements import MOST_HOURS
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, close_deadlines, meet_deadline, write_deadlines
from programmes.models import EndReason, Participation

WORK_FOLLOW_UP = "work_follow_up"
_PARAGRAPH = "NAV-loven § 14 a"
_ASKED_LATE = dt.timedelta(days=31)
"""A job or an end that is registered late is not asked about for months that were over long before."""
_NOT_FOLLOWED = (EndReason.MOVED, EndReason.DECEASED, EndReason.EMIGRATED)


def plan_follow_ups(person: Participant, today: dt.date) -> None:
    """Make the open questions those that the person's jobs and programmes ask for; answers stay as they are.

    Called in the transaction of whatever changed a job or ended a programme. Work training is no job: its reviews are
    the measure's own.
    """
    rows = list(FollowUp.objects.filter(participant=person, closed_on__isnull=True).order_by("due_on", "id"))
    answered = frozenset[tuple[UUID, int]]().union(*(_keys(row) for row in rows if row.answered_on))
    still_open = [row for row in rows if row.answered_on is None]
    wanted = [item for item in _wanted(person) if not item.keys & answered]
    matched = _match(wanted, still_open)
    kept = {row.pk for _item, row in matched if row is not None}
    gone = [row for row in still_open if row.pk not in kept]
    # First: a question that two rows asked is now asked by one.
    FollowUp.objects.filter(pk__in=[row.pk for row in gone]).update(closed_on=today)
    close_deadlines([WORK_FOLLOW_UP], [row.pk for row in gone], today)
    standing = [_write(person, item, row) for item, row in matched if row or item.due_on >= today - _ASKED_LATE]
    write_deadlines([Duty(WORK_FOLLOW_UP, person, row.pk, row.due_on, _PARAGRAPH) for row in standing])


def follow_programme_end(_actor: Actor, participation: Participation) -> None:
    """The programme has ended: its series of questions begins."""
    plan_follow_ups(participation.participant, timezone.localdate())


@operation
def answer_follow_up(
    actor: Actor,
    follow_up_id: UUID,
    *,
    standing: str,
    hours_per_week: Decimal | None = None,
    is_permanent: bool | None = None,
    next_step: str = "",
    expected_version: int | None = None,
) -> FollowUp:
    """Take the answer of today; a first answer meets the deadline, a later one corrects it.

    «Still in the job» with nothing more said has the hours and the form that the job is registered with.
    """
    require(actor, Action.CHANGE, Resource.PLACEMENT)
    found = FollowUp.objects.visible_to(actor).get(pk=follow_up_id)
    person = lock_case(actor, found.participant_id)
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("placement").get(pk=follow_up_id)
    require_version(row, expected_version)
    refusals = _faults(row, standing, hours_per_week)
    if refusals:
        raise RuleRefused(*refusals)
    today = timezone.localdate()
    row.standing, row.next_step, row.answered_on = standing, next_step.strip(), today
    row.hours_per_week, row.is_permanent = _filled(row, hours_per_week, is_permanent)
    row.answered_by_id, row.answered_for_id = actor.user_id, actor.agency_id
    row.save()
    meet_deadline(WORK_FOLLOW_UP, row.pk, today)
    note_event(actor, person, "work_followed_up", today, standing=standing,
               months=row.placement_months or row.participation_months)  # fmt: skip
    return row


def _wanted(person: Participant) -> list[Wanted]:
    jobs = Placement.objects.filter(participant=person).exclude(form=EmploymentForm.WORK_TRAINING)
    spans = [JobSpan(*facts) for facts in jobs.order_by("first_day", "id").values_list("pk", "first_day", "last_day")]
    ended = Participation.objects.filter(participant=person, ended_on__isnull=False)
    ended = ended.exclude(end_reason__in=_NOT_FOLLOWED).order_by("-ended_on")[:1]
    ends = [ProgrammeEnd(pk, day) for pk, day in ended.values_list("pk", "ended_on") if day is not None]
    return wanted_follow_ups(spans, ends)


def _match(wanted: Sequence[Wanted], rows: Sequence[FollowUp]) -> list[tuple[Wanted, FollowUp | None]]:
    left = list(rows)
    pairs: list[tuple[Wanted, FollowUp | None]] = []
    for item in wanted:
        row = next((row for row in left if _keys(row) & item.keys), None)
        if row is not None:
            left.remove(row)
        pairs.append((item, row))
    return pairs


def _write(person: Participant, item: Wanted, row: FollowUp | None) -> FollowUp:
    found = row or FollowUp(participant=person, municipality_id=person.municipality_id)
    found.due_on = item.due_on
    found.placement_id, found.placement_months = item.placement_id, item.placement_months
    found.participation_id, found.participation_months = item.participation_id, item.participation_months
    found.save()
    return found


def _keys(row: FollowUp) -> frozenset[tuple[UUID, int]]:
    return keys_of(row.placement_id, row.placement_months, row.participation_id, row.participation_months)


def _faults(row: FollowUp, standing: str, hours_per_week: Decimal | None) -> list[Refusal]:
    faults = []
    if row.closed_on is not None:
        text = _("Oppfølgingen er lukket fordi jobben tok slutt.")
        faults.append(Refusal("follow_up_closed", text))
    if standing not in Standing.values:
        faults.append(Refusal("unknown_standing", _("Velg hvordan det går."), "standing"))
    if standing == Standing.SAME_JOB and row.placement is None:
        text = _("Spørsmålet gjelder tiden etter programmet. Velg «i en annen jobb» hvis deltakeren arbeider.")
        faults.append(Refusal("no_job_to_keep", text, "standing"))
    if hours_per_week is not None and not 0 < hours_per_week <= MOST_HOURS:
        faults.append(Refusal("hours_out_of_bounds", _("Timene må være over 0 og høyst 60."), "hours_per_week"))
    return faults


def _filled(
    row: FollowUp, hours_per_week: Decimal | None, is_permanent: bool | None
) -> tuple[Decimal | None, bool | None]:
    if row.standing not in (Standing.SAME_JOB, Standing.OTHER_JOB):
        return None, None
    if row.standing == Standing.SAME_JOB and row.placement is not None:
        hours = row.placement.hours if hours_per_week is None else hours_per_week
        permanent = row.placement.form == EmploymentForm.PERMANENT if is_permanent is None else is_permanent
        return hours, permanent
    return hours_per_week, is_permanent
