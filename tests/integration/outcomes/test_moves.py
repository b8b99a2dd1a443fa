"""Whoever moves is one person for the nation, on one day in one municipality, however late the move is answered."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import OutcomePerson, OutcomeSpan
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.lasting import lasting, observed_times
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_everywhere
from integration.operations.outcomes.traits import refresh_traits_everywhere
from integration.outcomes.months import month_end, month_index
from participants.models import Participant, TransferRequest
from participants.operations.transferring import accept_transfer
from tests.integration.outcomes.bulk import insert
from tests.integration.outcomes.population import Job, Person, Programme, write
from tests.participants.transfers.moves import ask, make_mover, make_town
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
NOW = Question(until=TODAY, known_on=TODAY)
FIRST, LATER, BORN = dt.date(2024, 1, 15), dt.date(2025, 6, 10), dt.date(1990, 1, 1)
_DAY = dt.timedelta(days=1)


def _directorate() -> Actor:
    """A leader who asks about the whole nation, as it is now."""
    agency, _new = Agency.objects.get_or_create(kind="directorate", number="1", defaults={"name": "Direktoratet"})
    return make_actor(agency, Role.LEADER)


def _job(days: int) -> Job:
    return Job("permanent", 100, FIRST + days * _DAY, None, occupation="2221")


def _linked(sender: Agency, receiver: Agency, sent: list[UUID], received: list[UUID]) -> None:
    with acting_as(system_actor(sender.pk)):
        insert(
            TransferRequest,
            [
                {
                    "participant_id": one, "municipality_id": sender.pk, "to_municipality_id": receiver.pk,
                    "state": "accepted", "requested_on": TODAY, "answered_on": TODAY, "received_as_id": other,
                }
                for one, other in zip(sent, received, strict=True)
            ],
        )  # fmt: skip


def _moved(last_with_sender: dt.date, settled_on: dt.date = LATER) -> tuple[Agency, Agency]:
    """Ten who stay, and ten who move from one municipality to the other and take their job along."""
    sender, receiver = make_municipality("Bergen"), make_municipality("Voss")
    write(sender, [Person(FIRST, BORN, "woman", "higher", jobs=[_job(100)]) for _ in range(10)])
    mover = Person(FIRST, BORN, "woman", "higher", jobs=[_job(700)], moved_on=last_with_sender)
    sent = write(sender, [mover for _ in range(10)])
    received = write(receiver, [replace(mover, settled_on=settled_on, moved_on=None) for _ in range(10)])
    _linked(sender, receiver, sent, received)
    refresh_everywhere(TODAY)
    refresh_traits_everywhere(TODAY)
    return sender, receiver


def _people(actor: Actor, question: Question = NOW, axis: Axis = Axis.CALENDAR) -> dict[int, int | None]:
    (series,) = employment(actor, question, axis)
    return {figure.month: figure.people for figure in series.months}


@pytest.mark.parametrize("answered", [LATER - 40 * _DAY, LATER - _DAY, LATER, LATER + 90 * _DAY])
def test_the_nation_counts_each_month_once_and_each_municipality_its_own(answered: dt.date):
    sender, receiver = _moved(answered)
    assert set(_people(_directorate()).values()) == {20}
    assert len(_people(_directorate())) == month_index(TODAY) - month_index(FIRST)
    before, after = _people(make_actor(sender, Role.LEADER)), _people(make_actor(receiver, Role.LEADER))
    for month, people in before.items():
        assert people == (20 if month_end(month) < LATER else 10)
    assert min(after) == month_index(LATER)
    assert set(after.values()) == {10}


def test_the_cohort_is_that_of_the_first_settlement():
    _sender, receiver = _moved(LATER)
    (series,) = employment(_directorate(), Question(TODAY, TODAY, split="settled_year"), Axis.CALENDAR)
    assert series.group == "2024"
    since = _people(_directorate(), axis=Axis.SINCE)
    assert (since[0], since[24]) == (20, 20)
    here = _people(make_actor(receiver, Role.LEADER), axis=Axis.SINCE)
    assert min(here) == 17
    assert FIRST + relativedelta(months=16) < LATER <= FIRST + relativedelta(months=17)


def test_the_nation_follows_people_on_to_their_first_work():
    sender, receiver = _moved(LATER)
    (group,) = lasting(_directorate(), NOW)
    assert group.people == 20
    with acting_as(_directorate().as_system()):
        times = {(one.duration, one.happened): one.number for one in observed_times(NOW)["all"]}
    assert times == {(100, True): 10, (700, True): 10}
    with acting_as(system_actor(sender.pk)):
        times = {(one.duration, one.happened): one.number for one in observed_times(NOW)["all"]}
    assert times == {(100, True): 10, ((LATER - _DAY - FIRST).days, False): 10}
    assert lasting(make_actor(receiver, Role.LEADER), NOW) == []


def test_a_move_is_no_departure_and_nobody_is_qualified_twice():
    sender, receiver = make_municipality("Bergen"), make_municipality("Voss")
    ended = Programme(FIRST + 30 * _DAY, ended_on=dt.date(2024, 9, 1), end_reason="moved", main_activity="other")
    mover = Person(FIRST, BORN, "woman", "higher", jobs=[_job(100)], moved_on=LATER, programmes=[ended])
    sent = write(sender, [mover for _ in range(10)])
    received = write(receiver, [replace(mover, settled_on=LATER, moved_on=None, programmes=[]) for _ in range(10)])
    _linked(sender, receiver, sent, received)
    refresh_everywhere(TODAY)
    refresh_traits_everywhere(TODAY)
    (nation,) = after_programme(_directorate(), NOW)
    assert (nation.ended, nation.in_work, nation.gone) == (10, 10, 0)
    (town,) = after_programme(make_actor(sender, Role.LEADER), NOW)
    assert (town.ended, town.in_work, town.gone) == (10, 0, 10)
    (year,) = qualification_figures(_directorate(), NOW)
    found = year.figures["self_supporting"]
    assert found is not None
    assert (year.people, found.part, found.whole) == (10, 10, 10)
    diploma = year.figures["diploma"]
    assert diploma is not None
    assert diploma.whole == 10
    assert sectors(_directorate(), NOW)[0].total == 10


def test_until_a_day_before_the_move_the_person_is_the_senders():
    sender, receiver = _moved(LATER)
    question = Question(until=LATER - _DAY, known_on=TODAY)
    assert qualification_figures(make_actor(receiver, Role.LEADER), question) == []
    assert qualification_figures(make_actor(sender, Role.LEADER), question)[0].people == 20
    assert qualification_figures(_directorate(), question)[0].people == 20


def test_who_is_protected_after_a_move_leaves_the_senders_figures_too():
    sender, receiver = _moved(LATER)
    with acting_as(system_actor(receiver.pk)):
        Participant.objects.filter(pk=Participant.objects.values("pk")[:1]).update(confidentiality=7)

    def left() -> tuple[int, int]:
        with acting_as(system_actor(sender.pk)):
            mine = OutcomePerson.objects.count()
        with acting_as(system_actor(receiver.pk)):
            return mine, OutcomeSpan.objects.filter(kind="at_risk").count()

    assert left() == (19, 9)
    refresh_everywhere(TODAY + _DAY)
    assert left() == (19, 9)


def test_a_case_that_is_taken_over_is_linked():
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    done = accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=dt.date(2026, 11, 1))
    refresh_everywhere(TODAY)
    with acting_as(system_actor(bergen.home.pk)):
        first = OutcomePerson.objects.get(participant=person)
    with acting_as(system_actor(voss.home.pk)):
        second = OutcomePerson.objects.get(participant=done.received_as)
    assert (first.link, first.was_taken_over, first.left_on) == (0, True, dt.date(2026, 11, 1))
    assert (second.link, second.lineage, second.here_from) == (1, person.pk, first.left_on)
    assert (second.settled_on, second.arrived_on) == (first.settled_on, first.arrived_on)
