"""The warning before the end of a programme that may be extended: an application must come before the end."""

import datetime as dt

from participants.operations.deadlines import Duty
from programmes.law.enums import Education, Goal, Protection
from programmes.law.rules import DurationRule
from programmes.law.selection import duration_limits
from programmes.models import Participation

EXTENSION_WINDOW = "extension_window"
WARNED_DAYS_BEFORE = 60


def limits_of(participation: Participation) -> DurationRule | None:
    """The row of the law that says how long this programme may be."""
    return duration_limits(
        participation.offer_date,
        Protection(participation.protection),
        Education(participation.education),
        Goal(participation.goal),
    )


def extension_left(participation: Participation) -> int:
    """Months that the programme may still be extended by; 0 where the law has no extension."""
    rule = limits_of(participation)
    return max(rule.extension_maximum_months - participation.extension_months, 0) if rule else 0


def extension_duty(participation: Participation) -> Duty:
    """The warning 60 days before the end of a programme that may be extended."""
    rule = limits_of(participation)
    due_on = max(participation.last_day - dt.timedelta(days=WARNED_DAYS_BEFORE), participation.first_day)
    paragraph = rule.extension_paragraph if rule else ""
    return Duty(EXTENSION_WINDOW, participation.participant, participation.pk, due_on, paragraph)
