"""The demonstration's follow-up: something today for an adviser, and a review that is due for each programme."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.models import Agency, Role
from integration.demo.followup import write_follow_up
from participants.models import Deadline
from participants.operations.assignment import assign
from programmes.models.followup import Appointment, JournalDraft, Review
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db


def test_every_adviser_has_something_today_and_every_programme_a_review(municipality: Agency) -> None:
    today = timezone.localdate()
    adviser, leader = make_user(municipality, Role.PROGRAMME_ADVISER), make_actor(municipality, Role.TEAM_LEADER)
    for _each in range(6):
        person = make_person(municipality, interpreter_language="uk")
        assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=today)
        make_programme(person, actor_of(adviser))
    scene: Any = SimpleNamespace(
        number=municipality.number, today=today, staff=SimpleNamespace(agencies={municipality.number: municipality})
    )
    write_follow_up(scene)
    actor = actor_of(adviser)
    with acting_as(actor):
        assert Appointment.objects.filter(user=adviser, starts_at__date=today).count() == 2
        assert Review.objects.planned().count() == Deadline.objects.filter(kind="plan_review").count() == 6
        assert JournalDraft.objects.count() == 1
