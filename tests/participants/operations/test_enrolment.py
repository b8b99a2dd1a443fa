"""Enrolling one person and a thousand: what is written, what is refused, all or none."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, ChangeRecord, Role
from participants.models import CaseEvent, Deadline, IdentityNumber, NamedAccess, Participant, ResidencePermit
from participants.operations.enrolment import Enrolment, enrol_many, enrol_participant, faults_of
from tests.world import make_actor, make_municipality, make_nav_office, make_user

pytestmark = pytest.mark.django_db

OLENA = Enrolment(
    given_name="Olena",
    family_name="Kovalenko",
    birth_date=dt.date(1991, 3, 14),
    sex="woman",
    citizenship="UKR",
    settled_on=dt.date(2026, 10, 1),
    numbers=(("duf", "209900000103"),),
    basis="collective",
    permit_granted_on=dt.date(2026, 9, 1),
    permit_valid_until=dt.date(2027, 9, 1),
)
TODAY = timezone.localdate()


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.ENROLMENT_OFFICER)


def test_a_person_comes_with_number_permit_deadlines_and_event(municipality: Agency, officer: Actor) -> None:
    person = enrol_participant(officer, municipality.pk, OLENA)
    with acting_as(officer):
        assert IdentityNumber.objects.get().value == "209900000103"
        assert ResidencePermit.objects.get().valid_until == dt.date(2027, 9, 1)
        due = dict(Deadline.objects.filter(participant=person).values_list("kind", "due_on"))
        event = CaseEvent.objects.get()
        record = ChangeRecord.objects.get(table_name="participants_participant")
    assert due == {"permit_expiry": dt.date(2027, 9, 1), "programme_start": dt.date(2027, 1, 1)}
    assert (event.kind, event.actor_id, event.participant_id) == ("enrolled", officer.user_id, person.pk)
    assert (record.kind, record.user_id) == ("insert", officer.user_id)


@pytest.mark.parametrize("intake", ["elsewhere", "undecided"])
def test_nothing_is_owed_to_whoever_is_in_a_programme_elsewhere_or_undecided(
    municipality: Agency, officer: Actor, intake: str
) -> None:
    enrol_participant(officer, municipality.pk, replace(OLENA, intake=intake))
    with acting_as(officer):
        assert list(Deadline.objects.values_list("kind", flat=True)) == ["permit_expiry"]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"family_name": ""}, []),
        ({"given_name": " ", "family_name": ""}, [("name_missing", "family_name")]),
        ({"birth_date": TODAY}, []),
        ({"birth_date": TODAY + dt.timedelta(days=1)}, [("birth_date_in_future", "birth_date")]),
        ({"basis": "tourist"}, [("unknown_basis", "basis")]),
        ({"permit_valid_until": dt.date(2026, 8, 31)}, [("permit_ends_before", "permit_valid_until")]),
        ({"permit_valid_until": dt.date(2026, 9, 1)}, []),
        ({"basis": ""}, [("basis_missing", "basis")]),
        ({"basis": "", "permit_granted_on": None}, [("basis_missing", "basis")]),
        ({"basis": "", "permit_granted_on": None, "permit_valid_until": None}, []),
        ({"birth_date": dt.date(1899, 12, 31)}, [("day_implausible", "birth_date")]),
        ({"birth_date": dt.date(1900, 1, 1)}, []),
        ({"settled_on": dt.date(2101, 1, 1)}, [("day_implausible", "settled_on")]),
        ({"settled_on": dt.date(2100, 12, 31)}, []),
        ({"permit_valid_until": dt.date.max}, [("day_implausible", "permit_valid_until")]),
        ({"arrived_on": TODAY + dt.timedelta(days=1)}, [("in_future", "arrived_on")]),
        ({"claimed_on": TODAY + dt.timedelta(days=1)}, [("in_future", "claimed_on")]),
        ({"given_name": "\u202eanelO"}, [("name_unreadable", "given_name")]),
        ({"given_name": "", "family_name": "\u200b"}, [("name_unreadable", "family_name")]),
        ({"given_name": "Mehr\u200cangiz"}, []),
        ({"numbers": (("duf", "2099"),)}, [("number_unreadable", "duf")]),
        ({"numbers": (("national_id", "209900000103"),)}, [("number_of_other_kind", "national_id")]),
        ({"numbers": (("duf", "201212345603"),)}, [("number_not_synthetic", "duf")]),
        ({"numbers": (("national_id", "15839049843"),)}, []),
        ({"numbers": (("national_id", "15839049844"),)}, [("number_check_digits", "national_id")]),
        ({"numbers": (("duf", "209900000104"),)}, []),  # a DUF check digit is a warning only (law.md 11.4)
    ],
)
def test_each_fault_stands_at_its_field(changed: dict[str, object], faults: list[tuple[str, str]]) -> None:
    found = faults_of(replace(OLENA, **changed), TODAY)  # type: ignore[arg-type]
    assert [(fault.code, fault.field) for fault in found] == faults


def test_all_faults_are_told_at_once_and_nothing_is_written(municipality: Agency, officer: Actor) -> None:
    faulty = replace(OLENA, given_name="", family_name="", basis="tourist")
    with pytest.raises(RuleRefused) as refusal:
        enrol_participant(officer, municipality.pk, faulty)
    assert len(refusal.value.refusals) == 2
    with acting_as(officer):
        assert not Participant.objects.exists()


def test_a_number_is_one_persons_in_a_municipality_and_may_be_known_in_another(
    municipality: Agency, officer: Actor
) -> None:
    voss = make_municipality("Voss")
    enrol_participant(make_actor(voss, Role.ENROLMENT_OFFICER), voss.pk, OLENA)
    enrol_participant(officer, municipality.pk, OLENA)
    with pytest.raises(RuleRefused) as refusal:
        enrol_participant(officer, municipality.pk, replace(OLENA, given_name="Olha"))
    assert refusal.value.refusals[0].code == "number_known"
    with acting_as(officer):
        assert Participant.objects.count() == 1


def test_a_number_may_be_written_with_blanks(municipality: Agency, officer: Actor) -> None:
    enrol_participant(officer, municipality.pk, replace(OLENA, numbers=(("national_id", "158390 49843"),)))
    with acting_as(officer):
        assert IdentityNumber.objects.get().value == "15839049843"


def test_many_are_enrolled_with_a_constant_number_of_statements_and_all_or_none(
    municipality: Agency, officer: Actor
) -> None:
    def statements(number: int) -> int:
        people = [replace(OLENA, given_name=f"P{n}", numbers=()) for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            assert len(enrol_many(officer, municipality.pk, people)) == number
        return len(queries)

    assert statements(1) == statements(20)
    with pytest.raises(RuleRefused):
        enrol_many(officer, municipality.pk, [OLENA, replace(OLENA, given_name="Olha")])
    with acting_as(officer):
        assert Participant.objects.count() == 21


@pytest.mark.parametrize("grade", [6, 7, 19])
def test_whoever_enrols_a_protected_person_and_those_named_may_open_the_case(
    municipality: Agency, officer: Actor, grade: int
) -> None:
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    person = enrol_participant(
        officer, municipality.pk, replace(OLENA, confidentiality=grade), named_user_ids=[adviser.pk]
    )
    with acting_as(officer):
        assert Participant.objects.visible_to(officer).get() == person
    with acting_as(system_actor(municipality.pk)):
        named = set(NamedAccess.objects.values_list("user_id", flat=True))
    assert named == {officer.user_id, adviser.pk}
    outsider = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(outsider):
        assert not Participant.objects.visible_to(outsider).exists()


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_a_protected_person_is_enrolled_with_a_deputy(
    municipality: Agency, officer: Actor, facts: dict[str, Any]
) -> None:
    protected = replace(OLENA, numbers=(), **facts)
    # Where nobody else works with cases, there is nobody to choose.
    enrol_participant(officer, municipality.pk, protected)
    deputy = make_user(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(RuleRefused) as refused:
        enrol_participant(officer, municipality.pk, protected)
    assert [(fault.code, fault.field) for fault in refused.value.refusals] == [("deputy_required", "named_user_ids")]
    enrol_participant(officer, municipality.pk, protected, named_user_ids=[deputy.pk])
    assert not enrol_participant(officer, municipality.pk, OLENA).is_protected


def test_nobody_enrols_into_another_municipality_or_without_the_role(municipality: Agency, officer: Actor) -> None:
    voss = make_municipality("Voss")
    with pytest.raises(NotPermitted):
        enrol_participant(officer, voss.pk, OLENA)
    for actor in (
        make_actor(make_nav_office(municipality), Role.NAV_ADVISER),
        make_actor(municipality, Role.ADMINISTRATOR),
    ):
        for enrolment in (OLENA, replace(OLENA, basis="tourist")):
            with pytest.raises(NotPermitted):
                enrol_participant(actor, municipality.pk, enrolment)


def test_only_staff_who_work_with_the_municipalitys_cases_are_named_on_a_protected_case(
    municipality: Agency, officer: Actor
) -> None:
    protected = replace(OLENA, confidentiality=6)
    strangers = [
        make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER),
        make_user(make_nav_office(municipality), Role.NAV_ADVISER),
        make_user(municipality, Role.ADMINISTRATOR),
        make_user(municipality, Role.PROGRAMME_ADVISER, last_day=TODAY - dt.timedelta(days=1)),
    ]
    for stranger in strangers:
        with pytest.raises(RuleRefused) as refusal:
            enrol_participant(officer, municipality.pk, protected, named_user_ids=[stranger.pk])
        assert [(fault.code, fault.field) for fault in refusal.value.refusals] == [("not_available", "named_user_ids")]
    colleague = make_user(municipality, Role.ENROLMENT_OFFICER)
    enrol_participant(officer, municipality.pk, protected, named_user_ids=[colleague.pk])
    with acting_as(officer):
        assert set(NamedAccess.objects.values_list("user_id", flat=True)) == {colleague.pk, officer.user_id}
