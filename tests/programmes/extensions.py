"""Makes extended programmes for tests."""

import datetime as dt

from django.utils import timezone

from agencies.access import Actor
from agencies.models import Agency
from programmes.models import Decision, DecisionType, Participation
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.extending import Extension, decide_extension
from tests.programmes.awards import make_programme
from tests.world import make_person

HEARD = "Deltakeren har uttalt seg i et møte."
"""Why no advance notice is needed (Public Administration Act § 16)."""


def extended(adviser: Actor, programme: Participation, months: int = 6) -> Decision:
    """An extension of the programme, granted today."""
    facts = Extension(months=months, requested_on=timezone.localdate(), reasons="Målet nås på den tiden.")
    return decide_extension(adviser, programme.pk, facts)


def ending_on(municipality: Agency, adviser: Actor, last_day: dt.date, months: int = 6) -> Participation:
    """A programme that the rules of 2025 let be extended, and whose granted time ends on the day."""
    first = last_day + dt.timedelta(days=1)
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    facts = {
        "offer_date": dt.date(2025, 10, 1), "awarded_on": dt.date(2025, 10, 2),
        "first_day": dt.date(year, month + 1, first.day), "months": months,
    }  # fmt: skip
    programme = make_programme(make_person(municipality), adviser, **facts)
    assert programme.last_day == last_day
    return programme


def shorter_draft(adviser: Actor, granted: Decision, months: int) -> Decision:
    """A draft by which the extension becomes one of so many months."""
    assert granted.participation
    draft = Draft(
        decision_type=DecisionType.EXTENSION, participation_id=granted.participation.pk,
        requested_on=timezone.localdate(), content={"extension_months": months}, reasons="Så lang tid er nok.",
        replaces_id=granted.pk,
    )  # fmt: skip
    return draft_decision(adviser, granted.participation.participant_id, draft)
