"""The basis of the benefit on the case and at the API, from the household as it is recorded."""

import datetime as dt
from fractions import Fraction

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.models import Agency, Role
from participants.operations.household import Living, NewMember, add_member, end_tie
from programmes.benefit_basis import benefit_of
from programmes.law.benefit import BenefitReason
from programmes.models import Participation
from tests.agencies.api.calling import api_for
from tests.participants.household.families import add_child, marry
from tests.programmes.awards import make_programme
from tests.world import make_actor, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 6, 1), dt.date(2027, 5, 31)


def _programme(municipality: Agency, **facts: object) -> Participation:
    leader = make_actor(municipality, Role.TEAM_LEADER)
    return make_programme(
        make_person(municipality, **facts), leader, offer_date=FIRST, awarded_on=FIRST, first_day=FIRST, months=12
    )


def test_a_couple_shares_while_both_are_in_the_programme_and_have_no_children(municipality: Agency) -> None:
    officer = make_actor(municipality, Role.TEAM_LEADER)
    hers, his = _programme(municipality), _programme(municipality)
    marry(officer, hers.participant, his.participant, dt.date(2026, 7, 1))
    add_child(officer, hers.participant, dt.date(2026, 9, 9), also_partners=True, custody="together")
    with acting_as(officer):
        for programme in (hers, his):
            rows = [(row.first_day, row.fraction) for row in benefit_of(programme)]
            assert rows == [
                (FIRST, Fraction(1)), (dt.date(2026, 7, 1), Fraction(5, 6)), (dt.date(2026, 9, 9), Fraction(1)),
            ]  # fmt: skip


def test_a_partner_who_is_not_in_the_programme_changes_nothing(municipality: Agency) -> None:
    officer = make_actor(municipality, Role.TEAM_LEADER)
    hers = _programme(municipality)
    marry(officer, hers.participant, make_person(municipality), FIRST)
    with acting_as(officer):
        assert {row.reason for row in benefit_of(hers)} == {BenefitReason.ADULT}


def test_who_moves_from_the_parents_goes_from_a_third_to_two_thirds(municipality: Agency) -> None:
    officer = make_actor(municipality, Role.TEAM_LEADER)
    hers = _programme(municipality, birth_date=dt.date(2005, 1, 1))
    mother = NewMember(kinship="parent", given_name="Iryna")
    member = add_member(officer, hers.participant_id, member=mother, living=Living(first_day=FIRST))
    end_tie(officer, member.pk, last_day=dt.date(2026, 8, 31), reason="other")
    with acting_as(officer):
        assert [(row.first_day, row.fraction) for row in benefit_of(hers)] == [
            (FIRST, Fraction(1, 3)), (dt.date(2026, 9, 1), Fraction(2, 3)),
        ]  # fmt: skip


def test_the_case_shows_the_rate_and_why_and_nav_sees_nothing_of_it(municipality: Agency) -> None:
    hers = _programme(municipality, birth_date=dt.date(2005, 1, 1))
    address = f"/deltakere/{hers.participant_id}/"
    pages = {}
    for home, role in ((municipality, Role.PROGRAMME_ADVISER), (make_nav_office(municipality), Role.NAV_ADVISER)):
        client = Client()
        client.force_login(make_user(home, role))
        pages[role] = client.get(address).content.decode()
    assert "Under 25 år, bor ikke hos foreldrene: to tredjedeler." in pages[Role.PROGRAMME_ADVISER]
    assert "Stønaden utbetales i kommunens lønnssystem." in pages[Role.PROGRAMME_ADVISER]
    assert "lønnssystem" not in pages[Role.NAV_ADVISER]


def test_another_system_reads_the_basis_and_nav_does_not(municipality: Agency) -> None:
    hers = _programme(municipality)
    path = f"/api/v1/benefit-basis/{hers.pk}/"
    (row,) = api_for(municipality, Role.PROGRAMME_ADVISER).get(path).json()
    assert (row["fraction"], row["a_month"], row["is_verified"]) == ("1", "22758.17", True)
    assert row["last_day"] == str(LAST)
    assert api_for(make_nav_office(municipality), Role.NAV_ADVISER).get(path).status_code == 403
