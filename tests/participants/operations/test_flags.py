"""What people do with flags, and when one goes to the team leader."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, Role
from participants.models import CaseEvent, Confidentiality, Flag, FlagState
from participants.operations.flagging import flag_municipality
from participants.operations.flags import act_on_flag, dismiss_flag, escalate_untaken, take_flag
from programmes.tasks import escalate_flags
from tests.participants.operations.duties import make_bare_person, make_deadline
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 6, 15)


def _flag(municipality: Agency, due_on: dt.date = DUE, on: dt.date = DUE - dt.timedelta(days=60)) -> Flag:
    deadline = make_deadline(make_bare_person(municipality), due_on)
    flag_municipality(municipality.pk, on)
    with acting_as(system_actor(municipality.pk)):
        return Flag.objects.get(deadline=deadline)


def _events(flag: Flag) -> list[str]:
    with acting_as(system_actor(flag.municipality_id)):
        events = CaseEvent.objects.filter(participant=flag.participant_id, kind__startswith="flag_")
        return list(events.order_by("created_at").values_list("kind", flat=True))


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


def test_taking_a_flag_makes_it_the_takers_own(municipality: Agency, adviser: Actor) -> None:
    flag = take_flag(adviser, _flag(municipality).pk)
    assert (flag.state, flag.taken_by_id) == (FlagState.TAKEN, adviser.user_id)
    assert flag.taken_at is not None
    assert flag.version == 2
    assert _events(flag) == ["flag_taken"]


def test_taking_ones_own_flag_again_changes_nothing(municipality: Agency, adviser: Actor) -> None:
    once = take_flag(adviser, _flag(municipality).pk)
    again = take_flag(adviser, once.pk)
    assert (again.version, again.taken_at) == (once.version, once.taken_at)
    assert _events(once) == ["flag_taken"]


def test_a_colleague_may_take_a_flag_over(municipality: Agency, adviser: Actor) -> None:
    colleague = make_actor(municipality, Role.PROGRAMME_ADVISER)
    flag = take_flag(adviser, _flag(municipality).pk)
    assert take_flag(colleague, flag.pk).taken_by_id == colleague.user_id


def test_following_up_closes_the_flag_and_is_noted(municipality: Agency, adviser: Actor) -> None:
    flag = act_on_flag(adviser, _flag(municipality).pk, reason=" Søknad sendt ")
    assert (flag.state, flag.reason, flag.taken_by_id) == (FlagState.ACTED_ON, "Søknad sendt", adviser.user_id)
    assert flag.closed_at is not None
    assert _events(flag) == ["flag_acted_on"]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_flag_is_not_dismissed_without_a_reason(municipality: Agency, adviser: Actor, reason: str) -> None:
    flag = _flag(municipality)
    with pytest.raises(RuleRefused) as refusal:
        dismiss_flag(adviser, flag.pk, reason=reason)
    assert [(one.code, one.field) for one in refusal.value.refusals] == [("reason_required", "reason")]


def test_a_closed_flag_cannot_be_taken_or_closed_again(municipality: Agency, adviser: Actor) -> None:
    flag = dismiss_flag(adviser, _flag(municipality).pk, reason="Har allerede ny tillatelse")
    for act in (take_flag, act_on_flag):
        with pytest.raises(RuleRefused) as refusal:
            act(adviser, flag.pk)
        assert refusal.value.refusals[0].code == "flag_closed"


def test_whoever_has_read_another_version_is_told(municipality: Agency, adviser: Actor) -> None:
    flag = take_flag(adviser, _flag(municipality).pk)
    with pytest.raises(StaleVersion):
        act_on_flag(adviser, flag.pk, expected_version=1)
    assert act_on_flag(adviser, flag.pk, expected_version=2).state == FlagState.ACTED_ON


def test_a_nav_adviser_may_take_a_flag_of_a_municipality_that_the_office_serves(municipality: Agency) -> None:
    adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    assert take_flag(adviser, _flag(municipality).pk).taken_by_id == adviser.user_id


def test_a_stranger_meets_no_flag(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    own = _flag(voss)
    stranger = make_actor(voss, Role.TEAM_LEADER)
    flag = _flag(municipality)
    for act in (take_flag, act_on_flag):
        with pytest.raises(Flag.DoesNotExist):
            act(stranger, flag.pk)
    with pytest.raises(Flag.DoesNotExist):
        dismiss_flag(stranger, flag.pk, reason="x")
    with pytest.raises(Flag.DoesNotExist):
        take_flag(stranger, uuid4())
    assert take_flag(stranger, own.pk).state == FlagState.TAKEN


def test_the_flag_of_a_protected_person_is_not_there_for_others(municipality: Agency, adviser: Actor) -> None:
    person = make_person(municipality, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL, basis="", settled_on=None)
    make_deadline(person, DUE)
    flag_municipality(municipality.pk, DUE)
    with acting_as(system_actor(municipality.pk)):
        flag = Flag.objects.get(participant=person)
    with pytest.raises(Flag.DoesNotExist):
        take_flag(adviser, flag.pk)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.TEACHER])
def test_roles_without_casework_may_not_take_a_flag(municipality: Agency, role: Role) -> None:
    flag = _flag(municipality)
    actor = make_actor(municipality, role)
    with pytest.raises(NotPermitted):
        take_flag(actor, flag.pk)
    with pytest.raises(NotPermitted):
        dismiss_flag(actor, flag.pk, reason="")


MONDAY = dt.date(2027, 6, 7)


@pytest.mark.parametrize(
    ("days_left_when_raised", "days_waited", "is_lifted"),
    [
        (60, 0, False),
        (60, 6, False),
        (60, 7, True),
        (60, 8, True),
        (14, 6, False),  # eight days left
        (14, 7, True),  # seven days left, and seven days waited
        (9, 1, False),  # eight days left
        (9, 2, True),  # seven days left, and more than a working day waited
        (7, 0, False),
        (7, 1, True),
        (0, 0, False),
        (0, 1, True),
        (-1, 1, True),
    ],
)
def test_a_flag_that_nobody_took_goes_to_the_leader(
    municipality: Agency, days_left_when_raised: int, days_waited: int, is_lifted: bool
) -> None:
    # Every waited day is taken for a working day here; the calendar's own tests are below.
    flag = _flag(municipality, MONDAY + dt.timedelta(days_left_when_raised), MONDAY)
    with acting_as(system_actor(municipality.pk)):
        Flag.objects.filter(pk=flag.pk).update(threshold=flag.threshold)
        now = dt.datetime.combine(MONDAY + dt.timedelta(days_waited), dt.time(1), timezone.get_current_timezone())
        lifted = escalate_untaken(municipality.pk, now, timezone.localdate(now) - dt.timedelta(days=1))
        flag.refresh_from_db()
    assert lifted == int(is_lifted)
    assert (flag.escalated_at is not None) is is_lifted


@pytest.mark.parametrize(
    ("raised_on", "now", "is_lifted"),
    [
        ("2027-06-07", "2027-06-07 23:59", False),  # raised on a Monday
        ("2027-06-07", "2027-06-08 00:20", True),  # the Monday has passed
        ("2027-06-04", "2027-06-04 23:59", False),  # raised on a Friday
        ("2027-06-04", "2027-06-05 00:20", True),  # the Friday has passed
        ("2027-06-05", "2027-06-07 12:00", False),  # raised on a Saturday: the Monday is its working day
        ("2027-06-05", "2027-06-08 00:20", True),
        ("2027-05-16", "2027-05-18 23:59", False),  # raised on Whit Sunday; Monday is the 17th of May
        ("2027-05-16", "2027-05-19 00:20", True),
    ],
)
def test_one_working_day_is_counted_by_the_calendar(
    municipality: Agency, monkeypatch: pytest.MonkeyPatch, raised_on: str, now: str, is_lifted: bool
) -> None:
    raised = dt.date.fromisoformat(raised_on)
    flag = _flag(municipality, raised + dt.timedelta(days=5), raised)
    moment = timezone.make_aware(dt.datetime.fromisoformat(now))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert escalate_flags() == int(is_lifted)
    with acting_as(system_actor(municipality.pk)):
        flag.refresh_from_db()
    assert (flag.escalated_at is not None) is is_lifted


def test_a_flag_that_was_taken_is_not_lifted_and_one_is_lifted_once(municipality: Agency, adviser: Actor) -> None:
    take_flag(adviser, _flag(municipality).pk)
    waiting = _flag(municipality)
    now = dt.datetime(2027, 6, 1, 1, tzinfo=timezone.get_current_timezone())
    with acting_as(system_actor(municipality.pk)):
        assert [escalate_untaken(municipality.pk, now, now.date()) for _ in range(2)] == [1, 0]
        assert Flag.objects.get(escalated_at__isnull=False).pk == waiting.pk
