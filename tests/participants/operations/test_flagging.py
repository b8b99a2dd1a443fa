"""The nightly scan: which flag on which night, caught up, moved, met, dismissed."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.duties import PAST_DUE, duties
from participants.models import Deadline, DeadlineThreshold, Flag, FlagState
from participants.operations import flagging
from participants.operations.deadlines import close_deadlines, meet_deadline
from participants.operations.flagging import flag_municipality, seed_thresholds
from participants.operations.flags import act_on_flag, dismiss_flag, take_flag
from participants.operations.permits import PERMIT_EXPIRY
from tests.participants.operations.duties import (
    all_flags,
    make_bare_person,
    make_deadline,
    move_deadline,
    standing_flags,
)
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 6, 15)
THRESHOLDS = {
    "permit_expiry": (90, 60, 30, 14, 0),
    "programme_end": (90, 60, 30, 14, 0),
    "programme_start": (30, 15, 0),
    "plan": (0,),
}


def _days_before(days: int) -> dt.date:
    return DUE - dt.timedelta(days=days)


def _boundaries() -> list[tuple[str, int, int | None]]:
    """(kind, days before the due day, the threshold of the flag of somebody who is seen that night only)."""
    rows: list[tuple[str, int, int | None]] = []
    for kind, thresholds in THRESHOLDS.items():
        looser: int | None = None
        for threshold in (*thresholds, PAST_DUE):
            rows += [(kind, threshold + 1, looser), (kind, threshold, threshold)]
            if threshold - 1 not in (*thresholds, PAST_DUE) and threshold != PAST_DUE:
                rows.append((kind, threshold - 1, threshold))
            looser = threshold
        rows.append((kind, -400, PAST_DUE))
    return rows


def _a_flag(municipality: Agency) -> Flag:
    with acting_as(system_actor(municipality.pk)):
        return Flag.objects.standing().get()


def test_the_thresholds_are_those_of_the_issue_and_past_due() -> None:
    stored = {
        kind: set(DeadlineThreshold.objects.filter(kind=kind).values_list("days", flat=True)) for kind in THRESHOLDS
    }
    assert stored == {kind: {*days, PAST_DUE} for kind, days in THRESHOLDS.items()}


@pytest.mark.parametrize(("kind", "days_before", "threshold"), _boundaries())
def test_on_each_night_around_a_threshold(
    municipality: Agency, kind: str, days_before: int, threshold: int | None
) -> None:
    deadline = make_deadline(make_bare_person(municipality), DUE, kind)
    raised = flag_municipality(municipality.pk, _days_before(days_before))
    expected = [] if threshold is None else [(deadline.pk, DUE, threshold, "open")]
    assert standing_flags(municipality) == all_flags(municipality) == expected
    assert raised == len(expected)


@pytest.mark.parametrize("kind", THRESHOLDS)
def test_every_night_from_long_before_until_long_after_raises_each_threshold_once(
    municipality: Agency, kind: str
) -> None:
    deadline = make_deadline(make_bare_person(municipality), DUE, kind)
    for days_before in range(100, -60, -1):
        flag_municipality(municipality.pk, _days_before(days_before))
    assert [row[2:] for row in all_flags(municipality)] == [
        *((days, "superseded") for days in THRESHOLDS[kind]),
        (PAST_DUE, "open"),
    ]
    assert standing_flags(municipality) == [(deadline.pk, DUE, PAST_DUE, "open")]


def test_missed_nights_are_caught_up_with_one_flag_at_the_tightest_threshold(municipality: Agency) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    assert flag_municipality(municipality.pk, _days_before(90)) == 1
    assert flag_municipality(municipality.pk, _days_before(10)) == 1
    assert [row[2:] for row in all_flags(municipality)] == [(90, "superseded"), (14, "open")]


def test_the_same_night_twice_raises_nothing_the_second_time(municipality: Agency) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    assert flag_municipality(municipality.pk, _days_before(60)) == 1
    before = all_flags(municipality)
    assert flag_municipality(municipality.pk, _days_before(60)) == 0
    assert all_flags(municipality) == before


def test_a_moved_due_date_lapses_the_old_flag_at_once_and_arms_again(municipality: Agency) -> None:
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    flag_municipality(municipality.pk, _days_before(10))
    later = DUE + dt.timedelta(days=365)
    move_deadline(person, deadline.subject_id, later)
    assert all_flags(municipality) == [(deadline.pk, DUE, 14, "lapsed")]
    assert flag_municipality(municipality.pk, _days_before(9)) == 0
    assert flag_municipality(municipality.pk, later - dt.timedelta(days=90)) == 1
    assert standing_flags(municipality) == [(deadline.pk, later, 90, "open")]


def test_a_due_date_that_moves_away_and_back_is_flagged_again(municipality: Agency) -> None:
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    flag_municipality(municipality.pk, _days_before(10))
    move_deadline(person, deadline.subject_id, DUE + dt.timedelta(days=365))
    move_deadline(person, deadline.subject_id, DUE)
    assert standing_flags(municipality) == []
    assert flag_municipality(municipality.pk, _days_before(9)) == 1
    assert all_flags(municipality) == [(deadline.pk, DUE, 14, "open")]


def test_a_duty_that_is_written_again_unchanged_keeps_its_flag_and_its_version(municipality: Agency) -> None:
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    flag_municipality(municipality.pk, _days_before(60))
    with acting_as(system_actor(municipality.pk)):
        deadline.refresh_from_db()
    move_deadline(person, deadline.subject_id, DUE)
    with acting_as(system_actor(municipality.pk)):
        again = Deadline.objects.get(pk=deadline.pk)
    assert (again.version, again.next_flag_on) == (deadline.version, _days_before(30))
    assert standing_flags(municipality) == [(deadline.pk, DUE, 60, "open")]


def test_a_met_duty_that_is_written_again_unchanged_stays_met(municipality: Agency) -> None:
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    with acting_as(system_actor(municipality.pk)):
        meet_deadline(PERMIT_EXPIRY, deadline.subject_id, _days_before(20))
    move_deadline(person, deadline.subject_id, DUE)
    assert flag_municipality(municipality.pk, DUE) == 0
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.get(pk=deadline.pk).met_on == _days_before(20)


def test_a_met_duty_whose_day_moves_is_owed_again(municipality: Agency) -> None:
    person = make_bare_person(municipality)
    deadline = make_deadline(person, DUE)
    with acting_as(system_actor(municipality.pk)):
        meet_deadline(PERMIT_EXPIRY, deadline.subject_id, _days_before(20))
    move_deadline(person, deadline.subject_id, DUE + dt.timedelta(days=1))
    assert flag_municipality(municipality.pk, DUE) == 1


def test_of_two_writings_of_one_duty_in_one_call_the_last_counts(municipality: Agency) -> None:
    from participants.operations.deadlines import Duty, write_deadlines

    person = make_bare_person(municipality)
    with acting_as(system_actor(municipality.pk)):
        write_deadlines([Duty(PERMIT_EXPIRY, person, person.pk, DUE + dt.timedelta(days=n), "§") for n in (0, 5)])
        assert Deadline.objects.get().due_on == DUE + dt.timedelta(days=5)


@pytest.mark.parametrize("end", ["met", "closed"])
def test_a_duty_that_is_met_or_closed_is_never_flagged(municipality: Agency, end: str) -> None:
    flagged, unflagged = (make_deadline(make_bare_person(municipality), due) for due in (DUE, DUE + dt.timedelta(300)))
    flag_municipality(municipality.pk, _days_before(60))
    with acting_as(system_actor(municipality.pk)):
        for deadline in (flagged, unflagged):
            if end == "met":
                meet_deadline(PERMIT_EXPIRY, deadline.subject_id, _days_before(50))
            else:
                close_deadlines([PERMIT_EXPIRY], [deadline.subject_id], _days_before(50))
    for days_before in range(60, -800, -20):
        assert flag_municipality(municipality.pk, _days_before(days_before)) == 0
    state = FlagState.ACTED_ON if end == "met" else FlagState.LAPSED
    assert all_flags(municipality) == [(flagged.pk, DUE, 60, state)]


@pytest.mark.parametrize("how", ["dismiss", "act"])
def test_a_flag_that_was_closed_comes_back_with_the_next_threshold_only(municipality: Agency, how: str) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    flag_municipality(municipality.pk, _days_before(60))
    close = dismiss_flag if how == "dismiss" else act_on_flag
    close(actor, _a_flag(municipality).pk, reason="Søknaden er sendt")
    assert [flag_municipality(municipality.pk, _days_before(days)) for days in range(60, 28, -1)] == [0] * 30 + [1, 0]
    assert _a_flag(municipality).threshold == 30
    assert _a_flag(municipality).taken_by_id is None


def test_the_next_flag_inherits_who_had_taken_the_one_before(municipality: Agency) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    flag_municipality(municipality.pk, _days_before(60))
    taken = take_flag(actor, _a_flag(municipality).pk)
    flag_municipality(municipality.pk, _days_before(10))
    flag = _a_flag(municipality)
    assert (flag.threshold, flag.state, flag.taken_by_id) == (14, FlagState.TAKEN, actor.user_id)
    assert flag.taken_at == taken.taken_at


def test_who_took_a_flag_is_not_inherited_across_one_that_was_put_away(municipality: Agency) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    flag_municipality(municipality.pk, _days_before(90))
    take_flag(actor, _a_flag(municipality).pk)
    flag_municipality(municipality.pk, _days_before(60))
    dismiss_flag(actor, _a_flag(municipality).pk, reason="Avklart")
    flag_municipality(municipality.pk, _days_before(30))
    assert _a_flag(municipality).state == FlagState.OPEN


def test_a_flag_that_was_lifted_to_the_leader_stays_lifted_at_the_next_threshold(municipality: Agency) -> None:
    make_deadline(make_bare_person(municipality), DUE)
    flag_municipality(municipality.pk, _days_before(60))
    now = timezone.now()
    with acting_as(system_actor(municipality.pk)):
        Flag.objects.update(escalated_at=now)
    flag_municipality(municipality.pk, _days_before(30))
    assert _a_flag(municipality).escalated_at == now


def test_a_kind_whose_threshold_was_taken_away_does_not_stop_the_night(municipality: Agency) -> None:
    deadline = make_deadline(make_bare_person(municipality), DUE)
    flag_municipality(municipality.pk, _days_before(10))
    DeadlineThreshold.objects.filter(kind=PERMIT_EXPIRY, days=14).delete()
    with acting_as(system_actor(municipality.pk)):
        Deadline.objects.update(next_flag_on=_days_before(90))
    other = make_deadline(make_bare_person(municipality), DUE, "programme_end")
    assert flag_municipality(municipality.pk, _days_before(9)) == 1
    assert {(row[0], row[2]) for row in standing_flags(municipality)} == {(deadline.pk, 14), (other.pk, 14)}


def test_thresholds_that_an_administrator_has_set_are_kept_when_kinds_are_seeded() -> None:
    DeadlineThreshold.objects.filter(kind="plan").delete()
    DeadlineThreshold.objects.create(kind="plan", days=5)
    DeadlineThreshold.objects.filter(kind="programme_end").delete()
    seed_thresholds()
    assert list(DeadlineThreshold.objects.filter(kind="plan").values_list("days", flat=True)) == [5]
    assert DeadlineThreshold.objects.filter(kind="programme_end").count() == 6
    assert {kind.code for kind in duties()} >= set(THRESHOLDS)


def test_only_the_municipality_that_is_asked_for_is_flagged(municipality: Agency) -> None:
    stranger = make_municipality("Voss")
    make_deadline(make_bare_person(municipality), DUE)
    make_deadline(make_bare_person(stranger), DUE)
    assert flag_municipality(municipality.pk, DUE) == 1
    assert standing_flags(stranger) == []


def test_protected_people_are_flagged_too(municipality: Agency) -> None:
    from tests.world import make_person

    person = make_person(
        municipality, confidentiality=6, settled_on=None, basis="", permit_granted_on=None, permit_valid_until=None
    )
    make_deadline(person, DUE)
    assert flag_municipality(municipality.pk, DUE) == 1


def test_the_number_of_statements_does_not_grow_with_the_number_of_deadlines(municipality: Agency) -> None:
    def statements(municipality: Agency) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            flag_municipality(municipality.pk, DUE)
        return len(queries)

    other = make_municipality("Voss")
    make_deadline(make_bare_person(municipality), DUE)
    person = make_bare_person(other)
    for _ in range(20):
        make_deadline(person, DUE)
    assert statements(municipality) == statements(other)
    assert len(standing_flags(other)) == 20


def test_more_deadlines_than_one_chunk_are_all_flagged(municipality: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flagging, "CHUNK", 3)
    person = make_bare_person(municipality)
    made = {make_deadline(person, DUE).pk for _ in range(7)}
    assert flag_municipality(municipality.pk, DUE) == 7
    assert {row[0] for row in standing_flags(municipality)} == made


@given(
    dues=st.lists(st.integers(-30, 130), min_size=1, max_size=4),
    nights=st.lists(st.integers(0, 140), min_size=1, max_size=6),
)
def test_any_nights_in_any_order_leave_the_standing_flags_of_the_last_night_alone(
    dues: list[int], nights: list[int]
) -> None:
    first = dt.date(2027, 1, 1)

    def run(chosen: list[int]) -> list[tuple[int, dt.date, int, str]]:
        municipality = make_municipality()
        person = make_bare_person(municipality)
        order = {make_deadline(person, first + dt.timedelta(due)).pk: n for n, due in enumerate(dues)}
        for night in chosen:
            flag_municipality(municipality.pk, first + dt.timedelta(night))
            deadlines = [row[0] for row in standing_flags(municipality)]
            assert len(deadlines) == len(set(deadlines))
        return sorted((order[row[0]], *row[1:]) for row in standing_flags(municipality))

    with transaction.atomic():
        assert run(nights) == run([max(nights)])
        transaction.set_rollback(True)
