"""What a person's programmes in other municipalities mean for a new one here: time used, and absences that count on."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.errors import Refusal
from participants.models import Participant
from programmes.clocks import AwardFacts
from programmes.law.enums import AbsenceKind, Education, Goal, Protection
from programmes.law.limits_facts import Circumstances, RegisteredAbsence
from programmes.law.net_time import exceeds, months_left, total
from programmes.law.reentry import TimeUsed
from programmes.law.selection import duration_limits
from programmes.models import Documentation, EarlierProgramme

TIME_USED_ELSEWHERE = "time_used_above_maximum"
"""The refusal of months that the time used elsewhere leaves no room for."""


def time_used_elsewhere(person: Participant) -> TimeUsed:
    """The net time of all programmes that the person had in other municipalities."""
    return total(row.used for row in EarlierProgramme.objects.filter(participant=person))


def refusals_of_used_time(person: Participant, facts: AwardFacts) -> list[Refusal]:
    """What the time used elsewhere leaves no room for: one refusal with the paragraph of the longest duration."""
    used = time_used_elsewhere(person)
    limits = duration_limits(
        facts.offer_date, Protection(facts.protection), Education(facts.education), Goal(facts.goal)
    )
    if limits is None or used == TimeUsed(0, 0) or not exceeds(used, facts.months, limits.maximum_months):
        return []
    text = _(
        "Deltakeren har brukt %(used)s i en annen kommune. Det lengste for dette målet er %(longest)s i alt, så det kan"
        " gis høyst %(left)s."
    ) % {
        "used": time_in_words(used),
        "longest": _months(limits.maximum_months),
        "left": _months(months_left(used, limits.maximum_months)),
    }
    return [Refusal(TIME_USED_ELSEWHERE, text, "months", limits.paragraph)]


def time_in_words(used: TimeUsed) -> str:
    """Months and days as a person says them."""
    if not used.days:
        return _months(used.months)
    days = ngettext("%(n)d dag", "%(n)d dager", used.days) % {"n": used.days}
    return _("%(months)s og %(days)s") % {"months": _months(used.months), "days": days} if used.months else days


def absences_elsewhere(participant_id: UUID) -> tuple[RegisteredAbsence, ...]:
    """The absences that came along, as the limits ask for them: the counters go on where they stood."""
    rows = EarlierProgramme.objects.filter(participant=participant_id).values_list("absences", flat=True)
    return tuple(_registered(fact) for facts in rows for fact in facts)


def absence_facts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """What of stored absences goes along; the other parent's programme and what was written stay behind."""
    return [
        {
            "kind": row.kind,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "hours": row.hours,
            "planned_hours": row.planned_hours,
            "has_certificate": row.documentation == Documentation.RECEIVED,
            "circumstances": {name: row.circumstances[name] for name in _STATED if name in row.circumstances},
        }
        for row in rows
    ]


_STATED = ("children", "sole_carer", "chronic_child", "child_born_on", "other_parent_prevented")


def _registered(fact: dict[str, Any]) -> RegisteredAbsence:
    stated = dict(fact["circumstances"])
    born = stated.pop("child_born_on", None)
    return RegisteredAbsence(
        kind=AbsenceKind(fact["kind"]),
        first_day=dt.date.fromisoformat(fact["first_day"]),
        last_day=dt.date.fromisoformat(fact["last_day"]),
        hours=_decimal(fact["hours"]),
        planned_hours=_decimal(fact["planned_hours"]),
        has_certificate=fact["has_certificate"],
        circumstances=Circumstances(child_born_on=dt.date.fromisoformat(born) if born else None, **stated),
    )


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _months(number: int) -> str:
    return ngettext("%(n)d måned", "%(n)d måneder", number) % {"n": number}
