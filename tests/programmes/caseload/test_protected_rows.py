"""Rows about protected people are counted and never listed, whatever is wrong with them (law.md 7.3)."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import Participant
from participants.operations.protecting import change_protection
from programmes.models import CaseloadImport, CaseloadRow, Participation, RowState
from programmes.operations.caseload.corrections import faulty_caseload_file
from tests.participants.imports.lists import duf, national_id
from tests.programmes.awards import make_programme
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


@pytest.mark.parametrize("shared", [{"family": "Osei", "born": "02.02.1980"}, {"duf": ""}], ids=str)
def test_all_rows_that_may_be_about_whom_one_of_them_grades_are_counted(
    leading: User, leader: Actor, shared: dict[str, str]
) -> None:
    row = running(0)
    _assert_only_counted(leading, upload(leader, as_csv(row | shared, row | {"protection": "6"})), 2)


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


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_the_row_of_somebody_who_is_graded_later_is_emptied_and_in_no_list_of_the_named(
    municipality: Agency, leading: User, leader: Actor, facts: dict[str, Any]
) -> None:
    number = duf()
    known = make_person(municipality, numbers=(("duf", number),), birth_date=BORN)
    make_programme(known)
    batch = take_over(leader, upload(leader, as_csv(running(1), running(2), running(0, duf=number))))
    done, other, overlapping = rows_of(leader, batch)
    assert [row.state for row in (done, other, overlapping)] == [RowState.DONE, RowState.DONE, RowState.FAULTY]
    for row in (done, overlapping):
        _protect(leader, row.participant_id, facts)
    _assert_emptied(done, participant_id=done.participant_id, state=RowState.DONE)
    _assert_emptied(overlapping, participant_id=None, state=RowState.FAULTY)
    assert rows_of(leader, batch) == [other]
    page = _client(leading).get(reverse("programmes:caseload", args=[batch.pk]), {"vis": RowState.DONE})
    assert [row["line"] for row in page.context["rows"]] == [other.line]
    assert (page.context["done"], page.context["faulty"], page.context["by_hand"]) == (1, 0, 1)


def test_a_row_that_waits_for_the_takeover_is_left_to_hands_when_its_person_is_graded(
    municipality: Agency, leader: Actor
) -> None:
    number = duf()
    known = make_person(municipality, numbers=(("duf", number),), birth_date=BORN)
    batch = upload(leader, as_csv(running(0, duf=number), running(1)))
    waiting, _other = rows_of(leader, batch)
    assert (waiting.state, waiting.participant_id) == (RowState.READY, known.pk)
    _protect(leader, known.pk, {"confidentiality": 6})
    _assert_emptied(waiting, participant_id=None, state=RowState.FAULTY)
    batch = take_over(leader, batch)
    assert [row.state for row in rows_of(leader, batch)] == [RowState.DONE]


def test_a_row_that_was_linked_to_a_graded_case_stands_in_no_list_of_the_named(
    municipality: Agency, leading: User, leader: Actor
) -> None:
    batch = take_over(leader, upload(leader, as_csv(running(0))))
    (row,) = rows_of(leader, batch)
    _protect(leader, row.participant_id, {"confidentiality": 6})
    with acting_as(system_actor(municipality.pk)):
        CaseloadRow.objects.update(is_protected=False)
    assert rows_of(leader, batch) == [row]
    page = _client(leading).get(reverse("programmes:caseload", args=[batch.pk]), {"vis": RowState.DONE})
    assert page.context["rows"] == []


def _protect(leader: Actor, person_id: UUID | None, facts: dict[str, Any]) -> None:
    assert person_id
    home = Agency.objects.get(pk__in=leader.municipality_ids)
    deputy = make_user(home, Role.PROGRAMME_ADVISER)
    protection = {"confidentiality": 0, "is_shielded": False} | facts
    change_protection(leader, person_id, named_user_ids=[deputy.pk], **protection)


def _assert_emptied(row: CaseloadRow, *, participant_id: UUID | None, state: RowState) -> None:
    with acting_as(system_actor(row.municipality_id)):
        now = CaseloadRow.objects.get(pk=row.pk)
    assert (now.raw, now.person, now.programme, now.findings, now.computed_last_day) == ({}, {}, {}, [], None)
    assert (now.is_protected, now.participant_id, now.state) == (True, participant_id, state)
