"""A family that moves: the others in the household with a case are offered, and asked for together or not at all."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.errors import RuleRefused
from agencies.models import Role
from participants.models import Participant, TransferRequest
from participants.operations.moving_together import request_transfers, those_who_may_move_along
from participants.operations.transferring import Move
from tests.participants.household.families import add_child, marry
from tests.participants.transfers.moves import FULL_TIME, Town, ask, make_mover, make_town, rows_of
from tests.programmes.awards import make_programme
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db


@dataclass
class Family:
    """A mother in a programme and her husband, who is in none."""

    bergen: Town
    voss: Town
    mother: Participant
    father: Participant

    @property
    def waiting(self) -> set[object]:
        return {row.participant_id for row in rows_of(TransferRequest, self.bergen.home)}


@pytest.fixture
def family() -> Family:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    mother, _programme = make_mover(bergen)
    father = make_person(bergen.home, given_name="Taras", family_name="Flytter", sex="man")
    marry(bergen.leader, mother, father)
    add_child(bergen.leader, mother, dt.date(2020, 5, 1))
    return Family(bergen, voss, mother, father)


def _browser(family: Family) -> Client:
    client = Client()
    client.force_login(make_user(family.bergen.home, Role.TEAM_LEADER))
    return client


def _url(family: Family) -> str:
    return f"/deltakere/{family.mother.pk}/be-om-flytting/"


def _written(family: Family, **facts: str) -> dict[str, str]:
    known = {"to_municipality": str(family.voss.home.pk), "stated_programmes": "part_time_work"}
    return known | facts


def _offered(family: Family, person: Participant) -> list[Participant]:
    with acting_as(family.bergen.leader):
        return those_who_may_move_along(family.bergen.leader, person)


def test_those_of_the_household_with_a_case_are_offered_and_asked_for(family: Family) -> None:
    browser = _browser(family)
    page = browser.get(_url(family)).content.decode()
    assert "Taras Flytter, født 14.03.1991, flytter også" in page
    assert page.count("flytter også") == 1
    sent = browser.post(_url(family), _written(family, **{f"along_{family.father.pk}": "on"}), follow=True)
    assert "2 forespørsler er sendt til Voss, én for hver sak." in sent.content.decode()
    assert family.waiting == {family.mother.pk, family.father.pk}


def test_nobody_moves_along_unasked(family: Family) -> None:
    assert _browser(family).post(_url(family), _written(family)).status_code == 302
    assert family.waiting == {family.mother.pk}


def test_what_is_asked_of_the_other_is_answered_beside_the_other(family: Family) -> None:
    make_programme(family.father, family.bergen.leader)
    browser, code = _browser(family), f"along_{family.father.pk}"
    assert "Hovedaktivitet" in browser.get(_url(family)).content.decode()
    refused = browser.post(_url(family), _written(family, **{code: "on"}))
    assert refused.status_code == 422
    [fault] = refused.context["form"].errors[f"{code}_stated_programmes"]
    assert fault.startswith("Taras Flytter: Velg: ")
    assert family.waiting == set()
    answered = _written(family, **{code: "on", f"{code}_stated_programmes": "full_time_work"})
    assert browser.post(_url(family), answered).status_code == 302
    assert family.waiting == {family.mother.pk, family.father.pk}


def test_who_lives_elsewhere_is_asked_for_already_or_has_no_case_is_not_offered(family: Family) -> None:
    bergen = family.bergen
    assert _offered(family, family.mother) == [family.father]
    other = make_person(bergen.home, given_name="Oksana")
    elsewhere = make_person(bergen.home, given_name="Ivan", sex="man")
    marry(bergen.leader, other, elsewhere, lives_here=False)
    assert _offered(family, other) == []
    ask(bergen, family.voss, family.father, stated={})
    assert _offered(family, family.mother) == []


def test_all_are_asked_for_or_none_and_what_is_wrong_for_all_is_said_once(family: Family) -> None:
    leader = family.bergen.leader
    nowhere = Move(to_municipality_id=uuid4(), stated=FULL_TIME)
    with pytest.raises(RuleRefused) as refused:
        request_transfers(leader, family.mother.pk, nowhere, {family.father.pk: {}})
    assert [refusal.field for refusal in refused.value.refusals] == ["to_municipality"]
    move = Move(to_municipality_id=family.voss.home.pk, stated=FULL_TIME)
    with pytest.raises(RuleRefused) as refused:
        request_transfers(leader, family.mother.pk, move, {family.father.pk: {"ukjent": "x"}})
    assert refused.value.refusals[0].detail.startswith("Taras Flytter: ")
    assert family.waiting == set()
    with pytest.raises(Participant.DoesNotExist):
        request_transfers(leader, family.mother.pk, move, {make_person(family.bergen.home).pk: {}})
    assert family.waiting == set()
