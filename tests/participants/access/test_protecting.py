"""Grading, shielding and kinship: gone at once, everywhere, for everybody who is not named."""

import datetime as dt

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.models import Agency, ChangeRecord, DeclaredKin, Role
from agencies.operations.protection_alerts import OPENED, send_opening
from participants.models import Participant
from participants.operations.declaring_kin import declare_kin, declared_by
from participants.operations.enrolling import enrol_by_hand
from participants.operations.enrolment import Enrolment
from participants.operations.protecting import change_protection
from tests.queues import message, messages
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
NUMBER = "209900000103"


def _sees(actor: Actor, person: Participant) -> tuple[bool, bool]:
    """Whether the actor sees the person, by Django's wall and by the database's."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM participants_participant WHERE id = %s", [person.pk])
        raw = cursor.fetchone()[0] == 1
        return Participant.objects.visible_to(actor).filter(pk=person.pk).exists(), raw


@pytest.mark.parametrize(("grade", "is_shielded"), [(7, False), (6, False), (19, False), (0, True), (6, True)])
def test_a_graded_or_shielded_case_is_there_for_the_named_alone_and_comes_back(
    municipality: Agency, grade: int, is_shielded: bool
) -> None:
    person = make_person(municipality)
    leader, other = make_actor(municipality, Role.TEAM_LEADER), make_actor(municipality, Role.TEAM_LEADER)
    deputy = make_user(municipality, Role.PROGRAMME_ADVISER)
    client = Client()
    client.force_login(make_user(municipality, Role.TEAM_LEADER))
    assert client.get(f"/deltakere/{person.pk}/").status_code == 200
    change_protection(leader, person.pk, confidentiality=grade, is_shielded=is_shielded, named_user_ids=[deputy.pk])
    assert _sees(other, person) == (False, False)
    assert _sees(leader, person) == _sees(actor_of(deputy), person) == (True, True)
    assert client.get(f"/deltakere/{person.pk}/").status_code == 404
    assert person.full_name not in client.get("/deltakere/").content.decode()
    change_protection(leader, person.pk, confidentiality=0, is_shielded=False, named_user_ids=[])
    assert _sees(other, person) == (True, True)


def test_clearance_opens_its_own_kind_only(municipality: Agency) -> None:
    shielded, confidential = make_person(municipality, is_shielded=True), make_person(municipality, confidentiality=7)
    for_shielded = make_actor(municipality, Role.PROGRAMME_ADVISER, cleared_for_shielded=True)
    for_confidential = make_actor(municipality, Role.PROGRAMME_ADVISER, cleared_for_confidential=True)
    assert [_sees(for_shielded, person) for person in (shielded, confidential)] == [(True, True), (False, False)]
    assert [_sees(for_confidential, person) for person in (shielded, confidential)] == [(False, False), (True, True)]


def test_a_protected_case_needs_a_deputy(municipality: Agency) -> None:
    person, leader = make_person(municipality), make_actor(municipality, Role.TEAM_LEADER)
    make_user(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(RuleRefused) as refused:
        change_protection(leader, person.pk, confidentiality=6, is_shielded=False, named_user_ids=[])
    assert [refusal.code for refusal in refused.value.refusals] == ["deputy_required"]


@pytest.mark.parametrize("kind", ["own", "family"])
def test_one_does_not_meet_the_own_case_or_that_of_close_family_and_others_do(municipality: Agency, kind: str) -> None:
    person = make_person(municipality, numbers=(("duf", NUMBER),))
    me, colleague = (make_actor(municipality, Role.TEAM_LEADER) for _ in range(2))
    assert _sees(me, person) == (True, True)
    assert declare_kin(me, kind, [NUMBER]) == 1
    assert _sees(me, person) == (False, False)
    assert _sees(colleague, person) == (True, True)


def test_a_relative_who_comes_later_is_hidden_from_the_first_moment(municipality: Agency) -> None:
    me = make_actor(municipality, Role.TEAM_LEADER)
    declare_kin(me, "family", [NUMBER])
    assert _sees(me, make_person(municipality, numbers=(("duf", NUMBER),))) == (False, False)


@pytest.mark.parametrize("kind", ["own", "family"])
def test_nobody_enrols_oneself_or_close_family_and_a_colleague_does(municipality: Agency, kind: str) -> None:
    me, colleague = (make_actor(municipality, Role.ENROLMENT_OFFICER) for _ in range(2))
    declare_kin(me, kind, [NUMBER])
    enrolment = Enrolment(
        given_name="Anna", family_name="Berg", birth_date=dt.date(1990, 1, 2), numbers=(("duf", NUMBER),)
    )
    with pytest.raises(RuleRefused) as refused:
        enrol_by_hand(me, municipality.pk, enrolment)
    assert [refusal.code for refusal in refused.value.refusals] == ["close_family"]
    with acting_as(colleague):
        assert not Participant.objects.exists()
    enrol_by_hand(colleague, municipality.pk, enrolment)


def test_what_was_declared_is_never_shown_and_read_by_the_rule_alone(municipality: Agency) -> None:
    person = make_person(municipality, numbers=(("duf", NUMBER),))
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    client = Client()
    client.force_login(user)
    address = "/mine/naere-relasjoner/"
    assert client.post(address, {"kind": "family", "numbers": NUMBER}).status_code == 302
    page = client.get(address).content.decode()
    assert NUMBER not in page
    assert [(row.kind, row.count) for row in declared_by(actor_of(user))] == [("family", 1)]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DeclaredKin.objects.count()
    leader = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(leader):
        records = ChangeRecord.objects.filter(participant_id=person.pk)
        kept = str(list(records.values_list("before", "after")))
    assert kept != "[]"
    assert "digest" not in kept
    assert "is_guarded" not in kept


def test_the_opening_of_a_protected_case_alerts_once_a_day_and_says_nothing_of_it(municipality: Agency) -> None:
    opener = make_user(municipality, Role.PROGRAMME_ADVISER, cleared_for_confidential=True)
    officer = make_user(municipality, Role.PRIVACY_OFFICER)
    person = make_person(municipality, confidentiality=7)
    client = Client()
    client.force_login(opener)
    for _visit in range(2):
        assert client.get(f"/deltakere/{person.pk}/").status_code == 200
    event = message(kind=OPENED, recipient=officer)
    send_opening(event)
    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    for secret in (person.family_name, person.given_name, str(person.pk), opener.name):
        assert secret not in letter.subject + str(letter.body)


def test_an_open_case_alerts_nobody(municipality: Agency) -> None:
    make_user(municipality, Role.PRIVACY_OFFICER)
    client = Client()
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert client.get(f"/deltakere/{make_person(municipality).pk}/").status_code == 200
    assert not messages(kind=OPENED)
