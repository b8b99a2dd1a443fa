"""Whom a merge named on a protected case is named there no more when it is undone (law.md 7.3)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import CaseReversal, Confidentiality, NamedAccess, Participant
from participants.operations.assignment import assign
from participants.operations.merging import merge_people
from participants.operations.mistakes import undo_merge
from participants.operations.protecting import change_protection
from tests.participants.transfers.moves import rows_of
from tests.world import actor_of, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 10, 12)


@dataclass
class Mixed:
    """An open case and one of code 6, each with staff of its own; the leader is named on the second."""

    home: Agency
    leader: Actor
    leading: User
    adviser: User
    contact: User
    other_adviser: User
    open: Participant
    secret: Participant

    def named(self, person: Participant) -> set[UUID]:
        return {row.user_id for row in rows_of(NamedAccess, self.home, participant=person)}

    def sees(self, user: User, person: Participant) -> bool:
        actor = actor_of(user)
        with acting_as(actor):
            return Participant.objects.visible_to(actor).filter(pk=person.pk).exists()

    def merge(self, *, keeps_open: bool) -> UUID:
        kept, merged = (self.open, self.secret) if keeps_open else (self.secret, self.open)
        merge_people(self.leader, kept.pk, merged.pk, reason="Samme person")
        everybody = {self.leading.pk, self.adviser.pk, self.contact.pk, self.other_adviser.pk}
        assert self.named(self.open) == self.named(self.secret) == everybody
        (reversal,) = rows_of(CaseReversal, self.home)
        pk: UUID = reversal.pk
        return pk


@pytest.fixture
def mixed(municipality: Agency) -> Mixed:
    leading = make_user(municipality, Role.TEAM_LEADER)
    leader = actor_of(leading)
    adviser, other = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    contact = make_user(make_nav_office(municipality), Role.NAV_ADVISER)
    person, secret = make_person(municipality), make_person(municipality, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=secret, municipality=municipality, user=leading)
    assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=FIRST)
    assign(leader, person.pk, user_id=contact.pk, kind="nav_contact", first_day=FIRST)
    assign(leader, secret.pk, user_id=other.pk, kind="adviser", first_day=FIRST)
    return Mixed(municipality, leader, leading, adviser, contact, other, person, secret)


@pytest.mark.parametrize("keeps_open", [True, False])
def test_the_staff_of_the_open_case_do_not_stay_named_on_the_protected_one(mixed: Mixed, *, keeps_open: bool) -> None:
    reversal = mixed.merge(keeps_open=keeps_open)
    undo_merge(mixed.leader, reversal, reason="To søstre")
    assert mixed.named(mixed.secret) == {mixed.leading.pk, mixed.other_adviser.pk}
    assert not mixed.sees(mixed.adviser, mixed.secret)
    assert not mixed.sees(mixed.contact, mixed.secret)
    assert mixed.sees(mixed.other_adviser, mixed.secret)
    # On the open case, those who work with it are all who are left of the names.
    assert mixed.named(mixed.open) == {mixed.adviser.pk, mixed.contact.pk}
    assert mixed.sees(mixed.adviser, mixed.open)


def test_whoever_works_with_that_case_by_now_stays_named(mixed: Mixed) -> None:
    reversal = mixed.merge(keeps_open=False)
    assign(mixed.leader, mixed.secret.pk, user_id=mixed.adviser.pk, kind="deputy", first_day=FIRST)
    undo_merge(mixed.leader, reversal, reason="To søstre")
    assert mixed.named(mixed.secret) == {mixed.leading.pk, mixed.other_adviser.pk, mixed.adviser.pk}


def test_whom_somebody_chose_since_stays_named(mixed: Mixed) -> None:
    reversal = mixed.merge(keeps_open=True)
    change_protection(
        mixed.leader, mixed.open.pk, confidentiality=7, is_shielded=False, named_user_ids=[mixed.other_adviser.pk]
    )
    undo_merge(mixed.leader, reversal, reason="To søstre")
    (row,) = rows_of(Participant, mixed.home, pk=mixed.open.pk)
    assert row.confidentiality == Confidentiality.CONFIDENTIAL
    assert mixed.named(mixed.open) == {mixed.leading.pk, mixed.other_adviser.pk}
    assert mixed.named(mixed.secret) == {mixed.leading.pk, mixed.other_adviser.pk}


def test_whoever_loses_the_one_case_by_undoing_comes_to_the_other(mixed: Mixed) -> None:
    deputy = make_user(mixed.home, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)
    assign(mixed.leader, mixed.open.pk, user_id=deputy.pk, kind="deputy", first_day=FIRST)
    merge_people(mixed.leader, mixed.open.pk, mixed.secret.pk, reason="Samme person")
    (reversal,) = rows_of(CaseReversal, mixed.home)
    client = Client()
    client.force_login(deputy)
    answer = client.post(reverse("participants:undo-merge", args=[reversal.pk]), {"reason": "To søstre"})
    assert (answer.status_code, answer.headers["Location"]) == (
        302, reverse("participants:case", args=[mixed.open.pk]),
    )  # fmt: skip
    assert not mixed.sees(deputy, mixed.secret)


def test_two_protected_cases_have_each_their_own_names_again(municipality: Agency) -> None:
    leading = make_user(municipality, Role.TEAM_LEADER)
    leader, others = actor_of(leading), [make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2)]
    people = [make_person(municipality, confidentiality=grade) for grade in (6, 7)]
    before = {person.pk: {leading.pk, other.pk} for person, other in zip(people, others, strict=True)}
    with acting_as(system_actor(municipality.pk)):
        for person in people:
            for user in before[person.pk]:
                NamedAccess.objects.create(participant=person, municipality=municipality, user_id=user)
    merge_people(leader, people[0].pk, people[1].pk, reason="Samme person")
    (reversal,) = rows_of(CaseReversal, municipality)
    undo_merge(leader, reversal.pk, reason="To søstre")
    for person in people:
        assert {row.user_id for row in rows_of(NamedAccess, municipality, participant=person)} == before[person.pk]
