"""Correction by addition: the participant's own words beside what is contested, which stays as it was."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from participants.models import CaseEvent, Participant, Statement
from participants.operations.stating import add_statement
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _entry(actor: Actor, person: Participant) -> CaseEvent:
    with acting_as(actor):
        return CaseEvent.objects.get(participant=person, kind="enrolled")


def test_a_statement_stands_beside_the_entry_and_changes_nothing(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    entry = _entry(leader, person)
    statement = add_statement(leader, person.pk, event_id=entry.pk, text="  Jeg kom i august.  ")
    assert (statement.text, statement.event_id, statement.registered_by_id) == (
        "Jeg kom i august.", entry.pk, leader.user_id,
    )  # fmt: skip
    after = _entry(leader, person)
    assert (after.kind, after.facts, after.happened_on) == (entry.kind, entry.facts, entry.happened_on)


def test_it_may_be_about_the_case_as_a_whole(municipality: Agency, leader: Actor) -> None:
    assert add_statement(leader, make_person(municipality).pk, text="Jeg er uenig.").event_id is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_nothing_and_too_much_are_refused(municipality: Agency, leader: Actor, text: str) -> None:
    with pytest.raises(RuleRefused):
        add_statement(leader, make_person(municipality).pk, text=text)


def test_a_day_that_has_not_come_is_refused(municipality: Agency, leader: Actor) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(RuleRefused):
        add_statement(leader, make_person(municipality).pk, text="Jeg er uenig.", stated_on=tomorrow)


def test_an_entry_of_another_case_is_not_there(municipality: Agency, leader: Actor) -> None:
    theirs = _entry(leader, make_person(municipality))
    with pytest.raises(CaseEvent.DoesNotExist):
        add_statement(leader, make_person(municipality).pk, event_id=theirs.pk, text="Jeg er uenig.")


def test_strangers_and_roles_without_casework_add_nothing(municipality: Agency) -> None:
    person = make_person(municipality)
    with pytest.raises(Participant.DoesNotExist):
        add_statement(make_actor(make_municipality("Voss"), Role.TEAM_LEADER), person.pk, text="Nei.")
    for role in (Role.PRIVACY_OFFICER, Role.LEADER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            add_statement(make_actor(municipality, role), person.pk, text="Nei.")


def test_a_statement_can_neither_be_changed_nor_deleted(municipality: Agency, leader: Actor) -> None:
    add_statement(leader, make_person(municipality).pk, text="Jeg er uenig.")
    with acting_as(leader), connection.cursor() as cursor:
        for statement in ("UPDATE participants_statement SET text = 'x'", "DELETE FROM participants_statement"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


def test_it_is_written_on_the_case_and_read_in_the_history(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    client = Client()
    client.force_login(make_user(municipality, Role.TEAM_LEADER))
    entry = _entry(leader, person)
    page = f"/deltakere/{person.pk}/forklaring/"
    assert str(entry.pk) in client.get(f"{page}?hendelse={entry.pk}").content.decode()
    sent = {"event": str(entry.pk), "text": "Jeg kom i august.", "stated_on": "20.11.2026"}
    assert client.post(page, sent | {"text": ""}).status_code == 422
    assert client.post(page, sent).status_code == 302
    text = client.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    assert "Jeg kom i august." in text
    assert "Deltakerens egen forklaring ble lagt ved." in text
    with acting_as(leader):
        assert Statement.objects.visible_to(leader).count() == 1
