"""Leave with its days, and the extent of other absence month by month.

Why somebody was away is told only of parental leave and of what follows it (Regulations § 52); of other absence only
how much of it was valid.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from integration.nir.facts import NirFact, content, monthly_id, nir_source
from integration.nir.kinds import NirKind
from integration.operations.nir.sources.chains import first_of, replaced_absences
from integration.operations.nir.sources.people import of
from integration.outcomes.months import month_end, month_index
from programmes.law.working_days import working_days_between
from programmes.models import Absence
from programmes.models.absence import AbsenceKind
from programmes.models.participation import LEAVE_KINDS

_PARENTAL = (AbsenceKind.PARENTAL, AbsenceKind.ADOPTION)
_NOT_ABSENCE = (*LEAVE_KINDS, AbsenceKind.HOLIDAY, AbsenceKind.STOP)


@nir_source
def leaves(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Leave, as decided: its days and how many of them are working days. A corrected one corrects what was told."""
    replaced = replaced_absences(municipality_id)
    rows = Absence.objects.standing().filter(of(municipality_id), kind__in=LEAVE_KINDS).select_related("decision")
    parental: dict[UUID, dt.date] = {}
    for row in rows.order_by("participation", "first_day", "id"):
        if row.kind in _PARENTAL:
            parental.setdefault(row.participation_id, row.last_day)
        after_parental = row.first_day > parental.get(row.participation_id, dt.date.max)
        why = row.kind if row.kind in _PARENTAL or after_parental else ""
        decided_on = row.decision.decided_on if row.decision else None
        said = content(leave=why, decided_on=decided_on, first_day=row.first_day, last_day=row.last_day,
                       days=working_days_between(row.first_day, row.last_day), hours=row.hours)  # fmt: skip
        subject = first_of(row.pk, replaced)
        yield NirFact(NirKind.LEAVE, subject, row.participant_id, decided_on or row.first_day, said)


@nir_source
def monthly_absence(municipality_id: UUID, day: dt.date) -> Iterator[NirFact]:
    """How many working days, and hours of other days, somebody was away in each month that is over."""
    rows = Absence.objects.standing().filter(of(municipality_id)).exclude(kind__in=_NOT_ABSENCE)
    months: dict[tuple[UUID, UUID, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows.only("participation", "participant", "kind", "first_day", "last_day", "hours"):
        is_valid = "unauthorised" if row.kind == AbsenceKind.UNAUTHORISED else "valid"
        for index in range(month_index(row.first_day), month_index(row.last_day) + 1):
            sums = months[row.participation_id, row.participant_id, index]
            if row.hours is None:
                first, last = max(row.first_day, month_end(index - 1) + dt.timedelta(days=1)), month_end(index)
                sums[f"{is_valid}_days"] += working_days_between(first, min(row.last_day, last))
            else:
                sums[f"{is_valid}_hours"] += row.hours
    for (participation, person, index), sums in months.items():
        if month_end(index) <= day and any(sums.values()):
            month = f"{month_end(index):%Y-%m}"
            said = content(month=month, **{name: float(number) for name, number in sorted(sums.items()) if number})
            subject = monthly_id(participation, "absence", month)
            yield NirFact(NirKind.ABSENCE, subject, person, month_end(index), said)
