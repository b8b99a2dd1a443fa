"""Holds a plan against the rules: what is missing before it is final (law.md 13.6), and what should be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from programmes.law.enums import Protection
from programmes.law.fifteen_hours import WorkHours, work_hours, work_hours_findings
from programmes.law.full_time import FullTime, full_time, full_time_findings
from programmes.law.norwegian_goals import norwegian_goal_findings
from programmes.law.plan_elements import group_of
from programmes.law.plan_facts import Element, HoursFacts, PlanFacts, PlanFinding
from programmes.law.plan_rules import PlanRule, RequiredContent
from programmes.law.plan_words import ElementGroup, Gravity, PlanFindingCode
from programmes.law.rule_sets import RULE_SETS
from programmes.law.rules import RuleSet
from programmes.law.texts import Parameters

PLAN_PARAGRAPH: Final = "integreringsloven § 15"
_CONTENT: Final = "integreringsloven § 15 annet ledd"
_REASONS: Final = "integreringsloven § 15 fjerde ledd"
_MAPPING: Final = "integreringsloven § 10"
_GUIDANCE: Final = "integreringsloven § 11"
_COLLECTIVE: Final = "integreringsloven § 37 c"
_BY_CODE: Final = {rule_set.code: rule_set for rule_set in RULE_SETS}
_LATEST: Final = RULE_SETS[-1]


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What was found, the gravest first, and the hours behind it."""

    findings: tuple[PlanFinding, ...]
    full_time: FullTime
    work_hours: WorkHours | None

    @property
    def missing(self) -> tuple[PlanFinding, ...]:
        """What stands against finalising."""
        return tuple(finding for finding in self.findings if finding.gravity is Gravity.MISSING)

    @property
    def warnings(self) -> tuple[PlanFinding, ...]:
        """What should be looked at."""
        return tuple(finding for finding in self.findings if finding.gravity is Gravity.WARNING)

    @property
    def notices(self) -> tuple[PlanFinding, ...]:
        """What is good to know."""
        return tuple(finding for finding in self.findings if finding.gravity is Gravity.NOTICE)


def check_plan(facts: PlanFacts) -> PlanCheck:
    """Everything that the rules say of a plan; nothing is stored."""
    rule_set = _BY_CODE.get(facts.rule_set, _LATEST)
    rule = rule_set.plan
    hours = hours_of(facts)
    found = [
        *_goals(facts),
        *norwegian_goal_findings(facts),
        *_scope(facts, rule),
        *_content(facts, rule),
        *_elements(facts),
        *_meetings(facts.elements),
        *full_time_findings(facts, rule.full_time),
        *work_hours_findings(hours),
        *_process(facts),
    ]
    order = list(Gravity)
    found.sort(key=lambda finding: order.index(finding.gravity))
    return PlanCheck(tuple(found), full_time(facts, rule.full_time), hours)


def hours_of(facts: HoursFacts) -> WorkHours | None:
    """The planned work-oriented hours; None where the programme has no such hours."""
    return work_hours(facts, rule_set_of(facts.rule_set), _LATEST)


def plan_rule_of(rule_set: str) -> PlanRule:
    """What the plans of a rule set are held against."""
    return _BY_CODE.get(rule_set, _LATEST).plan


def rule_set_of(code: str) -> RuleSet:
    """The rule set with this code; the latest where it is no longer known."""
    return _BY_CODE.get(code, _LATEST)


def _missing(code: PlanFindingCode, paragraph: str, field: str) -> PlanFinding:
    return PlanFinding(code, Gravity.MISSING, paragraph, {}, field)


def _goals(facts: PlanFacts) -> Iterator[PlanFinding]:
    if not facts.long_term_goal.strip():
        yield _missing(PlanFindingCode.LONG_TERM_GOAL_MISSING, _CONTENT, "long_term_goal")
    if facts.strategy is None:
        yield _missing(PlanFindingCode.STRATEGY_MISSING, _REASONS, "strategy")


def _scope(facts: PlanFacts, rule: PlanRule) -> Iterator[PlanFinding]:
    if facts.norwegian_hours is None:
        yield _missing(PlanFindingCode.SCOPE_MISSING, _CONTENT, "norwegian_hours")
    if facts.protection is Protection.COLLECTIVE:
        if facts.social_studies_hours:
            code = PlanFindingCode.NOT_FOR_COLLECTIVE
            yield PlanFinding(code, Gravity.WARNING, _COLLECTIVE, {}, "social_studies_hours")
    elif facts.social_studies_hours is None or facts.social_studies_hours < rule.social_studies_hours:
        planned = "0" if facts.social_studies_hours is None else str(facts.social_studies_hours)
        parameters = {"hours": planned, "required": str(rule.social_studies_hours)}
        gravity = Gravity.MISSING if facts.social_studies_hours is None else Gravity.WARNING
        code = PlanFindingCode.SOCIAL_STUDIES_HOURS
        yield PlanFinding(code, gravity, rule.social_studies_paragraph, parameters, "social_studies_hours")


def _content(facts: PlanFacts, rule: PlanRule) -> Iterator[PlanFinding]:
    there = {group_of(element.kind) for element in facts.elements}
    for required in rule.required:
        if required.group not in there and facts.protection in required.protections:
            yield from _lacks(facts, required)
    if facts.protection is Protection.COLLECTIVE and ElementGroup.SOCIAL_STUDIES in there:
        yield PlanFinding(PlanFindingCode.NOT_FOR_COLLECTIVE, Gravity.WARNING, _COLLECTIVE, {}, "elements")


def _lacks(facts: PlanFacts, required: RequiredContent) -> Iterator[PlanFinding]:
    parameters = {"group": required.group}
    if not required.only_with_children or facts.has_child_under_18:
        code = PlanFindingCode.ELEMENT_MISSING
        yield PlanFinding(code, Gravity.MISSING, required.paragraph, parameters, "elements")
    elif facts.has_child_under_18 is None:
        code = PlanFindingCode.HOUSEHOLD_UNKNOWN
        yield PlanFinding(code, Gravity.NOTICE, required.paragraph, parameters, "elements")


def _elements(facts: PlanFacts) -> Iterator[PlanFinding]:
    for element in facts.elements:
        name = {"element": element.title or element.kind}
        if group_of(element.kind) is ElementGroup.WORK_OR_EDUCATION and not (
            element.reason.strip() and element.benefit.strip()
        ):
            code = PlanFindingCode.REASON_MISSING
            yield PlanFinding(code, Gravity.MISSING, _REASONS, name, "reason", element.key)
        if element.hours is None:
            code = PlanFindingCode.HOURS_MISSING
            yield PlanFinding(code, Gravity.MISSING, _CONTENT, name, "hours_a_week", element.key)
        yield from _days(facts, element, name)


def _days(facts: PlanFacts, element: Element, name: dict[str, str]) -> Iterator[PlanFinding]:
    first_day, last_day = element.days_within(facts.first_day, facts.last_day)
    if element.first_day and element.last_day and last_day < first_day:
        code = PlanFindingCode.DAYS_REVERSED
        yield PlanFinding(code, Gravity.MISSING, _CONTENT, name, "last_day", element.key)
        return
    if last_day > facts.last_day or first_day > facts.last_day:
        parameters: Parameters = {**name, "last_day": facts.last_day}
        code = PlanFindingCode.AFTER_PROGRAMME
        yield PlanFinding(code, Gravity.WARNING, _CONTENT, parameters, "last_day", element.key)
    if first_day < facts.first_day:
        parameters = {**name, "first_day": facts.first_day}
        code = PlanFindingCode.BEFORE_PROGRAMME
        yield PlanFinding(
            code, Gravity.NOTICE, "integreringsloven § 15 annet ledd", parameters, "first_day", element.key
        )


def _meetings(elements: Sequence[Element]) -> Iterator[PlanFinding]:
    for one, other in combinations(elements, 2):
        if not _share_days(one, other):
            continue
        parameters = {"one": one.title or one.kind, "other": other.title or other.kind}
        if any(lesson.meets(another) for lesson in one.lessons for another in other.lessons):
            code = PlanFindingCode.SAME_TIME
            yield PlanFinding(code, Gravity.WARNING, PLAN_PARAGRAPH, parameters, "timetable", other.key)
        elif one.kind is other.kind and one.provider == other.provider and one.title == other.title:
            code = PlanFindingCode.SAME_ELEMENT
            yield PlanFinding(code, Gravity.WARNING, PLAN_PARAGRAPH, parameters, "first_day", other.key)


def _share_days(one: Element, other: Element) -> bool:
    begins_in_time = one.first_day is None or other.last_day is None or one.first_day <= other.last_day
    ends_in_time = other.first_day is None or one.last_day is None or other.first_day <= one.last_day
    return begins_in_time and ends_in_time


def _process(facts: PlanFacts) -> Iterator[PlanFinding]:
    if not facts.is_mapped:
        yield _missing(PlanFindingCode.MAPPING_MISSING, _MAPPING, "mapping")
    if not facts.is_guided:
        # § 34: a right and not a duty, and no recommendation (Act § 37 b).
        gravity = Gravity.NOTICE if facts.protection is Protection.COLLECTIVE else Gravity.WARNING
        yield PlanFinding(PlanFindingCode.GUIDANCE_MISSING, gravity, _GUIDANCE, {}, "guidance")
    if not facts.involvement.strip():
        paragraph = "integreringsloven § 15 tredje ledd"
        yield PlanFinding(PlanFindingCode.PARTICIPATION_MISSING, Gravity.WARNING, paragraph, {}, "involvement")
    if not facts.appeal_informed:
        yield _missing(PlanFindingCode.APPEAL_INFORMATION_MISSING, _CONTENT, "appeal_informed")
