"""Asking, answering, and what goes along."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Role
from employers.models import Employer, Placement
from employers.operations.placements import log_placement
from participants.models import (
    Assignment,
    CaseEvent,
    Deadline,
    Flag,
    IdentityNumber,
    NamedAccess,
    Participant,
    ResidencePermit,
    TransferRequest,
    TransferState,
)
from participants.operations.assignment import assign
from participants.operations.correction import correct_participant
from participants.operations.enrolment import Enrolment, enrol_participant
from participants.operations.flagging import flag_municipality
from participants.operations.merging import merge_people
from participants.operations.permits import renew_permit
from participants.operations.transferring import (
    Move,
    accept_transfer,
    decline_transfer,
    request_transfer,
    withdraw_transfer,
)
from programmes.absence_facts import AbsenceFacts
from programmes.earlier_time import absences_elsewhere
from programmes.models import EarlierProgramme, Participation
from programmes.operations.absence_rows import preview_absence
from programmes.operations.absences import register_absence
from programmes.operations.awarding import award_programme
from tests.participants.transfers.moves import DUF, FULL_TIME, Town, ask, make_mover, make_town, rows_of, user_of
from tests.programmes.awards import an_award
from tests.world import make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def _take_over(receiver: Town, transfer: TransferRequest) -> Participant:
    done = accept_transfer(receiver.leader, transfer.pk, settled_on=DAY)
    assert done.received_as is not None
    return done.received_as


def test_everything_that_must_go_along_goes_along() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    sick = AbsenceFacts(
        kind="sick_doctor", first_day=dt.date(2026, 9, 1), last_day=dt.date(2026, 9, 21),
        documented_on=dt.date(2026, 9, 2), reason="Skulder.",
    )  # fmt: skip
    register_absence(bergen.leader, programme.pk, sick)
    with acting_as(bergen.leader):
        employer = Employer.objects.create(organisation_number="310000019", name="Fjord AS")
    log_placement(
        bergen.leader, person.pk, employer_id=employer.pk, occupation_code="5131", form="permanent",
        percent=Decimal(40), first_day=dt.date(2026, 10, 1),
    )  # fmt: skip
    new = _take_over(voss, ask(bergen, voss, person))

    (case,) = rows_of(Participant, voss.home)
    assert (case.pk, case.full_name, case.phone, case.email) == (
        new.pk, "Zoriana Flytter", "90000001", "zoriana@example.test",
    )  # fmt: skip
    assert (case.settled_on, case.arrived_on, case.remark, case.intake) == (DAY, dt.date(2026, 3, 1), "", "new")
    assert [(row.kind, row.value) for row in rows_of(IdentityNumber, voss.home)] == [("duf", DUF)]
    assert [(row.basis, row.valid_until) for row in rows_of(ResidencePermit, voss.home)] == [
        ("collective", dt.date(2027, 9, 1))
    ]
    assert [(row.employer_id, row.percent) for row in rows_of(Placement, voss.home)] == [(employer.pk, Decimal(40))]
    (earlier,) = rows_of(EarlierProgramme, voss.home)
    assert (earlier.held_in_id, earlier.goal, earlier.first_day, earlier.last_day) == (
        bergen.home.pk, "work", dt.date(2026, 6, 1), timezone.localdate(),
    )  # fmt: skip
    assert (earlier.end_reason, earlier.main_activity, earlier.plan_made_on) == (
        "moved", "full_time_work", dt.date(2026, 5, 20),
    )  # fmt: skip
    assert {row.kind: row.due_on for row in rows_of(Deadline, voss.home, closed_on=None)} == {
        "programme_start": dt.date(2027, 2, 1),
        "permit_expiry": dt.date(2027, 9, 1),
        # The last of the questions about the job that goes along.
        "work_follow_up": dt.date(2027, 10, 1),
    }
    assert rows_of(Participation, voss.home) == []
    with acting_as(voss.leader):
        (carried,) = absences_elsewhere(new.pk)
    assert (carried.kind, carried.first_day, carried.has_certificate) == ("sick_doctor", dt.date(2026, 9, 1), True)
    assert "Skulder" not in str(earlier.absences)


def test_the_sender_keeps_a_closed_case(municipality: Any) -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    assign(bergen.leader, person.pk, user_id=bergen.adviser_user.pk, kind="adviser", first_day=dt.date(2026, 6, 1))
    flag_municipality(bergen.home.pk, dt.date(2027, 9, 1))
    _take_over(voss, ask(bergen, voss, person))
    today = timezone.localdate()
    (case,) = rows_of(Participant, bergen.home)
    assert (case.moved_on, case.moved_to_id) == (today, voss.home.pk)
    (ended,) = rows_of(Participation, bergen.home)
    assert (ended.ended_on, ended.end_reason, ended.main_activity) == (today, "moved", "full_time_work")
    assert rows_of(Deadline, bergen.home, met_on=None, closed_on=None) == []
    assert rows_of(Flag, bergen.home, state__in=("open", "taken")) == []
    assert [row.last_day for row in rows_of(Assignment, bergen.home)] == [today]
    kinds = [row.kind for row in rows_of(CaseEvent, bergen.home, participant=person)]
    assert {"transfer_requested", "programme_ended", "case_moved"} <= set(kinds)


def test_no_operation_writes_on_a_case_that_has_moved() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    _take_over(voss, transfer)
    other = make_person(bergen.home)
    sick = AbsenceFacts(kind="sick_doctor", first_day=dt.date(2026, 9, 1), last_day=dt.date(2026, 9, 2))
    acts = (
        lambda: correct_participant(bergen.leader, person.pk, phone="1"),
        lambda: renew_permit(bergen.leader, person.pk, basis="refugee", granted_on=DAY, valid_until=None),
        lambda: award_programme(bergen.leader, person.pk, an_award()),
        lambda: register_absence(bergen.leader, programme.pk, sick),
        lambda: ask(bergen, voss, person),
        lambda: merge_people(bergen.leader, other.pk, person.pk, reason="Samme."),
    )
    for act in acts:
        with pytest.raises(RuleRefused) as refused:
            act()
        assert _codes(refused) == {"case_moved"}
    with pytest.raises(RuleRefused) as answered:
        withdraw_transfer(bergen.leader, transfer.pk)
    assert _codes(answered) == {"transfer_answered"}


def test_the_counters_of_absence_go_on_where_they_stood() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    welfare = AbsenceFacts(
        kind="welfare", first_day=dt.date(2026, 9, 7), last_day=dt.date(2026, 9, 16), reason="Flytting."
    )
    register_absence(bergen.leader, programme.pk, welfare)  # eight of the ten working days of the year
    new = _take_over(voss, ask(bergen, voss, person))
    today = timezone.localdate()
    award = an_award(offer_date=today, first_day=today, awarded_on=today, education="below", months=6)
    there = award_programme(voss.leader, new.pk, award)
    monday = dt.date(2026, 11, 23)
    more = AbsenceFacts(kind="welfare", first_day=monday, last_day=monday + dt.timedelta(days=2), reason="Begravelse.")
    with acting_as(voss.leader):
        check = preview_absence(voss.leader, Participation.objects.get(pk=there.pk), more)
    (counter,) = [each for each in check.counters if each.is_exceeded]
    assert (counter.used, counter.maximum) == (Decimal(11), 10)


def test_a_declined_request_leaves_all_as_before() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    before = [_values(model, bergen) for model in (Participant, Participation, Deadline, IdentityNumber)]
    transfer = ask(bergen, voss, person)
    decline_transfer(voss.officer, transfer.pk, reason=" Ingen bolig. ")
    assert [_values(model, bergen) for model in (Participant, Participation, Deadline, IdentityNumber)] == before
    assert rows_of(Participant, voss.home) == []
    (row,) = rows_of(TransferRequest, bergen.home)
    assert (row.state, row.decline_reason, row.answered_on) == ("declined", "Ingen bolig.", timezone.localdate())
    assert ask(bergen, voss, person).state == TransferState.REQUESTED


def test_each_side_has_its_own_acts() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    with pytest.raises(NotPermitted):
        accept_transfer(bergen.leader, transfer.pk, settled_on=DAY)
    with pytest.raises(NotPermitted):
        decline_transfer(bergen.leader, transfer.pk, reason="Nei.")
    with pytest.raises(NotPermitted):
        withdraw_transfer(voss.leader, transfer.pk)
    with pytest.raises(TransferRequest.DoesNotExist):
        accept_transfer(voss.adviser, transfer.pk, settled_on=DAY)
    with pytest.raises(NotPermitted):
        accept_transfer(voss.nav, transfer.pk, settled_on=DAY)
    with pytest.raises(NotPermitted):
        request_transfer(bergen.nav, person.pk, Move(to_municipality_id=voss.home.pk, stated=FULL_TIME))
    with pytest.raises(RuleRefused):
        decline_transfer(voss.leader, transfer.pk, reason="  ")
    with pytest.raises(StaleVersion):
        accept_transfer(voss.leader, transfer.pk, settled_on=DAY, expected_version=99)
    with pytest.raises(Participant.DoesNotExist):
        request_transfer(voss.leader, person.pk, Move(to_municipality_id=bergen.home.pk))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"to_municipality_id": None}, "unknown_municipality"),
        ({"stated": {}}, "not_stated"),
        ({"stated": {"programmes": "sleeping"}}, "not_stated"),
        ({"stated": FULL_TIME | {"weather": "rain"}}, "unknown_statement"),
        ({"contact_email": "ingen@example.test"}, "unknown_contact"),
    ],
)
def test_a_request_that_lacks_something_is_refused(facts: dict[str, Any], code: str) -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    own = {"to_municipality_id": bergen.home.pk} if "to_municipality_id" in facts else facts
    with pytest.raises(RuleRefused) as refused:
        ask(bergen, voss, person, **own)
    assert _codes(refused) == {code}
    assert rows_of(TransferRequest, bergen.home) == []


def test_a_case_has_one_request_at_a_time() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    ask(bergen, voss, person)
    with pytest.raises(RuleRefused) as refused:
        ask(bergen, voss, person)
    assert _codes(refused) == {"transfer_waiting"}
    other = make_person(bergen.home)
    with pytest.raises(RuleRefused) as merged:
        merge_people(bergen.leader, other.pk, person.pk, reason="Samme.")
    assert _codes(merged) == {"transfer_waiting"}


def test_only_the_named_ask_for_a_protected_person_and_they_say_whom() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    cleared = make_actor(bergen.home, Role.TEAM_LEADER, cleared_for_confidential=True)
    person = make_person(bergen.home, confidentiality=7)
    with pytest.raises(NotPermitted):
        request_transfer(cleared, person.pk, Move(to_municipality_id=voss.home.pk))
    with acting_as(system_actor(bergen.home.pk)):
        NamedAccess.objects.create(participant=person, municipality=bergen.home, user=user_of(bergen.leader))
    with pytest.raises(RuleRefused) as refused:
        ask(bergen, voss, person, stated={})
    assert _codes(refused) == {"contact_required"}
    nav = make_user(voss.home, Role.ADMINISTRATOR)
    with pytest.raises(RuleRefused) as unknown:
        ask(bergen, voss, person, stated={}, contact_email=nav.email)
    assert _codes(unknown) == {"unknown_contact"}


def test_a_person_whom_the_receiver_has_already_becomes_one_case() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    known = make_person(voss.home, numbers=(("duf", DUF),), phone="", settled_on=None)
    transfer = ask(bergen, voss, person)
    received = accept_transfer(voss.leader, transfer.pk, settled_on=DAY).received_as
    assert received is not None
    with acting_as(system_actor(voss.home.pk)):
        case = Participant.objects.get(municipality=voss.home)
        assert (case.pk, received.pk, case.settled_on) == (known.pk, known.pk, DAY)
        assert case.given_name == known.given_name
        assert EarlierProgramme.objects.filter(participant=case).count() == 1
        values = list(IdentityNumber.objects.filter(participant=case).values_list("value", flat=True))
        assert sorted(values) == sorted(set(values))


def test_two_cases_with_different_protection_are_not_joined() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    known = make_person(voss.home, numbers=(("duf", DUF),), confidentiality=7)
    with acting_as(system_actor(voss.home.pk)):
        NamedAccess.objects.create(participant=known, municipality=voss.home, user=user_of(voss.leader))
    transfer = ask(bergen, voss, person)
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(voss.leader, transfer.pk, settled_on=DAY)
    assert _codes(refused) == {"protection_differs"}


def test_a_case_that_the_receiver_may_not_see_is_neither_joined_nor_told_of() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    make_person(voss.home, numbers=(("duf", DUF),), confidentiality=7)
    transfer = ask(bergen, voss, person)
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(voss.leader, transfer.pk, settled_on=DAY)
    assert _codes(refused) == {"number_known"}
    (case,) = rows_of(Participant, bergen.home)
    assert case.moved_on is None
    assert len(rows_of(Participant, voss.home)) == 1


def test_somebody_who_moves_there_and_back_brings_all_the_time_along() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    there = _take_over(voss, ask(bergen, voss, person))
    back = _take_over(bergen, ask(voss, bergen, there, stated={}))
    assert len(rows_of(IdentityNumber, bergen.home, value=DUF)) == 2
    (earlier,) = rows_of(EarlierProgramme, bergen.home, participant=back)
    assert (earlier.held_in_id, earlier.first_day) == (bergen.home.pk, dt.date(2026, 6, 1))


def test_somebody_who_moved_away_can_be_enrolled_again() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    _take_over(voss, ask(bergen, voss, person))
    facts = Enrolment(family_name="Flytter", birth_date=person.birth_date, numbers=(("duf", DUF),))
    again = enrol_participant(bergen.officer, bergen.home.pk, facts)
    assert again.pk != person.pk


def test_a_programme_that_has_not_begun_uses_no_time() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person = make_person(bergen.home)
    later = timezone.localdate() + dt.timedelta(days=30)
    award_programme(bergen.leader, person.pk, an_award(first_day=later))
    _take_over(voss, ask(bergen, voss, person))
    (ended,) = rows_of(Participation, bergen.home)
    assert (ended.ended_on, ended.end_reason) == (later, "moved")
    assert rows_of(Deadline, bergen.home, met_on=None, closed_on=None) == []
    assert rows_of(EarlierProgramme, voss.home) == []


def test_the_new_municipality_cannot_give_more_than_the_time_that_is_left() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    new = _take_over(voss, ask(bergen, voss, person))
    today = timezone.localdate()
    award = {"offer_date": today, "first_day": today, "awarded_on": today, "education": "below"}
    (earlier,) = rows_of(EarlierProgramme, voss.home)
    left = 24 - earlier.months_used - bool(earlier.days_used)
    with pytest.raises(RuleRefused) as refused:
        award_programme(voss.leader, new.pk, an_award(**award, months=left + 1))
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.field, refusal.paragraph) == (
        "time_used_above_maximum", "months", "integreringsloven § 14 sjette ledd",
    )  # fmt: skip
    assert f"høyst {left} måneder" in refusal.detail
    assert award_programme(voss.leader, new.pk, an_award(**award, months=left)).months == left


def _values(model: Any, town: Town) -> list[dict[str, Any]]:
    with acting_as(system_actor(town.home.pk)):
        return list(model.objects.order_by("pk").values())
