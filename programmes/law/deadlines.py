"""The dates by which the law wants something done (law.md 1.4 and 3.4): rows, and the date each gives from a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from programmes.law.enums import DeadlineKind, Education, Protection
from programmes.law.months import last_day_of_period, same_day_after
from programmes.law.rules import RuleSet
from programmes.law.selection import counted_education
from programmes.law.texts import Catalogue, Months, Parameters
from programmes.law.texts_nb import BOKMAAL
from programmes.law.working_days import add_working_days, on_or_next_working_day


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """How far a deadline is from its fact.

    A `is_period` ends the day before the same day number (a right that lasts so long); any other deadline is that day.
    `moves_to_working_day`: a deadline on a day off is the next working day.
    """

    paragraph: str
    months: int = 0
    days: int = 0
    is_period: bool = False
    moves_to_working_day: bool = False

    def due_on(self, from_day: date) -> date:
        """The deadline (inclusive) of what happened on `from_day`."""
        after_months = last_day_of_period if self.is_period else same_day_after
        day = after_months(from_day, self.months) + timedelta(days=self.days)
        return on_or_next_working_day(day) if self.moves_to_working_day else day


@dataclass(frozen=True, slots=True)
class LegalDeadline:
    """One deadline; `due_on` is the last day on which the duty is met in time."""

    kind: DeadlineKind
    due_on: date
    paragraph: str
    parameters: Parameters

    def explanation(self, catalogue: Catalogue = BOKMAAL) -> str:
        """Why it is that day, in words."""
        return catalogue.text(self.kind, self.parameters)


DEADLINE_RULES: Final[Mapping[DeadlineKind, DeadlineRule]] = {
    DeadlineKind.START_OF_PROGRAMME: DeadlineRule(months=3, paragraph="integreringsloven § 12 annet ledd"),
    DeadlineKind.DECISION_WINDOW: DeadlineRule(
        months=24, is_period=True, paragraph="integreringsloven § 8 første ledd"
    ),
    DeadlineKind.INTEGRATION_PLAN: DeadlineRule(paragraph="integreringsloven § 15 første ledd"),
    DeadlineKind.INTEGRATION_CONTRACT: DeadlineRule(paragraph="integreringsloven § 16 første ledd"),
    DeadlineKind.TRAINING_OFFERED: DeadlineRule(months=3, paragraph="integreringsloven § 30 tredje ledd"),
    DeadlineKind.SOCIAL_STUDIES: DeadlineRule(
        months=12, is_period=True, paragraph="integreringsloven §§ 33, 37 annet ledd"
    ),
    DeadlineKind.PARENTAL_LEAVE_FOLLOW_UP: DeadlineRule(months=3, paragraph="integreringsforskriften § 16 annet ledd"),
    DeadlineKind.SELF_CERTIFICATION_REVIEW: DeadlineRule(months=6, paragraph="integreringsforskriften § 9 tredje ledd"),
    DeadlineKind.PROGRAMME_END: DeadlineRule(paragraph="integreringsloven § 18 a"),
    DeadlineKind.REPORT_TO_NIR: DeadlineRule(months=2, paragraph="integreringsforskriften § 58 annet ledd"),
    DeadlineKind.RESIDENCE_PERMIT: DeadlineRule(paragraph="integreringsloven § 9"),
    DeadlineKind.COLLECTIVE_PERMIT_LIMIT: DeadlineRule(months=60, is_period=True, paragraph="utlendingsloven § 34"),
    DeadlineKind.APPEAL: DeadlineRule(days=21, moves_to_working_day=True, paragraph="forvaltningsloven § 29"),
    DeadlineKind.PRELIMINARY_REPLY: DeadlineRule(months=1, paragraph="forvaltningsloven § 11 a tredje ledd"),
}

_NORWEGIAN_ORDINARY: Final[Mapping[Education, DeadlineRule]] = {
    Education.UPPER_SECONDARY: DeadlineRule(months=18, is_period=True, paragraph="integreringsloven § 32 første ledd"),
    Education.BELOW: DeadlineRule(months=36, is_period=True, paragraph="integreringsloven § 32 første ledd"),
}
_NORWEGIAN_COLLECTIVE: Final = DeadlineRule(months=12, is_period=True, paragraph="integreringsloven § 37 d annet ledd")


def legal_deadline(kind: DeadlineKind, from_day: date, leave_working_days: int = 0) -> LegalDeadline:
    """The deadline of a kind in `DEADLINE_RULES`, counted from the fact it hangs on.

    `leave_working_days` are those of approved leave, for the kinds to which the law adds them (§§ 32 and 33). Raises
    KeyError for a kind that needs more facts and has a function of its own.
    """
    return _deadline(kind, DEADLINE_RULES[kind], from_day, leave_working_days)


def start_deadline(settled_on: date | None, claimed_on: date | None) -> LegalDeadline:
    """Decision on and start of the programme: 3 months after the later of settlement and claim (Act § 12(2)).

    Raises ValueError where neither has happened.
    """
    happened = [day for day in (settled_on, claimed_on) if day is not None]
    if not happened:
        raise ValueError("the deadline runs from settlement or claim")
    return legal_deadline(DeadlineKind.START_OF_PROGRAMME, max(happened))


def norwegian_deadline(
    start_offered_on: date, protection: Protection, education: Education, leave_working_days: int = 0
) -> LegalDeadline:
    """Last day of the right to Norwegian training: 18 months or 3 years, for § 34 one year (Act §§ 32 and 37 d)."""
    if protection is Protection.COLLECTIVE:
        rule = _NORWEGIAN_COLLECTIVE
    else:
        rule = _NORWEGIAN_ORDINARY[counted_education(education, protection)]
    return _deadline(DeadlineKind.NORWEGIAN_TRAINING, rule, start_offered_on, leave_working_days)


def work_oriented_hours_from(
    first_day: date, rule_set: RuleSet, protection: Protection, education: Education
) -> LegalDeadline | None:
    """The day from which a programme towards work has its work-oriented hours (§ 14 a(3)); None without such a rule."""
    rule = rule_set.work_hours
    if rule is None:
        return None
    has_upper_secondary = counted_education(education, protection) is Education.UPPER_SECONDARY
    months = rule.after_months_upper_secondary if has_upper_secondary else rule.after_months_below
    parameters: Parameters = {"from_day": first_day, "months": Months(months), "hours": str(rule.hours_a_week)}
    due_on = same_day_after(first_day, months)
    return LegalDeadline(DeadlineKind.WORK_ORIENTED_HOURS, due_on, rule.paragraph, parameters)


def _deadline(kind: DeadlineKind, rule: DeadlineRule, from_day: date, leave_working_days: int) -> LegalDeadline:
    due_on = add_working_days(rule.due_on(from_day), leave_working_days)
    return LegalDeadline(kind, due_on, rule.paragraph, {"from_day": from_day, "months": Months(rule.months)})
