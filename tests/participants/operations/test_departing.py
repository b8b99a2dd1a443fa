"""Left Norway, or died: dated facts of the case, with duties that fall away and stand again."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, ChangeRecord, Role
from participants.models import CaseEvent, Deadline, Flag, Participant
from participants.operations.correction import correct_participant
from participants.operations.flagging import flag_municipality
from tests.agencies.api.calling import api_for
from tests.integration.nir.test_deriving import awarded
from tests.world import make_actor, make_person, make_user

pytestmark = pytest.mark.django_db


def _open(person: Participant) -> set[str]:
    with acting_as(system_actor(person.municipality_id)):
        return set(Deadline.objects.filter(participant=person).open().values_list("kind", flat=True))


def test_nothing_is_owed_to_whoever_has_died_and_everything_again_when_it_was_wrong(municipality: Agency):
    person = make_person(municipality, settled_on=dt.date(2026, 10, 1))
    adviser = make_actor(municipality, Role.TEAM_LEADER)
    owed = _open(person)
    assert {"programme_start", "permit_expiry"} <= owed
    flag_municipality(municipality.pk, dt.date(2026, 12, 30))
    died = timezone.localdate() - dt.timedelta(days=3)
    correct_participant(adviser, person.pk, died_on=died)
    with acting_as(system_actor(municipality.pk)):
        assert _open(person) == set()
        assert set(Deadline.objects.filter(participant=person).values_list("closed_on", flat=True)) == {died}
        assert not Flag.objects.standing().exists()
        event = CaseEvent.objects.filter(participant=person, kind="corrected").latest("created_at")
        assert event.facts == {"fields": ["died_on"]}
        change = ChangeRecord.objects.filter(row_id=person.pk, kind="update").latest("happened_at")
        assert change.after is not None
        assert change.after["died_on"] == died.isoformat()
    correct_participant(adviser, person.pk, settled_on=dt.date(2026, 10, 2))
    assert "programme_start" not in _open(person)
    correct_participant(adviser, person.pk, died_on=None)
    assert _open(person) == owed


def test_the_end_of_a_programme_is_still_to_be_registered(municipality: Agency):
    row = awarded(municipality)
    adviser = make_actor(municipality, Role.TEAM_LEADER)
    assert {"programme_end", "plan"} <= _open(row.participant)
    correct_participant(adviser, row.participant_id, left_norway_on=timezone.localdate())
    assert _open(row.participant) == {"programme_end"}


def test_a_day_that_has_not_been_is_refused(municipality: Agency):
    person = make_person(municipality)
    leader, later = make_actor(municipality, Role.TEAM_LEADER), timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(RuleRefused):
        correct_participant(leader, person.pk, left_norway_on=later)


def test_the_page_and_the_api_write_and_show_it(municipality: Agency):
    person = make_person(municipality)
    client = Client()
    client.force_login(make_user(municipality, Role.TEAM_LEADER))
    url = reverse("participants:departure", args=[person.pk])
    assert "Flyttet fra Norge eller død" in client.get(url).content.decode()
    day = timezone.localdate() - dt.timedelta(days=10)
    assert client.post(url, {"left_norway_on": f"{day:%d.%m.%Y}", "died_on": ""}).status_code in (200, 204, 302)
    assert f"{day:%d.%m.%Y}" in client.get(reverse("participants:case", args=[person.pk])).content.decode()
    api = api_for(municipality, Role.TEAM_LEADER)
    address = f"/api/v1/participants/{person.pk}/"
    found = api.get(address).json()
    assert (found["left_norway_on"], found["died_on"]) == (day.isoformat(), None)
