"""Stops, ends that are not finished, certificates, and programmes that follow earlier ones."""

import datetime as dt
from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import Deadline
from programmes.law.months import last_day_of_period
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionType, EndDraft, Letter, Participation, Reentry, Stop
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.ending import end_programme
from programmes.operations.reentry import Basis, award_again, time_used_by
from programmes.operations.stopping import STOP_REVIEW, resume_programme
from programmes.operations.unfinished_ends import end_draft_of, keep_end_draft
from tests.programmes.awards import an_award, make_programme, stored
from tests.programmes.decisions import drafted, step, today
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(municipality: Agency, adviser: Actor) -> Participation:
    """A programme that runs."""
    return make_programme(make_person(municipality), adviser)


def _stopped(actor: Actor, programme: Participation, kind: str = "stop_temporary", **content: Any) -> Decision:
    known = {"first_day": today().isoformat()}
    draft = drafted(actor, programme, decision_type=kind, is_refusal=False, content=known | content)
    return step(actor, draft, DecisionAct.DECIDE, note="Har uttalt seg i møte.")


def test_a_temporary_stop_begins_and_is_lifted_and_never_moves_the_end(
    adviser: Actor, programme: Participation
) -> None:
    decision = _stopped(
        adviser, programme, first_day=(today() - DAY).isoformat(), expected_last_day=(today() + 30 * DAY).isoformat()
    )
    with acting_as(adviser):
        stop = Stop.objects.get(decision=decision)
        review = Deadline.objects.get(kind=STOP_REVIEW, subject_id=stop.pk)
    assert (stop.last_day, review.due_on) == (None, today() + 30 * DAY)
    assert resume_programme(adviser, programme.pk, resumed_on=today()).last_day == today() - DAY
    assert stored(programme).last_day == programme.last_day
    with acting_as(adviser):
        assert Deadline.objects.get(kind=STOP_REVIEW).met_on == today()


def test_a_stopped_programme_is_not_stopped_again(adviser: Actor, programme: Participation) -> None:
    _stopped(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        _stopped(adviser, programme)
    assert [refusal.code for refusal in refused.value.refusals] == ["already_stopped"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"first_day": "2026-10-11"}, "outside_programme"),
        ({"first_day": "i morgen"}, "first_day_missing"),
        ({"expected_last_day": "2026-10-12"}, "ends_before_it_begins"),
    ],
)
def test_a_stop_lies_within_the_programme(
    adviser: Actor, programme: Participation, content: dict[str, str], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        _stopped(adviser, programme, **content)
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_what_is_not_stopped_cannot_go_on(adviser: Actor, programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        resume_programme(adviser, programme.pk, resumed_on=today())
    assert [refusal.code for refusal in refused.value.refusals] == ["not_stopped"]


def test_a_permanent_stop_ends_the_programme_the_day_before(adviser: Actor, programme: Participation) -> None:
    _stopped(adviser, programme, "stop_permanent", main_activity="health")
    after = stored(programme)
    assert (after.ended_on, after.end_reason) == (today() - DAY, "stopped_permanently")
    with acting_as(adviser):
        assert Letter.objects.filter(participation=programme, kind="certificate").count() == 1


def test_an_end_gives_a_certificate_that_does_not_say_why(adviser: Actor, programme: Participation) -> None:
    end_programme(adviser, programme.pk, ended_on=today(), end_reason="permit_lost", main_activity="other")
    with acting_as(adviser):
        letter = Letter.objects.select_related("document").get(participation=programme, kind="certificate")
    assert letter.document.content_type == "application/pdf"
    assert letter.data["title"] == "Deltakerbevis"
    assert "opphold" not in str(letter.data["sections"])


def test_an_end_after_a_death_has_no_certificate(adviser: Actor, programme: Participation) -> None:
    end_programme(adviser, programme.pk, ended_on=today(), end_reason="deceased", main_activity="other")
    with acting_as(adviser):
        assert not Letter.objects.filter(kind="certificate").exists()


def test_an_end_without_reason_is_a_draft_that_stays_on_the_list(adviser: Actor, programme: Participation) -> None:
    keep_end_draft(adviser, programme.pk, ended_on=today())
    keep_end_draft(adviser, programme.pk, ended_on=today(), end_reason="goal_reached")
    with acting_as(adviser):
        [draft] = EndDraft.objects.all()
        owed = Deadline.objects.get(kind=PROGRAMME_END, subject_id=programme.pk)
    assert (draft.end_reason, owed.due_on, owed.is_open) == ("goal_reached", today(), True)
    assert stored(programme).ended_on is None
    end_programme(adviser, programme.pk, ended_on=today(), end_reason="goal_reached", main_activity="full_time_work")
    with acting_as(adviser):
        assert end_draft_of(stored(programme)) is None
        assert not Deadline.objects.get(kind=PROGRAMME_END, subject_id=programme.pk).is_open


def _left_for_work(adviser: Actor, programme: Participation) -> Participation:
    return end_programme(
        adviser, programme.pk, ended_on=dt.date(2026, 11, 11), end_reason="interrupted", main_activity="full_time_work"
    )


def test_a_new_programme_after_an_earlier_one_has_its_basis_and_the_time_used(
    adviser: Actor, programme: Participation
) -> None:
    _left_for_work(adviser, programme)
    award = an_award(first_day=dt.date(2026, 11, 16), months=11)
    again = award_again(adviser, programme.participant_id, award, Basis(basis="job_ended", reason="Jobben falt bort."))
    with acting_as(adviser):
        reentry = Reentry.objects.get(participation=again)
    assert (reentry.months_used, reentry.days_used, again.months) == (1, 0, 11)


@pytest.mark.parametrize(
    ("months", "basis", "reason", "code"),
    [
        (12, "job_ended", "Jobben falt bort.", "time_is_used"),
        (11, "collective_left_for_work", "Jobben falt bort.", "basis_does_not_hold"),
        (11, "municipality_agrees", " ", "reason_missing"),
        (11, "", "Jobben falt bort.", "basis_missing"),
    ],
)
def test_a_new_programme_is_refused_without_time_or_basis(
    adviser: Actor, programme: Participation, months: int, basis: str, reason: str, code: str
) -> None:
    _left_for_work(adviser, programme)
    award = an_award(first_day=dt.date(2026, 11, 16), months=months)
    with pytest.raises(RuleRefused) as refused:
        award_again(adviser, programme.participant_id, award, Basis(basis=basis, reason=reason))
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    with acting_as(system_actor(programme.municipality_id)):
        assert Participation.objects.filter(participant=programme.participant_id).count() == 1


def test_the_days_of_a_stop_are_used(adviser: Actor, programme: Participation) -> None:
    _stopped(adviser, programme, first_day="2026-11-01")
    resume_programme(adviser, programme.pk, resumed_on=dt.date(2026, 11, 11))
    _left_for_work(adviser, programme)
    with acting_as(adviser):
        used = time_used_by(programme.participant)
    assert (used.months, used.days) == (1, 0)


def test_the_time_used_has_months_as_the_clock_has_them(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(
        make_person(municipality),
        adviser,
        offer_date=dt.date(2026, 1, 28),
        awarded_on=dt.date(2026, 1, 29),
        first_day=dt.date(2026, 1, 31),
    )
    end_programme(
        adviser,
        programme.pk,
        ended_on=last_day_of_period(programme.first_day, 1),
        end_reason="interrupted",
        main_activity="other",
    )
    with acting_as(adviser):
        used = time_used_by(programme.participant)
    assert (used.months, used.days) == (1, 0)


def test_a_stop_is_a_decision_of_its_type(adviser: Actor, programme: Participation) -> None:
    decision = _stopped(adviser, programme)
    assert decision.decision_type == DecisionType.STOP_TEMPORARY
    assert decision.computed[-1]["date"] == programme.last_day.isoformat()
