"""What absence, time off and leave do to the last day of a programme (Regulations §§ 10 and 19)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.law.away import Period, away_periods, calendar_days_away, working_days_away
from programmes.law.cases import Absence
from programmes.law.enums import AbsenceKind, CountingWindow, NoticeCode, StepCode, ThresholdMode
from programmes.law.explanations import Notice, Step
from programmes.law.rules import LeaveClockRule
from programmes.law.texts import Days, Parameters
from programmes.law.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The facts of one programme under a threshold rule. Days are inclusive and counts are working days.

    `away` are the counted days away, each once; `away_without_effect` those that never move the last day.
    """

    first_day: date
    base_last_day: date
    rule: LeaveClockRule
    away: tuple[Period, ...]
    away_without_effect: tuple[Period, ...]

    @classmethod
    def of(cls, first_day: date, base_last_day: date, absences: Sequence[Absence], rule: LeaveClockRule) -> "Reckoning":
        """The reckoning of registered absences; each must have its first day no later than its last."""
        return cls(
            first_day,
            base_last_day,
            rule,
            away_periods(absences, rule.counted, first_day),
            away_periods(absences, rule.not_counted, first_day),
        )

    def counted(self, last_day: date) -> int:
        """Counted days from the first day of the programme through `last_day`."""
        return working_days_away(self.away, self.first_day, last_day)

    def added(self, last_day: date) -> int:
        """How many of the days counted through `last_day` are added: those of each window over the threshold."""
        return sum(self._over_threshold(count) for count in self._counts_by_window(last_day))

    def moved(self, last_day: date) -> date:
        """The end of the base period moved by what is counted through `last_day`."""
        added, base = self.added(last_day), self.base_last_day
        in_calendar_days = [period for period in self.away if period.kind in self.rule.calendar_day_kinds]
        if added and in_calendar_days:
            base += timedelta(days=calendar_days_away(in_calendar_days, last_day))
            added = max(0, added - working_days_away(in_calendar_days, self.first_day, last_day))
        return add_working_days(base, added)

    def last_day(self) -> date:
        """The end of the base period moved, again and again until leave in the added time changes nothing more.

        Raises OverflowError where that would be beyond the working-day calendar.
        """
        last_day = self.base_last_day
        while (moved := self.moved(last_day)) != last_day:
            last_day = moved
        return last_day

    def _counts_by_window(self, last_day: date) -> list[int]:
        if self.rule.window is CountingWindow.PROGRAMME:
            return [self.counted(last_day)]
        years = range(self.first_day.year, last_day.year + 1)
        return [working_days_away(self.away, date(year, 1, 1), min(date(year, 12, 31), last_day)) for year in years]

    def _over_threshold(self, count: int) -> int:
        threshold = self.rule.threshold_working_days
        if count <= threshold:
            return 0
        return count if self.rule.mode is ThresholdMode.ALL else count - threshold


def steps(reckoning: Reckoning, last_day: date) -> Iterator[Step]:
    """What was counted and what was not, under which paragraph, and the date after each move through `last_day`."""
    base, rule = reckoning.base_last_day, reckoning.rule
    for kind, days in _days_by_kind(reckoning.away, reckoning.first_day, base):
        yield Step(StepCode.COUNTED, base, rule.counted[kind], {"kind": kind, "days": days})
    for kind, days in _days_by_kind(reckoning.away_without_effect, reckoning.first_day, last_day):
        yield Step(StepCode.NOT_COUNTED, base, rule.not_counted[kind], {"kind": kind, "days": days})
    if reckoning.away:
        yield from _moves(reckoning, last_day)


def notices(reckoning: Reckoning, last_day: date) -> Iterator[Notice]:
    """A leave that runs past a last day which it does not move: a caseworker must look at it."""
    if last_day != reckoning.base_last_day:
        return
    for period in reckoning.away:
        if period.first_day <= last_day < period.last_day:
            parameters: Parameters = {"kind": period.kind, "days": Days(reckoning.counted(last_day))}
            yield Notice(NoticeCode.LEAVE_RUNS_PAST_END, reckoning.rule.paragraph, parameters)


def _moves(reckoning: Reckoning, last_day: date) -> Iterator[Step]:
    base, rule = reckoning.base_last_day, reckoning.rule
    counted, added = reckoning.counted(base), reckoning.added(base)
    totals: Parameters = {"days": Days(counted), "threshold": Days(rule.threshold_working_days), "window": rule.window}
    if not added:
        yield Step(StepCode.WITHIN_THRESHOLD, base, rule.paragraph, totals)
        return
    yield Step(StepCode.ADDED, reckoning.moved(base), rule.paragraph, {**totals, "added": Days(added)})
    if more := reckoning.counted(last_day) - counted:
        yield Step(StepCode.LEAVE_IN_ADDED_TIME, last_day, rule.paragraph, {"days": Days(more)})


def _days_by_kind(away: Sequence[Period], first_day: date, last_day: date) -> Iterator[tuple[AbsenceKind, Days]]:
    for kind in sorted({period.kind for period in away}):
        days = working_days_away((period for period in away if period.kind is kind), first_day, last_day)
        if days:
            yield kind, Days(days)
