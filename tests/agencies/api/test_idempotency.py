"""The same request twice has one effect."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from agencies.access import Resource, acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, IdempotencyRecord, Role
from agencies.operations.access_log import log_list, one_request, people_opened
from agencies.operations.idempotency import KEPT, KeyedRequest, look_up
from agencies.tasks import purge_idempotency
from participants.models import Participant
from participants.operations.protecting import change_protection
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.threads import at_once
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

PEOPLE = "/api/v1/participants/"
PERSON = {"family_name": "Shevchenko", "birth_date": "1990-01-01", "settled_on": "2026-10-01"}
ANOTHER = {"family_name": "Bondarenko"}


def _people(municipality: Agency) -> int:
    with acting_as(system_actor(municipality.pk)):
        return Participant.objects.filter(municipality=municipality).count()


@pytest.mark.django_db
def test_a_post_that_writes_needs_a_key(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    for key in (None, "   ", '"', "x" * 201, "æ"):
        response = api.client.post(
            PEOPLE, PERSON, content_type="application/json",
            headers=api.headers | ({} if key is None else {"Idempotency-Key": key}),
        )  # fmt: skip
        body = assert_problem(response, 400, "idempotency_key_missing")
        assert body["errors"][0]["header"] == "Idempotency-Key"
    assert _people(municipality) == 0


@pytest.mark.django_db
def test_the_same_key_and_body_gives_the_first_answer_again(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    first = api.post(PEOPLE, PERSON, key="the-key")
    second = api.post(PEOPLE, dict(reversed(PERSON.items())), key='"the-key"')
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert [second.headers[name] for name in ("ETag", "Location", "Content-Type")] == [
        first.headers[name] for name in ("ETag", "Location", "Content-Type")
    ]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert _people(municipality) == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    api.post(PEOPLE, PERSON, key="the-key")
    assert_problem(api.post(PEOPLE, PERSON | {"family_name": "B"}, key="the-key"), 422, "idempotency_key_reused")
    assert _people(municipality) == 1


@pytest.mark.django_db
def test_a_key_is_of_one_user_and_one_address(municipality: Agency):
    api, other = api_for(municipality, Role.TEAM_LEADER), api_for(municipality, Role.TEAM_LEADER)
    api.post(PEOPLE, PERSON, key="the-key")
    assert "Idempotency-Replayed" not in other.post(PEOPLE, PERSON | ANOTHER, key="the-key").headers
    assert _people(municipality) == 2


@pytest.mark.django_db
def test_a_refused_request_may_come_again_corrected_with_its_key(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    assert api.post(PEOPLE, {"birth_date": "1990-01-01"}, key="the-key").status_code == 422
    assert api.post(PEOPLE, PERSON, key="the-key").status_code == 201


@pytest.mark.django_db
def test_after_a_day_the_key_is_free(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    api.post(PEOPLE, PERSON, key="the-key")
    _age(api, dt.timedelta(minutes=1))
    assert "Idempotency-Replayed" not in api.post(PEOPLE, PERSON | ANOTHER, key="the-key").headers
    assert _people(municipality) == 2


@pytest.mark.django_db
def test_the_purge_takes_what_is_past_its_time_and_nothing_else(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    api.post(PEOPLE, PERSON, key="old")
    _age(api, dt.timedelta(minutes=1))
    api.post(PEOPLE, PERSON, key="new")
    assert purge_idempotency() == 1
    assert purge_idempotency() == 0


@pytest.mark.django_db
def test_kept_answers_are_hidden_from_a_raw_select(municipality: Agency):
    api_for(municipality, Role.PROGRAMME_ADVISER).post(PEOPLE, PERSON, key="the-key")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM agencies_idempotencyrecord")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_search_needs_no_key(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    assert api.post(f"{PEOPLE}search/", {"words": "ola"}, key=None).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_parallel_requests_with_one_key_have_one_effect():
    municipality = make_municipality()
    user = make_user(municipality, Role.PROGRAMME_ADVISER)

    def call() -> Any:
        return Api(user).post(PEOPLE, PERSON, key="the-key")

    answers = at_once(*[call] * 6)
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {201, 409}, answers
    assert 201 in statuses
    assert _people(municipality) == 1
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_first_request_runs_the_second_is_told_to_wait():
    municipality = make_municipality()
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    running = KeyedRequest(user.pk, municipality.pk, "POST", PEOPLE, "the-key", "")

    def call() -> Any:
        return Api(user).post(PEOPLE, PERSON, key="the-key")

    with acting_as(system_actor(municipality.pk)):
        look_up(running)
        (answer,) = at_once(call)
    assert_problem(answer, 409, "request_in_progress")
    assert answer.headers["Retry-After"]
    assert _people(municipality) == 0


def _age(api: Api, past: dt.timedelta) -> None:
    with acting_as(actor_of(api.user)):
        IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT - past)


@pytest.mark.django_db
def test_a_kept_answer_is_gone_when_its_person_is_hidden(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    created = api.post(PEOPLE, PERSON, key="the-key").json()
    assert api.post(PEOPLE, PERSON, key="the-key").status_code == 201
    leader, deputy = make_actor(municipality, Role.TEAM_LEADER), make_user(municipality, Role.TEAM_LEADER)
    change_protection(leader, UUID(created["id"]), confidentiality=6, is_shielded=False, named_user_ids=[deputy.pk])
    again = api.post(PEOPLE, PERSON, key="the-key")
    assert_problem(again, 404, "not_found")
    assert b"Shevchenko" not in again.content
    # Nor is the person registered once more.
    assert _people(municipality) == 1


@pytest.mark.django_db
def test_whom_a_list_showed_is_known_of_the_request(municipality: Agency):
    person = make_person(municipality)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with one_request(), acting_as(actor):
        log_list(actor, Resource.PARTICIPANT, [person.pk, None])
        assert people_opened() == [person.pk]


@pytest.mark.django_db
def test_a_kept_answer_read_again_is_in_the_access_log(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    created = api.post(PEOPLE, PERSON, key="the-key").json()
    with acting_as(system_actor(municipality.pk)):
        read = AccessLogEntry.objects.filter(participant_id=created["id"], action="view")
        before = read.count()
        api.post(PEOPLE, PERSON, key="the-key")
        assert read.count() == before + 1
