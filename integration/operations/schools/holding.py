"""A whole list that would end too much waits for a person: it may be the list of another school, or half of one."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from integration.models import EnrolmentState, SchoolEnrolment, SchoolRecord, SchoolSource

MOST_ENDED = Decimal("0.20")
"""The share of a school's enrolments that a list may end without being asked about."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How many of a school's enrolments would end."""

    school: str
    ended: int
    of: int

    @property
    def is_too_much(self) -> bool:
        """Whether a person must confirm it."""
        return self.ended > self.of * MOST_ENDED

    def as_json(self) -> dict[str, str | int]:
        """As it is kept with the run."""
        return {"school": self.school, "ended": self.ended, "of": self.of}


def endings(source: SchoolSource, told: set[str]) -> list[Ending]:
    """What would end at each school when ``told`` (ids of enrolments) is the whole list."""
    open_places = SchoolEnrolment.objects.filter(source=source, state=EnrolmentState.ACTIVE)
    of: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for sourced_id, school in open_places.values_list("sourced_id", "school_sourced_id"):
        of[school] += 1
        ended[school] += sourced_id not in told
    affected = [school for school, count in ended.items() if count]
    names = _names(source, affected)
    return [Ending(names.get(school, str(source.school)), ended[school], of[school]) for school in affected]


def _names(source: SchoolSource, sourced_ids: list[str]) -> dict[str, str]:
    records = SchoolRecord.objects.filter(source=source, kind="orgs", sourced_id__in=sourced_ids)
    return {record.sourced_id: str(record.values.get("name", "")) for record in records}
