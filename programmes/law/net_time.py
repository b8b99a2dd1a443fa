"""How much of the programme time somebody has used when a programme breaks off, for the next municipality (law.md 5.6).

Time that counted absence, time off and leave would add is not used up (Regulations §§ 10 and 19): the last day is moved
back by it, as the clock would have moved it on.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from programmes.law.cases import Case
from programmes.law.leave_kinds import BY_DECISION
from programmes.law.leave_reckoning import Reckoning
from programmes.law.months import last_day_of_period
from programmes.law.reentry import TimeUsed
from programmes.law.rules import LeaveClockRule
from programmes.law.selection import rule_set_for

_ONE_DAY = timedelta(days=1)
_DAYS_OF_A_MONTH = 30
NOTHING_USED = TimeUsed(0, 0)


def net_time_used(case: Case, last_day_in_programme: date) -> TimeUsed:
    """The net time from the first day of `case` through `last_day_in_programme`: whole months, and days beyond them.

    It is never more than was granted; a case without first day or duration has used nothing.
    """
    if case.first_day is None or not case.months:
        return NOTHING_USED
    base_last_day = last_day_of_period(case.first_day, case.months + (case.extension_months or 0))
    reckoning = Reckoning.of(case.first_day, base_last_day, case.absences, _leave_rule(case))
    day = min(last_day_in_programme, base_last_day)
    # The last day that what was away until now would have moved no further than this.
    while day >= case.first_day and replace(reckoning, base_last_day=day).moved(last_day_in_programme) > (
        last_day_in_programme
    ):
        day -= _ONE_DAY
    return length_of(case.first_day, day)


def length_of(first_day: date, last_day: date) -> TimeUsed:
    """A period (inclusive) as whole months, by the clock's own measure, and days; nothing where it is empty."""
    if last_day < first_day:
        return NOTHING_USED
    months = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month + 1
    while months and last_day_of_period(first_day, months) > last_day:
        months -= 1
    through = last_day_of_period(first_day, months) if months else first_day - _ONE_DAY
    return TimeUsed(months, (last_day - through).days)


def total(used: Iterable[TimeUsed]) -> TimeUsed:
    """The time of several programmes together; 30 days are a month."""
    known = list(used)
    more, days = divmod(sum(each.days for each in known), _DAYS_OF_A_MONTH)
    return TimeUsed(sum(each.months for each in known) + more, days)


def exceeds(used: TimeUsed, months: int, maximum_months: int) -> bool:
    """Whether the time used and `months` more are longer than `maximum_months`."""
    return (used.months + months, used.days) > (maximum_months, 0)


def months_left(used: TimeUsed, maximum_months: int) -> int:
    """The most whole months that can still be granted."""
    return max(0, maximum_months - used.months - (1 if used.days else 0))


def _leave_rule(case: Case) -> LeaveClockRule:
    if case.offer_date is None:
        return BY_DECISION
    rule_set = rule_set_for(case.offer_date, case.protection, case.education, case.goal)
    return rule_set.leave_clock if rule_set else BY_DECISION
