"""Events are derived from the cases: once, with corrections that point back, and with their deadlines."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import NirEvent, NirSetting
from integration.nir.kinds import CODE_LISTS, due_on, final_day_of
from integration.operations.nir.deriving import NIR_REPORT, derive_events
from participants.models import Deadline, Participant
from programmes.law.procedure_states import DecisionAct
from programmes.models import Absence, Participation
from programmes.models.start import Claim
from programmes.operations.awarding import award_programme
from tests.agencies.api.cases import AWARD
from tests.programmes.decisions import decided, step
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


def awarded(town: Agency, **facts: object) -> Participation:
    """A person with a programme from 12 October 2026."""
    person = make_person(town, **facts)
    award_programme(make_actor(town, Role.TEAM_LEADER), person.pk, AWARD)
    with acting_as(system_actor(town.pk)):
        return Participation.objects.select_related("participant").get(participant=person)


def deliver_from(town: Agency, day: dt.date) -> None:
    NirSetting.objects.create(municipality=town, reports_from=day)


def events(town: Agency, **facts: object) -> list[NirEvent]:
    with acting_as(system_actor(town.pk)):
        return list(NirEvent.objects.filter(municipality=town, **facts).order_by("created_at", "id"))


@pytest.mark.parametrize(
    ("happened", "due"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 3, 1)),
        (dt.date(2025, 12, 31), dt.date(2026, 2, 28)),
        (dt.date(2026, 10, 12), dt.date(2026, 12, 12)),
    ],
)
def test_an_event_is_due_two_months_after_it_happened(happened: dt.date, due: dt.date):
    assert due_on(happened) == due


def test_the_final_deadline_of_a_year_is_the_end_of_february():
    assert final_day_of(2026) == dt.date(2027, 2, 28)


def test_the_facts_of_a_programme_become_events_once():
    town = make_municipality()
    awarded(town)
    first = derive_events(town.pk, TODAY)
    assert {event.kind for event in events(town)} == {"award", "goal", "start"}
    assert (first.new, first.corrected, first.withdrawn) == (3, 0, 0)
    again = derive_events(town.pk, TODAY)
    assert (again.new, again.corrected, again.withdrawn) == (0, 0, 0)
    award, goal, start = (events(town, kind=kind)[0] for kind in ("award", "goal", "start"))
    assert (award.happened_on, award.content["months"]) == (AWARD.awarded_on, AWARD.months)
    assert goal.content == {"goal": "work"}
    assert (start.happened_on, start.due_on) == (dt.date(2026, 10, 12), dt.date(2026, 12, 12))


def test_what_has_not_happened_yet_is_no_event():
    town = make_municipality()
    awarded(town)
    derive_events(town.pk, dt.date(2026, 10, 11))
    assert events(town, kind="start") == []


def test_a_changed_fact_is_a_new_event_that_points_at_the_old():
    town = make_municipality()
    row = awarded(town)
    derive_events(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        Participation.objects.filter(pk=row.pk).update(goal="tertiary_preparation")
    changed = derive_events(town.pk, TODAY)
    assert (changed.new, changed.corrected) == (0, 1)
    old, new = events(town, kind="goal")
    assert new.corrects_id == old.pk
    assert old.content == {"goal": "work"}
    assert new.content == {"goal": "tertiary_preparation"}


def test_a_fact_that_is_gone_is_withdrawn_and_comes_back_as_a_correction():
    town = make_municipality()
    person = make_person(town)
    with acting_as(system_actor(town.pk)):
        claim = Claim.objects.create(participant=person, municipality=town, claimed_on=dt.date(2026, 10, 20))
    derive_events(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        Claim.objects.filter(pk=claim.pk).update(withdrawn_on=TODAY, withdrawn_reason="Feil")
    assert derive_events(town.pk, TODAY).withdrawn == 1
    assert derive_events(town.pk, TODAY).withdrawn == 0
    with acting_as(system_actor(town.pk)):
        Claim.objects.filter(pk=claim.pk).update(withdrawn_on=None, withdrawn_reason="")
    assert derive_events(town.pk, TODAY).corrected == 1
    first, second, third = events(town, kind="claim")
    assert (second.corrects_id, second.is_withdrawn) == (first.pk, True)
    assert (third.corrects_id, third.is_withdrawn) == (second.pk, False)


def test_a_case_registered_by_mistake_takes_its_events_back():
    town = make_municipality()
    row = awarded(town)
    derive_events(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=row.participant_id).update(registered_in_error_on=TODAY)
    assert derive_events(town.pk, TODAY).withdrawn == 3


def test_deadlines_are_written_from_the_day_that_the_municipality_chose():
    town = make_municipality()
    awarded(town)
    derive_events(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        assert not Deadline.objects.filter(kind=NIR_REPORT).exists()
    deliver_from(town, dt.date(2026, 10, 10))
    derive_events(town.pk, TODAY)
    start = events(town, kind="start")[0]
    with acting_as(system_actor(town.pk)):
        (deadline,) = Deadline.objects.filter(kind=NIR_REPORT)
    assert (deadline.subject_id, deadline.due_on) == (start.pk, dt.date(2026, 12, 12))
    assert "§ 43" in deadline.paragraph


def test_a_correction_closes_the_deadline_of_what_it_corrects():
    town = make_municipality()
    row = awarded(town)
    deliver_from(town, dt.date(2026, 10, 1))
    derive_events(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        Participation.objects.filter(pk=row.pk).update(goal="tertiary_preparation")
    derive_events(town.pk, TODAY)
    old, new = events(town, kind="goal")
    with acting_as(system_actor(town.pk)):
        standing = set(Deadline.objects.filter(kind=NIR_REPORT).open().values_list("subject_id", flat=True))
    assert new.pk in standing
    assert old.pk not in standing


def test_absence_is_summed_by_month_and_says_nothing_of_the_reason():
    town = make_municipality()
    row = awarded(town)
    days = [("sick_doctor", 19, 23, None), ("unauthorised", 26, 26, None), ("sick_child", 27, 27, 3)]
    with acting_as(system_actor(town.pk)):
        for kind, first, last, hours in days:
            Absence.objects.create(
                participation=row, participant=row.participant, municipality=town, kind=kind, hours=hours,
                first_day=dt.date(2026, 10, first), last_day=dt.date(2026, 10, last),
            )  # fmt: skip
    derive_events(town.pk, TODAY)
    (event,) = events(town, kind="absence")
    assert event.content == {"month": "2026-10", "valid_days": 5.0, "unauthorised_days": 1.0, "valid_hours": 3.0}
    assert event.happened_on == dt.date(2026, 10, 31)


def test_the_kind_of_a_leave_is_told_of_parental_leave_and_what_follows_it_only():
    town = make_municipality()
    row = awarded(town)
    periods = [("long_sickness", 10, 13, 20), ("parental", 11, 2, 6), ("long_sickness", 11, 9, 13)]
    with acting_as(system_actor(town.pk)):
        for kind, month, first, last in periods:
            Absence.objects.create(
                participation=row, participant=row.participant, municipality=town, kind=kind,
                first_day=dt.date(2026, month, first), last_day=dt.date(2026, month, last),
            )  # fmt: skip
    derive_events(town.pk, TODAY)
    told = [event.content.get("leave") for event in sorted(events(town, kind="leave"), key=lambda e: e.happened_on)]
    assert told == [None, "parental", "long_sickness"]


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ({DecisionAct.REVERSE: "Nye opplysninger."}, "reversed_by_municipality"),
        ({DecisionAct.UPHOLD: "Ikke noe nytt.", DecisionAct.REVERSE: "Likevel."}, "reversed_by_municipality"),
        ({DecisionAct.DISMISS_APPEAL: "For sent."}, "dismissed_by_municipality"),
        ({DecisionAct.WITHDRAW_APPEAL: ""}, "withdrawn"),
    ],
)
def test_an_appeal_that_does_not_come_to_the_county_governor_has_its_outcome_too(
    acts: dict[DecisionAct, str], outcome: str
):
    town, day = make_municipality(), timezone.localdate()
    leader = make_actor(town, Role.TEAM_LEADER)
    decision = decided(leader, awarded(town))
    step(leader, decision, DecisionAct.NOTIFY, channel="handed_over")
    step(leader, decision, DecisionAct.APPEAL, note="Uenig.")
    derive_events(town.pk, day)
    assert events(town, kind="appeal_outcome") == []
    for act, note in acts.items():
        step(leader, decision, act, note=note)
    derive_events(town.pk, day)
    (event,) = events(town, kind="appeal_outcome")
    about = {"decision": str(decision.pk), "decision_type": "leave"}
    assert (event.happened_on, event.content) == (day, about | {"appeal_outcome": outcome})
    assert outcome in dict(CODE_LISTS["appeal_outcome"][1])


def test_a_second_municipality_is_left_alone():
    town, other = make_municipality(), make_municipality("Odda")
    awarded(town)
    awarded(other)
    derive_events(town.pk, TODAY)
    assert events(other) == []
