"""A client that reads what has changed is told what to delete: by the id alone, once it was sent."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.models import SentEntity
from integration.operations.schools.retention import purge_school_input
from integration.provider.rosters import moment
from participants.models import Participant
from programmes.models.classes import ClassEnrolment
from tests.integration.provider.world import ROSTERING, Town

pytestmark = pytest.mark.django_db
ALONE = {"sourcedId", "status", "dateLastModified"}


@pytest.fixture
def town(municipality: Agency) -> Town:
    return Town(municipality)


def _rows(town: Town, path: str, query: str = "") -> list[dict[str, Any]]:
    body: dict[str, list[dict[str, Any]]] = town.get(f"{path}?limit=1000{query}").json()
    (rows,) = body.values()
    return rows


def _delta(town: Town, path: str, since: str) -> list[dict[str, Any]]:
    return _rows(town, path, f"&filter=dateLastModified>'{since}'")


def _protect(person: Participant, **facts: Any) -> None:
    with acting_as(system_actor(person.municipality_id)):
        Participant.objects.filter(pk=person.pk).update(**facts)


def _leave(person: Participant) -> None:
    with acting_as(system_actor(person.municipality_id)):
        ClassEnrolment.objects.filter(participant=person).update(
            state="withdrawn", first_day=None, last_day=None, waiting_since=dt.date(2026, 8, 1)
        )


@pytest.mark.parametrize(
    "leave",
    [
        lambda person: _protect(person, confidentiality=6),
        lambda person: _protect(person, is_shielded=True),
        _leave,
    ],
    ids=["code 6", "shielded", "withdrawn"],
)
def test_whoever_is_gone_is_told_as_gone_by_id_alone(town: Town, leave: Any) -> None:
    person = town.pupils[0]
    places = [row["sourcedId"] for row in _rows(town, "enrollments") if row["user"]["sourcedId"] == str(person.pk)]
    assert len(places) == 1
    for path in ("users", "students", "demographics"):
        assert str(person.pk) in {row["sourcedId"] for row in _rows(town, path)}
    read_at = moment(timezone.now())
    assert _delta(town, "users", read_at) == _delta(town, "enrollments", read_at) == []
    leave(person)
    for path, sourced_id in (
        ("users", str(person.pk)), ("students", str(person.pk)), ("demographics", str(person.pk)),
        ("enrollments", places[0]),
    ):  # fmt: skip
        told = {row["sourcedId"]: row for row in _delta(town, path, read_at)}[sourced_id]
        assert set(told) == ALONE
        assert told["status"] == "tobedeleted"
        # Said again to a delta from before, and not to one from after.
        assert sourced_id in {row["sourcedId"] for row in _delta(town, path, read_at)}
        assert _delta(town, path, told["dateLastModified"]) == []
        assert town.get(f"{path}/{sourced_id}").status_code == 404
        assert sourced_id not in {row["sourcedId"] for row in _rows(town, path)}


def test_what_a_client_was_never_sent_it_is_not_told_of(town: Town, municipality: Agency) -> None:
    read_at = moment(timezone.now() - dt.timedelta(minutes=1))
    _protect(town.pupils[0], confidentiality=6)
    for path in ("users", "students", "enrollments", "demographics"):
        assert {row["status"] for row in _delta(town, path, read_at)} == {"active"}
    with acting_as(system_actor(municipality.pk)):
        sent = set(SentEntity.objects.filter(client=town.client).values_list("sourced_id", flat=True))
    assert town.pupils[1].pk in sent
    assert not sent & {town.pupils[0].pk, town.hidden.pk}


def test_whoever_comes_back_is_active_again(town: Town) -> None:
    person = town.pupils[0]
    _rows(town, "users")
    read_at = moment(timezone.now() - dt.timedelta(seconds=1))
    _protect(person, is_shielded=True)
    assert {row["status"] for row in _delta(town, "users", read_at) if row["sourcedId"] == str(person.pk)} == {
        "tobedeleted"
    }
    _protect(person, is_shielded=False)
    rows = [row for row in _rows(town, "users", "&filter=status!='x'") if row["sourcedId"] == str(person.pk)]
    assert [row["status"] for row in rows] == ["active"]


def _remembered(town: Town) -> set[Any]:
    with acting_as(system_actor(town.client.municipality_id)):
        return set(
            SentEntity.objects.filter(client=town.client, gone_at__isnull=False).values_list("sourced_id", flat=True)
        )


def _told_days_ago(town: Town, days: int) -> None:
    with acting_as(system_actor(town.client.municipality_id)):
        rows = SentEntity.objects.filter(client=town.client, told_at__isnull=False)
        assert rows.update(told_at=timezone.now() - dt.timedelta(days=days)) > 0


def test_a_removal_is_forgotten_when_the_reader_has_known_it_long_enough(town: Town, settings: Any) -> None:
    settings.SCHOOL_DAYS_REMOVALS = 30
    person = town.pupils[0]
    _rows(town, "users")
    read_at = moment(timezone.now() - dt.timedelta(seconds=1))
    _protect(person, is_shielded=True)
    assert str(person.pk) in {row["sourcedId"] for row in _delta(town, "users", read_at)}
    _told_days_ago(town, 29)
    purge_school_input()
    assert person.pk in _remembered(town)
    _told_days_ago(town, 31)
    purge_school_input()
    assert person.pk not in _remembered(town)
    assert str(person.pk) not in {row["sourcedId"] for row in _delta(town, "users", read_at)}
    # Whoever comes back is sent, remembered, and told of anew.
    _protect(person, is_shielded=False)
    assert str(person.pk) in {row["sourcedId"] for row in _rows(town, "users")}
    _protect(person, is_shielded=True)
    assert str(person.pk) in {row["sourcedId"] for row in _delta(town, "users", read_at)}


@pytest.mark.parametrize("asked", ["nothing", "head", "without status", "another collection"])
def test_a_removal_that_nobody_was_told_of_is_never_forgotten(town: Town, settings: Any, asked: str) -> None:
    settings.SCHOOL_DAYS_REMOVALS = 0
    person = town.pupils[0]
    _rows(town, "users")
    read_at = moment(timezone.now() - dt.timedelta(seconds=1))
    _protect(person, is_shielded=True)
    since = f"?limit=1000&filter=dateLastModified>'{read_at}'"
    if asked == "head":
        headers = {"authorization": f"Bearer {town.token()}"}
        assert Client().head(f"{ROSTERING}/users{since}", headers=headers).status_code == 200
    elif asked == "without status":
        town.get(f"users{since}&fields=sourcedId")
    elif asked == "another collection":
        town.get(f"demographics{since}")
    with acting_as(system_actor(town.client.municipality_id)):
        SentEntity.objects.filter(client=town.client, sourced_id=person.pk).update(gone_at=timezone.now())
    purge_school_input()
    assert person.pk in _remembered(town)


def test_what_comes_back_and_goes_again_is_told_anew(town: Town) -> None:
    person = town.pupils[0]
    _rows(town, "users")
    read_at = moment(timezone.now() - dt.timedelta(seconds=1))
    _protect(person, is_shielded=True)
    _delta(town, "users", read_at)
    _protect(person, is_shielded=False)
    _rows(town, "users", "&filter=status!='x'")
    _protect(person, is_shielded=True)
    with acting_as(system_actor(town.client.municipality_id)):
        untold = SentEntity.objects.get(client=town.client, kind="student", sourced_id=person.pk)
    assert untold.told_at is None
    _delta(town, "users", read_at)
    with acting_as(system_actor(town.client.municipality_id)):
        untold.refresh_from_db()
    assert untold.told_at is not None
