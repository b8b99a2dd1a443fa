"""Decisions from draft to final: what may be done when, by whom, and what it leaves to be done."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, Role
from participants.models import CaseEvent
from participants.operations.merging import merge_people
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionStep, DecisionType, Letter, Participation
from programmes.operations import decision_duties as duties
from programmes.operations.decisions import change_draft, draft_decision, require_approval
from programmes.operations.procedure import StepFacts
from programmes.operations.steps import take_step
from tests.programmes.awards import make_programme
from tests.programmes.decisions import a_draft, deadline, decided, drafted, fresh, state, step, today
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def programme(municipality: Agency) -> Participation:
    """A programme that runs."""
    return make_programme(make_person(municipality))


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    """A team leader of the municipality."""
    return make_actor(municipality, Role.TEAM_LEADER)


def _code(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_an_award_is_a_decision_with_its_letter_and_steps(programme: Participation) -> None:
    with acting_as(system_actor(programme.municipality_id)):
        [decision] = Decision.objects.filter(participation=programme)
        letter = Letter.objects.get(decision=decision)
    assert (decision.number, decision.decision_type, decision.decided_on) == (
        1, "award_programme", programme.awarded_on,
    )  # fmt: skip
    assert decision.computed[-1]["date"] == programme.last_day.isoformat()
    assert letter.data["title"] == "Vedtak om introduksjonsprogram"
    assert state(decision) is DecisionState.DECIDED
    assert deadline(decision, duties.DECISION_NOTIFY) is not None


def test_a_draft_is_numbered_in_its_case_and_stays_on_the_list(adviser: Actor, programme: Participation) -> None:
    first, second = drafted(adviser, programme), drafted(adviser, programme)
    assert (first.number, second.number) == (2, 3)
    owed = deadline(first, duties.DECISION_DRAFT)
    assert owed is not None
    assert owed.is_open
    assert state(first) is DecisionState.DRAFT


def test_a_decision_goes_all_the_way_to_the_county_governor(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    assert (state(decision), fresh(decision).decided_on) == (DecisionState.DECIDED, today())
    step(adviser, decision, DecisionAct.NOTIFY, channel="post")
    assert state(decision) is DecisionState.NOTIFIED
    step(adviser, decision, DecisionAct.RECEIVE)
    assert state(decision) is DecisionState.RECEIVED
    step(adviser, decision, DecisionAct.APPEAL, note="Jeg er uenig.")
    assert deadline(decision, duties.APPEAL_PERIOD).met_on == today()  # type: ignore[union-attr]
    step(adviser, decision, DecisionAct.UPHOLD, note="Ingen nye opplysninger.")
    step(adviser, decision, DecisionAct.FORWARD)
    assert deadline(decision, duties.APPEAL_CASE).met_on == today()  # type: ignore[union-attr]
    step(adviser, decision, DecisionAct.COUNTY_OUTCOME, outcome="upheld")
    assert state(decision) is DecisionState.FINAL
    with pytest.raises(RuleRefused) as refused:
        step(adviser, decision, DecisionAct.APPEAL, note="Igjen.")
    assert _code(refused) == ["not_in_this_state"]


def test_a_decision_becomes_final_the_day_after_the_time_to_appeal(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="handed_over")
    ends_on = fresh(decision).appeal_ends_on_day()
    assert ends_on is not None
    assert deadline(decision, duties.APPEAL_PERIOD).due_on == ends_on  # type: ignore[union-attr]
    assert state(decision, ends_on) is DecisionState.RECEIVED
    assert state(decision, ends_on + DAY) is DecisionState.FINAL


def test_a_period_that_is_over_leaves_the_list_by_itself(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="handed_over")
    period = deadline(decision, duties.APPEAL_PERIOD)
    assert period is not None
    other = make_municipality("Voss")
    theirs = make_programme(make_person(other))
    with acting_as(system_actor(other.pk)):
        award = Decision.objects.get(participation=theirs)
    step(make_actor(other, Role.PROGRAMME_ADVISER), award, DecisionAct.NOTIFY, channel="handed_over")
    with acting_as(system_actor(programme.municipality_id)):
        assert duties.close_expired_appeal_periods(programme.municipality_id, period.due_on) == 0
        assert duties.close_expired_appeal_periods(programme.municipality_id, period.due_on + DAY) == 1
        assert duties.close_expired_appeal_periods(programme.municipality_id, period.due_on + DAY) == 0
    assert not deadline(decision, duties.APPEAL_PERIOD).is_open  # type: ignore[union-attr]
    assert deadline(award, duties.APPEAL_PERIOD).is_open  # type: ignore[union-attr]


def test_a_late_appeal_is_treated_only_for_a_reason(adviser: Actor, municipality: Agency) -> None:
    long_ago = {
        "offer_date": dt.date(2026, 6, 1), "awarded_on": dt.date(2026, 6, 2), "first_day": dt.date(2026, 6, 8),
    }  # fmt: skip
    programme = make_programme(make_person(municipality, settled_on=dt.date(2026, 5, 1)), adviser, **long_ago)
    with acting_as(system_actor(municipality.pk)):
        award = Decision.objects.get(participation=programme)
    step(adviser, award, DecisionAct.NOTIFY, dt.date(2026, 6, 3), channel="handed_over")
    with pytest.raises(RuleRefused) as refused:
        step(adviser, award, DecisionAct.APPEAL, dt.date(2026, 7, 1), note="Uenig.")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.paragraph) == ("appeal_too_late", "forvaltningsloven § 31")
    step(adviser, award, DecisionAct.APPEAL, dt.date(2026, 7, 1), note="Var på sykehus.", accepts_late=True)
    assert state(award) is DecisionState.APPEALED


def test_the_appeal_deadline_may_be_extended_before_it_is_out(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="handed_over")
    later = today() + dt.timedelta(days=40)
    with pytest.raises(RuleRefused) as refused:
        step(adviser, decision, DecisionAct.EXTEND_APPEAL, due_on=today() + DAY, note="Syk.")
    assert _code(refused) == ["due_on_too_early"]
    step(adviser, decision, DecisionAct.EXTEND_APPEAL, due_on=later, note="Syk.")
    assert state(decision, later) is DecisionState.RECEIVED
    assert deadline(decision, duties.APPEAL_PERIOD).due_on == later  # type: ignore[union-attr]


def test_a_stop_needs_notice_and_the_answer_or_its_time(adviser: Actor, programme: Participation) -> None:
    content = {"first_day": today().isoformat()}
    draft = drafted(adviser, programme, decision_type=DecisionType.STOP_TEMPORARY, is_refusal=False, content=content)
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field, refusal.paragraph) == (
        "advance_notice_missing", "note", "forvaltningsloven § 16",
    )  # fmt: skip
    step(adviser, draft, DecisionAct.ADVANCE_NOTICE, due_on=today() + dt.timedelta(days=14))
    assert deadline(draft, duties.DECISION_DRAFT).due_on == today() + dt.timedelta(days=14)  # type: ignore[union-attr]
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    assert _code(refused) == ["answer_awaited"]
    step(adviser, draft, DecisionAct.ANSWER, note="Jeg var syk.")
    decision = step(adviser, draft, DecisionAct.DECIDE)
    with acting_as(adviser):
        letter = Letter.objects.get(decision=decision, kind="decision")
    assert "Dette har du sagt om saken: Jeg var syk." in str(letter.data["sections"])
    assert deadline(decision, duties.DECISION_DRAFT).met_on == today()  # type: ignore[union-attr]


def test_whoever_has_spoken_already_needs_no_notice(adviser: Actor, programme: Participation) -> None:
    content = {"first_day": today().isoformat()}
    draft = drafted(adviser, programme, decision_type=DecisionType.STOP_TEMPORARY, is_refusal=False, content=content)
    step(adviser, draft, DecisionAct.DECIDE, note="Deltakeren uttalte seg i møte i går.")
    assert state(draft) is DecisionState.DECIDED


def test_a_team_leader_approves_where_the_municipality_asks_for_it(
    adviser: Actor, leader: Actor, programme: Participation
) -> None:
    require_approval(leader, DecisionType.LEAVE, required=True)
    draft = drafted(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    assert _code(refused) == ["approval_needed"]
    step(adviser, draft, DecisionAct.SUBMIT)
    with pytest.raises(NotPermitted):
        step(adviser, draft, DecisionAct.APPROVE)
    step(leader, draft, DecisionAct.RETURN, note="Begrunn bedre.")
    change_draft(adviser, draft.pk, reasons="Grundigere begrunnelse.")
    step(adviser, draft, DecisionAct.SUBMIT)
    with pytest.raises(RuleRefused):
        change_draft(adviser, draft.pk, reasons="Endret mens teamlederen leser.")
    step(leader, draft, DecisionAct.APPROVE)
    step(adviser, draft, DecisionAct.DECIDE)
    assert state(draft) is DecisionState.DECIDED


def test_only_a_team_leader_says_that_approval_is_needed(municipality: Agency, adviser: Actor, leader: Actor) -> None:
    with pytest.raises(RuleRefused):
        require_approval(adviser, DecisionType.LEAVE, required=True)
    require_approval(leader, DecisionType.AWARD_PROGRAMME, required=True)
    with pytest.raises(RuleRefused) as refused:
        make_programme(make_person(municipality), adviser)
    assert _code(refused) == ["approval_needed"]
    assert make_programme(make_person(municipality), leader).pk
    require_approval(leader, DecisionType.AWARD_PROGRAMME, required=False)
    assert make_programme(make_person(municipality), adviser).pk


def test_a_decision_without_reasons_is_refused(adviser: Actor, programme: Participation) -> None:
    draft = drafted(adviser, programme, reasons=" ")
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.paragraph) == ("reasons_missing", "forvaltningsloven §§ 24, 25")


def test_signs_that_the_letter_cannot_show_are_refused_and_nothing_is_decided(
    adviser: Actor, programme: Participation
) -> None:
    draft = drafted(adviser, programme, reasons="مرحبا")
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    assert [(each.code, each.field) for each in refused.value.refusals] == [("unprintable_signs", "reasons")]
    assert state(draft) is DecisionState.DRAFT


def test_an_abandoned_draft_leaves_the_list(adviser: Actor, programme: Participation) -> None:
    draft = drafted(adviser, programme)
    step(adviser, draft, DecisionAct.ABANDON, note="Trukket.")
    assert state(draft) is DecisionState.ABANDONED
    assert deadline(draft, duties.DECISION_DRAFT).closed_on == today()  # type: ignore[union-attr]


def test_a_letter_that_comes_back_must_be_sent_in_another_way(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    for _attempt in range(2):
        step(adviser, decision, DecisionAct.NOTIFY, channel="post")
        step(adviser, decision, DecisionAct.DELIVERY_FAILED, note="Ukjent på adressen.")
        assert deadline(decision, duties.DECISION_UNDELIVERED).is_open  # type: ignore[union-attr]
    assert state(decision) is DecisionState.UNDELIVERED
    step(adviser, decision, DecisionAct.NOTIFY, channel="handed_over")
    assert deadline(decision, duties.DECISION_UNDELIVERED).met_on == today()  # type: ignore[union-attr]
    assert state(decision) is DecisionState.RECEIVED


def test_acts_are_done_in_order_and_not_in_the_future(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    for on, code in ((today() + DAY, "in_future"), (today() - DAY, "before_earlier_step")):
        with pytest.raises(RuleRefused) as refused:
            step(adviser, decision, DecisionAct.NOTIFY, on, channel="post")
        assert _code(refused) == [code]


def test_an_enrolment_officer_notes_what_comes_in_and_decides_nothing(
    municipality: Agency, adviser: Actor, programme: Participation
) -> None:
    officer = make_actor(municipality, Role.ENROLMENT_OFFICER)
    decision = decided(adviser, programme)
    with pytest.raises(NotPermitted):
        step(officer, decision, DecisionAct.NOTIFY, channel="post")
    step(adviser, decision, DecisionAct.NOTIFY, channel="post")
    step(officer, decision, DecisionAct.RECEIVE)
    assert state(decision) is DecisionState.RECEIVED
    with pytest.raises(NotPermitted):
        draft_decision(officer, programme.participant_id, a_draft(programme))


def test_nav_and_other_municipalities_do_not_see_decisions(municipality: Agency, programme: Participation) -> None:
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    other = make_municipality("Voss")
    stranger = make_actor(other, Role.PROGRAMME_ADVISER)
    make_programme(make_person(other), stranger)
    with acting_as(nav):
        assert list(Decision.objects.visible_to(nav)) == []
        assert list(Letter.objects.visible_to(nav)) == []
    with acting_as(stranger):
        assert Decision.objects.visible_to(stranger).count() == 1
        assert not Decision.objects.visible_to(stranger).filter(participation=programme).exists()


def test_a_stale_copy_is_refused_also_after_the_decision_is_frozen(adviser: Actor, programme: Participation) -> None:
    decision = fresh(decided(adviser, programme))
    step(adviser, decision, DecisionAct.NOTIFY, channel="post")
    facts = StepFacts(happened_on=today())
    with pytest.raises(StaleVersion):
        take_step(adviser, decision.pk, DecisionAct.RECEIVE, facts, expected_version=decision.version)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_decision SET reasons = 'endret' WHERE id = %s",
        "UPDATE programmes_decision SET decided_on = NULL WHERE id = %s",
        "DELETE FROM programmes_decision WHERE id = %s",
        "UPDATE programmes_decisionstep SET note = 'endret' WHERE decision_id = %s",
        "DELETE FROM programmes_decisionstep WHERE decision_id = %s",
        "UPDATE programmes_letter SET data = '{}' WHERE decision_id = %s",
        "DELETE FROM programmes_letter WHERE decision_id = %s",
    ],
)
def test_the_database_refuses_to_change_what_was_decided(
    adviser: Actor, programme: Participation, statement: str
) -> None:
    decision = decided(adviser, programme)
    with (
        acting_as(system_actor(programme.municipality_id)),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [decision.pk])


def test_what_was_done_stands_in_the_history(adviser: Actor, programme: Participation) -> None:
    decision = decided(adviser, programme)
    with acting_as(adviser):
        kinds = set(CaseEvent.objects.filter(facts__decision=str(decision.pk)).values_list("kind", flat=True))
        assert DecisionStep.objects.get(decision=decision).done_by_id == adviser.user_id
    assert kinds == {"decision_drafted", "decision_decide"}


def test_a_refusal_must_answer_an_application(adviser: Actor, programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        drafted(adviser, programme, decision_type=DecisionType.PLAN_CREATED)
    assert _code(refused) == ["cannot_be_refusal"]
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, a_draft(programme, participation_id=None))
    assert _code(refused) == ["programme_missing"]


def test_two_registrations_of_one_person_keep_their_decisions_as_they_were(
    adviser: Actor, programme: Participation
) -> None:
    twin = make_person(programme.municipality)
    content = {"text": "Søknaden er avslått.", "refusal_reason": "in_work"}
    draft = a_draft(programme, participation_id=None, decision_type=DecisionType.AWARD_PROGRAMME, content=content)
    refused = draft_decision(adviser, twin.pk, draft)
    step(adviser, refused, DecisionAct.DECIDE)
    merge_people(adviser, programme.participant_id, twin.pk, reason="Samme person.")
    with acting_as(system_actor(programme.municipality_id)):
        rows = Decision.objects.filter(participant=programme.participant_id).values_list("number", "case_key")
        assert sorted(rows) == sorted([(1, programme.participant_id), (1, twin.pk)])
    assert drafted(adviser, programme).number == 2
