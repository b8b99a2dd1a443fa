"""Leave is applied for and decided: a decision with a letter behind every leave, and a new one for every correction."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Role
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Absence, Decision, DecisionType, Letter, LetterKind, Participation
from programmes.operations.absences import correct_absence, register_absence, void_absence
from programmes.operations.decisions import Draft, draft_decision, require_approval
from programmes.operations.leaves import Application, decide_leave
from tests.programmes.absence_facts import absences_of, day, facts, make_2026_programme, make_absence, make_adviser
from tests.programmes.awards import stored
from tests.programmes.decisions import fresh, state, step
from tests.world import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


@pytest.fixture
def adviser(programme: Participation) -> Actor:
    """Whoever decides."""
    return make_adviser(programme)


def _decisions(programme: Participation) -> list[Decision]:
    with acting_as(system_actor(programme.municipality_id)):
        rows = Decision.objects.filter(participation=programme, decision_type=DecisionType.LEAVE)
        return list(rows.select_related("replaces").order_by("number"))


def _letter(decision: Decision) -> dict[str, object]:
    with acting_as(system_actor(decision.municipality_id)):
        data: dict[str, object] = Letter.objects.get(decision=decision, kind=LetterKind.DECISION).data
    return data


@pytest.mark.parametrize("kind", ["welfare", "peace_work", "long_sickness", "parental", "adoption"])
def test_every_kind_of_leave_stands_on_a_decision_with_a_letter(programme: Participation, kind: str) -> None:
    row = make_absence(programme, kind, "2026-06-01", "2026-06-03")
    [decision] = _decisions(programme)
    assert row.decision_id == decision.pk
    assert state(decision) is DecisionState.DECIDED
    assert decision.paragraphs[0].startswith("integreringsforskriften § 1")
    assert "Vilkårene er oppfylt" in str(_letter(decision))


@pytest.mark.parametrize("kind", ["sick_doctor", "holiday", "pregnancy_check"])
def test_other_absence_is_registered_without_a_decision(programme: Participation, kind: str) -> None:
    assert make_absence(programme, kind, "2026-06-01", "2026-06-03").decision_id is None
    assert _decisions(programme) == []


def test_the_letter_tells_the_days_the_reasons_and_the_last_day_with_its_steps(
    programme: Participation, adviser: Actor
) -> None:
    make_absence(programme, "sick_doctor", "2026-05-04", "2026-05-15")
    leave = facts("welfare", "2026-06-01", "2026-06-05", reason="Begravelse i familien.")
    decision = decide_leave(adviser, programme.pk, leave, Application(requested_on=day("2026-05-20"), language="en"))
    said = str(_letter(fresh(decision)))
    for text in ("Begravelse i familien.", "1 June 2026", "Welfare leave", "20 May 2026"):
        assert text in said
    assert decision.content["earlier_last_day"] == "2027-02-01"
    assert decision.content["last_day"] == stored(programme).last_day.isoformat()
    assert decision.computed


def test_leave_that_the_law_does_not_have_makes_neither_decision_nor_row(programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "welfare", "2026-06-01", "2026-06-30")
    assert [refusal.code for refusal in refused.value.refusals] == ["welfare_days"]
    assert (_decisions(programme), absences_of(programme)) == ([], [])


def test_a_refused_application_is_a_decision_and_no_leave(programme: Participation, adviser: Actor) -> None:
    leave = facts("welfare", "2026-06-01", "2026-06-30", reason="Ti dager er brukt.")
    decision = decide_leave(adviser, programme.pk, leave, Application(is_refusal=True))
    assert decision.is_refusal
    assert absences_of(programme) == []


def test_a_refusal_needs_written_reasons(programme: Participation, adviser: Actor) -> None:
    with pytest.raises(RuleRefused) as refused:
        decide_leave(adviser, programme.pk, facts("welfare", "2026-06-01"), Application(is_refusal=True))
    assert [refusal.code for refusal in refused.value.refusals] == ["reasons_missing"]


def test_a_correction_of_leave_is_a_new_decision_that_replaces_the_old(
    programme: Participation, adviser: Actor
) -> None:
    row = make_absence(programme, "welfare", "2026-06-01", "2026-06-03")
    half = facts("welfare", "2026-06-01", hours=Decimal("3.5"))
    new = correct_absence(adviser, row.pk, half, why="Bare en halv dag.")
    first, second = _decisions(programme)
    assert (second.replaces, new.decision_id, new.replaces_id) == (first, second.pk, row.pk)
    assert "3.5 timer" in str(_letter(second))


def test_leave_that_is_voided_or_becomes_sickness_is_taken_back_by_a_decision(
    programme: Participation, adviser: Actor
) -> None:
    voided = void_absence(adviser, make_absence(programme, "welfare", "2026-06-01").pk, why="Kom likevel.")
    assert not voided.is_standing
    row = make_absence(programme, "welfare", "2026-06-02")
    sick = correct_absence(adviser, row.pk, facts("sick_doctor", "2026-06-02"), why="Var syk.")
    assert (sick.decision_id, sick.replaces_id) == (None, row.pk)
    granted, revoked, granted_too, revoked_too = _decisions(programme)
    assert (revoked.replaces, revoked_too.replaces) == (granted, granted_too)
    assert "Permisjonen gjelder ikke lenger." in str(_letter(revoked))


def test_where_a_team_leader_approves_leave_waits_for_the_leader(programme: Participation, adviser: Actor) -> None:
    leader = make_actor(programme.municipality, Role.TEAM_LEADER)
    require_approval(leader, DecisionType.LEAVE, required=True)
    with pytest.raises(RuleRefused) as refused:
        register_absence(adviser, programme.pk, facts("welfare", "2026-06-01"))
    assert [refusal.code for refusal in refused.value.refusals] == ["approval_needed"]
    decision = decide_leave(adviser, programme.pk, facts("welfare", "2026-06-01", "2026-06-03"), Application())
    assert (state(decision), absences_of(programme)) == (DecisionState.SUBMITTED, [])
    step(leader, decision, DecisionAct.APPROVE)
    step(leader, decision, DecisionAct.DECIDE)
    [row] = absences_of(programme)
    assert row.decision_id == decision.pk


def test_what_was_free_when_it_was_sent_to_approval_may_be_taken_when_it_is_made(
    programme: Participation, adviser: Actor
) -> None:
    leader = make_actor(programme.municipality, Role.TEAM_LEADER)
    require_approval(leader, DecisionType.LEAVE, required=True)
    decision = decide_leave(adviser, programme.pk, facts("welfare", "2026-06-01"), Application())
    make_absence(programme, "sick_doctor", "2026-06-01")
    step(leader, decision, DecisionAct.APPROVE)
    with pytest.raises(RuleRefused) as refused:
        step(leader, decision, DecisionAct.DECIDE)
    assert [refusal.code for refusal in refused.value.refusals] == ["overlapping_absence"]


def test_leave_cannot_be_granted_in_words_alone(programme: Participation, adviser: Actor) -> None:
    words = Draft(decision_type=DecisionType.LEAVE, participation_id=programme.pk, content={"text": "Fri i mai."})
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, words)
    assert [refusal.code for refusal in refused.value.refusals] == ["leave_incomplete"]


def test_a_decision_on_an_absence_is_linked_to_it_once(programme: Participation, adviser: Actor) -> None:
    row = make_absence(programme, "unauthorised", "2026-06-01", "2026-06-02")
    content = {"absence_id": str(row.pk), "text": "Fraværet er ugyldig."}
    draft = Draft(
        decision_type=DecisionType.ABSENCE, participation_id=programme.pk, content=content, reasons="Ingen beskjed."
    )
    decision = draft_decision(adviser, programme.participant_id, draft)
    step(adviser, decision, DecisionAct.DECIDE)
    with acting_as(adviser):
        assert Absence.objects.get(pk=row.pk).decision_id == decision.pk
    with pytest.raises(RuleRefused):
        draft_decision(adviser, programme.participant_id, draft)


def test_leave_applied_for_tomorrow_is_refused(programme: Participation, adviser: Actor) -> None:
    ahead = Application(requested_on=timezone.localdate() + dt.timedelta(days=2))
    with pytest.raises(RuleRefused) as refused:
        decide_leave(adviser, programme.pk, facts("welfare", "2026-06-01"), ahead)
    assert "in_future" in [refusal.code for refusal in refused.value.refusals]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"leave": "ja"}, "leave_incomplete"),
        ({"leave": {"kind": "welfare", "first_day": "i morgen", "last_day": "2026-06-01"}}, "leave_incomplete"),
        ({"leave": {"kind": "holiday", "first_day": "2026-06-01", "last_day": "2026-06-01"}}, "leave_incomplete"),
        ({"leave": {"kind": "welfare", "first_day": "2026-06-01", "x": 1}}, "leave_incomplete"),
        ({"revokes_absence": "alle"}, "absence_closed"),
        ({"replaces_absence": None}, "absence_closed"),
    ],
)
def test_content_that_tells_of_no_leave_is_refused_and_never_a_crash(
    programme: Participation, adviser: Actor, content: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        draft_decision(
            adviser,
            programme.participant_id,
            Draft(decision_type=DecisionType.LEAVE, participation_id=programme.pk, content=content),
        )
    assert [refusal.code for refusal in refused.value.refusals] == [code]


@pytest.mark.parametrize("content", [{"reviews_withdrawal": "x", "reviewed_on": "2026-06-01"}, {"self_cert_from": "x"}])
def test_an_unreadable_withdrawal_is_refused(
    programme: Participation, adviser: Actor, content: dict[str, object]
) -> None:
    kind = DecisionType.SELF_CERT_RIGHT_WITHDRAWN
    with pytest.raises(RuleRefused):
        draft_decision(
            adviser,
            programme.participant_id,
            Draft(decision_type=kind, participation_id=programme.pk, content=content, reasons="Tvil."),
        )
