"""What an award may pass with a written reason: soft limits, each with its paragraph (docs/law-engine.md).

Hard limits (duration, goal, overlap) refuse and stand elsewhere; past these the caseworker goes on, and why is kept.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.errors import Refusal
from participants.models import Participant, ResidencePermit
from programmes.clocks import AwardFacts
from programmes.law.ages import age_on
from programmes.law.enums import AgeDay, Education, Protection
from programmes.law.enums import Goal as LawGoal
from programmes.law.selection import age_goal_rule, rule_set_for
from programmes.law.target_group import decision_window
from programmes.models import Goal, RightAssessment, StartOffer, TargetOutcome
from programmes.start_facts import full_time_work, rejected_on

FIELD = "limit_reason"
_NOT_IN_TARGET_GROUP = frozenset({TargetOutcome.EXCLUDED, TargetOutcome.OUTSIDE})


@dataclass(frozen=True, slots=True)
class SoftLimit:
    """A limit that is passed; ``text`` says which."""

    code: str
    text: str
    paragraph: str


def soft_limits(facts: AwardFacts, awarded_on: dt.date, person: Participant) -> tuple[SoftLimit, ...]:
    """The soft limits that this award passes."""
    return (*_ages(facts, awarded_on, person), *_work(facts, awarded_on, person), *_target_group(awarded_on, person))


def missing_reason(limits: tuple[SoftLimit, ...], reason: str) -> list[Refusal]:
    """A refusal at the reason for every soft limit, until a reason is written."""
    if reason.strip():
        return []
    text = _("%(limit)s Skriv hvorfor det likevel er riktig.")
    return [Refusal(limit.code, text % {"limit": limit.text}, FIELD, limit.paragraph) for limit in limits]


def offer_refusals(offer_date: dt.date, person: Participant) -> list[Refusal]:
    """An award goes out from an offer that stands: its date chose the rules, and cannot be another in the decision."""
    offers = StartOffer.objects.filter(participant=person).standing().exclude(answer="rejected")
    dates = set(offers.values_list("offered_on", flat=True))
    if not dates or offer_date in dates:
        return []
    text = _("Tilbudet om oppstart er registrert med datoen %(day)s. Bruk den, eller trekk tilbudet og gi et nytt.")
    text %= {"day": f"{max(dates):%d.%m.%Y}"}
    return [Refusal("offer_date_differs", text, "offer_date", "integreringsforskriften §§ 75, 76")]


def _ages(facts: AwardFacts, awarded_on: dt.date, person: Participant) -> Iterator[SoftLimit]:
    protection, education, goal = Protection(facts.protection), Education(facts.education), LawGoal(facts.goal)
    rule_set = rule_set_for(facts.offer_date, protection, education, goal)
    if rule_set is None:
        return
    ages = {AgeDay.DECISION: age_on(person.birth_date, awarded_on)}
    granted = ResidencePermit.objects.filter(participant=person, granted_on__isnull=False).order_by("granted_on")
    granted_on = granted.values_list("granted_on", flat=True).first()
    if granted_on is not None:
        ages[AgeDay.PERMIT] = age_on(person.birth_date, granted_on)
    rule = age_goal_rule(rule_set, ages, protection, education)
    if rule is None or goal in rule.goals:
        return
    expected = _(" eller ").join(str(Goal(each.value).label) for each in sorted(rule.goals))
    text = _("Ved %(age)s år skal sluttmålet som hovedregel være: %(goals)s.")
    text %= {"age": ages[rule.measured_on], "goals": capfirst(expected)}
    yield SoftLimit("goal_departs_from_age_rule", text, rule.paragraph)


def _work(facts: AwardFacts, awarded_on: dt.date, person: Participant) -> Iterator[SoftLimit]:
    hours = full_time_work(person, awarded_on, Protection(facts.protection))
    if hours is not None:
        text = _("Personen har arbeid, eller tilbud om arbeid, på %(hours)s timer i uken, og er da ikke i målgruppen.")
        yield SoftLimit(
            "works_full_time", text % {"hours": f"{hours.normalize():f}"}, "integreringsloven § 8 fjerde ledd"
        )


def _target_group(awarded_on: dt.date, person: Participant) -> Iterator[SoftLimit]:
    no_longer = rejected_on(person)
    if no_longer is not None:
        text = _("Personen avviste eller avbrøt programmet %(day)s, og kommunens plikter gjelder da ikke.")
        yield SoftLimit("rejected_before", text % {"day": f"{no_longer:%d.%m.%Y}"}, "integreringsloven § 3 tredje ledd")
    window = decision_window(person.settled_on)
    if window is not None and awarded_on > window:
        text = _("Personen hadde bodd to år i kommunen %(day)s. Vedtaket skulle vært fattet før det.")
        yield SoftLimit("after_two_years", text % {"day": f"{window:%d.%m.%Y}"}, "integreringsloven § 8 første ledd")
    newest = RightAssessment.objects.filter(participant=person).newest_first().first()
    if newest is not None and newest.outcome in _NOT_IN_TARGET_GROUP:
        text = _("Vurderingen %(day)s er at personen verken har rett eller kan få tilbud.")
        yield SoftLimit(
            "not_in_target_group", text % {"day": f"{newest.assessed_on:%d.%m.%Y}"}, "integreringsloven § 8"
        )
