"""The access log is written in the acting user's own name, also by a raw statement of the application."""

import pytest
from django.db import ProgrammingError, transaction

from agencies.access import NOBODY, Action, Resource, acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from agencies.operations.access_log import log_read, log_refusal
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db


def test_nobody_writes_the_access_log_in_anothers_name(municipality: Agency) -> None:
    mine, other = (make_actor(municipality, Role.TEAM_LEADER) for _ in range(2))
    person = make_person(municipality)
    with acting_as(mine), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        log_read(other, Resource.PARTICIPANT, participant_id=person.pk)
    with acting_as(NOBODY), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        log_read(other, Resource.PARTICIPANT, participant_id=person.pk)
    with acting_as(mine):
        log_refusal(other, "participant", Action.VIEW, [person.pk], "role")
    with acting_as(system_actor(municipality.pk)):
        entries = AccessLogEntry.objects.filter(participant_id=person.pk)
        assert [entry.user_id for entry in entries] == [mine.user_id]
