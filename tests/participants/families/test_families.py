"""A family enrolled together: the known are chosen, the missing enrolled, the ties written."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from participants.household import household_on
from participants.models import Kinship, Participant
from participants.operations.enrolment import Enrolment
from participants.operations.families import EnrolledFamily, Family, Kin, enrol_family
from participants.operations.household import Living, NewMember, add_member
from tests.agencies.api.calling import api_for
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
SETTLED = dt.date(2026, 10, 1)
DAY = dt.date(2026, 11, 26)
PAGE = "/deltakere/ny/familie/"


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.ENROLMENT_OFFICER)


def _kin(name: str, born: dt.date, kinship: str = "child", **more: Any) -> Kin:
    facts = Enrolment(given_name=name, family_name="Savchuk", birth_date=born, settled_on=SETTLED)
    return Kin(enrolment=facts, kinship=kinship, **more)


OKSANA = _kin("Oksana", dt.date(1990, 5, 1), "self")
BOHDAN = _kin("Bohdan", dt.date(1988, 2, 3), "partner")
IVAN = _kin("Ivan", dt.date(2007, 6, 6))
SOFIA = _kin("Sofia", dt.date(2019, 5, 4), has_case=False)


def _enrol(officer: Actor, *people: Kin) -> EnrolledFamily:
    (municipality_id,) = officer.municipality_ids
    return enrol_family(officer, municipality_id, Family(people=people, together_since=SETTLED))


def test_four_become_three_cases_that_know_each_other(officer: Actor) -> None:
    enrolled = _enrol(officer, OKSANA, BOHDAN, IVAN, SOFIA)
    oksana, bohdan, ivan, sofia = enrolled.cases
    assert sofia is None
    assert len(enrolled.new_ids) == 3
    assert oksana
    assert bohdan
    assert ivan
    with acting_as(officer):
        for parent, other in ((oksana, bohdan), (bohdan, oksana)):
            family = household_on(parent, DAY)
            assert family.partner
            assert family.partner.participant_id == other.pk
            assert [child.name for child in family.children] == ["Ivan Savchuk", "Sofia Savchuk"]
            assert [child.custody for child in family.children] == ["together", "together"]
        his = household_on(ivan, DAY)
        assert {each.participant_id for each in his.members} == {oksana.pk, bohdan.pk}
        assert his.lives_with_parents


def test_whoever_is_known_is_chosen_and_only_the_missing_are_enrolled(municipality: Agency, officer: Actor) -> None:
    known = make_person(
        municipality,
        given_name="Bohdan",
        family_name="Savchuk",
        birth_date=dt.date(1988, 2, 3),
        settled_on=dt.date(2025, 1, 1),
    )
    enrolled = _enrol(officer, OKSANA, _kin("Bohdan", dt.date(1988, 2, 3), "partner", known_id=known.pk), SOFIA)
    assert enrolled.cases[1] == known
    assert len(enrolled.new_ids) == 1
    with acting_as(officer):
        assert Participant.objects.count() == 2


def test_somebody_alike_stops_the_whole_family_until_it_is_said_who_it_is(municipality: Agency, officer: Actor) -> None:
    make_person(
        municipality,
        given_name="Bohdan",
        family_name="Savchuk",
        birth_date=dt.date(1988, 2, 3),
        settled_on=dt.date(2025, 1, 1),
    )
    with pytest.raises(RuleRefused) as refused:
        _enrol(officer, OKSANA, BOHDAN)
    assert [(fault.code, fault.field) for fault in refused.value.refusals] == [
        ("person_alike", "people/1/is_another")
    ]  # fmt: skip
    with acting_as(officer):
        assert Participant.objects.count() == 1
    assert len(_enrol(officer, OKSANA, _kin("Bohdan", dt.date(1988, 2, 3), "partner", is_another=True)).new_ids) == 2


def test_a_relative_who_was_only_a_name_is_linked_to_the_new_case(municipality: Agency, officer: Actor) -> None:
    head = make_person(municipality, given_name="Oksana", family_name="Savchuk", birth_date=dt.date(1990, 5, 1))
    ivan = NewMember(kinship="child", given_name="Ivan", birth_date=dt.date(2007, 6, 6))
    add_member(officer, head.pk, member=ivan, living=Living(first_day=SETTLED))
    enrolled = _enrol(officer, _kin("Oksana", dt.date(1990, 5, 1), "self", known_id=head.pk), IVAN)
    with acting_as(officer):
        (child,) = household_on(head, DAY).children
    assert enrolled.cases[1]
    assert child.participant_id == enrolled.cases[1].pk


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((), "no_head"),
        ((BOHDAN,), "no_head"),
        ((OKSANA, OKSANA), "no_head"),
        ((OKSANA, BOHDAN, _kin("Taras", dt.date(1980, 1, 1), "partner")), "two_partners"),
        ((OKSANA, *[SOFIA] * 12), "too_many"),
        ((_kin("Oksana", dt.date(1990, 5, 1), "self", has_case=False),), "head_without_case"),
        ((OKSANA, _kin("Tante", dt.date(1960, 1, 1), "aunt")), "unknown_kinship"),
        ((OKSANA, _kin("Fram", dt.date(2090, 1, 1))), "birth_date_in_future"),
    ],
)
def test_what_is_no_family(officer: Actor, people: tuple[Kin, ...], code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        _enrol(officer, *people)
    assert code in {fault.code for fault in refused.value.refusals}


def test_a_case_of_another_municipality_cannot_be_chosen_and_nav_enrols_no_family(municipality: Agency) -> None:
    theirs = make_person(make_municipality("Voss"))
    officer = make_actor(municipality, Role.ENROLMENT_OFFICER)
    with pytest.raises(RuleRefused) as refused:
        _enrol(officer, OKSANA, _kin("B", dt.date(1988, 2, 3), "partner", known_id=theirs.pk))
    assert [fault.code for fault in refused.value.refusals] == ["unknown_related"]
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        enrol_family(nav, municipality.pk, Family(people=(OKSANA,), together_since=SETTLED))


def _form(*rows: dict[str, str]) -> dict[str, str]:
    shared = {"family_name": "Savchuk", "settled_on": "01.10.2026", "tie": "spouse", "basis": "refugee"}
    data = {"p-TOTAL_FORMS": str(len(rows)), "p-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        data |= {f"p-{number}-{name}": value for name, value in row.items()}
    return shared | data


def test_by_the_page_the_known_one_is_asked_about_and_chosen(
    municipality: Agency,
    log_in: LogIn,  # noqa: F811 - a fixture
    officer: Actor,
) -> None:
    client: Client = log_in(municipality, Role.ENROLMENT_OFFICER)
    known = make_person(
        municipality,
        given_name="Bohdan",
        family_name="Savchuk",
        birth_date=dt.date(1988, 2, 3),
        settled_on=dt.date(2025, 1, 1),
    )
    rows = [
        {"kinship": "self", "given_name": "Oksana", "birth_date": "01.05.1990", "has_case": "on"},
        {"kinship": "partner", "given_name": "Bohdan", "birth_date": "03.02.1988", "has_case": "on"},
        {"kinship": "child", "given_name": "Sofia", "birth_date": "04.05.2019"},
        {"kinship": "child", "given_name": "", "birth_date": ""},
    ]
    asked = client.post(PAGE, _form(*rows))
    assert asked.status_code == 422
    assert "Samme fødselsdato og samme navn." in asked.content.decode()
    rows[1]["choice"] = str(known.pk)
    answer = client.post(PAGE, _form(*rows))
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer.headers["Location"]).content.decode()
    assert "1 ny person er registrert. 1 var kjent fra før." in page
    assert "Bohdan Savchuk" in page
    assert "Sofia Savchuk" in page
    with acting_as(officer):
        assert [child.kinship for child in household_on(known, DAY).children] == [Kinship.CHILD]


def test_a_row_can_be_added_and_faults_stand_in_their_rows(municipality: Agency, log_in: LogIn) -> None:  # noqa: F811
    client: Client = log_in(municipality, Role.ENROLMENT_OFFICER)
    rows = [{"kinship": "self", "given_name": "Oksana", "birth_date": "", "number": "123"}]
    more = client.post(PAGE, _form(*rows) | {"flere": "1"})
    assert len(more.context["kin"].forms) == 2
    assert "Oksana" in more.content.decode()
    refused = client.post(PAGE, _form(*rows))
    assert refused.status_code == 422
    assert set(refused.context["kin"].forms[0].errors) == {"birth_date", "number"}
    assert client.post(PAGE, _form({"kinship": "self"})).status_code == 422


def test_a_family_by_the_api(municipality: Agency) -> None:
    api = api_for(municipality, Role.ENROLMENT_OFFICER)
    people = [
        {"role": "self", "given_name": "Oksana", "family_name": "Savchuk", "birth_date": "1990-05-01"},
        {"role": "child", "given_name": "Sofia", "birth_date": "2019-05-04", "has_case": False},
    ]
    body = {"municipality_id": municipality.pk, "together_since": "2026-10-01", "people": people}
    answer = api.post("/api/v1/families/", body)
    assert answer.status_code == 201, answer.content
    head, child = answer.json()["people"]
    assert (head["is_new"], child) == (True, {"participant_id": None, "is_new": False})
    found = api.get(f"/api/v1/family-members/?participant_id={head['participant_id']}").json()["results"]
    assert [row["periods"][0]["custody"] for row in found] == ["alone"]
