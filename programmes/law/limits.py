"""What registering an absence would mean: counters, refusals, warnings, documentation, and the effect on the end.

Pure: the same facts give the same check on any day. The rows are in `limits_rows`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from programmes.law.cases import ClockResult
from programmes.law.clock import programme_clock
from programmes.law.enums import LeaveClock
from programmes.law.explanations import Notice
from programmes.law.limits_conditions import (
    date_faults,
    earliest_self_certification,
    hard_faults,
    looks,
    soft_faults,
)
from programmes.law.limits_counting import Span, count
from programmes.law.limits_facts import (
    AbsenceCheck,
    Circumstances,
    Counter,
    Effect,
    Finding,
    LimitContext,
    RegisteredAbsence,
)
from programmes.law.limits_rows import KINDS, LIMITS, LimitRule
from programmes.law.limits_words import CertificateNeed
from programmes.law.rule_sets import RULE_SETS


def check_absence(
    context: LimitContext, proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]
) -> AbsenceCheck:
    """Everything that registering `proposed` beside `existing` (all that stand, without it) would mean."""
    unreadable = tuple(date_faults(proposed))
    if unreadable:
        return AbsenceCheck(refusals=unreadable)
    counters = tuple(_counters(context, proposed, existing))
    passed = [counter for counter in counters if counter.is_exceeded]
    effect, clock_notices = _effect(context, proposed, existing)
    return AbsenceCheck(
        counters=counters,
        refusals=(
            *hard_faults(context, proposed, existing),
            *(_passed(counter) for counter in passed if counter.rule.is_hard),
        ),
        warnings=(*soft_faults(proposed), *(_passed(counter) for counter in passed if not counter.rule.is_hard)),
        notices=tuple(looks(proposed, existing)),
        clock_notices=clock_notices,
        certificate=certificate_need(context, proposed),
        effect=effect,
    )


def counters_on(context: LimitContext, existing: Sequence[RegisteredAbsence], day: date) -> tuple[Counter, ...]:
    """What is used of every limit that is in force, seen from a day; for the household stated last.

    Limits that concern one child are left out until there is leave for a child.
    """
    focus = (day, day)
    return tuple(
        counter
        for rule in LIMITS
        if rule.binds(day) and _has_place(rule, context, _stated_last(rule, existing))
        if (counter := count(rule, focus, existing, _stated_last(rule, existing), context)).used
        or not _is_about_one_event(rule)
    )


def certificate_need(context: LimitContext, proposed: RegisteredAbsence) -> CertificateNeed:
    """Whether a doctor must certify the absence (Regulations §§ 8, 15)."""
    rule, begins = KINDS[proposed.kind], context.case.first_day
    length = (proposed.last_day - proposed.first_day).days + 1
    longest, weeks = rule.certificate_after_calendar_days, rule.certificate_before_weeks
    is_long = longest is not None and length > longest
    is_early = (
        weeks is not None and begins is not None and proposed.first_day < earliest_self_certification(begins, weeks)
    )
    is_needed = rule.needs_certificate or is_long or is_early
    return CertificateNeed.REQUIRED if is_needed else CertificateNeed.NOT_NEEDED


def _counters(
    context: LimitContext, proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]
) -> Iterator[Counter]:
    focus: Span = (proposed.first_day, proposed.last_day)
    for rule in LIMITS:
        if proposed.kind not in rule.kinds or not rule.binds(proposed.first_day):
            continue
        if _has_place(rule, context, proposed.circumstances):
            yield count(rule, focus, [*existing, proposed], proposed.circumstances, context)


def _has_place(rule: LimitRule, context: LimitContext, stated: Circumstances) -> bool:
    """Days are kept for the other parent (§ 16) only where both take part, and the other can take care of the child."""
    if not rule.reserved_working_days:
        return True
    return context.other_parent_takes_part and not stated.other_parent_prevented


def _is_about_one_event(rule: LimitRule) -> bool:
    return rule.window.value in ("child", "programme", "run")


def _stated_last(rule: LimitRule, existing: Sequence[RegisteredAbsence]) -> Circumstances:
    rows = sorted((row for row in existing if row.kind in rule.kinds), key=lambda row: row.first_day)
    return rows[-1].circumstances if rows else Circumstances()


def _passed(counter: Counter) -> Finding:
    return Finding(counter.rule.code, counter.rule.paragraph, about="last_day", counter=counter)


def _effect(
    context: LimitContext, proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]
) -> tuple[Effect | None, tuple[Notice, ...]]:
    before = _clock(context, existing)
    after = _clock(context, [*existing, proposed])
    if before.last_day is None or after.last_day is None:
        return None, ()
    total_before, total_after = before.counted_working_days or 0, after.counted_working_days or 0
    effect = Effect(
        counted_working_days=max(0, total_after - total_before),
        total_before=total_before,
        total_after=total_after,
        threshold=_threshold(after),
        last_day_before=before.last_day,
        last_day_after=after.last_day,
        benefit=KINDS[proposed.kind].benefit,
        steps=after.steps,
    )
    seen = {notice.text() for notice in before.notices}
    return effect, tuple(notice for notice in after.notices if notice.text() not in seen)


def _clock(context: LimitContext, absences: Sequence[RegisteredAbsence]) -> ClockResult:
    return programme_clock(replace(context.case, absences=tuple(row.as_clock_absence for row in absences)))


def _threshold(result: ClockResult) -> int | None:
    if result.leave_clock is not LeaveClock.THRESHOLD:
        return None
    rules = {rule_set.code: rule_set.leave_clock for rule_set in RULE_SETS}
    return rules[result.rule_set].threshold_working_days if result.rule_set in rules else None
