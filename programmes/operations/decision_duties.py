"""What decisions leave to be done: a draft to finish, a notice to send, an appeal to treat. Each is a deadline."""

import datetime as dt
from uuid import UUID

from django.utils import timezone

from participants.models import Deadline
from participants.operations.deadlines import Duty, close_deadlines, meet_deadline, write_deadlines
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind
from programmes.law.procedure import NOTICE_PARAGRAPH, NOTIFICATION_PARAGRAPH, REVIEW_PARAGRAPH
from programmes.law.working_days import add_working_days
from programmes.models import Decision

DECISION_DRAFT = "decision_draft"
DECISION_NOTIFY = "decision_notify"
DECISION_UNDELIVERED = "decision_undelivered"
APPEAL_PERIOD = "appeal_period"
APPEAL_CASE = "appeal_case"

_NOTIFY_WITHIN_WORKING_DAYS = 3
"""The law says «as soon as possible» (Public Administration Act § 27); the municipality's own measure."""


_REPLY_PARAGRAPH = "forvaltningsloven § 11 a"


def owe_decision(decision: Decision, from_day: dt.date) -> None:
    """A draft is to be decided, or a preliminary answer given, within a month (§ 11 a)."""
    rule = DEADLINE_RULES[DeadlineKind.PRELIMINARY_REPLY]
    _owe(decision, DECISION_DRAFT, rule.due_on(from_day), _REPLY_PARAGRAPH)


def owe_answer_to_notice(decision: Decision, due_on: dt.date) -> None:
    """The draft waits for the participant's answer until then."""
    _owe(decision, DECISION_DRAFT, due_on, NOTICE_PARAGRAPH)


def owe_notification(decision: Decision, from_day: dt.date) -> None:
    """The participant is to be told; a decision that is registered late is told from now on."""
    from_day = max(from_day, timezone.localdate())
    _owe(decision, DECISION_NOTIFY, add_working_days(from_day, _NOTIFY_WITHIN_WORKING_DAYS), NOTIFICATION_PARAGRAPH)


def owe_new_delivery(decision: Decision, from_day: dt.date) -> None:
    """The notice came back: it must reach the participant in another way."""
    _owe(
        decision, DECISION_UNDELIVERED, add_working_days(from_day, _NOTIFY_WITHIN_WORKING_DAYS), NOTIFICATION_PARAGRAPH
    )


def watch_appeal_period(decision: Decision, due_on: dt.date) -> None:
    """The participant may appeal until then; nothing is to be watched when that day is over."""
    if due_on < timezone.localdate():
        return
    _owe(decision, APPEAL_PERIOD, due_on, DEADLINE_RULES[DeadlineKind.APPEAL].paragraph)


def owe_review(decision: Decision, from_day: dt.date) -> None:
    """The municipality reviews an appeal, or gives a preliminary answer, within a month (§§ 11 a, 33)."""
    _owe(decision, APPEAL_CASE, DEADLINE_RULES[DeadlineKind.PRELIMINARY_REPLY].due_on(from_day), REVIEW_PARAGRAPH)


def met(decision: Decision, on: dt.date, *kinds: str) -> None:
    """These were done."""
    for kind in kinds:
        meet_deadline(kind, decision.pk, on)


def fell_away(decision: Decision, on: dt.date, *kinds: str) -> None:
    """These no longer stand."""
    close_deadlines(kinds, [decision.pk], on)


def close_expired_appeal_periods(municipality_id: UUID, today: dt.date) -> int:
    """Nobody has to do anything when the time to appeal is out: the decision is final. Answers how many it was.

    The caller acts as the system in the municipality. Run again, it finds nothing.
    """
    rows = Deadline.objects.filter(municipality_id=municipality_id, kind=APPEAL_PERIOD, due_on__lt=today).open()
    expired = list(rows.order_by("id").values_list("subject_id", flat=True))
    close_deadlines([APPEAL_PERIOD], expired, today)
    return len(expired)


def _owe(decision: Decision, kind: str, due_on: dt.date, paragraph: str) -> None:
    # A duty that was met on the same due date stands again: the notice may come back twice in a day.
    Deadline.objects.filter(kind=kind, subject_id=decision.pk).exclude(met_on=None, closed_on=None).update(
        met_on=None, closed_on=None, next_flag_on=due_on
    )
    write_deadlines([Duty(kind, decision.participant, decision.pk, due_on, paragraph)])
