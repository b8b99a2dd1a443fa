"""Deadlines held: only those that the law sets, counted by hand."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.models import OutcomeProgramme
from integration.operations.outcomes.statutory import STATUTORY_KINDS
from integration.operations.outcomes.traits import refresh_traits
from participants.duties import duties
from participants.models import Deadline
from tests.integration.nir.test_deriving import awarded
from tests.world import make_municipality

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
DUE = dt.date(2026, 11, 20)
_DAY = dt.timedelta(days=1)


def test_only_deadlines_of_the_law_count_and_those_that_fell_away_in_time_do_not():
    town = make_municipality()
    row = awarded(town)
    with acting_as(system_actor(town.pk)):
        Deadline.objects.filter(participant=row.participant).delete()

        def owe(kind: str, **more: Any) -> None:
            facts = {"due_on": DUE, "paragraph": "§ 1", "responsible_agency": town, **more}
            Deadline.objects.create(
                participant=row.participant, municipality=town, kind=kind, subject_id=uuid4(), **facts
            )

        owe("plan", met_on=DUE)
        owe("programme_start", met_on=DUE + _DAY)
        owe("parental_follow_up")
        owe("social_studies", closed_on=DUE)
        owe("self_certification_review", closed_on=DUE + _DAY)
        owe("appeal_case", due_on=TODAY + _DAY, met_on=TODAY)
        owe("decision_draft", paragraph="forvaltningsloven § 11 a", met_on=DUE)
        owe("decision_draft", paragraph="forvaltningsloven § 16", met_on=DUE)
        for kind in ("nir_report", "note_follow_up", "work_follow_up", "plan_review", "decision_notify", "leave_end"):
            owe(kind, met_on=DUE)
        refresh_traits(town.pk, TODAY)
        found = OutcomeProgramme.objects.get(known_until=None)
    past = [day for day in found.duties_due if day <= TODAY]
    assert (len(past), len([day for day in found.duties_met if day <= TODAY])) == (5, 2)
    assert (len(found.duties_due), len(found.duties_met)) == (6, 3)


def test_every_kind_is_one_that_there_is():
    assert set(STATUTORY_KINDS) <= {kind.code for kind in duties()}
