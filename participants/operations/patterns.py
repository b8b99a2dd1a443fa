"""Unusual reading: who opened very many cases in a day, cases of others, outside hours, was refused again and again.

Or who was shown very many people in lists and files.

What is unusual is a question to ask, not an answer: the privacy officer asks the person, and the list says why.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from agencies.access import Action, Actor, Resource
from agencies.models import User
from agencies.operations.base import operation, require

MANY_CASES = 40
MANY_LISTED = 300
"""People shown in lists in a day, the same one once: a team's own list is shorter."""
OTHERS_CASES = 15
OUTSIDE_HOURS = 5
REFUSALS = 3
DAY_BEGINS, DAY_ENDS = 7, 18
"""Hours of the day in which people work; Saturday and Sunday have none."""
MOST = 200

_DAYS = """
WITH reading AS (
    SELECT a.user_id, a.participant_id, a.people, a.granted, a.role, a.created_at AT TIME ZONE %(zone)s AS at
    FROM agencies_accesslogentry a
    WHERE a.municipality_id = ANY (%(places)s) AND a.created_at >= %(since)s AND a.created_at < %(until)s
      AND a.user_id IS NOT NULL AND a.channel IN ('web', 'api')
), lists AS (
    SELECT r.user_id, r.at::date AS day, max(r.role) AS role, count(DISTINCT person) AS listed
    FROM reading r CROSS JOIN unnest(r.people) AS person GROUP BY 1, 2
), told AS (
    SELECT r.*, extract(isodow FROM r.at) > 5 OR extract(hour FROM r.at) < %(begins)s
                OR extract(hour FROM r.at) >= %(ends)s AS is_outside,
           NOT EXISTS (
               SELECT FROM participants_assignment s
               WHERE s.participant_id = r.participant_id AND s.user_id = r.user_id AND s.first_day <= r.at::date
                 AND (s.last_day IS NULL OR s.last_day >= r.at::date)
           ) AS is_others
    FROM reading r WHERE r.participant_id IS NOT NULL OR NOT r.granted
), days AS (
    SELECT user_id, at::date AS day, max(role) AS role,
           count(DISTINCT participant_id) FILTER (WHERE granted) AS cases,
           count(DISTINCT participant_id) FILTER (WHERE granted AND is_others) AS others,
           count(*) FILTER (WHERE granted AND is_outside) AS outside,
           count(*) FILTER (WHERE NOT granted) AS refused
    FROM told GROUP BY user_id, at::date
)
SELECT user_id, day, coalesce(days.role, lists.role), coalesce(cases, 0) AS cases, coalesce(others, 0),
       coalesce(outside, 0), coalesce(refused, 0), coalesce(listed, 0)
FROM days FULL JOIN lists USING (user_id, day)
WHERE cases >= %(many)s OR others >= %(most_others)s OR outside >= %(most_outside)s OR refused >= %(refusals)s
   OR listed >= %(listed)s
ORDER BY day DESC, cases DESC, user_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """What one member of staff read on one day, and what of it is worth a question."""

    user: str
    roles: str
    day: dt.date
    cases: int
    others: int
    outside: int
    refused: int
    listed: int

    @property
    def has_many(self) -> bool:
        """Whether so many cases in a day are worth a question."""
        return self.cases >= MANY_CASES

    @property
    def has_others(self) -> bool:
        """Whether so many cases were somebody else's."""
        return self.others >= OTHERS_CASES

    @property
    def has_listed(self) -> bool:
        """Whether so many people were shown in lists."""
        return self.listed >= MANY_LISTED

    @property
    def is_outside(self) -> bool:
        """Whether it was read at night or in the weekend."""
        return self.outside >= OUTSIDE_HOURS

    @property
    def is_refused(self) -> bool:
        """Whether so much was asked for and not given."""
        return self.refused >= REFUSALS


@operation
def unusual_days(actor: Actor, first_day: dt.date, last_day: dt.date) -> list[UnusualDay]:
    """The unusual days of the period (inclusive) in the actor's municipalities, newest first, at most ``MOST``."""
    require(actor, Action.VIEW, Resource.ACCESS_LOG)
    zone = settings.TIME_ZONE
    values: dict[str, Any] = {
        "places": sorted(actor.municipality_ids),
        "since": timezone.make_aware(dt.datetime.combine(first_day, dt.time.min)),
        "until": timezone.make_aware(dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time.min)),
        "zone": zone, "begins": DAY_BEGINS, "ends": DAY_ENDS, "many": MANY_CASES, "most_others": OTHERS_CASES,
        "most_outside": OUTSIDE_HOURS, "refusals": REFUSALS, "listed": MANY_LISTED,
        "most": MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        rows = cursor.fetchall()
    names: dict[UUID, str] = dict(User.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "name"))
    return [UnusualDay(names.get(user, ""), role, day, *counts) for user, day, role, *counts in rows]
