"""Whoever is protected after a list came in leaves its rows at once; nothing of them is kept or listed (law.md 7.3)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.lists import ABOUT, asked, list_files
from agencies.models import Agency, Role
from participants.models import BatchState, CaseReversal, ImportBatch, ImportRow, NamedAccess, Participant
from participants.operations.importing.corrections import faulty_rows_file
from participants.operations.importing.counting import count_rows
from participants.operations.importing.deciding import decide_row, prepare_commit, request_commit
from participants.operations.merging import merge_people
from participants.operations.mistakes import undo_merge
from participants.operations.protecting import change_protection
from tests.participants.imports.lists import arrival, as_csv, bergen, commit, duf, officer, reload, rows_of, upload
from tests.participants.imports.test_pages import client_of, page_of
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db
PROTECTIONS: list[dict[str, Any]] = [
    {"confidentiality": 6, "is_shielded": False},
    {"confidentiality": 7, "is_shielded": False},
    {"confidentiality": 0, "is_shielded": True},
]
BORN, BIRTH_DATE = "04.05.1985", dt.date(1985, 5, 4)
TABS = ("new", "known", "possible_duplicate", "protected", "faulty")


@pytest.fixture
def home() -> Agency:
    return bergen()


@pytest.fixture
def named(home: Agency) -> Actor:
    """Whoever sends the list, and grades the case afterwards, so that they are named on it."""
    return officer(home)


@pytest.fixture
def deputy(home: Agency) -> Actor:
    return make_actor(home, Role.TEAM_LEADER)


def _protect(actor: Actor, person: Participant, deputy: Actor, facts: dict[str, Any]) -> None:
    assert deputy.user_id
    change_protection(actor, person.pk, named_user_ids=[deputy.user_id], **facts)


def _person_of(row: ImportRow) -> Participant:
    assert row.participant_id
    with acting_as(system_actor(row.municipality_id)):
        return Participant.objects.get(pk=row.participant_id)


def _stored(batch: ImportBatch) -> list[ImportRow]:
    with acting_as(system_actor(batch.municipality_id)):
        return list(ImportRow.objects.filter(batch=batch).order_by("line"))


def _assert_in_no_list(actor: Actor, batch: ImportBatch, word: str) -> None:
    """Neither page nor file has the word, and the tabs count what they show."""
    batch, client = reload(actor, batch), client_of(actor)
    for tab in TABS:
        answer = client.get(page_of(batch, f"?vis={tab}"))
        assert word not in answer.content.decode(), tab
        counts = {each["url"]: each["count"] for each in answer.context["tabs"]}
        if tab != "protected":
            assert counts[f"?vis={tab}"] == str(len(answer.context["rows"])), tab
    for tab in TABS:
        query = asked(actor, {"vis": tab, ABOUT: str(batch.pk)}, timezone.localdate())
        with acting_as(actor):
            assert word not in str([row.parsed for row in list_files()["import-rows"].sheet(query).rows()]), tab
    assert word not in faulty_rows_file(actor, batch.pk).decode()
    with acting_as(system_actor(batch.municipality_id)):
        assert count_rows(batch).items() <= batch.counts.items()


@pytest.mark.parametrize("facts", PROTECTIONS, ids=str)
def test_the_row_that_somebody_was_enrolled_from_is_emptied(
    home: Agency, named: Actor, deputy: Actor, facts: dict[str, Any]
) -> None:
    data = as_csv(arrival(1, given_name="Sjelden", remark="Gjemt vei 1"), arrival(2, remark="Storgata 1"))
    batch = commit(named, upload(named, data))
    first, second = _stored(batch)
    assert "Gjemt vei 1" in first.raw["cells"]
    person = _person_of(first)
    _protect(named, person, deputy, facts)
    emptied, other = _stored(batch)
    assert (emptied.is_protected, emptied.raw, emptied.parsed, emptied.findings) == (True, {}, {}, [])
    assert emptied.participant_id == person.pk
    assert (other.is_protected, other.raw) == (False, second.raw)
    with acting_as(named):
        assert Participant.objects.visible_to(named).filter(pk=person.pk).exists()
        assert list(ImportRow.objects.filter(batch=batch)) == [other], "row-level security says the same"
    assert reload(named, batch).counts["protected_new"] == 1
    _assert_in_no_list(named, batch, "Sjelden")


@pytest.mark.parametrize("facts", PROTECTIONS, ids=str)
def test_of_a_row_that_waits_only_what_the_commit_needs_stays(
    home: Agency, named: Actor, deputy: Actor, facts: dict[str, Any]
) -> None:
    number = duf()
    person = make_person(home, numbers=(("duf", number),), birth_date=BIRTH_DATE)
    row = arrival(1, given_name="Sjelden", duf=number, birth_date=BORN, remark="Gjemt vei 1")
    batch = upload(named, as_csv(row, row, arrival(2)))
    assert [row.category for row in _stored(batch)] == ["known", "known", "new"]
    _protect(named, person, deputy, facts)
    assert [(row.is_protected, row.raw == {}) for row in _stored(batch)] == [(True, True)] * 2 + [(False, False)]
    assert reload(named, batch).counts["protected_known"] == 2
    _assert_in_no_list(named, batch, "Sjelden")
    assert deputy.user_id
    prepare_commit(named, batch.pk, named_user_ids=[deputy.user_id])
    batch = commit(named, batch)
    assert (batch.counts["enrolled"], batch.counts["linked"]) == (1, 2)
    assert [row.parsed for row in _stored(batch)[:2]] == [{}, {}]


def test_a_row_that_may_be_several_goes_with_each_of_them(home: Agency, named: Actor, deputy: Actor) -> None:
    people = [
        make_person(home, given_name=given, family_name=family, birth_date=BIRTH_DATE)
        for given, family in (("Boleslav", "Shevchenko"), ("Schevchenko", "Boleslav"))
    ]
    batch = upload(named, as_csv(arrival(1, given_name="Shevchenko", family_name="Boleslav", birth_date=BORN, duf="")))
    (row,) = _stored(batch)
    assert (row.category, set(row.candidate_ids)) == ("possible_duplicate", {person.pk for person in people})
    later = next(person for person in people if person.pk != row.matched_id)
    _protect(named, later, deputy, PROTECTIONS[0])
    (row,) = _stored(batch)
    assert (row.is_protected, row.raw) == (True, {})
    _assert_in_no_list(named, batch, "Boleslav")


def test_a_list_that_was_committed_can_be_completed_after_somebody_in_it_was_graded(
    home: Agency, named: Actor, deputy: Actor
) -> None:
    names = ("Boleslav", "Shevchenko"), ("Shevchenko", "Boleslav")
    alike = [arrival(1, given_name=given, family_name=family) for given, family in names]
    batch = commit(named, upload(named, as_csv(*alike, arrival(2))))
    person = _person_of(_stored(batch)[-1])
    _protect(named, person, deputy, PROTECTIONS[0])
    (row,) = rows_of(named, batch, category="possible_duplicate")
    decide_row(named, row.pk, decision="new")
    assert request_commit(named, batch.pk).state == BatchState.COMMITTING


def test_a_merge_with_somebody_protected_keeps_no_copy_of_the_row(home: Agency, named: Actor, deputy: Actor) -> None:
    batch = commit(named, upload(named, as_csv(arrival(1, given_name="Sjelden"))))
    (row,) = _stored(batch)
    secret = make_person(home, confidentiality=6)
    with acting_as(system_actor(home.pk)):
        for user in (named.user_id, deputy.user_id):
            assert user
            NamedAccess.objects.create(participant=secret, municipality=home, user_id=user)
    assert row.participant_id
    merge_people(named, secret.pk, row.participant_id, reason="Samme person")
    (emptied,) = _stored(batch)
    assert (emptied.participant_id, emptied.is_protected, emptied.raw, emptied.parsed) == (secret.pk, True, {}, {})
    with acting_as(system_actor(home.pk)):
        reversal = CaseReversal.objects.get()
        assert "Sjelden" not in str(reversal.rows)
    undo_merge(named, reversal.pk, reason="To søstre")
    (back,) = _stored(batch)
    assert (back.participant_id, back.is_protected, back.raw, back.parsed) == (row.participant_id, False, {}, {})


def test_no_cells_are_stored_of_a_row_that_is_never_listed(named: Actor) -> None:
    rows = arrival(1, address_protection="6", remark="Gjemt vei 1"), arrival(2, remark="Storgata 1")
    batch = upload(named, as_csv(*rows))
    hidden, listed = _stored(batch)
    assert (hidden.is_protected, hidden.raw) == (True, {})
    assert "Storgata 1" in listed.raw["cells"]


def test_a_row_that_was_linked_to_a_graded_case_stands_in_no_list_of_the_named(
    home: Agency, named: Actor, deputy: Actor
) -> None:
    batch = commit(named, upload(named, as_csv(arrival(1, given_name="Sjelden"))))
    with acting_as(named):
        person = Participant.objects.get()
    _protect(named, person, deputy, PROTECTIONS[0])
    with acting_as(system_actor(home.pk)):
        ImportRow.objects.update(is_protected=False, parsed={"given_name": "Sjelden"})
    with acting_as(named):
        assert ImportRow.objects.visible_to(named).exists()
    page = client_of(named).get(page_of(batch, "?vis=new"))
    assert page.context["rows"] == []
