"""Makes absences and programmes for the tests of the limits."""

from datetime import date
from decimal import Decimal
from typing import Any

from programmes.law.cases import Case
from programmes.law.enums import AbsenceKind, Education, Goal, Protection
from programmes.law.limits import check_absence
from programmes.law.limits_facts import AbsenceCheck, Circumstances, LimitContext, RegisteredAbsence

FIRST_DAY = date(2026, 2, 2)


def programme(**facts: Any) -> LimitContext:
    """The programme of the worked examples: twelve months from 2 February 2026; parts of it by name."""
    known: dict[str, Any] = {
        "offer_date": date(2026, 1, 20),
        "protection": Protection.ORDINARY,
        "education": Education.BELOW,
        "goal": Goal.FULL_UPPER_SECONDARY,
        "first_day": FIRST_DAY,
        "months": 12,
    }
    context = {name: facts.pop(name) for name in list(facts) if name not in known}
    return LimitContext(case=Case(**(known | facts)), **context)


def away(kind: str, first_day: str, last_day: str = "", hours: str = "", **stated: Any) -> RegisteredAbsence:
    """An absence; what else is stated is of household and birth."""
    return RegisteredAbsence(
        kind=AbsenceKind(kind),
        first_day=date.fromisoformat(first_day),
        last_day=date.fromisoformat(last_day or first_day),
        hours=Decimal(hours) if hours else None,
        circumstances=Circumstances(**stated),
    )


def check(proposed: RegisteredAbsence, *existing: RegisteredAbsence, **facts: Any) -> AbsenceCheck:
    """What registering would mean."""
    return check_absence(programme(**facts), proposed, existing)


def refused(proposed: RegisteredAbsence, *existing: RegisteredAbsence, **facts: Any) -> list[str]:
    """The codes that refuse."""
    return [str(finding.code) for finding in check(proposed, *existing, **facts).refusals]
