"""A stop and an absence never share a day."""

import datetime as dt

import pytest

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from programmes.absence_facts import AbsenceFacts
from programmes.law.procedure_states import DecisionAct
from programmes.models import Absence, Decision, Participation, Stop
from programmes.operations.absences import register_absence, void_absence
from programmes.operations.stopping import resume_programme
from tests.programmes.awards import make_programme
from tests.programmes.decisions import drafted, step
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db

STOPPED_FROM = dt.date(2026, 11, 9)


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(municipality: Agency, adviser: Actor) -> Participation:
    """A programme that runs."""
    return make_programme(make_person(municipality), adviser)


def _stop(actor: Actor, programme: Participation) -> Decision:
    content = {"first_day": STOPPED_FROM.isoformat()}
    draft = drafted(actor, programme, decision_type="stop_temporary", is_refusal=False, content=content)
    return step(actor, draft, DecisionAct.DECIDE, note="Har uttalt seg i møte.")


def _holiday(actor: Actor, programme: Participation, first: dt.date, last: dt.date) -> Absence:
    return register_absence(actor, programme.pk, AbsenceFacts(kind="holiday", first_day=first, last_day=last))


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_absence_on_a_day_of_a_stop_is_refused(adviser: Actor, programme: Participation) -> None:
    _stop(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        _holiday(adviser, programme, STOPPED_FROM - dt.timedelta(days=3), STOPPED_FROM)
    assert _codes(refused) == ["in_stop"]
    with acting_as(adviser):
        assert not Absence.objects.filter(participation=programme).exists()


def test_absence_before_and_after_a_stop_is_registered(adviser: Actor, programme: Participation) -> None:
    _stop(adviser, programme)
    resume_programme(adviser, programme.pk, resumed_on=dt.date(2026, 11, 16))
    before = _holiday(adviser, programme, dt.date(2026, 11, 4), dt.date(2026, 11, 6))
    after = _holiday(adviser, programme, dt.date(2026, 11, 16), dt.date(2026, 11, 17))
    assert before.is_standing
    assert after.is_standing


def test_a_stop_over_absence_is_refused_until_the_absence_is_put_right(
    adviser: Actor, programme: Participation
) -> None:
    absence = _holiday(adviser, programme, dt.date(2026, 11, 12), dt.date(2026, 11, 13))
    with pytest.raises(RuleRefused) as refused:
        _stop(adviser, programme)
    assert _codes(refused) == ["absence_in_stop"]
    assert "12.11.2026 – 13.11.2026" in refused.value.refusals[0].detail
    void_absence(adviser, absence.pk, why="Ferien ble ikke tatt ut.")
    decision = _stop(adviser, programme)
    with acting_as(adviser):
        assert Stop.objects.get(decision=decision).first_day == STOPPED_FROM
