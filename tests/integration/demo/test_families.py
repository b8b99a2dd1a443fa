"""The demonstration has families that show what follows from them."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.demo.loading import load_demo
from participants.household import has_child_under
from participants.models import FamilyPeriod, Kinship, Participant


@pytest.mark.django_db
@pytest.mark.exhaustive
def test_a_share_of_people_have_children_and_some_couples_are_both_in_the_programme() -> None:
    today = timezone.localdate()
    load_demo(today, lambda _line: None)
    bergen = Agency.objects.get(number="4601")
    with acting_as(system_actor(bergen.pk)):
        people = Participant.objects.count()
        parents = Participant.objects.filter(has_child_under(18, today)).count()
        couples = FamilyPeriod.objects.filter(member__kinship=Kinship.PARTNER, member__related__isnull=False).count()
        assert 0.15 < parents / people < 0.5
        assert couples == 12
        assert not FamilyPeriod.objects.filter(first_day__gt=today + dt.timedelta(days=1)).exists()
        assert Participant.objects.filter(remark__contains="Matvij").exists()
