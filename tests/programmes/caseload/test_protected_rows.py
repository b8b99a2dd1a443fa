"""Rows about protected people are counted and never listed, whatever is wrong with them (law.md 7.3)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import Participant
from programmes.models import CaseloadImport, CaseloadRow, Participation, RowState
from programmes.operations.caseload.corrections import faulty_caseload_file
from tests.participants.imports.lists import duf, national_id
from tests.programmes.caseload.files import as_csv, codes, rows_of, running, take_over, upload
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db
PROTECTED: list[dict[str, Any]] = [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}]
BORN = dt.date(1975, 1, 1)
"""When the person of ``running(0)`` was born."""


@pytest.fixture
def leading(municipality: Agency) -> User:
    return make_user(municipality, Role.TEAM_LEADER)


@pytest.fixture
def leader(leading: User) -> Actor:
    return actor_of(leading)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _assert_only_counted(leading: User, batch: CaseloadImport, number: int = 1) -> None:
    leader = actor_of(leading)
    with acting_as(leader):
        assert not CaseloadRow.objects.exists(), "row-level security says the same"
    with acting_as(system_actor(batch.municipality_id)):
        rows = list(CaseloadRow.objects.filter(batch=batch))
    kept = [(row.raw, row.person, row.programme, row.findings, row.participant_id) for row in rows]
    assert kept == [({}, {}, {}, [], None)] * number
    for state in RowState.values:
        address = reverse("programmes:caseload", args=[batch.pk])
        answer = _client(leading).get(address, {"vis": state})
        assert answer.context["rows"] == []
        assert [tab["count"] for tab in answer.context["tabs"]] == ["0"] * len(RowState)
        assert f"{number} rad" in answer.content.decode()
    file = faulty_caseload_file(leader, batch.pk).decode("utf-8-sig")
    assert len(file.splitlines()) == 1


@pytest.mark.parametrize("grade", ["6", "7", "strengt fortrolig"])
def test_nothing_is_kept_of_a_row_that_says_so_itself(leading: User, leader: Actor, grade: str) -> None:
    _assert_only_counted(leading, upload(leader, as_csv(running(protection=grade))))


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_somebody_known_by_number_looks_the_same_and_is_not_pointed_at(
    municipality: Agency, leading: User, leader: Actor, facts: dict[str, Any]
) -> None:
    number = duf()
    make_person(municipality, numbers=(("duf", number),), birth_date=BORN, **facts)
    rows = running(0, duf=number), running(0, duf=number, goal="?")
    _assert_only_counted(leading, upload(leader, as_csv(*rows)), 2)


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_name_and_birth_date_without_a_number_do_not_tell_that_somebody_is_here(
    municipality: Agency, leading: User, leader: Actor, facts: dict[str, Any]
) -> None:
    make_person(municipality, given_name="Nour", family_name="Haddad", birth_date=BORN, **facts)
    _assert_only_counted(leading, upload(leader, as_csv(running(0, duf=""))))


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_a_number_that_is_somebody_elses_does_not_tell_whose(
    municipality: Agency, leading: User, leader: Actor, facts: dict[str, Any]
) -> None:
    number = duf()
    make_person(municipality, numbers=(("duf", number),), **facts)
    _assert_only_counted(leading, upload(leader, as_csv(running(5, duf=number))))


def test_numbers_of_several_people_do_not_tell_of_the_one_who_is_protected(
    municipality: Agency, leading: User, leader: Actor
) -> None:
    number, national = duf(), national_id(1, 1, 1975)
    make_person(municipality, numbers=(("duf", number),), birth_date=BORN)
    make_person(municipality, numbers=(("national_id", national),), birth_date=BORN, confidentiality=6)
    data = as_csv(running(0, duf=number)).replace(b"DUF-nummer", "Fødselsnummer;DUF-nummer".encode())
    data = data.replace(f"{number};".encode(), f"{national};{number};".encode())
    _assert_only_counted(leading, upload(leader, data))


def test_an_open_person_of_the_same_name_does_not_open_the_row(
    municipality: Agency, leading: User, leader: Actor
) -> None:
    for facts in ({}, {"confidentiality": 6}):
        make_person(municipality, given_name="Nour", family_name="Haddad", birth_date=BORN, **facts)
    _assert_only_counted(leading, upload(leader, as_csv(running(0, duf=""))))


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_who_is_protected_between_check_and_takeover_is_emptied_and_counted(
    municipality: Agency, leading: User, leader: Actor, facts: dict[str, Any]
) -> None:
    batch = upload(leader, as_csv(running(0, duf=""), running(1)))
    assert [row.state for row in rows_of(leader, batch)] == [RowState.READY, RowState.READY]
    make_person(municipality, given_name="Nour", family_name="Haddad", birth_date=BORN, **facts)
    batch = take_over(leader, batch)
    assert [(row.line, row.state) for row in rows_of(leader, batch)] == [(3, RowState.DONE)]
    with acting_as(system_actor(municipality.pk)):
        row = CaseloadRow.objects.get(is_protected=True)
        assert (row.state, row.raw, row.person, row.programme, row.findings) == (RowState.FAULTY, {}, {}, {}, [])
        assert Participation.objects.count() == 1
        assert Participant.objects.count() == 2
    page = _client(leading).get(reverse("programmes:caseload", args=[batch.pk])).content.decode()
    assert "1 rad må registreres for hånd" in page


def test_who_is_open_is_asked_about_as_before(municipality: Agency, leading: User, leader: Actor) -> None:
    make_person(municipality, given_name="Nour", family_name="Haddad", birth_date=BORN)
    batch = upload(leader, as_csv(running(0, duf="")))
    assert "possible_double" in codes(rows_of(leader, batch)[0])
    page = _client(leading).get(reverse("programmes:caseload", args=[batch.pk])).content.decode()
    assert "for hånd av en" not in page
