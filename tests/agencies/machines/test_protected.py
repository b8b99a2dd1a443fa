"""Machines give no second factor, and meet nobody for whom one would be asked for."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from agencies.access import Action, Resource, acting_as
from agencies.access.table import scope_of
from agencies.actors import machine_actor, system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import Confidentiality, NamedAccess, Participant
from participants.operations.enrolment import Enrolment, enrol_many
from participants.operations.importing.deciding import prepare_commit
from participants.operations.protecting import change_protection
from tests.agencies.api.test_problems import assert_problem
from tests.agencies.machines.issuer import Issuer
from tests.agencies.machines.test_signed_tokens import PEOPLE, bearing, let_in
from tests.participants.imports.lists import arrival, as_csv, bergen, commit, duf, upload
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db
EVERYTHING = "fotfeste:participant.read fotfeste:participant.write"
_PROTECTED: list[dict[str, Any]] = [
    {"confidentiality": 6}, {"confidentiality": 7}, {"confidentiality": 19}, {"is_shielded": True},
]  # fmt: skip
FACTS = {"given_name": "Ny", "family_name": "Person", "birth_date": "1990-01-02"}


@pytest.fixture(autouse=True)
def _factor_is_required(settings: Settings) -> None:
    """As in production, where whoever acts without a second factor would have to give one."""
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_machine_acts_without_a_second_factor_on_purpose(municipality: Agency, issuer: Issuer) -> None:
    machine = let_in(municipality)
    assert not machine_actor(machine, frozenset(), "x").must_prove
    person = make_person(municipality)
    assert bearing(issuer.token()).get(f"{PEOPLE}{person.pk}/").status_code == 200


@pytest.mark.parametrize("facts", _PROTECTED, ids=str)
def test_with_every_scope_a_protected_case_is_missing_to_it(
    municipality: Agency, issuer: Issuer, facts: dict[str, Any]
) -> None:
    person = make_person(municipality, **facts)
    let_in(municipality, role=Role.TEAM_LEADER)
    api = bearing(issuer.token(scope=EVERYTHING))
    assert api.get(PEOPLE).json()["results"] == []
    for pk in (person.pk, uuid4()):
        assert_problem(api.get(f"{PEOPLE}{pk}/"), 404, "not_found")
        assert_problem(api.patch(f"{PEOPLE}{pk}/", {"phone": "40000000"}, If_Match='"1"'), 404, "not_found")


def test_nobody_can_name_a_machine(municipality: Agency) -> None:
    machine = let_in(municipality)
    person = make_person(municipality)
    with pytest.raises(RuleRefused, match="arbeider med saker"):
        change_protection(
            make_actor(municipality, Role.TEAM_LEADER), person.pk, confidentiality=6, is_shielded=False,
            named_user_ids=[machine.user_id],
        )  # fmt: skip


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}], ids=str)
def test_it_enrols_nobody_who_is_protected(municipality: Agency, issuer: Issuer, facts: dict[str, Any]) -> None:
    let_in(municipality, role=Role.ENROLMENT_OFFICER)
    api = bearing(issuer.token(scope=EVERYTHING))
    assert_problem(api.post(PEOPLE, FACTS | facts), 422, "rule_refused")
    with acting_as(system_actor(municipality.pk)):
        assert not Participant.objects.exists()
    assert api.post(PEOPLE, FACTS).status_code == 201


def test_a_list_that_it_sends_names_people_and_never_the_machine(municipality: Agency) -> None:
    machine = let_in(municipality)
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    assert adviser.user_id
    sender = replace(system_actor(municipality.pk), user_id=machine.user_id)
    enrolment = Enrolment(given_name="Ny", family_name="Person", birth_date=dt.date(1990, 1, 2), confidentiality=6)
    with acting_as(sender):
        (person,) = enrol_many(sender, municipality.pk, [enrolment], named_user_ids=[adviser.user_id])
        assert list(NamedAccess.objects.values_list("participant", "user")) == [(person.pk, adviser.user_id)]


def test_a_list_that_it_sends_about_somebody_known_names_people_and_never_the_machine() -> None:
    municipality, number = bergen(), duf()
    machine = let_in(municipality, role=Role.ENROLMENT_OFFICER)
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    deputy = make_actor(municipality, Role.TEAM_LEADER)
    assert adviser.user_id
    assert deputy.user_id
    acts = (Action.VIEW, Action.CREATE, Action.CHANGE)
    sender = machine_actor(machine, frozenset(scope_of(Resource.IMPORT, act) for act in acts), "x")
    batch = commit(sender, upload(sender, as_csv(arrival(1, duf=number))))
    assert batch.counts["enrolled"] == 1
    batch = upload(sender, as_csv(arrival(1, duf=number, address_protection="6")))
    prepare_commit(sender, batch.pk, named_user_ids=[adviser.user_id, deputy.user_id])
    commit(sender, batch)
    with acting_as(system_actor(municipality.pk)):
        person = Participant.objects.get()
        assert person.confidentiality == Confidentiality.STRICTLY_CONFIDENTIAL
        assert set(NamedAccess.objects.values_list("user_id", flat=True)) == {adviser.user_id, deputy.user_id}
    with acting_as(sender):
        assert not Participant.objects.visible_to(sender).exists()
