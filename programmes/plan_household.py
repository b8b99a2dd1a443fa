"""Whether there is a child under 18 in the household, which brings parental guidance into the plan (Act § 14 a)."""

import datetime as dt

from agencies.access import acting_as, bound_actor
from participants.household import ADULT_AGE, household_on
from participants.models import Participant


def has_child_under_18(person: Participant, on: dt.date) -> bool | None:
    """None where nothing is recorded of the household, so that somebody asks."""
    # NAV checks plans and opens no household: it is told what a plan lacks, and of nobody in the family.
    with acting_as(bound_actor().as_system()):
        household = household_on(person, on)
    return bool(household.children_under(ADULT_AGE)) if household.members else None
