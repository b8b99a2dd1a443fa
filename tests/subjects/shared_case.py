"""Messages and hand-overs in the tests that hold for everything."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from agencies.models import Role
from programmes.models.shared_case import CaseMessage, Handover, ThreadReading
from tests.subjects import Bodies, Subject
from tests.world import make_user

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: "FullCase") -> dict[str, Model]:
    mine = {"participant": case.person, "municipality": case.municipality}
    message = CaseMessage.objects.create(**mine, text=f"Hei om {case.person.pk}", sent_from=case.municipality)
    reader = make_user(case.municipality, Role.LEADER)
    reading = ThreadReading.objects.create(**mine, user=reader, read_up_to=timezone.now())
    handover = Handover.objects.create(
        **mine,
        participation=case.participation,
        office=case.municipality,
        opened_on=dt.date(2027, 1, 1),
        due_on=dt.date(2027, 4, 11),
    )
    return {"CaseMessage": message, "ThreadReading": reading, "Handover": handover}


def _bodies(case: "FullCase") -> Bodies:
    return {
        ("CaseMessage", "create"): {"participant_id": str(case.person.pk), "text": "Hei."},
        ("Handover", "create"): {"participation_id": str(case.participation.pk)},
        ("Handover", "partial_update"): {"job_seeker": "registered"},
        ("Handover", "answer"): {"answer": "takes_over", "first_meeting_on": "2027-04-20"},
    }


SUBJECT = Subject(rows=_rows, bodies=_bodies)
