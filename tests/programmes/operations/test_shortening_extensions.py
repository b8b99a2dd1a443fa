"""An extension that a shorter one replaces, also where the last day stands by decision."""

import datetime as dt

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, Participation
from programmes.operations.decisions import Draft, change_draft, draft_decision
from programmes.operations.taking_back import propose_taking_back
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, step
from tests.programmes.extensions import HEARD, extended, shorter_draft
from tests.world import make_actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_november")]
DECIDED = dt.date(2026, 12, 10)


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


def _by_decision(municipality: Agency, adviser: Actor) -> Participation:
    """A programme of the old rules, whose last day moves by decision alone."""
    facts = {
        "offer_date": dt.date(2025, 6, 1), "awarded_on": dt.date(2025, 6, 2), "first_day": dt.date(2025, 12, 1),
        "months": 6,
    }  # fmt: skip
    programme = make_programme(make_person(municipality), adviser, **facts)
    _move(programme, DECIDED)
    return programme


def _move(programme: Participation, last_day: dt.date) -> None:
    with acting_as(system_actor(programme.municipality_id)):
        Participation.objects.filter(pk=programme.pk).update(decided_last_day=last_day, last_day=last_day)


def _made(adviser: Actor, draft: Decision) -> Decision:
    return step(adviser, draft, DecisionAct.DECIDE, note=HEARD)


def test_a_decided_last_day_is_back_where_it_was_after_a_chain(municipality: Agency, adviser: Actor) -> None:
    programme = _by_decision(municipality, adviser)
    first = extended(adviser, programme)
    assert stored(programme).last_day == dt.date(2027, 6, 10)
    second = _made(adviser, shorter_draft(adviser, first, 3))
    assert stored(programme).last_day == dt.date(2027, 3, 10)
    third = _made(adviser, shorter_draft(adviser, second, 1))
    assert stored(programme).last_day == dt.date(2027, 1, 10)
    _made(adviser, propose_taking_back(adviser, third.pk, reasons="Vedtaket bygde på feil opplysninger."))
    after = stored(programme)
    assert (after.extension_months, after.last_day, after.decided_last_day) == (0, DECIDED, DECIDED)


def test_days_that_leave_added_since_stay(municipality: Agency, adviser: Actor) -> None:
    programme = _by_decision(municipality, adviser)
    granted = extended(adviser, programme)
    _move(programme, stored(programme).last_day + dt.timedelta(days=10))
    _made(adviser, propose_taking_back(adviser, granted.pk, reasons="Vedtaket bygde på feil opplysninger."))
    assert stored(programme).last_day == DECIDED + dt.timedelta(days=10)


def test_the_participant_is_heard_before_an_extension_is_made_shorter(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    draft = shorter_draft(adviser, extended(adviser, programme), 3)
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.paragraph) == ("advance_notice_missing", "forvaltningsloven § 16")
    assert stored(programme).extension_months == 6
    _made(adviser, draft)
    assert stored(programme).extension_months == 3


def test_a_longer_one_needs_no_notice(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    step(adviser, shorter_draft(adviser, extended(adviser, programme), 9), DecisionAct.DECIDE)
    assert stored(programme).extension_months == 9


def test_nobody_writes_how_many_months_are_taken_back(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, programme)
    forged = {"taken_back_months": 5}
    plain = Draft(decision_type="extension", participation_id=programme.pk, is_refusal=True, content=forged)
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, plain)
    assert [one.code for one in refused.value.refusals] == ["written_by_fotfeste"]
    draft = propose_taking_back(adviser, granted.pk, reasons="Vedtaket bygde på feil opplysninger.")
    with pytest.raises(RuleRefused) as refused:
        change_draft(adviser, draft.pk, reasons="Nei.", content=forged)
    assert [one.code for one in refused.value.refusals] == ["written_by_fotfeste"]
