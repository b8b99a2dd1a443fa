"""The duties that long leave and a withdrawn right bring, and how they are met, moved and closed."""

import datetime as dt
from uuid import UUID

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Role
from participants.models import Deadline
from programmes.models import Participation, SelfCertificationWithdrawal
from programmes.operations.absences import correct_absence, void_absence
from programmes.operations.ending import end_programme
from programmes.operations.following import LEAVE_END, PARENTAL_FOLLOW_UP, SELF_CERTIFICATION_REVIEW
from programmes.operations.leave_duties import meet_leave_duty
from programmes.operations.self_certification import review_self_certification, withdraw_self_certification
from tests.programmes.absence_facts import day, facts, make_2026_programme, make_absence, make_adviser
from tests.world import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


def _withdraw(
    programme: Participation, day_text: str, reason: str = "Tvil.", actor: Actor | None = None
) -> SelfCertificationWithdrawal:
    adviser = actor or make_adviser(programme)
    decision = withdraw_self_certification(
        adviser, programme.pk, withdrawn_on=day(day_text), reason=reason, heard="Snakket med deltakeren."
    )
    with acting_as(system_actor(programme.municipality_id)):
        return SelfCertificationWithdrawal.objects.get(decision=decision)


def _open(programme: Participation, kind: str) -> dict[UUID, dt.date]:
    with acting_as(system_actor(programme.municipality_id)):
        rows = Deadline.objects.filter(kind=kind, participant=programme.participant_id).open()
        return dict(rows.values_list("subject_id", "due_on"))


def test_parental_leave_owes_follow_up_from_the_fourth_month_and_a_look_at_its_end(programme: Participation) -> None:
    row = make_absence(programme, "parental", "2026-06-01", "2026-12-31")
    assert _open(programme, PARENTAL_FOLLOW_UP) == {row.pk: day("2026-09-01")}
    assert _open(programme, LEAVE_END) == {row.pk: day("2026-12-31")}


@pytest.mark.parametrize(("last_day", "owes"), [("2026-08-31", False), ("2026-09-01", True)])
def test_three_months_of_leave_owe_no_follow_up(programme: Participation, last_day: str, owes: bool) -> None:
    make_absence(programme, "parental", "2026-06-01", last_day)
    assert bool(_open(programme, PARENTAL_FOLLOW_UP)) is owes


def test_leave_registered_in_pieces_is_one_leave(programme: Participation) -> None:
    first = make_absence(programme, "parental", "2026-06-01", "2026-07-31")
    make_absence(programme, "parental", "2026-08-03", "2026-10-30")
    assert _open(programme, PARENTAL_FOLLOW_UP) == {first.pk: day("2026-09-01")}
    assert _open(programme, LEAVE_END) == {first.pk: day("2026-10-30")}


def test_a_correction_moves_the_duties_to_the_new_row(programme: Participation) -> None:
    row = make_absence(programme, "parental", "2026-06-01", "2026-12-31")
    later = facts("parental", "2026-07-01", "2026-12-31")
    new = correct_absence(make_adviser(programme), row.pk, later, why="Begynte senere.")
    assert _open(programme, PARENTAL_FOLLOW_UP) == {new.pk: day("2026-10-01")}
    assert _open(programme, LEAVE_END) == {new.pk: day("2026-12-31")}


def test_a_voided_leave_owes_nothing(programme: Participation) -> None:
    row = make_absence(programme, "long_sickness", "2026-06-01", "2026-12-31")
    assert _open(programme, LEAVE_END) == {row.pk: day("2026-12-31")}
    void_absence(make_adviser(programme), row.pk, why="Ble frisk.")
    assert _open(programme, LEAVE_END) == {}


def test_short_absence_owes_nothing(programme: Participation) -> None:
    make_absence(programme, "welfare", "2026-06-01", "2026-06-12")
    assert _open(programme, LEAVE_END) == {}


def test_a_duty_that_was_met_stays_met_when_other_facts_change(programme: Participation) -> None:
    row = make_absence(programme, "parental", "2026-06-01", "2026-10-31")
    meet_leave_duty(make_adviser(programme), row.pk, duty=PARENTAL_FOLLOW_UP, met_on=timezone.localdate())
    make_absence(programme, "holiday", "2026-11-02")
    assert _open(programme, PARENTAL_FOLLOW_UP) == {}


def test_a_duty_is_not_met_before_the_leave_or_tomorrow(programme: Participation) -> None:
    row = make_absence(programme, "parental", "2026-06-01", "2026-10-31")
    for met_on in (day("2026-05-31"), timezone.localdate() + dt.timedelta(days=1)):
        with pytest.raises(RuleRefused):
            meet_leave_duty(make_adviser(programme), row.pk, duty=LEAVE_END, met_on=met_on)


def test_the_loss_of_self_certification_is_due_for_review_within_six_months(programme: Participation) -> None:
    row = _withdraw(programme, "2026-08-31", "Fire egenmeldinger.")
    assert _open(programme, SELF_CERTIFICATION_REVIEW) == {row.pk: day("2027-02-28")}


def test_an_upheld_loss_is_due_again_six_months_later(programme: Participation) -> None:
    adviser = make_adviser(programme)
    row = _withdraw(programme, "2026-06-01")
    with pytest.raises(RuleRefused) as refused:
        review_self_certification(adviser, row.pk, reviewed_on=day("2026-11-02"), is_restored=False, reason="Som før.")
    assert [refusal.code for refusal in refused.value.refusals] == ["advance_notice_missing"]
    review_self_certification(
        adviser, row.pk, reviewed_on=day("2026-11-02"), is_restored=False, reason="Som før.", heard="I samtale."
    )
    assert _open(programme, SELF_CERTIFICATION_REVIEW) == {row.pk: day("2027-05-02")}


def test_a_right_given_back_can_be_used_and_withdrawn_again(programme: Participation) -> None:
    adviser = make_adviser(programme)
    row = _withdraw(programme, "2026-06-01")
    with pytest.raises(RuleRefused):
        make_absence(programme, "sick_self_certified", "2026-06-15")
    review_self_certification(adviser, row.pk, reviewed_on=day("2026-10-01"), is_restored=True, reason="Bedre.")
    assert _open(programme, SELF_CERTIFICATION_REVIEW) == {}
    assert make_absence(programme, "sick_self_certified", "2026-10-01").is_standing
    _withdraw(programme, "2026-11-02", "Ny tvil.")


@pytest.mark.parametrize(
    ("withdrawn_on", "reason", "code"),
    [
        ("2026-06-01", " ", "reason_required"),
        ("2026-02-01", "Tvil.", "outside_programme"),
        ("2027-02-02", "Tvil.", "outside_programme"),
    ],
)
def test_a_withdrawal_needs_a_reason_and_a_day_in_the_programme(
    programme: Participation, withdrawn_on: str, reason: str, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        _withdraw(programme, withdrawn_on, reason)
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_a_right_is_not_withdrawn_twice(programme: Participation) -> None:
    _withdraw(programme, "2026-06-01")
    with pytest.raises(RuleRefused) as refused:
        _withdraw(programme, "2026-07-01")
    assert [refusal.code for refusal in refused.value.refusals] == ["already_withdrawn"]


def test_a_stranger_withdraws_and_reviews_nothing(programme: Participation) -> None:
    row = _withdraw(programme, "2026-06-01")
    elsewhere = make_2026_programme()
    stranger = make_adviser(elsewhere)
    _withdraw(elsewhere, "2026-06-01", actor=stranger)
    with pytest.raises(Participation.DoesNotExist):
        _withdraw(programme, "2026-06-01", actor=stranger)
    with pytest.raises(SelfCertificationWithdrawal.DoesNotExist):
        review_self_certification(stranger, row.pk, reviewed_on=day("2026-07-01"), is_restored=True, reason="Ja.")
    with pytest.raises(NotPermitted):
        _withdraw(programme, "2026-06-01", actor=make_actor(programme.municipality, Role.ENROLMENT_OFFICER))


def test_what_is_owed_for_leave_falls_away_when_the_programme_ends(programme: Participation) -> None:
    make_absence(programme, "parental", "2026-06-01", "2026-10-31", child_born_on=day("2026-06-01"))
    assert all(_open(programme, kind) for kind in (LEAVE_END, PARENTAL_FOLLOW_UP))
    end_programme(
        make_adviser(programme), programme.pk, ended_on=day("2026-09-30"), end_reason="goal_reached",
        main_activity="other",
    )  # fmt: skip
    assert not any(_open(programme, kind) for kind in (LEAVE_END, PARENTAL_FOLLOW_UP))


def test_an_ended_programme_owes_nothing_for_leave_that_is_corrected_later(programme: Participation) -> None:
    row = make_absence(programme, "long_sickness", "2026-06-01", "2026-08-31")
    end_programme(
        make_adviser(programme), programme.pk, ended_on=day("2026-09-30"), end_reason="moved", main_activity="other"
    )
    shorter = facts("long_sickness", "2026-06-01", "2026-08-28")
    correct_absence(make_adviser(programme), row.pk, shorter, why="Kom tidligere tilbake.")
    assert _open(programme, LEAVE_END) == {}
