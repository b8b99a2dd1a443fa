"""The same person in two municipalities: whoever enrols is answered as for anybody new, and the other is asked.

Neither municipality sees the other, so the database does both: it takes a lock on the numbers, that two who enrol at
the same moment come one after the other, and it writes the notice on the case that was there first.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import NoticeAnswer, Participant, SamePersonNotice
from participants.operations.cases import note_event, refuse_anothers
from participants.operations.deadlines import close_deadlines, meet_deadline

POSSIBLE_MOVE = "possible_move"
# Few enough for the table of locks when a list of a thousand people is enrolled, and taken in one order by all.
_LOCK = """
SELECT pg_advisory_xact_lock(7031, bucket)
FROM (SELECT DISTINCT hashtext(number) & 511 AS bucket FROM unnest(%s::text[]) AS number ORDER BY bucket) AS buckets
"""


def lock_numbers(numbers: Iterable[str]) -> None:
    """Let nobody else write one of these numbers until this transaction ends; before they are written."""
    values = sorted(set(numbers))
    if values:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [values])


def report_elsewhere(people: Sequence[Participant]) -> None:
    """Ask the municipalities that have somebody with a number of these people. Answers nothing, whatever is found."""
    if people:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT fot_report_elsewhere(%s::uuid[], %s)",
                [[person.pk for person in people], timezone.localdate()],
            )


@operation
def answer_notice(
    actor: Actor, notice_id: UUID, *, answer: str, reason: str = "", expected_version: int | None = None
) -> SamePersonNotice:
    """Say what the notice came to; the duty to look at it is met. Only a move needs no reason."""
    require(actor, Action.CHANGE, Resource.SAME_PERSON)
    visible = SamePersonNotice.objects.visible_to(actor)
    notice = visible.select_for_update(of=("self",)).get(pk=notice_id)
    # The privacy officer, who answers for protected people, does not meet the case itself.
    for person in Participant.objects.visible_to(actor).filter(pk=notice.participant_id):
        refuse_anothers(actor, person)
    require_version(notice, expected_version)
    if answer not in NoticeAnswer.values:
        raise RuleRefused(Refusal("unknown_answer", _("Velg et svar."), "answer"))
    if answer != NoticeAnswer.MOVING and not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvordan du vet det."), "reason"))
    if notice.answered_on:
        raise RuleRefused(Refusal("notice_answered", _("Dette er allerede besvart."), "answer"))
    today = timezone.localdate()
    notice.answer, notice.reason, notice.answered_on = answer, reason.strip(), today
    notice.answered_by_id = actor.user_id
    notice.save()
    if not notice.is_protected:
        meet_deadline(POSSIBLE_MOVE, notice.pk, today)
        person = Participant.objects.get(pk=notice.participant_id)
        note_event(actor, person, "same_person_answered", today, answer=answer, reason=notice.reason)
    return notice


def merge_notices(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the notices; two about the same municipality are one."""
    with acting_as(actor.as_system()):
        known = SamePersonNotice.objects.filter(participant=kept).values_list("elsewhere", flat=True)
        rows = SamePersonNotice.objects.filter(participant=merged)
        doubled = list(rows.filter(elsewhere__in=list(known)).values_list("pk", flat=True))
        close_deadlines([POSSIBLE_MOVE], doubled, timezone.localdate())
        rows.exclude(pk__in=doubled).update(participant=kept)
