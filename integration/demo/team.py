"""What the team and its administrator are in the middle of: cover, an invitation, the yearly review, deputies."""

import datetime as dt

from agencies.access import acting_as
from agencies.models import Role
from agencies.operations.staffing.members import Access, invite
from agencies.operations.staffing.reviews import confirm_access, lines_of, open_review
from integration.demo.cast import BERGEN
from integration.demo.staffing import Staff
from participants.models import Assignment, AssignmentKind
from participants.operations.assignment import assign
from participants.operations.team.covers import arrange_cover

_DAY = dt.timedelta(days=1)
_DEPUTIES = 8
_CONFIRMED = 3


def work_as_a_team(staff: Staff, today: dt.date) -> None:
    """Bergen this week: one adviser is away, somebody new was invited, and access is being gone through."""
    leader = staff.acting(staff.users["Tone Lie"], BERGEN)
    marte, away = staff.users["Marte Solheim"], staff.users["Jonas Nygaard"]
    arrange_cover(
        leader,
        staff.agencies[BERGEN].pk,
        absent_id=away.pk,
        substitute_id=marte.pk,
        first_day=today - 2 * _DAY,
        last_day=today + 5 * _DAY,
    )
    with acting_as(leader):
        cases = Assignment.objects.visible_to(leader).filter(user=marte, kind=AssignmentKind.ADVISER).on(today)
        own = list(cases.order_by("id").values_list("participant_id", flat=True)[:_DEPUTIES])
    deputy = staff.users["Silje Fjellanger"]
    for person_id in own:
        assign(leader, person_id, user_id=deputy.pk, kind=AssignmentKind.DEPUTY, first_day=today)
    administrator = staff.acting(staff.users["Per Dahl"], BERGEN)
    invite(
        administrator,
        email="oda.lunde@colleagues.fotfeste.example",
        name="Oda Lunde",
        access=[Access(role=Role.PROGRAMME_ADVISER, first_day=today)],
    )
    review = open_review(administrator)
    for line in lines_of(review)[:_CONFIRMED]:
        confirm_access(administrator, review.pk, line.membership.pk, keep=True)
