"""Who lives with whom on a day: what the law's rules ask of a household (law.md 1.2, 5.2, 6.1).

Read within an actor's transaction: row-level security decides what is there. The functions with ``people`` answer for
many cases with one query.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef

from participants.models import Custody, FamilyPeriod, Kinship, Participant

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Relative:
    """A member of a household as of a day; the period (inclusive) is the one that is in force on that day.

    ``participant_id`` is the member's own case in the municipality, when there is one; ``common_id`` is the same on all
    cases that have a row about this human being.
    """

    member_id: UUID
    common_id: UUID
    kinship: Kinship
    name: str
    birth_date: dt.date | None
    participant_id: UUID | None
    lives_here: bool
    tie: str
    custody: str
    is_reference: bool
    first_day: dt.date
    last_day: dt.date | None

    def is_under(self, age: int, day: dt.date) -> bool:
        """Whether the member has not reached ``age`` on ``day``; unknown birth dates are not."""
        return self.birth_date is not None and day < birthday(self.birth_date, age)


@dataclass(frozen=True, slots=True)
class Household:
    """The family of one person on a day, also those who live elsewhere."""

    day: dt.date
    members: tuple[Relative, ...] = ()

    @property
    def partner(self) -> Relative | None:
        """The spouse or cohabitant of the day, whether they live together or not."""
        return next((each for each in self.members if each.kinship is Kinship.PARTNER), None)

    @property
    def cohabiting_partner(self) -> Relative | None:
        """The partner, when the two live together."""
        return self.partner if self.partner and self.partner.lives_here else None

    @property
    def children(self) -> tuple[Relative, ...]:
        """All children who were born by the day, of any age."""
        return tuple(each for each in self.members if each.kinship is Kinship.CHILD)

    @property
    def lives_with_parents(self) -> bool:
        """Whether the person lives with mother or father."""
        return any(each.kinship is Kinship.PARENT and each.lives_here for each in self.members)

    def children_under(self, age: int) -> tuple[Relative, ...]:
        """The children who have not reached ``age``, eldest first."""
        return tuple(each for each in self.children if each.is_under(age, self.day))

    @property
    def supports_children(self) -> bool:
        """Whether a child under 18 lives with the person, all the time or by shared custody."""
        return any(
            each.lives_here or each.custody in {Custody.SHARED, Custody.ALONE, Custody.TOGETHER}
            for each in self.children_under(ADULT_AGE)
        )

    @property
    def is_sole_carer(self) -> bool:
        """Whether the person has the care of a child under 18 alone, as recorded on the child."""
        return any(each.custody == Custody.ALONE for each in self.children_under(ADULT_AGE))


def birthday(birth_date: dt.date, age: int) -> dt.date:
    """The first day on which somebody is ``age``; whoever was born on 29 February has it on 1 March in common years."""
    day = birth_date + relativedelta(years=age)
    return day + dt.timedelta(days=birth_date.day - day.day)


def household_on(participant: Participant, day: dt.date) -> Household:
    """The person's household on ``day``; empty when nothing is recorded."""
    return households_on([participant.pk], day)[participant.pk]


def households_on(people: Iterable[UUID], day: dt.date) -> Mapping[UUID, Household]:
    """The households of many people on ``day``, by the person's id, with one query."""
    ids = list(people)
    members: dict[UUID, list[Relative]] = {pk: [] for pk in ids}
    rows = FamilyPeriod.objects.current().on(day).filter(participant__in=ids).select_related("member__related")
    for row in rows.order_by("member__birth_date", "member_id"):
        members[row.participant_id].append(relative_of(row))
    return {pk: Household(day, tuple(found)) for pk, found in members.items()}


def partner_of(participant: Participant, day: dt.date) -> Relative | None:
    """The person's spouse or cohabitant on ``day``, whether they live together or not."""
    return household_on(participant, day).partner


def children_under(participant: Participant, age: int, day: dt.date) -> tuple[Relative, ...]:
    """The person's children who have not reached ``age`` on ``day``, eldest first."""
    return household_on(participant, day).children_under(age)


def is_sole_carer(participant: Participant, day: dt.date) -> bool:
    """Whether the person has the care of a child under 18 alone on ``day``."""
    return household_on(participant, day).is_sole_carer


def periods_of(participant: Participant) -> Sequence[FamilyPeriod]:
    """Every period of every member, oldest first: for what is counted from each change of the household."""
    rows = FamilyPeriod.objects.current().filter(participant=participant).select_related("member__related")
    return list(rows.order_by("first_day", "member_id"))


def changes_between(participant: Participant, first_day: dt.date, last_day: dt.date) -> list[dt.date]:
    """The days within the two (inclusive) on which the household becomes another than the day before, in order."""
    days = set()
    for period in periods_of(participant):
        days.add(period.first_day)
        if period.last_day and period.last_day < dt.date.max:
            days.add(period.last_day + dt.timedelta(days=1))
        if period.member.kinship == Kinship.CHILD and period.member.birth_date:
            days.add(birthday(period.member.birth_date, ADULT_AGE))
    return sorted(day for day in days if first_day <= day <= last_day)


def has_child_under(age: int, day: dt.date, person: str = "pk") -> Exists:
    """A condition for a query over people (or over rows with the path ``person``): has a child under ``age``."""
    return Exists(
        FamilyPeriod.objects.current()
        .on(day)
        .filter(participant=OuterRef(person), member__kinship=Kinship.CHILD)
        .filter(member__birth_date__gt=day - relativedelta(years=age))
    )


def relative_of(row: FamilyPeriod) -> Relative:
    """The member in one period, of a row that has its member joined in."""
    member = row.member
    return Relative(
        member_id=member.pk,
        common_id=member.common_id,
        kinship=Kinship(member.kinship),
        name=member.full_name,
        birth_date=member.birth_date,
        participant_id=member.related_id,
        lives_here=row.lives_here,
        tie=row.tie,
        custody=row.custody,
        is_reference=member.is_reference,
        first_day=row.first_day,
        last_day=row.last_day,
    )
